"""Set-up workbooks as bytes, for tests: written, treated as officers treat them, and read again."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl.workbook import Workbook
from support.plan_builder import plan
from support.workbook_files import column_of, edited

from app.domain.plan_document import PlanDocument
from app.domain.plan_setup import PlanSetup, setup_of
from app.workbooks.reader import read_workbook
from app.workbooks.setup_reading import ReadSetup, setup_from
from app.workbooks.setup_sheets import SETUP_SHEETS
from app.workbooks.setup_workbook import write_setup

NOW = "2018-12-01T09:00:00+08:00"
TAX_ID = "04595257"
BUDGETS = {"government_budget": 3_000_000, "self_fund": 260_000}


def good_plan(**changes: Any) -> PlanDocument:
    """The small plan, with budgets that its accounts make up."""
    return plan(**BUDGETS | changes)


def written(setup: PlanSetup | None, kind: str = "xlsx") -> bytes:
    """A set-up workbook; ``None`` for the empty form."""
    out = BytesIO()
    write_setup(setup, out, kind, created_at=NOW)
    return out.getvalue()


@cache
def good_file(code: str = "NEW-107", kind: str = "xlsx") -> bytes:
    """The workbook of a plan with which nothing is wrong."""
    return written(setup_of(good_plan(code=code), TAX_ID), kind)


def read(data: bytes) -> ReadSetup:
    """What a set-up workbook proposes."""
    return setup_from(read_workbook(data, SETUP_SHEETS))


def with_fact(label: str, value: Any) -> Callable[[Workbook], None]:
    """An edit: somebody types into the first sheet, beside ``label``."""

    def edit(workbook: Workbook) -> None:
        sheet = workbook["計畫基本資料"]
        line = next(row for row in sheet.iter_rows() if row[0].value == label)
        line[column_of(sheet, "內容") - 1].value = value

    return edit


def edited_file(*edits: Callable[[Workbook], Any]) -> bytes:
    """The good file after some edits."""

    def edit(workbook: Workbook) -> None:
        for one in edits:
            one(workbook)

    return edited(good_file(), edit)
