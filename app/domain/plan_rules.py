"""What a plan must hold to be set up (設定檢核): errors block, warnings ask.

Rows are judged one by one; what they add up to only where all of them could be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from app.domain.case_source import source_fault
from app.domain.findings import Finding, Severity
from app.domain.plan_document import Checkpoint, FinanceLine, Indicator, Period, Staffing, SubPlan, WorkItem
from app.domain.plan_faults import Fault, figure_faults, warning, weight_faults
from app.domain.plan_mentions import mentions_elsewhere
from app.domain.plan_setup import FACTS, SETUP_SECTIONS, PlanFacts, PlanSetup
from app.domain.plan_sums import SUM_RULES
from app.domain.roc_calendar import format_roc, roc_year
from app.domain.tax_id import tax_id_fault
from app.domain.units import is_known_unit

_CODE = re.compile(r"[\w-][\w.-]{0,39}")
_LETTER = re.compile(r"[A-Z]{1,2}")
_RESERVED = frozenset({"new"})  # an address of ours: /plans/new


def check_setup(setup: PlanSetup) -> tuple[Finding, ...]:
    """Everything wrong with a plan that is to be set up, section by section.

    Findings of the plan itself are under :data:`FACTS`, with the fact's name as key and field; those of a whole
    section have no key.
    """
    found = [fault.at(FACTS, fault.field or "") for fault in _facts(setup.facts)]
    for section in SETUP_SECTIONS:
        for row in setup.rows(section):
            found += [fault.at(section, row.key) for rule in _ROW_RULES[section] for fault in rule(row, setup)]
        if section not in setup.unread:
            for whole in SUM_RULES.get(section, ()):
                found += [fault.at(section, key) for key, fault in whole(setup)]
    return tuple(found)


def _facts(facts: PlanFacts) -> Iterator[Fault]:
    if facts.code is not None and (not _CODE.fullmatch(facts.code) or facts.code.lower() in _RESERVED):
        message = f"計畫代號「{facts.code}」不能使用；請用文字、數字與 - _ . 組成，至多 40 字，例如 SMEITA-108。"
        yield Fault("code", "bad_code", message)
    if facts.contractor_tax_id is None:
        message = "未填受委託單位的統一編號，將只以名稱辨識；請確認名稱與登記的全名相同。"
        yield warning("contractor_tax_id", "tax_id_missing", message)
    elif fault := tax_id_fault(facts.contractor_tax_id):
        yield Fault("contractor_tax_id", "tax_id", fault)
    yield from _years(facts)
    for name in ("government_budget", "self_fund"):
        yield from figure_faults(name, getattr(facts, name), places=0)


def _years(facts: PlanFacts) -> Iterator[Fault]:
    index, total = facts.year_index, facts.years_total
    if index is not None and total is not None and not 1 <= index <= total <= 99:
        yield Fault("year_index", "bad_year", f"第 {index} 年、共 {total} 年不合理；第幾年須為 1 至共幾年之間。")
    starts, ends = facts.starts_on, facts.ends_on
    if starts and ends and starts > ends:
        message = f"計畫結束日 {format_roc(ends)} 早於開始日 {format_roc(starts)}，請修正。"
        yield Fault("ends_on", "ends_before_start", message)
    if facts.roc_year is not None and not 1 <= facts.roc_year <= 999:
        yield Fault("roc_year", "bad_year", f"年度 {facts.roc_year} 不是民國年度，請填例如 108。")
    elif facts.roc_year is not None and starts and roc_year(starts) != facts.roc_year:
        message = f"年度填 {facts.roc_year}，計畫開始日為 {format_roc(starts)}，請確認何者正確。"
        yield warning("roc_year", "year_disagrees", message)


def _period(row: Period, setup: PlanSetup) -> Iterator[Fault]:
    if row.opens_on > row.due_on:
        message = f"開放日 {format_roc(row.opens_on)} 晚於截止日 {format_roc(row.due_on)}，請修正。"
        yield Fault("opens_on", "opens_after_due", message)
    yield from (fault._replace(severity=Severity.WARNING) for fault in _in_plan("due_on", "截止日", row.due_on, setup))


def _sub_plan(row: SubPlan, _setup: PlanSetup) -> Iterator[Fault]:
    if not _LETTER.fullmatch(row.key):
        yield Fault("key", "bad_letter", f"分項計畫代號「{row.key}」請改用英文字母，例如 A。")
    yield from weight_faults(row.weight_pct)


def _of_sub_plan(row: WorkItem | Checkpoint, setup: PlanSetup) -> Iterator[Fault]:
    letters = [sub_plan.key for sub_plan in setup.sub_plans]
    if row.sub_plan not in letters and "sub_plans" not in setup.unread:
        known = "、".join(letters) or "（無）"
        message = f"分項計畫表沒有代號「{row.sub_plan}」（現有：{known}）；請改填現有代號，或於分項計畫表增列。"
        yield Fault("sub_plan", "sub_plan_unknown", message)
    if not 1 <= row.number <= 9999:
        yield Fault("number", "bad_number", f"序號 {row.number} 不可使用，請由 1 起連續編號。")


def _checkpoint(row: Checkpoint, setup: PlanSetup) -> Iterator[Fault]:
    if row.is_in_force:  # one that was withdrawn is held to nothing, also when the plan becomes shorter
        yield from _in_plan("due_on", "預定完成日", row.due_on, setup)
    yield from weight_faults(row.weight_pct)
    if row.target is None and row.unit is not None:
        yield Fault("target", "target_missing", f"填了單位「{row.unit}」而沒有預定值；請補填預定值，或清除單位。")
    yield from _target(row)
    yield from _case_source(row)


def _indicator(row: Indicator, _setup: PlanSetup) -> Iterator[Fault]:
    if not 0 <= row.places <= 4:
        yield Fault("places", "bad_places", f"小數位數 {row.places} 超出範圍，請填 0 至 4。")
    yield from _target(row)
    yield from _case_source(row)


def _target(row: Checkpoint | Indicator) -> Iterator[Fault]:
    yield from figure_faults("target", row.target, places=4)
    if row.unit is not None and not is_known_unit(row.unit):
        message = f"單位「{row.unit}」不在常用單位內，請確認沒有誤植；確為所需則不必修改。"
        yield warning("unit", "unit_unknown", message)


def _case_source(row: Checkpoint | Indicator) -> Iterator[Fault]:
    if row.case_source and (fault := source_fault(row.case_source, row.unit or "")):
        yield Fault("case_source", "bad_case_source", fault)


def _finance_line(row: FinanceLine, _setup: PlanSetup) -> Iterator[Fault]:
    yield from figure_faults("contracted", row.contracted, places=0)


def _staffing(row: Staffing, _setup: PlanSetup) -> Iterator[Fault]:
    yield from figure_faults("planned_months", row.planned_months, places=2)


def _in_plan(field: str, label: str, day: Any, setup: PlanSetup) -> Iterator[Fault]:
    first, last = setup.facts.starts_on, setup.facts.ends_on
    if first and last and first <= last and not first <= day <= last:
        span = f"{format_roc(first)} 至 {format_roc(last)}"
        yield Fault(field, "outside_the_plan", f"{label} {format_roc(day)} 不在計畫期間 {span} 內，請確認年度與日期。")


def _texts(*names: str) -> Callable[[Any, PlanSetup], Iterator[Fault]]:
    """Asks about years in texts that are not the plan's: what a copy of last year's plan leaves behind."""

    def rule(row: Any, setup: PlanSetup) -> Iterator[Fault]:
        for name in names:
            for text in mentions_elsewhere(getattr(row, name) or "", setup.facts.starts_on, setup.facts.ends_on):
                message = f"文字寫「{text}」，不在本計畫期間內；請確認是否為前一年度留下的文字，需要時修改。"
                yield warning(name, "other_year", message)

    return rule


_ROW_RULES: dict[str, tuple[Callable[[Any, PlanSetup], Iterator[Fault]], ...]] = {
    "periods": (_period,),
    "sub_plans": (_sub_plan, _texts("name")),
    "work_items": (_of_sub_plan, _texts("name")),
    "checkpoints": (_of_sub_plan, _checkpoint, _texts("description", "measure")),
    "indicators": (_indicator, _texts("item", "subject")),
    "finance_lines": (_finance_line,),
    "staffing": (_staffing,),
}
