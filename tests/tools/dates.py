"""Prints which day trafilatura, which saves pages for reading later and for research, takes for that of each page: a JSON object.

Usage: python dates.py PAGE.html ...
"""

import json
import sys
from pathlib import Path

from trafilatura import extract_metadata

print(json.dumps({path: extract_metadata(Path(path).read_text()).date for path in sys.argv[1:]}))
