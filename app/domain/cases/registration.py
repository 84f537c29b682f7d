"""What one row of a list does to a case: the facts that it changes, the steps that it takes, and what forbids it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from app.domain.cases.benefits import BENEFIT_FIELDS, OUTPUT, SAVING
from app.domain.cases.lifecycle import (
    DAYS,
    LANDMARKS,
    CaseState,
    ReviewGrade,
    Scheme,
    Step,
    course,
    days_behind,
    days_out_of_order,
)
from app.domain.cases.places import is_other_name, official_county, region_of
from app.domain.findings import Severity
from app.domain.report_rules import LARGEST
from app.domain.tax_id import tax_id_fault

Values: TypeAlias = Mapping[str, Any]  # by the names of the case's fields

MONEY = ("requested_grant", "government_grant", "self_fund", "output_sum", "saving_sum", *BENEFIT_FIELDS)
DAY_WORDS: dict[str, str] = {
    **dict(DAYS),
    "second_paid_on": "第二期款撥付日",
    "ended_on": "終止（撤案、放棄、歇業）日",
    "guided_from": "輔導起日",
    "guided_to": "輔導迄日",
}
NEEDED_TO_BEGIN = {"firm_name": "受輔導業者", "tax_id": "統一編號", "county": "縣市", "received_on": "受理日"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a case, as its author should read it."""

    field: str
    code: str
    message: str
    severity: Severity = Severity.ERROR


@dataclass(frozen=True, slots=True)
class Move:
    """A step that a case takes; ``on`` is ``None`` where the list gives no day."""

    source: str | None  # None: the application was received
    target: str
    on: date | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """What a row does. ``changes`` hold only what differs; a case that is new has all that the row says."""

    changes: dict[str, Any]
    moves: tuple[Move, ...]
    faults: tuple[Fault, ...]

    @property
    def is_refused(self) -> bool:
        """Whether anything blocks."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)


def register(row: Values, live: Values | None) -> Registration:
    """What a row of a list does to a case.

    :param row: what the row says; a blank cell is not among the values, and changes nothing.
    :param live: the case as it stands, or ``None`` for a new one.
    """
    said = dict(row)
    faults = list(_faulty_facts(said, live))
    changes = said if live is None else {name: value for name, value in said.items() if live.get(name) != value}
    faults += _sums_beside_their_parts(changes, live)
    merged = {**(live or {}), **changes}
    faults += _settled_benefits(changes, live)
    begins = (live is None or live.get("received_on") is None) and merged.get("received_on") is not None
    if live is None or begins:
        faults += (
            Fault(name, "required", f"請填寫{words}。")
            for name, words in NEEDED_TO_BEGIN.items()
            if not merged.get(name)
        )
    target = str(merged.get("state") or CaseState.RECEIVED)
    if live is None:
        changes["state"] = target
    moves, stuck = _moves(None if begins or live is None else str(live["state"]), target, live, merged)
    faults += stuck
    faults += _order(merged, changes, target)
    return Registration(changes, moves, tuple(faults))


def _faulty_facts(said: dict[str, Any], live: Values | None) -> Iterator[Fault]:
    """What is wrong with single cells; puts the county into its official form on the way."""
    if (tax_id := said.get("tax_id")) is not None and (fault := tax_id_fault(tax_id)):
        yield Fault("tax_id", "tax_id", fault)
    if (written := said.get("county")) is not None:
        county = official_county(written)
        if county is None:
            yield Fault("county", "county_unknown", f"「{written}」不是縣市；請由下拉選單選取。")
        else:
            said["county"], said["region"] = county, str(region_of(county))
            if is_other_name(written):
                said["county_as_written"] = written
                if live is None or live.get("county_as_written") != written:
                    message = f"「{written}」視為{county}，原文另行保存；不是的話請改填縣市。"
                    yield Fault("county", "taken_for_granted", message, Severity.WARNING)
    yield from money_faults(said)


def money_faults(said: Values) -> Iterator[Fault]:
    """The amounts that no case can hold."""
    for name in MONEY:
        if (amount := said.get(name)) is not None and not 0 <= amount < LARGEST:
            if amount < 0:
                yield Fault(name, "negative", f"金額 {amount:,} 不可為負數，請修正。")
            else:
                yield Fault(name, "too_large", f"金額 {amount:,} 超出系統可記錄的範圍，請核對單位與位數。")


def _sums_beside_their_parts(changes: dict[str, Any], live: Values | None) -> Iterator[Fault]:
    """A sum of benefits is kept only where there are no parts; beside them it must be their sum, and is dropped."""
    merged = {**(live or {}), **changes}
    parts = [merged.get(name) for name in BENEFIT_FIELDS]
    if all(part is None for part in parts):
        return
    for name, fields in (("output_sum", OUTPUT), ("saving_sum", SAVING)):
        told = merged.get(name)
        added = sum(merged.get(field) or 0 for field in fields)
        if changes.pop(name, None) is not None and told != added:
            yield Fault(name, "benefit_settled", f"合計 {told:,} 元與各項效益的和 {added:,} 元不同；請改填各項效益。")
        elif live is not None and live.get(name) is not None:
            changes[name] = None  # from now on it follows from its parts


def _settled_benefits(changes: Values, live: Values | None) -> Iterator[Fault]:
    """What a report settled is corrected by a report, where somebody reviews it."""
    for name in BENEFIT_FIELDS if live is not None else ():
        if name in changes and live is not None and live.get(name) is not None:
            message = f"效益 {changes[name]:,} 元與期報核定的 {live[name]:,} 元不同；請改由期報更正。"
            yield Fault(name, "benefit_settled", message)


def _moves(
    source: str | None, target: str, live: Values | None, merged: Values
) -> tuple[tuple[Move, ...], list[Fault]]:
    """The way from where the case stands to where the row puts it, step by step."""
    first: tuple[Move, ...] = ()
    if source is None:
        source = CaseState.RECEIVED
        first = (Move(None, source, merged.get("received_on")),)
        if live is not None and live["state"] != target and course(str(live["state"]), target, merged) is None:
            return (), [_unreachable(str(live["state"]), target)]
    way = course(source, target, merged)
    if way is None:
        return (), [_unreachable(source, target)]
    moves = tuple(Move(step.source, step.target, _day(step, merged), reason_of(step, merged)) for step in way)
    return first + moves, [fault for step in way for fault in missing_for(step, merged)]


def _day(step: Step, values: Values) -> date | None:
    return values.get(step.day) if step.day else None


def reason_of(step: Step, values: Values) -> str | None:
    """The reason that a case gives for a step that needs one; a remark will do."""
    return (values.get(step.reason) or values.get("note")) if step.reason else None


def missing_for(step: Step, values: Values) -> Iterator[Fault]:
    """What a case must have for a step and has not."""
    if step.day in LANDMARKS and values.get(step.day or "") is None:
        yield Fault(step.day or "", "required", f"狀態「{step.target}」須有{DAY_WORDS[step.day or '']}，請填寫。")
    if step.reason and not reason_of(step, values):
        yield Fault(step.reason, "reason_missing", f"狀態「{step.target}」須填寫原因。")
    for name in step.needs:
        is_disaster = name == "review_grade" and values.get("scheme") == Scheme.DISASTER  # has no technical review
        if values.get(name) is None and not is_disaster:
            words = {"review_grade": "技術審查結果", "government_grant": "政府經費", "self_fund": "自籌款"}[name]
            yield Fault(name, "required", f"狀態「{step.target}」須有{words}，請填寫。")
    grade = values.get("review_grade")
    if grade and step.day == "reviewed_on" and (grade == ReviewGrade.NOT) != (step.target == CaseState.NOT_RECOMMENDED):
        message = f"技術審查結果「{grade}」與狀態「{step.target}」不符，請核對。"
        yield Fault("review_grade", "state_unreachable", message)


def _unreachable(source: str, target: str) -> Fault:
    message = f"個案目前為「{source}」，不能改為「{target}」；請依歷程逐步辦理，或更正狀態。"
    return Fault("state", "state_unreachable", message)


def _order(merged: Values, changes: Values, target: str) -> Iterator[Fault]:
    """Days that run backwards, or of steps that the case has not reached."""
    if changes.keys().isdisjoint(DAY_WORDS):
        return
    if wrong := days_out_of_order(merged):
        earlier, later = (DAY_WORDS[name] for name in wrong)
        yield Fault(wrong[1], "days_out_of_order", f"{later}早於{earlier}，請核對日期。")
    behind = days_behind(target)
    for name in DAY_WORDS:
        if changes.get(name) is not None and name not in behind:
            message = f"狀態為「{target}」，不應有{DAY_WORDS[name]}；請更正狀態，或清除這一格。"
            yield Fault(name, "day_beyond_state", message)
