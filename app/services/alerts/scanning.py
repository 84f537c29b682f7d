"""The scan: what it finds is opened once, passed up when nobody answers, and resolved when it is gone."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.alert_life import Addressee, DueDays, Happened, after_a_night, opened
from app.domain.errors import BadThreshold
from app.domain.lights import Light
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.domain.signal_record import to_json
from app.domain.slippage import Level, Slip, SlipKind, reconcile
from app.domain.thresholds import Thresholds
from app.models import Alert, Plan, User
from app.services import handed_in, plan_tables, plans, thresholds
from app.services.alerts.deadlines import due_days
from app.services.alerts.history import Moment, put, tell
from app.services.alerts.slips import slips_of
from app.services.permissions import require
from app.services.transaction import transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """What one scan did over all plans; ``open`` is everything that slips on its day.

    ``escalated`` got worse; ``passed_up`` found no answer and went to the next level. ``skipped`` says of which plans
    the alerts stayed as they were, and why.
    """

    opened: tuple[Slip, ...] = ()
    escalated: tuple[Slip, ...] = ()
    resolved: tuple[Slip, ...] = ()
    open: tuple[Slip, ...] = ()
    passed_up: tuple[Slip, ...] = ()
    skipped: tuple[str, ...] = ()

    def __add__(self, other: "ScanOutcome") -> "ScanOutcome":
        return ScanOutcome(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, slots=True)
class _OpenAlert:
    """An open alert as the rules compare it with what a scan finds."""

    plan: str
    kind: str
    key: str
    level: int
    alert: Alert


def scan(session: Session, *, on: date, at: datetime) -> ScanOutcome:
    """Evaluate every plan on a day; each plan in a transaction of its own. Scanning twice changes nothing.

    A plan that was scanned for a later day already is looked at, and its alerts stay as they are: what happened is
    not undone by looking back.
    """
    outcome = ScanOutcome()
    for plan in plans.everything(session):
        try:
            with transaction(session):
                outcome += _scan_plan(session, plan, thresholds.of_plan(session, plan), Moment(on, at))
        except BadThreshold as refusal:
            # One plan's bad setting must not leave all the others unwatched.
            log.error("plan %s was not scanned: %s", plan.code, refusal)
            outcome += ScanOutcome(skipped=(f"計畫 {plan.code} 未掃描：{refusal}",))
    return outcome


def look(session: Session, *, on: date) -> ScanOutcome:
    """What slips on a day, say one to come; no alert changes."""
    outcome = ScanOutcome()
    for plan in plans.everything(session):
        try:
            outcome += ScanOutcome(open=_slips(session, plan, thresholds.of_plan(session, plan), on))
        except BadThreshold as refusal:
            outcome += ScanOutcome(skipped=(f"計畫 {plan.code} 未掃描：{refusal}",))
    return outcome


def scan_on_demand(session: Session, plan: Plan, *, by: User, on: date, at: datetime) -> ScanOutcome:
    """Evaluate one plan now, for a person who does not want to wait for the night.

    :raises PermissionDenied: if ``by`` may not start a scan of this plan.
    """
    require(by, Permission.SCAN, plan)
    with transaction(session):
        return _scan_plan(session, plan, thresholds.of_plan(session, plan), Moment(on, at))


def _scan_plan(session: Session, plan: Plan, limits: Thresholds, when: Moment) -> ScanOutcome:
    plans.lock(session, plan)
    slips = _slips(session, plan, limits, when.on)
    seen_until = session.scalar(select(func.max(Alert.evaluated_on)).where(Alert.plan_id == plan.id))
    if seen_until is not None and seen_until > when.on:
        return ScanOutcome(open=slips, skipped=(_looked_back(plan, when.on, seen_until),))
    known = [_OpenAlert(plan.code, row.kind, row.row_key, row.level, row) for row in _open_alerts(session, plan)]
    found = reconcile(known, slips)
    night = _Night(
        session, plan, when, due_days(session, plan, limits, on=when.on), *_handed_in(session, plan, when.on)
    )
    by_row = {(one.kind, one.key): one.alert for one in known}
    for slip in found.opened:
        night.open(slip)
    going_on = (*found.escalated, *found.eased, *found.unchanged)
    passed_up = tuple(slip for slip in going_on if night.go_on(by_row[slip.kind, slip.key], slip))
    for gone in found.resolved:
        night.resolve(gone.alert)
    return ScanOutcome(found.opened, found.escalated, tuple(_slip(gone) for gone in found.resolved), slips, passed_up)


@dataclass(frozen=True, slots=True)
class _Night:
    """One plan in one scan."""

    session: Session
    plan: Plan
    when: Moment
    due: DueDays
    under_review: frozenset[str]  # periods whose report waits for the office
    said_done: frozenset[str]  # checkpoints that are done by what these reports say

    def open(self, slip: Slip) -> None:
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


def _slips(session: Session, plan: Plan, limits: Thresholds, on: date) -> tuple[Slip, ...]:
    return slips_of(session, plan, plan_tables.document_of(session, plan), limits, on=on)


def _open_alerts(session: Session, plan: Plan) -> Sequence[Alert]:
    return session.scalars(select(Alert).where(Alert.plan_id == plan.id, Alert.resolved_on.is_(None))).all()


def _handed_in(session: Session, plan: Plan, on: date) -> tuple[frozenset[str], frozenset[str]]:
    """Periods whose report waits for the office, and checkpoints that such a report says are done."""
    sent = handed_in.under_review(session, plan)
    return frozenset(row.period.key for row in sent), frozenset(handed_in.said_done(sent, on))


def _looked_back(plan: Plan, on: date, seen_until: date) -> str:
    return f"計畫 {plan.code} 已掃描至 {format_roc(seen_until)}，{format_roc(on)} 的結果僅供查看，警示未變更。"


def _slip(gone: _OpenAlert) -> Slip:
    """A resolved alert as it last stood."""
    row = gone.alert
    return Slip(
        gone.plan, SlipKind(row.kind), row.row_key, row.state, row.days, Light(row.light), row.rule, Level(row.level)
    )
