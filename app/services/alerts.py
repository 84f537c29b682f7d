"""警示: what a scan finds is opened once, escalated when it gets worse, and resolved when it is gone."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.errors import BadThreshold
from app.domain.lights import Light
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.domain.slippage import Level, Slip, SlipKind, evaluate, reconcile
from app.domain.thresholds import Thresholds
from app.models import Alert, Plan, User
from app.services import plan_tables, plans, thresholds, watched
from app.services.permissions import require, visible_plans
from app.services.transaction import transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """What one scan did over all plans; ``open`` is everything that is open after it.

    ``skipped`` says which plans could not be evaluated, and why.
    """

    opened: tuple[Slip, ...] = ()
    escalated: tuple[Slip, ...] = ()
    resolved: tuple[Slip, ...] = ()
    open: tuple[Slip, ...] = ()
    skipped: tuple[str, ...] = ()

    def __add__(self, other: "ScanOutcome") -> "ScanOutcome":
        return ScanOutcome(
            self.opened + other.opened,
            self.escalated + other.escalated,
            self.resolved + other.resolved,
            self.open + other.open,
            self.skipped + other.skipped,
        )


@dataclass(frozen=True, slots=True)
class _OpenAlert:
    """An open alert as the rules compare it with what a scan finds."""

    plan: str
    kind: str
    key: str
    level: int
    alert: Alert


def scan(session: Session, *, on: date, at: datetime) -> ScanOutcome:
    """Evaluate every plan on a day; each plan in a transaction of its own. Scanning twice changes nothing."""
    outcome = ScanOutcome()
    for plan in plans.everything(session):
        try:
            with transaction(session):
                outcome += _scan_plan(session, plan, thresholds.of_plan(session, plan), on, at)
        except BadThreshold as refusal:
            # One plan's bad setting must not leave all the others unwatched.
            log.error("plan %s was not scanned: %s", plan.code, refusal)
            outcome += ScanOutcome(skipped=(f"計畫 {plan.code} 未掃描：{refusal}",))
    return outcome


def scan_on_demand(session: Session, plan: Plan, *, by: User, on: date, at: datetime) -> ScanOutcome:
    """Evaluate one plan now, for a person who does not want to wait for the night.

    :raises PermissionDenied: if ``by`` may not start a scan of this plan.
    """
    require(by, Permission.SCAN, plan)
    with transaction(session):
        return _scan_plan(session, plan, thresholds.of_plan(session, plan), on, at)


def slips_of(session: Session, plan: Plan, document: PlanDocument, limits: Thresholds, *, on: date) -> tuple[Slip, ...]:
    """What slips in a plan on a day, whether or not a scan has seen it yet."""
    facts = watched.plan_on_day(session, plan, document, limits, on=on)
    return evaluate(facts, as_of=on, thresholds=limits)


def visible_to(session: Session, viewer: User, *, is_open: bool | None = None) -> Sequence[Alert]:
    """The alerts a person may see, worst first; ``is_open`` keeps only those (``None``: all of them)."""
    query = (
        select(Alert)
        .where(Alert.plan_id.in_(_visible_ids(viewer)))
        .options(joinedload(Alert.plan))
        .order_by(Alert.resolved_on.is_not(None), Alert.level.desc(), Alert.days.desc(), Alert.id)
    )
    if is_open is not None:
        query = query.where(Alert.resolved_on.is_(None) if is_open else Alert.resolved_on.is_not(None))
    return session.scalars(query).all()


def count_open(session: Session, *, viewer: User) -> int:
    """How many open alerts a person may see."""
    counted = select(func.count()).select_from(Alert)
    condition = Alert.resolved_on.is_(None) & Alert.plan_id.in_(_visible_ids(viewer))
    return session.scalar(counted.where(condition)) or 0


def last_scan_on(session: Session) -> date | None:
    """The newest day that any open or resolved alert was evaluated on; ``None`` before the first."""
    return session.scalar(select(func.max(Alert.evaluated_on)))


def _scan_plan(session: Session, plan: Plan, limits: Thresholds, on: date, at: datetime) -> ScanOutcome:
    plans.lock(session, plan)
    known = [_OpenAlert(plan.code, row.kind, row.row_key, row.level, row) for row in _open_alerts(session, plan)]
    slips = slips_of(session, plan, plan_tables.document_of(session, plan), limits, on=on)
    found = reconcile(known, slips)
    by_row = {(one.kind, one.key): one.alert for one in known}
    for slip in found.opened:
        session.add(_opened(plan, slip, on, at))
    for slip in (*found.escalated, *found.eased, *found.unchanged):
        _update(by_row[slip.kind, slip.key], slip, on, at, has_escalated=slip in found.escalated)
    for gone in found.resolved:
        gone.alert.resolved_on, gone.alert.evaluated_on, gone.alert.changed_at = on, on, at
    return ScanOutcome(found.opened, found.escalated, tuple(_slip(gone) for gone in found.resolved), slips)


def _open_alerts(session: Session, plan: Plan) -> Sequence[Alert]:
    return session.scalars(select(Alert).where(Alert.plan_id == plan.id, Alert.resolved_on.is_(None))).all()


def _opened(plan: Plan, slip: Slip, on: date, at: datetime) -> Alert:
    return Alert(
        plan=plan,
        kind=slip.kind.value,
        row_key=slip.key,
        state=slip.state,
        level=int(slip.level),
        light=slip.light.value,
        days=slip.days,
        rule=slip.rule,
        opened_on=on,
        evaluated_on=on,
        changed_at=at,
    )


def _update(alert: Alert, slip: Slip, on: date, at: datetime, *, has_escalated: bool) -> None:
    alert.state, alert.days, alert.rule = slip.state, slip.days, slip.rule
    alert.light, alert.level, alert.evaluated_on = slip.light.value, int(slip.level), on
    if has_escalated:
        alert.escalated_on, alert.changed_at = on, at


def _slip(gone: _OpenAlert) -> Slip:
    """A resolved alert as it last stood."""
    row = gone.alert
    return Slip(
        gone.plan, SlipKind(row.kind), row.row_key, row.state, row.days, Light(row.light), row.rule, Level(row.level)
    )


def _visible_ids(viewer: User) -> Select[int]:
    return visible_plans(viewer).with_only_columns(Plan.id).order_by(None)
