"""The page of follow-ups: the rates of a plan, those by course, and the list of what was planned and made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.follow_up import OUTCOMES, Outcomes, outcomes_of
from app.domain.personal_data import PersonalKind, Purpose
from app.domain.roles import Permission
from app.models import FollowUp, Plan, User
from app.services import follow_ups, personal_data
from app.services.permissions import may


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One follow-up. ``counts`` by outcome is empty for who does not manage them: it may be of one person."""

    key: str
    course: str
    whom: str
    planned_on: date
    done_on: date | None
    state: str
    days_late: int
    trainees: int
    answered: int | None
    counts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """``late`` counts those whose day is past without a follow-up."""

    lines: tuple[FollowUpLine, ...]
    outcomes: Outcomes
    planned: int
    made: int
    late: int
    trainees: int
    answered: int
    may_manage: bool


def show(session: Session, plan: Plan, *, viewer: User, on: date) -> FollowUpPage:
    """What the viewer sees of the follow-ups on a day.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    rows = follow_ups.of_plan(session, plan, viewer=viewer)
    may_manage = may(viewer, Permission.MANAGE_CASES, plan)
    lines = tuple(_line(row, viewer, on, may_manage) for row in rows)
    return FollowUpPage(
        lines=lines,
        outcomes=outcomes_of(rows),
        planned=len(rows),
        made=sum(row.done_on is not None for row in rows),
        late=sum(line.days_late > 0 for line in lines),
        trainees=sum(row.trainees for row in rows if row.done_on is not None),
        answered=sum(row.answered or 0 for row in rows),
        may_manage=may_manage,
    )


def _line(row: FollowUp, viewer: User, on: date, may_manage: bool) -> FollowUpLine:
    days = 0 if row.done_on else (on - row.planned_on).days
    name = personal_data.shown(row.trainee_name or "", PersonalKind.NAME, Purpose.CASES, viewer=viewer)
    return FollowUpLine(
        key=row.key,
        course=row.course,
        whom="　".join(filter(None, (row.firm_name, name))),
        planned_on=row.planned_on,
        done_on=row.done_on,
        state="已追蹤" if row.done_on else "逾期未追蹤" if days > 0 else "尚未追蹤",
        days_late=days,
        trainees=row.trainees,
        answered=row.answered if may_manage else None,
        counts={field: getattr(row, field) for field in OUTCOMES} if may_manage else {},
    )
