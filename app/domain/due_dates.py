"""What is owed by a day (查核點、期報、補正、追蹤、說明), and when people are reminded of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.roles import Role
from app.domain.thresholds import Thresholds
from app.domain.workdays import Calendar


class DueKind(StrEnum):
    """What kind of thing is owed."""

    CHECKPOINT = "查核點"
    REPORT = "期報"
    CORRECTION = "期報補正"
    FOLLOW_UP = "訓練成效追蹤"
    ANSWER = "警示說明"


class DueState(StrEnum):
    """Where it stands."""

    OPEN = "未完成"
    HANDED_IN = "審查中"  # done as far as the contractor can; the office has not accepted it yet
    DONE = "已完成"
    CANCELLED = "已撤銷"  # 撤銷, 停辦, 併入他案


@dataclass(frozen=True, slots=True)
class DueDate:
    """A thing that is owed by a day.

    :ivar key: names it among those of its kind in its plan; it stays when the date moves.
    :ivar label: as people call it: 「查核點 A-4 完成期中報告」.
    :ivar due_on: the last day, any extension included.
    :ivar original_due_on: the first one, where it moved.
    :ivar asked_on: when somebody asked for it with this date; ``None``: it was always known.
    :ivar owed_by: whose turn it is, where that is settled one by one.
    :ivar person_id: the one person whose task it is.
    :ivar changed_at: when anything of it changed last.
    """

    kind: DueKind
    key: str
    label: str
    due_on: date
    state: DueState
    changed_at: datetime
    original_due_on: date | None = None
    asked_on: date | None = None
    owed_by: Role | None = None
    person_id: int | None = None


def reminder_due(due: DueDate, *, on: date, thresholds: Thresholds, calendar: Calendar) -> int | None:
    """Which reminder is told on a day, by its days before the due date; ``None``: none.

    A reminder whose day is off is told on the workday before, and one that was missed on the next workday. Of several
    that were missed only the nearest is told, and on a day off, or once the due date has passed, none. Nobody is
    reminded of what they were asked for on that day or later.
    """
    return reminder_step(due.due_on, on=on, thresholds=thresholds, calendar=calendar, asked_on=due.asked_on)


def reminder_step(
    due_on: date, *, on: date, thresholds: Thresholds, calendar: Calendar, asked_on: date | None = None
) -> int | None:
    """The same of anything that is due on a day, whatever it is."""
    if on > due_on or not calendar.is_workday(on):
        return None
    days = {n: calendar.previous_workday(due_on - timedelta(days=n)) for n in reminder_steps(thresholds)}
    later = {n: day for n, day in days.items() if asked_on is None or day > asked_on}
    return min((n for n, day in later.items() if day <= on), default=None)


def reminder_steps(thresholds: Thresholds) -> Sequence[int]:
    """Days before a due date at which people are reminded, the earliest first."""
    return thresholds.first_reminder_days, thresholds.second_reminder_days, thresholds.last_reminder_days
