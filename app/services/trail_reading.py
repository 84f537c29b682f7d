"""Reading the audit trail: what a person may see of it, filtered, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import clock
from app.domain.errors import TooMuch
from app.domain.roles import Permission
from app.models import AuditEvent, Plan, User
from app.services.permissions import agency_ids, require, require_anywhere, visible_plans

PAGE_SIZE = 50
MOST_EXPORTED = 100_000  # events in one file: what a request can write and a spreadsheet program opens with ease


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; both days count. ``words`` stand anywhere in the row's name, its key or a value."""

    plan: str = ""
    person: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""


def of_figure(
    session: Session, plan: Plan, section: str, key: str, field: str | None, *, viewer: User
) -> Sequence[AuditEvent]:
    """All that happened to a cell of a plan (這個數字的來歷), newest first; without ``field``, to the whole row.

    Whoever may see the plan may see where its figures come from.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    row = (AuditEvent.plan_id == plan.id, AuditEvent.section == section, AuditEvent.row_key == key)
    cell = true() if field is None else or_(AuditEvent.field == field, AuditEvent.field.is_(None))
    return session.scalars(select(AuditEvent).where(*row, cell).order_by(AuditEvent.number.desc())).all()


def page(session: Session, viewer: User, wanted: Wanted, *, before: int | None = None) -> Sequence[AuditEvent]:
    """A page of what the person may see, newest first, and one event more if there is an older page.

    :param before: only events with a smaller number.
    :raises PermissionDenied: if the person may read no part of the trail.
    """
    query = _seen(viewer, wanted)
    if before is not None:
        query = query.where(AuditEvent.number < before)
    return session.scalars(query.order_by(AuditEvent.number.desc()).limit(PAGE_SIZE + 1)).all()


def everything(session: Session, viewer: User, wanted: Wanted) -> Iterator[AuditEvent]:
    """All that the person may see of what is wanted, oldest first.

    :raises PermissionDenied: if the person may read no part of the trail.
    :raises TooMuch: if a file could not hold it.
    """
    query = _seen(viewer, wanted)
    limited = query.with_only_columns(AuditEvent.number).limit(MOST_EXPORTED + 1).subquery()
    if (session.scalar(select(func.count()).select_from(limited)) or 0) > MOST_EXPORTED:
        raise TooMuch(f"符合條件的紀錄超過 {MOST_EXPORTED:,} 筆，請縮小期間或加上其他條件後再匯出。")
    return iter(session.scalars(query.order_by(AuditEvent.number), execution_options={"yield_per": 1000}))


def _seen(viewer: User, wanted: Wanted) -> Select[AuditEvent]:
    require_anywhere(viewer, Permission.READ_TRAIL)
    return select(AuditEvent).where(_scope(viewer), *_conditions(wanted))


def _scope(viewer: User) -> ColumnElement[bool]:
    """Events of plans and agencies for which the person may read; those of no agency are for all-agency readers."""
    agencies = agency_ids(viewer, Permission.READ_TRAIL)
    if None in agencies:
        return true()
    plans = visible_plans(viewer, Permission.READ_TRAIL).with_only_columns(Plan.id).order_by(None)
    settings = AuditEvent.plan_id.is_(None) & AuditEvent.agency_id.in_(agencies)
    return AuditEvent.plan_id.in_(plans) | settings


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.plan:
        yield AuditEvent.plan_code == wanted.plan
    if wanted.person:
        yield _contains(wanted.person, AuditEvent.actor, AuditEvent.reporter)
    if wanted.subject:
        yield AuditEvent.subject == wanted.subject
    if wanted.since is not None:
        yield AuditEvent.at >= _midnight(wanted.since)
    if wanted.until is not None:
        yield AuditEvent.at < _midnight(wanted.until + timedelta(days=1))
    if wanted.words:
        values = (AuditEvent.before, AuditEvent.after)
        yield _contains(wanted.words, AuditEvent.label, AuditEvent.row_key, AuditEvent.file_name, *values)


def _contains(
    words: str, *columns: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
) -> ColumnElement[bool]:
    return or_(*(column.contains(words, autoescape=True) for column in columns))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.TAIPEI)
