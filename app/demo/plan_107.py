"""The 107 plan (中小企業即時技術輔導計畫) as plan documents: as it was set up, and with the year reported.

What is published fact and what is constructed is told in ``data/plan-107/README.md``.
"""

import csv
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TypeAlias, TypeVar

from app.domain.canonical import decode
from app.domain.plan_document import (
    Case,
    Checkpoint,
    CompletionBasis,
    FinanceLine,
    FundSource,
    Indicator,
    PlanDocument,
    Staffing,
    WorkItem,
)
from app.domain.plan_setup import as_set_up
from app.domain.variance import Direction

Cells: TypeAlias = Mapping[str, str]
_Read = TypeVar("_Read")

#: What is a sum over cases: 214 案, 5.01 億元, 0.97 億元, and of the checkpoints 658, 215 and 214 案.
_CASE_SOURCES: Mapping[str, Mapping[str, str]] = {
    "indicators": {"1": "案數；狀態=結案", "2": "增加產值；狀態=結案", "3": "降低成本；狀態=結案"},
    "checkpoints": {
        "A-4": "申請案數",
        "A-6": "案數；核定與否=是",
        "B-1": "案數；核定與否=是",
        "B-4": "案數；狀態=結案",
    },
}

_FOLDER = files("app.demo") / "data" / "plan-107"


def plan_document() -> PlanDocument:
    """The plan as the program office set it up: targets and due dates, no case, nothing reported."""
    return as_set_up(reported())


@cache
def reported() -> PlanDocument:
    """The same plan with everything the contractor had reported by the end of the year."""
    facts = json.loads((_FOLDER / "plan.json").read_text(encoding="utf-8"))
    plan = decode(PlanDocument, facts["plan"])
    assert isinstance(plan, PlanDocument)
    return replace(
        plan,
        work_items=_rows("work_items.csv", _work_item),
        checkpoints=_rows("checkpoints.csv", _checkpoint),
        indicators=_rows("indicators.csv", _indicator),
        cases=tuple(case for case in _rows("cases.csv", _case) if case is not None),
        finance_lines=_rows("finance.csv", _finance_line),
        staffing=_rows("staffing.csv", _staffing),
    )


def _rows(name: str, read: Callable[[Cells], _Read]) -> tuple[_Read, ...]:
    with (_FOLDER / name).open(encoding="utf-8") as lines:
        return tuple(read(cells) for cells in csv.DictReader(lines))


def _work_item(cells: Cells) -> WorkItem:
    return WorkItem(
        key=f"{cells['sub_plan']}-{cells['number']}",
        sub_plan=cells["sub_plan"],
        number=int(cells["number"]),
        name=cells["name"],
        actual_work=cells["actual_work"],
        variance_note=cells["variance_note"],
    )


def _checkpoint(cells: Cells) -> Checkpoint:
    due_on = date.fromisoformat(cells["due_on"])
    return Checkpoint(
        key=f"{cells['sub_plan']}-{cells['number']}",
        sub_plan=cells["sub_plan"],
        number=int(cells["number"]),
        original_due_on=due_on,
        due_on=due_on,
        description=cells["description"],
        weight_pct=Decimal(cells["weight_pct"]),
        measure=cells["measure"] or None,
        target_qualifier=cells["target_qualifier"] or ">=",
        target=_figure(cells["target"]),
        unit=cells["unit"] or None,
        case_source=_CASE_SOURCES["checkpoints"].get(f"{cells['sub_plan']}-{cells['number']}"),
        completed_on=date.fromisoformat(cells["completed_on"]),
        completion_basis=CompletionBasis(cells["completion_basis"]),
        actual=_figure(cells["actual"]),
        achievement=cells["achievement"],
    )


def _indicator(cells: Cells) -> Indicator:
    return Indicator(
        key=cells["key"],
        listed_in=tuple(cells["listed_in"].split("、")),
        attribute=cells["attribute"],
        category=cells["category"],
        item=cells["item"],
        subject=cells["subject"],
        unit=cells["unit"],
        places=int(cells["places"]),
        direction=Direction.HIGHER.value,
        target_qualifier=cells["target_qualifier"],
        target=_figure(cells["target"]),
        case_source=_CASE_SOURCES["indicators"].get(cells["key"]),
        actual=_figure(cells["actual"]),
        benefit_note=cells["benefit_note"],
        breakthrough=cells["breakthrough"],
    )


def _case(cells: Cells) -> Case | None:
    """An application as a case of the plan; ``None`` if it was not approved, for then no money or guidance followed."""
    if not cells["approved_on"]:
        return None
    return Case(
        key=cells["case_no"],
        firm_name=cells["firm_name"],
        tax_id=cells["tax_id"],
        county=cells["county"].replace("台", "臺"),  # 表 7 writes 台中市; the official name has 臺 (field-notes 4.2)
        group=cells["group"],
        function=cells["function"],
        adviser_name=cells["adviser_name"],
        adviser_kind=cells["adviser_kind"],
        mode=cells["mode"],
        state=cells["state"],
        government_grant=_amount(cells["gov_grant"]),
        self_fund=_amount(cells["self_fund"]),
        added_value=_amount(cells["增加產品附加價值"]),
        new_orders=_amount(cells["增加產品訂單"]),
        staff_productivity=_amount(cells["提高人員生產效率"]),
        equipment_productivity=_amount(cells["提供設備生產效率"]),  # 提供 as 表 16 prints it, for 提高
        labour_cost=_amount(cells["降低人力成本"]),
        manufacturing_cost=_amount(cells["降低製造成本"]),
        purchasing_cost=_amount(cells["降低採購成本"]),
        inventory_cost=_amount(cells["降低庫存成本"]),
        defect_cost=_amount(cells["降低不良品損耗成本"]),
        research_cost=_amount(cells["降低研發測試成本"]),
        maintenance_cost=_amount(cells["降低設備維護成本"]),
    )


def _finance_line(cells: Cells) -> FinanceLine:
    source = FundSource(cells["source"])
    return FinanceLine(
        key=f"{cells['code']}|{source}",
        account=cells["account"],
        source=source,
        contracted=int(cells["contracted"]),
        executed=_amount(cells["executed"]),
        note=cells["note"] or None,
    )


def _staffing(cells: Cells) -> Staffing:
    return Staffing(
        key=cells["grade"],
        planned_months=Decimal(cells["planned_months"]),
        actual_months=_figure(cells["actual_months"]),
    )


def _figure(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _amount(text: str) -> int | None:
    return int(text) if text else None
