"""What waits for a person, as lines to click on: kind by kind, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from app.domain.slippage import SlipKind
from app.models import User
from app.services.home.task_rows import TaskKind, of_person


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do.

    :ivar what: what it is about inside its plan: 「期末期報」, 「查核點 A-4」.
    :ivar path: of the page where it is done.
    :ivar who: whose it is, where somebody else's is to be judged.
    :ivar moment: since when it waits.
    :ivar until: the last day for it, and ``days`` after that (negative: before).
    :ivar amount: errors of a file, comments on a report, differences it would make.
    :ivar note: what was written of it.
    :ivar is_stale: the plan has changed since its author saw it, so there may be conflicts.
    """

    kind: TaskKind
    what: str
    plan_code: str
    plan_name: str
    is_demo: bool
    path: str
    who: str | None
    moment: datetime | None
    until: date | None
    days: int | None
    amount: int | None
    note: str | None
    is_stale: bool

    @property
    def is_overdue(self) -> bool:
        """Whether its last day has passed."""
        return self.days is not None and self.days > 0


@dataclass(frozen=True, slots=True)
class Tasks:
    """Things of one kind to do, and how many there are; ``path`` of the list of all, where there is one."""

    kind: TaskKind
    lines: tuple[Task, ...]
    total: int
    path: str | None

    @property
    def more(self) -> int:
        """How many are not among the lines."""
        return self.total - len(self.lines)


#: Where all of a kind are listed.
_LISTS = {
    TaskKind.REVIEW: "/submissions",
    TaskKind.DECIDE: "/changes",
    TaskKind.ANSWER: "/alerts?mine=1",
    TaskKind.EXPLAINED: "/alerts?explained=1",
    TaskKind.SOON: "/alerts?level=notice&kind=checkpoint",
}


def of(session: Session, viewer: User, *, since: datetime, on: date, at: datetime) -> tuple[Tasks, ...]:
    """Everything that waits for the person, kind by kind; a kind of which nothing waits is left out.

    :param since: explanations of others are told if they were made later.
    """
    rows = of_person(session, viewer, since=since, at=at)
    return tuple(_tasks(TaskKind[name], list(of_kind), on) for name, of_kind in groupby(rows, lambda row: row.kind))


def _tasks(kind: TaskKind, rows: Sequence[Any], on: date) -> Tasks:
    return Tasks(kind, tuple(_task(kind, row, on) for row in rows), rows[0].total, _LISTS.get(kind))


def _task(kind: TaskKind, row: Any, on: date) -> Task:
    return Task(
        kind=kind,
        what=_what(kind, row),
        plan_code=row.plan_code,
        plan_name=f"{row.plan_name}({row.year_index}/{row.years_total})",
        is_demo=row.is_demo,
        path=_path(kind, row),
        who=row.who,
        moment=row.moment,
        until=row.until,
        days=(on - row.until).days if row.until else None,
        amount=row.amount,
        note=row.note,
        is_stale=row.is_stale,
    )


def _what(kind: TaskKind, row: Any) -> str:
    match kind:
        case TaskKind.CORRECTION | TaskKind.REFUSED | TaskKind.DRAFT | TaskKind.REVIEW:
            return f"{row.subject}期報"
        case TaskKind.ANSWER | TaskKind.EXPLAINED:
            slip, _, key = row.subject.partition("/")
            return f"{SlipKind(slip).label} {key}"
        case TaskKind.SOON:
            return f"查核點 {row.subject}"
        case _:
            return "計畫變更申請"


def _path(kind: TaskKind, row: Any) -> str:
    match kind:
        case TaskKind.ANSWER | TaskKind.EXPLAINED:
            return f"/alerts/{row.row_id}"
        case TaskKind.SOON:
            return f"/plans/{row.plan_code}/checkpoints/{row.subject}/report"
        case TaskKind.DECIDE | TaskKind.RETURNED_CHANGE:
            return f"/plans/{row.plan_code}/changes/{row.row_id}"
        case TaskKind.CHANGE_DRAFT:
            return f"/plans/{row.plan_code}/changes/{row.row_id}/edit"
        case _:
            return f"/submissions/{row.row_id}"
