"""The audit trail as a file: one line an event, as a workbook or as comma-separated text."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Literal

from xlsxwriter import Workbook

HEADERS = (
    *("編號", "時間", "人員", "填報人", "來源", "路徑或命令", "網路位址", "檔案", "檔案雜湊", "儲存格"),
    *("計畫", "類別", "項目", "欄位", "異動", "原值", "新值", "雜湊"),
)
_WIDTHS = (8, 16, 16, 16, 8, 30, 14, 24, 20, 16, 14, 10, 30, 14, 8, 30, 30, 20)
_LIVE = ("=", "+", "-", "@", "\t", "\r")


def write_trail(lines: Iterable[Sequence[str]], out: BinaryIO, kind: Literal["xlsx", "csv"]) -> None:
    """Write the lines under :data:`HEADERS`; whatever a text begins with, no program takes it for a formula."""
    if kind == "csv":
        _write_csv(lines, out)
    else:
        _write_xlsx(lines, out)


def _write_csv(lines: Iterable[Sequence[str]], out: BinaryIO) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)  # Excel needs the mark
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows([guarded(one) for one in line] for line in lines)
    text.detach()


def guarded(text: str) -> str:
    """A text that a spreadsheet program shows and never computes."""
    return f"'{text}" if text.startswith(_LIVE) else text


def _write_xlsx(lines: Iterable[Sequence[str]], out: BinaryIO) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDE7F0", "border": 1})
        sheet = book.add_worksheet("稽核軌跡")
        sheet.freeze_panes(1, 2)
        for column, (header, width) in enumerate(zip(HEADERS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, header, head)
        for number, line in enumerate(lines, start=1):
            for column, text in enumerate(line):
                sheet.write_string(number, column, text)
        sheet.autofilter(0, 0, 0, len(HEADERS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
