"""Measures everything, or what is named (``python -m bench preview``), and prints one table."""

import sys

from bench import cases, check_107, crosstab, export, firms, memory, pages, preview, scan
from bench.measuring import HEADING

MEASURED = {
    "preview": preview,
    "check_107": check_107,
    "export": export,
    "memory": memory,
    "crosstab": crosstab,
    "cases": cases,
    "firms": firms,
    "scan": scan,
    "pages": pages,
}

print(HEADING, flush=True)
for name in sys.argv[1:] or MEASURED:
    for figure in MEASURED[name].figures():
        print(figure.line(), flush=True)
