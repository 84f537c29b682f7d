"""The scan: what it finds is opened once, passed up when nobody answers, and resolved when it is gone.

Plans are looked at many at a time (decision 0025): one by one, a portfolio would take most of a night.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.domain.slippage import Level, Slip, SlipKind, reconcile
from app.domain.thresholds import Thresholds
from app.models import Alert, Plan, Submission, User
from app.services import handed_in, plans, thresholds
from app.services.alerts.deadlines import Deadlines
from app.services.alerts.history import Moment
from app.services.alerts.night import Night
from app.services.alerts.slips import slips_of_plans
from app.services.bulk import uncollected
from app.services.permissions import require
from app.services.transaction import release, transaction

log = logging.getLogger(__name__)

AT_ONCE = 200  # plans: some 6,000 checkpoints in memory, and their writers wait for a moment only
LOOKED_AT_ONCE = 1_000  # nobody waits for who only looks
_ALL = select(Plan.id).order_by(Plan.roc_year, Plan.code)


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


def scan(session: Session, *, on: date, at: datetime) -> ScanOutcome:
    """Evaluate every plan on a day (see :func:`scan_in_portions`), and tell all of it at once."""
    return sum(scan_in_portions(session, on=on, at=at), ScanOutcome())


def scan_in_portions(session: Session, *, on: date, at: datetime, at_once: int = AT_ONCE) -> Iterator[ScanOutcome]:
    """Evaluate every plan on a day, so many in one transaction. Scanning twice changes nothing.

    Plans are held while they are evaluated, so nothing changes between what is found and what is written. A plan that
    was scanned for a later day already is looked at, and its alerts stay as they are: what happened is not undone by
    looking back.
    """
    for portion in plans.lock_portions(session, _ALL, at_once):
        with transaction(session), uncollected():
            outcome = _scan(session, portion, Moment(on, at))
        yield outcome


def look(session: Session, *, on: date) -> ScanOutcome:
    """What slips on a day (see :func:`look_in_portions`), all of it at once."""
    return sum(look_in_portions(session, on=on), ScanOutcome())


def look_in_portions(session: Session, *, on: date) -> Iterator[ScanOutcome]:
    """What slips on a day, say one to come; no alert changes."""
    for portion in plans.portions(session, _ALL, LOOKED_AT_ONCE):
        with uncollected():
            usable, limits, skipped = _usable(session, portion)
            found = slips_of_plans(session, usable, limits, on=on)
            outcome = ScanOutcome(open=tuple(slip for slips in found for slip in slips), skipped=skipped)
        release(session)
        yield outcome


def scan_on_demand(session: Session, plan: Plan, *, by: User, on: date, at: datetime) -> ScanOutcome:
    """Evaluate one plan now, for a person who does not want to wait for the night.

    :raises PermissionDenied: if ``by`` may not start a scan of this plan.
    :raises BadThreshold: if a threshold of the plan cannot be used.
    """
    require(by, Permission.SCAN, plan)
    with transaction(session):
        plans.lock(session, plan)
        [slips] = slips_of_plans(session, [plan], limits := {plan.id: thresholds.of_plan(session, plan)}, on=on)
        return _Portion(session, [plan], Moment(on, at)).scan(plan, slips, limits[plan.id])


def _scan(session: Session, chosen: Sequence[Plan], when: Moment) -> ScanOutcome:
    usable, limits, skipped = _usable(session, chosen)
    portion = _Portion(session, usable, when)
    found = zip(usable, slips_of_plans(session, usable, limits, on=when.on), strict=True)
    outcomes = [portion.scan(plan, slips, limits[plan.id]) for plan, slips in found]
    return sum(outcomes, ScanOutcome(skipped=skipped))


def _usable(session: Session, chosen: Sequence[Plan]) -> tuple[list[Plan], dict[int, Thresholds], tuple[str, ...]]:
    """The plans that can be judged, with their thresholds: one plan's bad setting must not leave others unwatched."""
    limits, refused = thresholds.of_each(session, chosen)
    for plan, refusal in refused:
        log.error("plan %s was not scanned: %s", plan.code, refusal)
    skipped = tuple(f"計畫 {plan.code} 未掃描：{refusal}" for plan, refusal in refused)
    return [plan for plan in chosen if plan.id in limits], limits, skipped


@dataclass(frozen=True, slots=True)
class _OpenAlert:
    """An open alert as the rules compare it with what a scan finds."""

    plan: str
    kind: str
    key: str
    level: int
    alert: Alert


class _Portion:
    """Plans that are held in one transaction, with what is known of their alerts."""

    def __init__(self, session: Session, chosen: Sequence[Plan], when: Moment) -> None:
        ids = [plan.id for plan in chosen]
        self._session, self._when = session, when
        self._deadlines = Deadlines(session, on=when.on)
        self._open = _open_alerts(session, ids)
        self._seen_until = _seen_until(session, ids)
        self._sent: dict[int, list[Submission]] = {}
        for row in handed_in.under_review(session, *chosen):
            self._sent.setdefault(row.plan_id, []).append(row)

    def scan(self, plan: Plan, slips: tuple[Slip, ...], limits: Thresholds) -> ScanOutcome:
        """Compare what slips in a plan with its alerts, and write what is new."""
        seen_until, on = self._seen_until.get(plan.id), self._when.on
        if seen_until is not None and seen_until > on:
            return ScanOutcome(open=slips, skipped=(_looked_back(plan, on, seen_until),))
        known = [_OpenAlert(plan.code, row.kind, row.row_key, row.level, row) for row in self._open.get(plan.id, ())]
        found = reconcile(known, slips)
        sent = self._sent.get(plan.id, [])
        under_review = frozenset(row.period.key for row in sent)
        said_done = frozenset(handed_in.said_done(sent, on))
        night = Night(self._session, plan, self._when, self._deadlines.of(plan, limits), under_review, said_done)
        by_row = {(one.kind, one.key): one.alert for one in known}
        for slip in found.opened:
            night.open(slip)
        going_on = (*found.escalated, *found.eased, *found.unchanged)
        passed_up = tuple(slip for slip in going_on if night.go_on(by_row[slip.kind, slip.key], slip))
        for gone in found.resolved:
            night.resolve(gone.alert)
        resolved = tuple(_slip(gone) for gone in found.resolved)
        return ScanOutcome(found.opened, found.escalated, resolved, slips, passed_up)


def _open_alerts(session: Session, plan_ids: Collection[int]) -> dict[int, list[Alert]]:
    found: dict[int, list[Alert]] = {}
    for row in session.scalars(select(Alert).where(Alert.plan_id.in_(plan_ids), Alert.resolved_on.is_(None))):
        found.setdefault(row.plan_id, []).append(row)
    return found


def _seen_until(session: Session, plan_ids: Collection[int]) -> dict[int, date]:
    """For which day each plan was scanned last."""
    query = select(Alert.plan_id, func.max(Alert.evaluated_on)).where(Alert.plan_id.in_(plan_ids))
    return dict(session.execute(query.group_by(Alert.plan_id)).all())


def _looked_back(plan: Plan, on: date, seen_until: date) -> str:
    return f"計畫 {plan.code} 已掃描至 {format_roc(seen_until)}，{format_roc(on)} 的結果僅供查看，警示未變更。"


def _slip(gone: _OpenAlert) -> Slip:
    """A resolved alert as it last stood."""
    row = gone.alert
    return Slip(
        gone.plan, SlipKind(row.kind), row.row_key, row.state, row.days, Light(row.light), row.rule, Level(row.level)
    )
