"""Filling an exported workbook as the contractor would: what is typed is what people type, and it is read as meant."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import Workbook, load_workbook

from app.demo.plan_107 import plan_document, reported
from app.domain.canonical import fingerprint
from app.domain.errors import WorkbookRefused
from app.domain.plan_document import PlanDocument
from app.workbooks.checking import Checked, overlay
from app.workbooks.contractor import fill
from app.workbooks.meta import TEMPLATE_VERSION, WorkbookMeta
from app.workbooks.reader import read_workbook
from app.workbooks.writer import write_workbook

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

FileKind = Literal["xlsx", "ods"]
KINDS: list[FileKind] = ["xlsx", "ods"]


def exported(folder: Path, kind: FileKind, document: PlanDocument | None = None) -> Path:
    """The 期末 workbook of the 107 plan as it was set up, or of another document."""
    plan = document or plan_document()
    period = plan.periods[-1]
    meta = WorkbookMeta(
        plan_code=plan.code,
        period_key=period.key,
        revision=1,
        fingerprint=fingerprint(plan),
        template_version=TEMPLATE_VERSION,
        exported_at="2018-12-01T09:00:00+08:00",
    )
    path = folder / f"report.{kind}"
    with path.open("wb") as out:
        write_workbook(plan, period, meta, out, kind)
    return path


def checked(path: Path) -> Checked:
    """What the file proposes, laid over the plan as it was set up."""
    return overlay(plan_document(), read_workbook(path))


def cells(path: Path, sheet: str, header: str) -> dict[str, object]:
    """The values of a column of an .xlsx file, by the keys of their rows."""
    lines = list(load_workbook(path)[sheet].iter_rows(values_only=True))
    headers = next(line for line in lines if "_key" in line)
    return {str(line[headers.index("_key")]): line[headers.index(header)] for line in lines}


@pytest.mark.parametrize("kind", KINDS)
def test_the_filled_107_workbook_is_read_as_the_reported_year(tmp_path: Path, kind: FileKind) -> None:
    path = exported(tmp_path, kind)

    fill(path, reported())

    assert checked(path).problems == ()
    assert checked(path).document == reported()


@pytest.mark.parametrize("kind", KINDS)
def test_filling_twice_changes_nothing_more(tmp_path: Path, kind: FileKind) -> None:
    path = exported(tmp_path, kind)

    first, second = fill(path, reported()), fill(path, reported())

    # The number of a case is typed once; after that the line is known by it.
    assert first - second == len(reported().cases)
    assert checked(path).document == reported()


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_document_does_not_report_stays_as_it_is(tmp_path: Path, kind: FileKind) -> None:
    path = exported(tmp_path, kind, reported())

    typed = fill(path, plan_document())

    assert typed == 0
    assert overlay(reported(), read_workbook(path)).document == reported()


@pytest.mark.parametrize(
    ("sheet", "header", "key", "value"),
    [
        pytest.param("查核點", "實際完成日", "A-4", "107/4/27", id="roc-date-as-text"),
        pytest.param("查核點", "實際完成日", "A-9", "107/7/15前", id="upper-bound"),
        pytest.param("查核點", "實際值", "A-4", 658, id="count-without-unit"),
        pytest.param("查核點", "實際值", "A-1", None, id="no-quantity"),
        pytest.param("績效指標", "實際達成值", "2", "5.01億元", id="money-with-unit"),
        pytest.param("績效指標", "實際達成值", "5", 42, id="in-the-unit-of-the-row"),
        pytest.param("績效指標", "實際達成值", "6", 25.84, id="decimals"),
        pytest.param("經費", "執行數", "一-3-(1)|自籌款", 8002216, id="whole-dollars"),
        pytest.param("人力", "實際人月", "研究員級", 1.68, id="person-months"),
    ],
)
def test_cells_are_typed_as_people_type_them(tmp_path: Path, sheet: str, header: str, key: str, value: object) -> None:
    path = exported(tmp_path, "xlsx")

    fill(path, reported())

    assert cells(path, sheet, header)[key] == value


def test_a_new_case_is_typed_below_with_its_number_but_not_its_hidden_key(tmp_path: Path) -> None:
    path = exported(tmp_path, "xlsx")
    case = reported().cases[0]

    fill(path, reported())

    lines = list(load_workbook(path)["個案成效"].iter_rows(values_only=True))
    header = next(number for number, line in enumerate(lines) if "_key" in line)
    line = dict(zip(lines[header], lines[header + 1], strict=True))
    assert (line["_key"], line["個案編號"], line["統一編號"]) == (None, case.key, case.tax_id)
    assert case.county == "臺中市"
    assert line["縣市"] == "台中市"


def test_a_reported_cell_keeps_the_looks_of_the_export(tmp_path: Path) -> None:
    path = exported(tmp_path, "xlsx")
    sheet = load_workbook(path)["經費"]
    before = [(cell.number_format, cell.protection.locked, cell.fill.fgColor.rgb) for cell in sheet["D"]]

    fill(path, reported())

    sheet = load_workbook(path)["經費"]
    assert [(cell.number_format, cell.protection.locked, cell.fill.fgColor.rgb) for cell in sheet["D"]] == before


def test_a_file_that_is_no_reporting_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    Workbook().save(path)

    with pytest.raises(WorkbookRefused, match="查核點"):
        fill(path, reported())


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_the_workbook_lacks_is_refused_and_the_file_left_alone(tmp_path: Path, kind: FileKind) -> None:
    plan = plan_document()
    path = exported(tmp_path, kind, replace(plan, staffing=plan.staffing[1:]))
    before = path.read_bytes()

    with pytest.raises(WorkbookRefused, match=r"人力.*研究員級"):
        fill(path, reported())

    assert path.read_bytes() == before
