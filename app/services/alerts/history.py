"""What happened to an alert, written down in the transaction in which it happens. Steps: the caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.alert_life import Happened, Life
from app.models import Alert, AlertEvent, User


@dataclass(frozen=True, slots=True)
class Moment:
    """When, as of which day, and by whom; ``None``: the night."""

    on: date
    at: datetime
    by: User | None = None


def tell(
    session: Session, alert: Alert, happened: Happened, when: Moment, *, note: str = "", assignee: User | None = None
) -> None:
    """Add a line to the history of an alert, as it stands now."""
    alert.changed_at = when.at
    event = line_of(alert, happened, when, note=note, assignee=assignee)
    event.alert = alert
    session.add(event)


def line_of(
    alert: Alert, happened: Happened, when: Moment, *, note: str = "", assignee: User | None = None
) -> AlertEvent:
    """A line for the history of an alert as it stands now; the caller says of which alert."""
    return AlertEvent(
        plan_id=alert.plan.id,
        agency_id=alert.plan.agency_id,
        happened=happened,
        level=alert.level,
        addressed=alert.addressed,
        on_day=when.on,
        by_id=when.by.id if when.by else None,
        assignee_id=assignee.id if assignee else None,
        at=when.at,
        note=note,
    )


def put(alert: Alert, life: Life) -> None:
    """Keep where an alert stands. Whoever is asked anew has not seen it yet; of another level, nobody is assigned."""
    if life.answer_due_on not in (None, alert.answer_due_on):
        alert.seen_at = None
    if life.addressed is not alert.addressed:
        alert.assigned_to = None
    alert.level, alert.addressed, alert.answer_due_on = int(life.level), life.addressed, life.answer_due_on
    alert.is_explained, alert.promised_on = life.is_explained, life.promised_on
