#!/usr/bin/env bash
# pandoc leaves out `\textbraceleft`, `\textbraceright`, `\textbar` and `\textasciigrave` when it reads BibTeX or LaTeX: the characters are
# missing from titles, with exit code 0 and without a word. All four are commands of LaTeX itself; biber, Citation.js and Typst read the braces.
#
# It matters for a brace without a counterpart, which BibTeX counts even as `\{`. The spelling that pandoc reads, `\{\vphantom{\}}`, makes
# Typst refuse the whole file, so that none is right in all readers.
#
# Guess before the newest one was run: it leaves the braces out as pandoc 2.17 does.
# Seen on 2026-11-30, pandoc 3.9: `a{b}c|d` + "`" + `e` comes out as `abcde`; what else is written survives.
#
# Needs python3 with venv, and PyPI. Fails when pandoc behaves otherwise.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypandoc_binary==1.17
pandoc=$("$folder/venv/bin/python" -c 'import pypandoc; print(pypandoc.get_pandoc_path())')
"$pandoc" --version | head -n 1

title='a\textbraceleft{}b\textbraceright{}c\textbar{}d\textasciigrave{}e\textbackslash{}f\textless{}g'
printf '@misc{k,\n  title = {{%s}},\n}\n' "$title" >"$folder/k.bib"
from_bibtex=$("$pandoc" -f bibtex -t csljson "$folder/k.bib" 2>"$folder/err" | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["title"])')
from_latex=$(printf '%s\n' "$title" | "$pandoc" -f latex -t plain 2>>"$folder/err")
warnings=$(cat "$folder/err")

echo "written:     $title"
echo "as LaTeX:    a{b}c|d\`e\\f<g"
echo "from BibTeX: $from_bibtex"
echo "from LaTeX:  $from_latex"
echo "warnings:    ${warnings:-none}"

[ "$from_bibtex" = 'abcde\f<g' ] && [ "$from_latex" = 'abcde\f<g' ] && [ -z "$warnings" ] || {
  echo "pandoc behaves otherwise now" >&2
  exit 1
}
