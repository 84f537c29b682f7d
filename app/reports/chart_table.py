"""The figures of a chart as .csv: a spreadsheet program opens it, and computes nothing that a text begins with."""

import csv
import io
import re

from app.domain.charts.drawing import Table
from app.reports.trail_report import guarded

_FIGURE = re.compile(r"[+-]?\d[\d,]*(\.\d+)?%?")


def csv_of(table: Table) -> bytes:
    """The table as UTF-8 with the mark that Excel needs; figures stay figures, with their signs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([one if _FIGURE.fullmatch(one) else guarded(one) for one in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")
