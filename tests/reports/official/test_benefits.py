"""執行效益 and 歷年 tables of the report, cell by cell beside what the 107 report printed."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeAlias

import pytest
from sqlalchemy.orm import Session
from support.case_register import register_ten_years
from support.deviations_107 import CUT_OFF, CUT_OFF_BEFORE_107, IMPOSSIBLE
from support.printed_107 import PrintedCell, printed_cells
from support.stage import a_person

from app.domain.roles import Role
from app.reports.official.document import Report, tables
from app.reports.official.execution_report import BENEFITS, OF_YEARS
from app.reports.official.table import Table
from app.services.official_reports import execution_report_of

#: Row, column and measure of a printed figure.
Place: TypeAlias = tuple[str, str, str]
MEASURES = {"案數": "案數", "績效(萬元)": "合計效益", "每案平均績效(萬元)": "平均效益"}
OF_ONE_YEAR = {"申請數": "申請案數", "執行數": "執行案數", "通過率": "通過率"}
SHARES = {"申請案件比例": "申請案數", "通過／執行案件比例": "執行案數"}
ITEMS = {
    "申請案數": "申請案數",
    "輔導案數": "執行案數",
    "政府輔導經費(億元)": "政府經費",
    "業者自籌款(億元)": "自籌款",
    "增加產值(億元)": "增加產值",
    "降低成本(億元)": "降低成本",
}


@pytest.fixture
def report(session: Session) -> Report:
    plan = register_ten_years(session)
    return execution_report_of(session, plan, viewer=a_person(session, Role.OFFICER))


def test_every_cell_is_what_the_report_printed(report: Report) -> None:
    titled = [table for table in tables(report) if table.title]
    numbers = [one.preset for one in (*BENEFITS, *OF_YEARS)]
    assert [table.number for table in titled] == list(range(1, len(numbers) + 1))

    deviations, compared = set(), 0
    for name, table in zip(numbers, titled, strict=True):
        ours = dict(READERS.get(name, of_a_kind)(table))
        for cell in printed_cells(name.removeprefix("表")):
            place = place_of(name, cell)
            compared += 1
            if number(ours[place]) != (cell.printed or 0):
                deviations.add((name, *place[:2], str(cell.printed), ours[place].removesuffix("%").replace(",", "")))

    assert compared > 1000
    assert deviations == {line for line in IMPOSSIBLE | CUT_OFF | CUT_OFF_BEFORE_107 if line[0] in numbers}


def place_of(name: str, cell: PrintedCell) -> Place:
    heading = cell.heading.replace("小計", "合計")
    of_kinds = name in ("表17", "表18", "表19", "表20")
    return ("合計效益" if of_kinds and cell.row == "合計" else cell.row, heading, cell.measure)


def number(text: str) -> Decimal:
    """「—」 and a blank are what the report printed as 「-」."""
    plain = text.removesuffix("%").replace(",", "")
    return Decimal(0) if plain in ("—", "") else Decimal(plain)


def texts(table: Table) -> list[list[str]]:
    return [[cell.text.replace("小計", "合計") for cell in line] for line in table.grid]


def of_all(table: Table) -> Iterator[tuple[Place, str]]:
    for name, whole, part, value in texts(table)[1:]:
        yield (name, "合計", ""), whole
        yield (part, "合計", ""), value


def of_a_kind(table: Table) -> Iterator[tuple[Place, str]]:
    head, *lines = texts(table)
    for label, *cells in lines:
        for heading, text in zip(head[1:], cells, strict=True):
            yield ("合計效益" if label == "合計" else label, heading.removesuffix("(萬元)"), ""), text


def crossed(table: Table) -> Iterator[tuple[Place, str]]:
    above, measures, *lines = texts(table)
    for label, *cells in lines:
        for heading, measure, text in zip(above[1:], measures[1:], cells, strict=True):
            if label.startswith("每案平均"):
                yield ("每案平均績效", heading, MEASURES[measure]), text
            else:
                yield (label, heading, MEASURES[measure]), text


def of_years(table: Table) -> Iterator[tuple[Place, str]]:
    head, *lines = texts(table)
    for year, item, *cells in lines:
        row = "占比" if item in SHARES else "合計" if year == "98～107" else year
        for heading, text in zip(head[2:], cells, strict=True):
            yield (row, heading, (OF_ONE_YEAR | SHARES)[item]), text


def in_and_out(table: Table) -> Iterator[tuple[Place, str]]:
    head, *lines = texts(table)
    for item, *cells in lines:
        for year, text in zip(head[1:], cells, strict=True):
            yield (year.removesuffix(" 年"), "", ITEMS[item]), text


READERS: Mapping[str, Callable[[Table], Iterator[tuple[Place, str]]]] = {
    "表16": of_all,
    **dict.fromkeys(("表21", "表22", "表23"), crossed),
    **dict.fromkeys(("表30", "表31", "表32"), of_years),
    "表33": in_and_out,
}
