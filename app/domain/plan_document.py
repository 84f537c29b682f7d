"""What a plan says at one moment (計畫文件): a plain, immutable tree that every part of the system speaks.

Live tables, workbooks, forms and the API are turned into a :class:`PlanDocument`; variance, slippage, differences
and reports are computed from one. Figures are in base units (元, 案, 人次) beside the unit and the decimals people
write them in; dates are Gregorian. ``None`` means "not reported" and is never zero.

A field made by :func:`reported` is what a contractor reports in a 期報. Every other field is set up by the
program office, and changes only by a change request (計畫變更).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from itertools import zip_longest
from typing import Any, TypeAlias

from app.domain.checkpoint_state import Disposition


def reported(default: Any = None, *, beside: str | None = None) -> Any:
    """Declare a field that the contractor reports; everything else is set up by the program office.

    :param beside: the field whose cell says this one too, for one that people never see on its own.
    """
    return field(default=default, metadata={"reported": True, "beside": beside})


def added_later() -> Any:
    """Declare a set-up field that documents kept earlier lack: a blank one is not written into a kept document.

    A document that says nothing in it is thus the same text, with the same hash, as before the field was known.
    """
    return field(default=None, metadata={"added_later": True})


class CompletionBasis(StrEnum):
    """How exactly a completion date is known (field-notes 1.3)."""

    EXACT = "當日"
    ON_OR_BEFORE = "該日以前"  # 「已於7月15日前完成」: the date is only an upper bound


class FundSource(StrEnum):
    """Who pays (經費來源)."""

    GOVERNMENT = "政府經費"
    SELF = "自籌款"


@dataclass(frozen=True, slots=True)
class SubPlan:
    """A part of the plan (分項計畫), named by a letter."""

    key: str  # "A"
    name: str
    weight_pct: Decimal


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A piece of work inside a sub-plan (工作項目)."""

    key: str  # "A-1"
    sub_plan: str
    number: int
    name: str
    actual_work: str | None = reported()
    variance_note: str | None = reported()  # 差異分析


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A dated promise inside a sub-plan (查核點): what will be done, and by when.

    ``target`` and ``actual`` are in the base unit of ``unit``; a checkpoint without a quantity has no unit.
    ``measure`` names the quantity as the variance sentence speaks of it (受理申請案件數). One that an approved
    change took out of the plan stays, with its ``disposition``, the day since when, and why.
    """

    key: str  # "A-4"
    sub_plan: str
    number: int
    original_due_on: date
    due_on: date
    description: str
    weight_pct: Decimal
    measure: str | None = None
    target_qualifier: str = ">="
    target: Decimal | None = None
    unit: str | None = None
    disposition: Disposition | None = added_later()
    disposition_on: date | None = added_later()
    disposition_reason: str | None = added_later()
    case_source: str | None = added_later()  # the cases that the quantity counts (app.domain.case_source)
    completed_on: date | None = reported()
    completion_basis: CompletionBasis = reported(CompletionBasis.EXACT, beside="completed_on")
    actual: Decimal | None = reported()
    achievement: str | None = reported()  # 達成情形
    delay_reason: str | None = reported()  # 落後原因
    remedy: str | None = reported()  # 改善對策
    catch_up_on: date | None = reported()  # 預定趕上日期

    @property
    def is_in_force(self) -> bool:
        """Whether the promise still stands: it was not withdrawn, stopped or merged."""
        return self.disposition is None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A target the plan is measured by (績效指標).

    One indicator may stand in several official tables (預期成效, 績效指標, 本局總體目標); its actual is typed once.
    ``subject`` is how the variance sentence names it (增加產值). Base units; printed in ``unit`` with ``places``.
    """

    key: str  # "2"
    listed_in: tuple[str, ...]
    attribute: str  # 屬性
    category: str  # 類別
    item: str  # 項目
    subject: str
    unit: str  # as printed: "億元"
    places: int
    direction: str  # a Direction's value
    target_qualifier: str
    target: Decimal | None
    case_source: str | None = added_later()  # 由個案計算: 增加產值；狀態=結案 (app.domain.case_source)
    actual: Decimal | None = reported()
    benefit_note: str | None = reported()  # 效益說明
    breakthrough: str | None = reported()  # 重大突破


@dataclass(frozen=True, slots=True)
class Case:
    """One firm guided by one adviser (個案), with the 11 benefits of 表 16 in 元.

    A case is reported as a whole: contractors add rows, and every field but the number may be corrected.
    """

    key: str  # 個案編號 "107-0001"
    firm_name: str = reported("")
    tax_id: str = reported("")
    county: str = reported("")
    group: str = reported("")
    function: str = reported("")
    adviser_name: str = reported("")
    adviser_kind: str = reported("")
    mode: str = reported("")
    state: str = reported("")
    government_grant: int | None = reported()
    self_fund: int | None = reported()
    added_value: int | None = reported()
    new_orders: int | None = reported()
    staff_productivity: int | None = reported()
    equipment_productivity: int | None = reported()
    labour_cost: int | None = reported()
    manufacturing_cost: int | None = reported()
    purchasing_cost: int | None = reported()
    inventory_cost: int | None = reported()
    defect_cost: int | None = reported()
    research_cost: int | None = reported()
    maintenance_cost: int | None = reported()


@dataclass(frozen=True, slots=True)
class FinanceLine:
    """Money of one account from one source (經費), whole 元."""

    key: str  # "一-1|政府經費"
    account: str  # 會計科目
    source: FundSource
    contracted: int  # 簽約數
    executed: int | None = reported()  # 執行數
    note: str | None = reported()


@dataclass(frozen=True, slots=True)
class Staffing:
    """Person-months of one grade (人力), two decimals."""

    key: str  # the grade itself: "研究員級"
    planned_months: Decimal
    actual_months: Decimal | None = reported()


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period (期別): what is owed, and by when."""

    key: str  # "期末"
    ordinal: int  # later periods report everything that earlier ones did, and more
    opens_on: date
    due_on: date


Row: TypeAlias = SubPlan | WorkItem | Checkpoint | Indicator | Case | FinanceLine | Staffing | Period


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A whole plan (計畫) at one moment. Money is whole 元; the year is ROC (107)."""

    code: str
    name: str
    roc_year: int
    year_index: int  # 2 of …
    years_total: int  # … 4
    agency: str
    division: str
    contractor: str
    starts_on: date
    ends_on: date
    government_budget: int
    self_fund: int
    sub_plans: tuple[SubPlan, ...] = ()
    work_items: tuple[WorkItem, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    cases: tuple[Case, ...] = ()
    finance_lines: tuple[FinanceLine, ...] = ()
    staffing: tuple[Staffing, ...] = ()
    periods: tuple[Period, ...] = ()

    @property
    def full_name(self) -> str:
        """The name with the year of the run: 中小企業即時技術輔導計畫(2/4)."""
        return f"{self.name}({self.year_index}/{self.years_total})"

    def rows(self, section: str) -> tuple[Row, ...]:
        """All rows of a section, by the section's name (``"checkpoints"``)."""
        rows: tuple[Row, ...] = getattr(self, section)
        return rows

    def row(self, section: str, key: str) -> Row | None:
        """One row by its key, or ``None``."""
        return next((row for row in self.rows(section) if row.key == key), None)


#: The sections that a 期報 speaks of, in the order of the workbook; the value is the word people use.
REPORTED_SECTIONS: dict[str, str] = {
    "checkpoints": "查核點",
    "indicators": "績效指標",
    "work_items": "工作項目",
    "cases": "個案成效",
    "finance_lines": "經費",
    "staffing": "人力",
}

#: Sections in which a report may add rows; elsewhere a new row needs a change request.
GROWING_SECTIONS = frozenset({"cases"})

ROW_TYPES: dict[str, type[Row]] = {
    "sub_plans": SubPlan,
    "work_items": WorkItem,
    "checkpoints": Checkpoint,
    "indicators": Indicator,
    "cases": Case,
    "finance_lines": FinanceLine,
    "staffing": Staffing,
    "periods": Period,
}


@cache
def reported_fields(section: str) -> tuple[str, ...]:
    """Names of the fields of a section that a contractor reports, in their order."""
    return tuple(f.name for f in fields(ROW_TYPES[section]) if f.metadata.get("reported"))


@cache
def reported_cells(section: str) -> Mapping[str, tuple[str, ...]]:
    """The cells that a contractor fills: the name of each one's leading field, with all fields that it says."""
    cells: dict[str, tuple[str, ...]] = {}
    for f in fields(ROW_TYPES[section]):
        if f.metadata.get("reported"):
            lead = f.metadata["beside"] or f.name
            cells[lead] = (*cells.get(lead, ()), f.name)
    return cells


def changed_rows(before: Sequence[Row], after: Sequence[Row]) -> Iterator[tuple[Row | None, Row]]:
    """The rows of ``after`` that are not the very rows of ``before``, behind those that have their keys there.

    Most rows of a report are the very rows of the plan, and in their places: those are passed over at a glance.
    """
    moved = [row for was, row in zip_longest(before, after) if row is not was and row is not None]
    known = {row.key: row for row in before} if moved else {}
    for row in moved:
        if (was := known.get(row.key)) is not row:
            yield was, row


def keyed_rows(document: PlanDocument) -> Iterator[tuple[str, str, Row]]:
    """Every reported row as (section, key, row), in document order."""
    for section in REPORTED_SECTIONS:
        for row in document.rows(section):
            yield section, row.key, row
