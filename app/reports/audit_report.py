"""The cross-footing report (交叉檢核結果) as a workbook: one line a finding, printable on A4."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from xlsxwriter import Workbook

from app.domain.crossfoot.finding import Finding
from app.domain.roc_calendar import format_roc

HEADERS = ("項次", "位置", "印出", "對照", "重算", "計算方式", "類別", "把握", "說明", "回覆")
WIDTHS = (6, 30, 16, 26, 16, 24, 10, 6, 48, 30)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A finding and what was answered to it, empty if nothing was."""

    finding: Finding
    answer: str


def write_audit_report(title: str, lines: Iterable[ReportLine], checks: int, on: date, out: BinaryIO) -> None:
    """Write the report; texts stay texts, whatever they begin with."""
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format(
            {"bold": True, "bg_color": "#DDE7F0", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("交叉檢核")
        sheet.write_string(0, 0, f"{title}　交叉檢核結果", book.add_format({"bold": True, "font_size": 14}))
        sheet.write_string(1, 0, f"檢核 {checks} 項，資料日期 {format_roc(on)}")
        for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, header, head)
        for number, line in enumerate(lines, start=1):
            for column, text in enumerate(_texts(number, line)):
                sheet.write_string(2 + number, column, text, cell)
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.set_footer("&L交叉檢核結果&R第 &P 頁，共 &N 頁")


def _texts(number: int, line: ReportLine) -> tuple[str, ...]:
    found = line.finding
    figures = (found.place, found.printed, found.other, found.recomputed, found.formula)
    return (str(number), *figures, found.kind.value, found.sureness.value, found.message, line.answer)
