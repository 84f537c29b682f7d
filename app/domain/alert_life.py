"""The life of an alert (警示): who must answer it, until when, what silence does, and who may do what meanwhile.

Pure: the day is an argument, and so is the calendar by which days to answer are counted (decision 0019).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.errors import WrongState
from app.domain.roc_calendar import format_roc
from app.domain.roles import Role
from app.domain.slippage import Level


class Addressee(StrEnum):
    """Whose turn it is to answer, from the first to the last level (層級)."""

    CONTRACTOR = "受委託單位"
    OFFICE = "計畫辦公室"
    MANAGER = "主管"

    @property
    def role(self) -> Role:
        """Whoever has this role for the plan is addressed."""
        return _ROLES[self]

    @property
    def reached(self) -> tuple["Addressee", ...]:
        """This level and those below: who was asked before still owes the answer."""
        levels = tuple(Addressee)
        return levels[: levels.index(self) + 1]

    @property
    def above(self) -> "Addressee | None":
        """The next level; ``None`` above the last."""
        return _ABOVE.get(self)


_ROLES = {Addressee.CONTRACTOR: Role.CONTRACTOR, Addressee.OFFICE: Role.OFFICER, Addressee.MANAGER: Role.MANAGER}
_ABOVE = {Addressee.CONTRACTOR: Addressee.OFFICE, Addressee.OFFICE: Addressee.MANAGER}


class Happened(StrEnum):
    """What can happen to an alert (歷程)."""

    OPENED = "開立"
    SEEN = "閱覽"
    ASSIGNED = "指派"
    EXPLAINED = "說明"
    RETURNED = "退回說明"
    WORSENED = "情形加重"  # the level rose
    EASED = "情形減輕"  # the level fell
    REOPENED = "重新要求說明"  # what was explained no longer holds
    ESCALATED = "陳報上一層級"
    RESOLVED = "解除"


class AlertState(StrEnum):
    """How far the answer to an alert has come; derived, never stored."""

    NOTHING_ASKED = "無須回應"
    WAITING = "待回應"
    SEEN = "已閱"
    ASSIGNED = "已指派"
    EXPLAINED = "已說明"
    RESOLVED = "已解除"


class Deed(StrEnum):
    """What people do to an alert."""

    ASSIGN = "指派"
    EXPLAIN = "說明"
    RETURN = "退回說明"


_OPEN = frozenset(AlertState) - {AlertState.RESOLVED}
#: From which states each is possible; who may is in ``app.domain.roles``.
POSSIBLE: dict[Deed, frozenset[AlertState]] = {
    Deed.ASSIGN: _OPEN,
    Deed.EXPLAIN: _OPEN,
    Deed.RETURN: frozenset({AlertState.EXPLAINED}),
}


@dataclass(frozen=True, slots=True)
class Life:
    """Where an open alert stands.

    :ivar answer_due_on: the last day to answer; ``None`` while nothing is asked, or it has been answered.
    :ivar promised_on: the day to catch up (預定趕上日期) of the explanation that stands.
    """

    level: Level
    addressed: Addressee = Addressee.CONTRACTOR
    answer_due_on: date | None = None
    is_explained: bool = False
    promised_on: date | None = None

    @property
    def waits_for_review(self) -> bool:
        """Whether it is late and nobody is asked, because it was handed in."""
        return self.level > Level.NOTICE and self.answer_due_on is None and not self.is_explained


@dataclass(frozen=True, slots=True)
class Turn:
    """An alert after a night: where it stands now, and what happened to it, each with its reason."""

    life: Life
    happened: tuple[tuple[Happened, str], ...] = ()


#: The last day to answer for somebody who is asked today.
DueDays = Callable[[Addressee], date]


def opened(level: Level, due: DueDays, first: Addressee = Addressee.CONTRACTOR, *, is_handed_in: bool = False) -> Life:
    """A new alert. A notice asks nothing of anybody: nothing is late yet. Nor does what was handed in.

    :param first: whose turn it is to begin with.
    """
    return Life(level, first, None if level is Level.NOTICE or is_handed_in else due(first))


def after_a_night(
    life: Life,
    level: Level,
    *,
    on: date,
    due: DueDays,
    first: Addressee = Addressee.CONTRACTOR,
    is_handed_in: bool = False,
) -> Turn:
    """What an evaluation makes of an alert whose cause is still there. A second one of the same day changes nothing.

    Silence beyond the last day to answer, and a promised day that passes, lead one level up; a worse level, and a
    promise that was broken, ask again. Each level has its full time from the day on which it is asked.

    :param level: how bad it is on this day.
    :param first: whose turn it is at least: the office's, where what is missing waits for the office.
    :param is_handed_in: whether a report that waits for the office says that it is done. Then nobody has anything to
        explain; the report's own alert asks the office. If the report is not accepted, it is asked for after all.
    """
    happened = list(_changes_of_level(life.level, level))
    if level is Level.NOTICE:  # nothing is late any more, and what was explained is over
        return Turn(Life(level, life.addressed), tuple(happened))
    if is_handed_in:
        return Turn(replace(life, level=level, answer_due_on=None), tuple(happened))
    is_broken = life.promised_on is not None and life.promised_on < on
    asks_again = life.is_explained and (is_broken or level > life.level)
    if asks_again:
        happened.append((Happened.REOPENED, _why_again(life, is_broken=is_broken)))
    elif life.waits_for_review:
        happened.append((Happened.REOPENED, "已填報完成之期報未獲核定"))
    addressed = life.addressed
    is_silent = life.answer_due_on is not None and life.answer_due_on < on
    if (is_broken or is_silent) and addressed.above:
        happened.append((Happened.ESCALATED, _why_up(life, is_broken=is_broken)))
        addressed = addressed.above
    elif addressed is Addressee.CONTRACTOR and first is not addressed and not life.is_explained:
        happened.append((Happened.ESCALATED, f"已送出，待{first}審查"))
        addressed = first
    asked = life.answer_due_on
    if asks_again or addressed is not life.addressed or (asked is None and not life.is_explained):
        asked = due(addressed)
    still_explained = life.is_explained and not asks_again
    return Turn(
        Life(level, addressed, asked, still_explained, life.promised_on if still_explained else None), tuple(happened)
    )


def explained(life: Life, catch_up_on: date | None) -> Life:
    """Answered: nothing is asked until the promised day passes or it gets worse."""
    return replace(life, answer_due_on=None, is_explained=True, promised_on=catch_up_on)


def returned(life: Life, due: DueDays) -> Life:
    """The answer was not enough: the same level is asked anew."""
    asked = None if life.level is Level.NOTICE else due(life.addressed)
    return replace(life, answer_due_on=asked, is_explained=False, promised_on=None)


def state_of(life: Life, *, is_resolved: bool, is_seen: bool, is_assigned: bool) -> AlertState:
    """How far the answer has come."""
    if is_resolved:
        return AlertState.RESOLVED
    if life.is_explained:
        return AlertState.EXPLAINED
    if life.answer_due_on is None:
        return AlertState.NOTHING_ASKED
    if is_assigned:
        return AlertState.ASSIGNED
    return AlertState.SEEN if is_seen else AlertState.WAITING


def require_possible(deed: Deed, state: AlertState, what: str) -> None:
    """Go on only if this can be done in this state.

    :param what: how people call the alert.
    :raises WrongState: if it cannot.
    """
    if state not in POSSIBLE[deed]:
        raise WrongState(f"{what}的警示目前為「{state}」，不能{deed}；請重新整理頁面，查看目前情形。")


def _changes_of_level(before: Level, now: Level) -> Iterator[tuple[Happened, str]]:
    if now > before:
        yield Happened.WORSENED, f"{LEVEL_WORDS[before]}轉為{LEVEL_WORDS[now]}"
    elif now < before:
        yield Happened.EASED, f"{LEVEL_WORDS[before]}轉為{LEVEL_WORDS[now]}"


LEVEL_WORDS = {Level.NOTICE: "提醒", Level.BEHIND: "落後", Level.SEVERE: "嚴重落後"}


def _why_again(life: Life, *, is_broken: bool) -> str:
    if is_broken:
        assert life.promised_on is not None
        return f"預定 {format_roc(life.promised_on)} 趕上，已屆期仍未趕上"
    return "情形加重，原說明不再適用"


def _why_up(life: Life, *, is_broken: bool) -> str:
    if is_broken:
        return f"{life.addressed}未依承諾趕上"
    assert life.answer_due_on is not None
    return f"{life.addressed}未於 {format_roc(life.answer_due_on)} 前說明"
