"""What a night does to the alerts of one plan. Steps: the caller holds the plan, and commits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.alert_life import Addressee, DueDays, Happened, after_a_night, opened
from app.domain.signal_record import to_json
from app.domain.slippage import Slip, SlipKind
from app.models import Alert, Plan
from app.services.alerts.history import Moment, put, tell


@dataclass(frozen=True, slots=True)
class Night:
    """One plan in one scan."""

    session: Session
    plan: Plan
    when: Moment
    due: DueDays
    under_review: frozenset[str]  # periods whose report waits for the office
    said_done: frozenset[str]  # checkpoints that are done by what these reports say

    def open(self, slip: Slip) -> None:
        """A new alert."""
        life = opened(slip.level, self.due, self._first(slip), is_handed_in=self._is_handed_in(slip))
        signals = to_json(slip.signals)
        alert = Alert(
            plan=self.plan,
            kind=slip.kind.value,
            row_key=slip.key,
            signals=signals,
            first_signals=signals,
            opened_on=self.when.on,
            addressed=life.addressed,
            is_explained=False,
        )
        _describe(alert, slip, self.when.on)
        put(alert, life)
        self.session.add(alert)
        tell(self.session, alert, Happened.OPENED, self.when, note=slip.rule)

    def go_on(self, alert: Alert, slip: Slip) -> bool:
        """Whether nobody answered, and the next level is asked."""
        turn = after_a_night(
            alert.life,
            slip.level,
            on=self.when.on,
            due=self.due,
            first=self._first(slip),
            is_handed_in=self._is_handed_in(slip),
        )
        _describe(alert, slip, self.when.on)
        put(alert, turn.life)
        for happened, note in turn.happened:
            if happened is Happened.WORSENED:
                alert.escalated_on = self.when.on
            tell(self.session, alert, happened, self.when, note=note)
        return any(happened is Happened.ESCALATED for happened, _ in turn.happened)

    def resolve(self, alert: Alert) -> None:
        """What it was about does not slip any more."""
        alert.resolved_on = alert.evaluated_on = self.when.on
        alert.answer_due_on = None
        tell(self.session, alert, Happened.RESOLVED, self.when)

    def _first(self, slip: Slip) -> Addressee:
        waits = slip.kind is SlipKind.SUBMISSION and slip.key in self.under_review
        return Addressee.OFFICE if waits else Addressee.CONTRACTOR

    def _is_handed_in(self, slip: Slip) -> bool:
        return slip.kind is SlipKind.CHECKPOINT and slip.key in self.said_done


def _describe(alert: Alert, slip: Slip, on: date) -> None:
    alert.state, alert.days, alert.rule, alert.light = slip.state, slip.days, slip.rule, slip.light.value
    alert.signals, alert.evaluated_on = to_json(slip.signals), on
