#!/usr/bin/env bash
# trafilatura dates a page by a date in its own address before it looks at what the page says: `article:published_time` is passed over when
# the canonical address holds something like `2025-04-17`, also within a word such as `ap-2025-04-17`.
#
# It matters for pages about a source that is named by its day: a tool for reading later or for research files the page itself, which was
# written later, under the day of the source.
#
# Guess before it was run: the metadata decides, since they are the page's own word on its date.
# Seen on 2026-11-30, trafilatura 2.3.1: 2025-04-17 from the address, and 2025-11-24 from the metadata where the address has no date.
#
# Needs python3 with venv, and PyPI. Fails when trafilatura behaves otherwise.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check trafilatura==2.3.1 courlan==1.4.0 dateparser==1.5.0 htmldate==1.11.0 jusText==3.0.2 lxml==6.1.3 lxml_html_clean==0.4.6

cat >"$folder/dates.py" <<'PYTHON'
from importlib.metadata import version

from trafilatura import extract_metadata

print("trafilatura", version("trafilatura"))
found = []
for slug in ["ap-2025-04-17", "ap-report"]:
    address = f"https://example.org/sources/{slug}/"
    page = f"""<!doctype html><html lang="en"><head><title>A report</title>
<link rel="canonical" href="{address}">
<meta property="article:published_time" content="2025-11-24T12:00:00Z">
</head><body><main><h1>A report</h1><p>Everything that rests on this report, passage by passage.</p></main></body></html>"""
    date = extract_metadata(page).date
    print(f"{address}: {date}, where the page says 2025-11-24")
    found.append(date)
raise SystemExit(found != ["2025-04-17", "2025-11-24"])
PYTHON
"$folder/venv/bin/python" "$folder/dates.py" || {
  echo "trafilatura behaves otherwise now" >&2
  exit 1
}
