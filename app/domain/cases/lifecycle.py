"""The course of a case (個案歷程): its states, and the steps that lead from one to another (field-notes 6, R16 to R22).

Pages, workbooks and commands all ask this one table, so that a step that it does not name happens nowhere.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise


class CaseState(StrEnum):
    """Where a case stands (狀態)."""

    RECEIVED = "受理"
    QUALIFIED = "資格符合"
    DISQUALIFIED = "資格不符"
    RECOMMENDED = "推薦"
    NOT_RECOMMENDED = "不予推薦"
    WAITING = "未核定"  # recommended and not funded: the waiting list (候補)
    APPROVED = "核定"
    GUIDED = "輔導中"  # after the contract is signed
    VISITED = "期中查核"
    ACCEPTED = "期末驗收"
    CLOSED = "結案"
    WITHDRAWN = "撤案"
    DECLINED = "放棄簽約"
    TERMINATED = "終止"
    OUT_OF_BUSINESS = "歇業"


class ReviewGrade(StrEnum):
    """What the technical review found (技術審查結果, 表 13)."""

    HIGHLY = "極力推薦"
    FIRST = "優先推薦"
    LISTED = "列入推薦"
    NOT = "不予推薦"


class Scheme(StrEnum):
    """Under which scheme a firm is helped (專案別); the limits per firm do not count disasters (R5)."""

    GENERAL = "一般輔導"
    DISASTER = "災害復建"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that a case can take.

    ``day`` is the field of the case that keeps the day of the step, where it has one. ``needs`` are fields that must
    be filled by then. ``reason`` says where the reason is kept, for a step that needs one.
    """

    source: CaseState
    target: CaseState
    name: str  # the button: 簽約
    day: str | None = None
    needs: tuple[str, ...] = ()
    reason: str | None = None


_S = CaseState
_GRANT = ("government_grant", "self_fund")


def _steps() -> Iterator[Step]:
    yield Step(_S.RECEIVED, _S.QUALIFIED, "資格符合", "qualified_on")
    yield Step(_S.RECEIVED, _S.DISQUALIFIED, "資格不符", "qualified_on", reason="disqualified_for")
    yield Step(_S.DISQUALIFIED, _S.QUALIFIED, "補件後資格符合", "qualified_on", reason="note")  # R6: 再次書面審查
    yield Step(_S.QUALIFIED, _S.RECOMMENDED, "推薦", "reviewed_on", ("review_grade",))
    yield Step(_S.QUALIFIED, _S.NOT_RECOMMENDED, "不予推薦", "reviewed_on")
    yield Step(_S.RECOMMENDED, _S.APPROVED, "核定", "approved_on", _GRANT)
    yield Step(_S.RECOMMENDED, _S.WAITING, "列入候補")
    yield Step(_S.WAITING, _S.APPROVED, "遞補核定", "approved_on", _GRANT)
    yield Step(_S.APPROVED, _S.GUIDED, "簽約", "signed_on")
    yield Step(_S.GUIDED, _S.VISITED, "期中查核", "site_visited_on")
    yield Step(_S.GUIDED, _S.ACCEPTED, "期末驗收", "accepted_on")  # only a sample is visited (R19)
    yield Step(_S.VISITED, _S.ACCEPTED, "期末驗收", "accepted_on")
    yield Step(_S.ACCEPTED, _S.CLOSED, "結案", "closed_on")
    for early in (_S.RECEIVED, _S.QUALIFIED, _S.RECOMMENDED, _S.WAITING):
        yield Step(early, _S.WITHDRAWN, "撤案", "ended_on", reason="end_reason")
    yield Step(_S.APPROVED, _S.DECLINED, "放棄簽約", "ended_on", reason="end_reason")
    for late in (_S.GUIDED, _S.VISITED, _S.ACCEPTED):
        yield Step(late, _S.TERMINATED, "終止", "ended_on", reason="end_reason")
        yield Step(late, _S.OUT_OF_BUSINESS, "歇業", "ended_on", reason="end_reason")


STEPS: tuple[Step, ...] = tuple(_steps())


def steps_from(state: str) -> tuple[Step, ...]:
    """The steps that a case in this state can take next; none at the end of its course."""
    return tuple(step for step in STEPS if step.source == state)


def step_between(source: str, target: str) -> Step | None:
    """The one step between two states, or ``None``."""
    return next((step for step in STEPS if (step.source, step.target) == (source, target)), None)


def course(source: str, target: str, days: Mapping[str, date | None]) -> tuple[Step, ...] | None:
    """The steps from one state to another, the shortest way, or ``None`` if none lead there; no step for staying.

    Only a sample of cases is visited (R19): the way leads over 期中查核 where the day of the visit is known. A step
    that needs a reason is taken only where it is the last.

    :param days: what is known of the days, by the fields of the case.
    """
    if days.get("site_visited_on") is not None:
        before, after = _shortest(source, _S.VISITED), _shortest(_S.VISITED, target)
        if before and after:
            return before + after
    return _shortest(source, target)


@cache
def _shortest(source: str, target: str) -> tuple[Step, ...] | None:
    waiting: deque[tuple[str, tuple[Step, ...]]] = deque([(source, ())])
    seen = {source}
    while waiting:
        state, way = waiting.popleft()
        if state == target:
            return way
        for step in steps_from(state):
            if step.target not in seen and (step.reason is None or step.target == target):
                seen.add(step.target)
                waiting.append((step.target, (*way, step)))
    return None


@cache
def days_behind(state: str) -> frozenset[str]:
    """The fields of all days that can lie behind a case in this state, whichever way it came."""
    reached, behind = {state}, set[Step]()
    while more := {step for step in STEPS if step.target in reached} - behind:
        behind |= more
        reached |= {step.source for step in more}
    days = {step.day for step in behind if step.day} | {"received_on"}
    days |= {"first_paid_on", "guided_from", "guided_to"} if _S.GUIDED in reached else set()
    return frozenset(days | ({"second_paid_on"} if _S.ACCEPTED in reached else set()))


#: The days of a course in the order in which they come; a later one is never before an earlier one.
DAYS: tuple[tuple[str, str], ...] = (
    ("received_on", "受理日"),
    ("qualified_on", "資格審查日"),
    ("reviewed_on", "技術審查日"),
    ("approved_on", "核定日"),
    ("signed_on", "簽約日"),
    ("first_paid_on", "第一期款撥付日"),
    ("site_visited_on", "期中查核日"),
    ("accepted_on", "期末驗收日"),
    ("closed_on", "結案日"),
)


#: Without these a list cannot say that the step was taken; of the others it may know nothing.
LANDMARKS = frozenset({"received_on", "approved_on", "closed_on"})


def days_out_of_order(days: Mapping[str, date | None]) -> tuple[str, str] | None:
    """The first two days (earlier field, later field) that stand the wrong way round, or ``None``."""
    known = [(name, day) for name, _ in DAYS if (day := days.get(name)) is not None]
    for (earlier, before), (later, after) in pairwise(known):
        if after < before:
            return earlier, later
    return None
