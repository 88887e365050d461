"""Prints each item of a CSL-JSON file as a reader's bibliography would show it: a JSON list of texts, in the order of the items.

Usage: python csl.py ITEMS.json
"""

import json
import sys
from pathlib import Path

import citeproc
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

STYLE = Path(citeproc.__file__).parent / "data/styles/harvard-cite-them-right.csl"


def printed(item):
    style = CitationStylesStyle(str(STYLE), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON([item]), formatter.plain)
    bibliography.register(Citation([CitationItem(item["id"])]))
    return str(bibliography.bibliography()[0])


print(json.dumps([printed(item) for item in json.loads(Path(sys.argv[1]).read_text())]))
