"""每日紀錄: how every plan stood on each day, kept at night and rewritten when the plan changes.

A day's row may be rewritten as long as the day lasts; a later row closes it for ever (the database sees to that).
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.domain import canonical, plan_figures
from app.domain.dated_facts import dated_by
from app.domain.errors import BadThreshold
from app.domain.plan_document import PlanDocument
from app.domain.plan_figures import PlanFigures, figures_of
from app.domain.plan_standing import Standing, standing_of
from app.domain.slippage import Level
from app.domain.thresholds import Thresholds
from app.models import Alert, Plan, PlanSnapshot
from app.services import case_figures, plan_tables, plans, revisions, settled_periods, standings, thresholds
from app.services.transaction import transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a night: plans written, plans whose day is over and stays as it was, and what went wrong."""

    written: int = 0
    kept: int = 0
    skipped: tuple[str, ...] = ()


def take(session: Session, *, on: date, at: datetime) -> Taken:
    """Keep every plan as it stands on a day, each in a transaction of its own. Taking twice keeps the same row."""
    written, kept, skipped = 0, 0, list[str]()
    for plan in plans.everything(session):
        try:
            with transaction(session):
                plans.lock(session, plan)
                is_written = _renew(session, plan, on, at)
        except BadThreshold as refusal:
            # One plan's bad setting must not leave all the others without a record.
            log.error("no snapshot of plan %s: %s", plan.code, refusal)
            skipped.append(f"計畫 {plan.code} 未留存紀錄：{refusal}")
            continue
        written, kept = written + is_written, kept + (not is_written)
    return Taken(written, kept, tuple(skipped))


def work(session: Session, on: date) -> str:
    """The nightly job: keep every plan, and say so."""
    taken = take(session, on=on, at=clock.now())
    said = f"留存每日紀錄 {taken.written} 項計畫"
    if taken.kept:
        said += f"，{taken.kept} 項該日已有紀錄，維持不變"
    return said + "".join(f"；{reason}" for reason in taken.skipped)


def renew(session: Session, plan: Plan, *, at: datetime) -> None:
    """Rewrite today's row from what the tables say now. A step: the caller holds the plan's lock.

    A use-case that forgot this would show nothing wrong: lists see that the row is of another revision.
    """
    try:
        _renew(session, plan, clock.day_of(at), at)
    except BadThreshold as refusal:  # no reason to refuse the change itself; lists say it to whoever opens them
        log.error("no snapshot of plan %s: %s", plan.code, refusal)


def remember(session: Session, plan: Plan, document: PlanDocument, *, on: date, at: datetime) -> None:
    """Keep a day that is over, as far as the dates of a document tell of it; for histories that are loaded at once.

    A step: the caller commits. Whether reports came in time on that day is not known, and not judged.
    """
    limits = thresholds.of_plan(session, plan)
    _keep(session, plan, _Evaluated(on, limits, dated_by(document, on), has_missing_report=False), (), at)


def figures_now(session: Session, plan: Plan, *, on: date) -> PlanFigures:
    """The key figures of a plan as its own page shows them on a day."""
    return _evaluated(session, plan, on, is_over=False).figures


def matching(
    session: Session, plans: Sequence[Plan], limits: Mapping[int, Thresholds], *, on: date
) -> dict[int, PlanSnapshot]:
    """The rows of a day that still say what the plans' own pages say, by the plan's id."""
    wanted = standings.inputs_of(session, plans, limits, on=on)
    query = select(PlanSnapshot).where(PlanSnapshot.on_day == on, PlanSnapshot.plan_id.in_(wanted))
    return {row.plan_id: row for row in session.scalars(query) if row.inputs == wanted[row.plan_id]}


def series(session: Session, plan: Plan, *, until: date) -> Sequence[PlanSnapshot]:
    """Every day that is kept of a plan, oldest first."""
    query = select(PlanSnapshot).where(PlanSnapshot.plan_id == plan.id, PlanSnapshot.on_day <= until)
    return session.scalars(query.order_by(PlanSnapshot.on_day)).all()


def _renew(session: Session, plan: Plan, day: date, at: datetime) -> bool:
    """``False`` if the day is over and kept already, or lies before one that is kept."""
    is_over = day < clock.day_of(at)
    session.flush()  # what was changed is read back below
    last = session.scalar(select(func.max(PlanSnapshot.on_day)).where(PlanSnapshot.plan_id == plan.id))
    if last is not None and (last > day or (last == day and is_over)):
        return False
    open_alerts = () if is_over else _open_alerts(session, plan)
    _keep(session, plan, _evaluated(session, plan, day, is_over=is_over), open_alerts, at)
    return True


@dataclass(frozen=True, slots=True)
class _Evaluated:
    """A plan held against its rules on a day."""

    day: date
    limits: Thresholds
    document: PlanDocument
    has_missing_report: bool

    @property
    def standing(self) -> Standing:
        return standing_of(
            self.document, has_missing_report=self.has_missing_report, thresholds=self.limits, as_of=self.day
        )

    @property
    def figures(self) -> PlanFigures:
        return figures_of(self.document, self.standing)


def _evaluated(session: Session, plan: Plan, day: date, *, is_over: bool) -> _Evaluated:
    limits = thresholds.of_plan(session, plan)
    document = plan_tables.document_of(session, plan)
    shown = case_figures.shown(document, case_figures.of_plan(session, plan, document))
    shown = dated_by(shown, day) if is_over else shown
    settled, due = (one(session, [plan.id], on=day) for one in (settled_periods.settled_to, settled_periods.due_to))
    return _Evaluated(day, limits, shown, has_missing_report=due.get(plan.id, 0) > settled.get(plan.id, 0))


def _open_alerts(session: Session, plan: Plan) -> Sequence[Alert]:
    """What the last scan left open, the worst first."""
    query = select(Alert).where(Alert.plan_id == plan.id, Alert.resolved_on.is_(None))
    return session.scalars(query.order_by(Alert.level.desc(), Alert.days.desc(), Alert.id)).all()


def _keep(session: Session, plan: Plan, found: _Evaluated, open_alerts: Sequence[Alert], at: datetime) -> None:
    values = _values(session, plan, found) | _of_alerts(plan, open_alerts)
    same_day = select(PlanSnapshot).where(PlanSnapshot.plan_id == plan.id, PlanSnapshot.on_day == found.day)
    row = session.scalar(same_day)
    if row is None:
        row = PlanSnapshot(plan_id=plan.id, agency_id=plan.agency_id, on_day=found.day)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.taken_at, row.is_afterwards = at, found.day < clock.day_of(at)
    session.flush()  # days come to the database in their order


def _values(session: Session, plan: Plan, found: _Evaluated) -> dict[str, Any]:
    figures, standing = found.figures, found.standing
    text = plan_figures.to_json(figures)
    revision = revisions.find(session, plan, plan.revision)
    due = standing.next_due
    return {
        "revision": plan.revision,
        "document_sha256": revision.sha256 if revision else "",
        "inputs": standings.inputs_of(session, [plan], {plan.id: found.limits}, on=found.day)[plan.id],
        "light": figures.light.value,
        "light_word": figures.word,
        "why": standing.reading.sentence,
        "planned_pct": figures.planned_pct,
        "actual_pct": figures.actual_pct,
        "difference_pp": figures.difference_pp,
        "checkpoints_total": standing.total,
        "checkpoints_done": standing.done,
        "checkpoints_overdue": standing.overdue,
        "checkpoints_due_soon": standing.due_soon,
        "next_due_key": due.key if due else None,
        "next_due_on": due.due_on if due else None,
        "contracted": figures.contracted,
        "executed": figures.executed,
        "cases": figures.cases,
        "output_sum": figures.output_sum,
        "saving_sum": figures.saving_sum,
        "figures": text,
        "figures_sha256": canonical.fingerprint_of(text),
    }


def _of_alerts(plan: Plan, open_alerts: Sequence[Alert]) -> dict[str, Any]:
    counts = Counter(alert.level for alert in open_alerts)
    worst = next(iter(open_alerts), None)
    return {
        "alerts_notice": counts[Level.NOTICE],
        "alerts_behind": counts[Level.BEHIND],
        "alerts_severe": counts[Level.SEVERE],
        "worst_kind": worst.kind if worst else None,
        "worst_key": worst.row_key if worst else None,
        "worst_state": worst.state if worst else None,
        "worst_days": worst.days if worst else None,
        "worst_rule": worst.rule if worst else None,
        "acts": plan.contractor.name if worst else None,
    }
