"""催辦: which 受委託單位 owe 計畫辦公室 an answer or a report, plan by plan, how late, and when they were told last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import Session

from app.domain.alert_life import Addressee, Happened
from app.domain.roles import Role
from app.domain.slippage import Level, SlipKind
from app.models import Alert, AlertEvent, Contractor, Plan, User
from app.services.permissions import sees_as

MOST = 8
OVER_SINCE = timedelta(days=120)  # a plan that ended longer ago is settled by letters, not by chasing
_LOOKED_AT = 200
#: What puts an alert before those who have to answer it; reminders before a due date come on top.
_TELLS = (Happened.OPENED, Happened.ASSIGNED, Happened.RETURNED, Happened.WORSENED, Happened.REOPENED)


@dataclass(frozen=True, slots=True)
class Debtor:
    """A plan of which something is owed.

    :ivar reports: 期報 that are overdue.
    :ivar answers: alerts that nobody has explained, these reports among them.
    :ivar days: of the one that is late longest.
    :ivar answer_by: the first day by which one was, or is, to be explained.
    :ivar told_at: when the 受委託單位 was told of any of them last.
    """

    plan_code: str
    plan_name: str
    is_demo: bool
    contractor: str
    reports: int
    answers: int
    days: int
    answer_by: date
    is_unanswered_too_long: bool
    told_at: datetime | None


def of_office(session: Session, viewer: User, *, on: date) -> tuple[Debtor, ...]:
    """What is owed on plans that are running, or were lately, and of which the person is 計畫辦公室.

    Whose answer was, or is, due first comes first. Only the first alerts in that order are gone through, so that ten
    years of them cost nothing; the list of alerts has them all.
    """
    is_running = select(Plan.ends_on >= on - OVER_SINCE).where(Plan.id == Alert.plan_id)
    first = (
        select(Alert.plan_id)
        .where(*_asked(), sees_as(viewer, Role.OFFICER, Alert.plan_id), is_running.correlate(Alert).scalar_subquery())
        .order_by(Alert.answer_due_on)
        .limit(_LOOKED_AT)
    )
    chosen = list(dict.fromkeys(session.scalars(first)))[:MOST]
    if not chosen:
        return ()
    found = [_debtor(row, on) for row in session.execute(_owed(chosen))]
    return tuple(sorted(found, key=lambda one: (one.answer_by, -one.days)))


def _asked() -> tuple[ColumnElement[bool], ...]:
    return Alert.addressed.in_(list(Addressee)), Alert.answer_due_on.is_not(None), Alert.level > int(Level.NOTICE)


def _owed(plan_ids: Sequence[int]) -> Select[Any]:
    """What is owed on each of these plans."""
    told = (
        select(func.max(AlertEvent.at))
        .where(AlertEvent.plan_id == Plan.id, AlertEvent.happened.in_(_TELLS))
        .correlate(Plan)
        .scalar_subquery()
    )
    is_report = case((Alert.kind == SlipKind.SUBMISSION.value, 1), else_=0)
    columns = (Plan.id, Plan.code, Plan.name, Plan.year_index, Plan.years_total, Plan.is_demo)
    return (
        select(*columns, Contractor.name.label("contractor"), told.label("told_at"))
        .add_columns(func.count().label("answers"), func.sum(is_report).label("reports"))
        .add_columns(func.max(Alert.days).label("days"), func.min(Alert.answer_due_on).label("answer_by"))
        .join(Alert, Alert.plan_id == Plan.id)
        .join(Contractor, Contractor.id == Plan.contractor_id)
        .where(Plan.id.in_(plan_ids), *_asked())
        .group_by(*columns, Contractor.name)
    )


def _debtor(row: Row[Any], on: date) -> Debtor:
    return Debtor(
        plan_code=row.code,
        plan_name=f"{row.name}({row.year_index}/{row.years_total})",
        is_demo=row.is_demo,
        contractor=row.contractor,
        reports=row.reports,
        answers=row.answers,
        days=row.days,
        answer_by=row.answer_by,
        is_unanswered_too_long=row.answer_by < on,
        told_at=row.told_at,
    )
