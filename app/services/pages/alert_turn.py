"""Whose turn it is with an alert, what is asked of them, and until when: what its page opens with."""

from dataclasses import dataclass
from datetime import date

from app.domain.alert_life import Addressee, AlertState
from app.models import Alert


@dataclass(frozen=True, slots=True)
class Turn:
    """One sentence in its parts.

    :ivar days_left: until ``until``; negative: so many days too late; ``None`` without such a day.
    """

    who: str
    what: str
    until: date | None = None
    days_left: int | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether the day to act has passed."""
        return self.days_left is not None and self.days_left < 0


def turn_of(alert: Alert, on: date) -> Turn | None:
    """Who acts next; ``None`` when the alert is resolved."""
    state, contractor = alert.answer_state, alert.plan.contractor.name
    if state is AlertState.RESOLVED:
        return None
    if state is AlertState.NOTHING_ASKED:
        return Turn(contractor, "依限完成，目前無須說明")
    if state is AlertState.EXPLAINED:
        return _until(contractor, "依說明趕上進度", alert.promised_on, on)
    who = alert.assigned_to.name if alert.assigned_to else _addressed(alert.addressed, contractor)
    is_first = alert.addressed is Addressee.CONTRACTOR or alert.assigned_to is not None
    return _until(who, "說明落後原因" if is_first else "督促說明並處理", alert.answer_due_on, on)


def _addressed(addressed: Addressee, contractor: str) -> str:
    return contractor if addressed is Addressee.CONTRACTOR else addressed.value


def _until(who: str, what: str, until: date | None, on: date) -> Turn:
    return Turn(who, what, until, None if until is None else (until - on).days)
