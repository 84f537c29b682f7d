"""The cells of a change request: what each is called, how its value is written, and how a typed one is read.

Columns are those in which the plan was set up, so that form, workbook and page accept and show the same text.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.domain.canonical import plain
from app.domain.change_request import value_of
from app.domain.checkpoint_state import Disposition
from app.domain.plan_document import REPORTED_SECTIONS, Checkpoint, PlanDocument, Row
from app.domain.plan_setup import FACTS
from app.domain.row_label import row_label
from app.services.pages.differences import cell_text
from app.workbooks.layout import Column, Kind
from app.workbooks.parsing import CellError, parsed
from app.workbooks.setup_rows import document_row
from app.workbooks.setup_sheets import FACT_COLUMNS, setup_sheet_of
from app.workbooks.showing import shown

TITLES = {FACTS: "計畫基本資料", "periods": "期別", "sub_plans": "分項計畫"} | REPORTED_SECTIONS
NEW_ROW_FIELDS = ("sub_plan", "description", "due_on", "measure", "target", "unit", "weight_pct")

_DISPOSITION_COLUMNS = (
    Column("撤銷、停辦或併案", "disposition", Kind.CHOICE, choices=tuple(Disposition)),
    Column("生效日", "disposition_on", Kind.DATE),
    Column("撤銷原因", "disposition_reason"),
)
#: Cells that may be empty: an indicator need not have a target, and most checkpoints are not withdrawn.
_MAY_BE_BLANK = {("indicators", "target"), *(("checkpoints", column.field) for column in _DISPOSITION_COLUMNS)}


def column_of(section: str, field: str) -> Column:
    """The column in which a field is set up."""
    columns = FACT_COLUMNS if section == FACTS else (*setup_sheet_of(section).columns, *_DISPOSITION_COLUMNS)
    column = next(column for column in columns if column.field == field)
    # In the set-up it is the original target; here it is the one that is altered.
    return replace(column, header="目標值") if (section, field) == ("indicators", "target") else column


def alone(document: PlanDocument, section: str, row: Row) -> PlanDocument:
    """The document with a row that a request adds as the only one of its section: its key may be another's by now."""
    return replace(document, **{section: (row,)})  # type: ignore[arg-type]


def unit_of(section: str, key: str, field: str, document: PlanDocument) -> str | None:
    """The unit in which a cell's figure is written; ``None`` for a text or a day."""
    column = column_of(section, field)
    fixed = {Kind.MONEY: "元", Kind.MONTHS: "人月", Kind.PERCENT: "%"}
    return getattr(document.row(section, key), "unit", None) if column.kind is Kind.QUANTITY else fixed.get(column.kind)


def label_of(document: PlanDocument, section: str, key: str) -> str:
    """How people call the row of a cell; the plan itself for its facts."""
    return document.full_name if section == FACTS else row_label(key, document.row(section, key))


def said(document: PlanDocument, section: str, key: str, field: str, value: Any) -> str:
    """A value of the cell with its unit, as the set-up shows it; empty for none."""
    if value is None:
        return ""
    column = column_of(section, field)
    text = cell_text(column, _holding(document, section, key, field, value), document)
    return f"{text}%" if column.kind is Kind.PERCENT else text


def written(document: PlanDocument, section: str, key: str, field: str) -> str:
    """What stands in the cell now, as it would be typed."""
    value = value_of(document, section, key, field)
    if value is None:
        return ""
    in_cell = shown(column_of(section, field), _holding(document, section, key, field, value), document)
    if isinstance(in_cell, Decimal):
        return plain(in_cell)
    return f"{in_cell:,}" if isinstance(in_cell, int) else in_cell or ""


def read(document: PlanDocument, section: str, key: str, field: str, text: str) -> Any:
    """The value that was typed into a cell.

    :raises CellError: if it is none that the cell can hold; its text says what to do.
    """
    column = column_of(section, field)
    value = _read(
        column, text, getattr(document.row(section, key), "unit", None) if section != FACTS else None, document
    )
    if value is None and (section, field) not in _MAY_BE_BLANK:
        raise CellError("required", f"{column.header}不可空白；請填變更後的值，不變更請保留原值。")
    return value


def read_new(document: PlanDocument, number: int, typed: dict[str, str]) -> tuple[Checkpoint | None, dict[str, str]]:
    """A checkpoint that a request adds, or what is wrong with it by field.

    :param number: its number inside its sub-plan.
    :param typed: what was typed, by :data:`NEW_ROW_FIELDS`.
    """
    values: dict[str, Any] = {"number": number}
    faults: dict[str, str] = {}
    for field in NEW_ROW_FIELDS:
        column = column_of("checkpoints", field)
        try:
            values[field] = _read(column, typed.get(field, ""), typed.get("unit") or None, document)
            if column.required and values[field] is None:
                faults[field] = f"請填{column.header}；不新增這一項時，請將整列清空。"
        except CellError as error:
            faults[field] = str(error)
    if "target" in values and (values["target"] is None) != (values["unit"] is None):
        faults["target"] = "預定值與單位須一併填寫；沒有數量時都留空白。"
    if faults:
        return None, faults
    made = document_row("checkpoints", values, number)
    assert isinstance(made, Checkpoint)
    return made, {}


def _read(column: Column, text: str, unit: str | None, document: PlanDocument) -> Any:
    value = parsed(column, text, unit=unit, roc_year=document.roc_year).values[column.field]
    if column.field == "disposition" and value is not None:
        if value not in column.choices:
            raise CellError("choice_unknown", f"「{value}」不在選項內，請選{'、'.join(column.choices)}之一。")
        return Disposition(value)
    return value


def _holding(document: PlanDocument, section: str, key: str, field: str, value: Any) -> Row:
    """The row with this value in the cell; the plan itself has fields like one."""
    place: Any = document if section == FACTS else document.row(section, key)
    return replace(place, **{field: value})  # type: ignore[no-any-return]
