"""每日紀錄: how every plan stood on each day, kept at night and rewritten when the plan changes.

A day's row may be rewritten as long as the day lasts; a later row closes it for ever (the database sees to that).
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.domain import canonical, plan_figures
from app.domain.dated_facts import dated_by
from app.domain.plan_document import PlanDocument
from app.domain.plan_figures import PlanFigures, sums_of
from app.domain.portfolio import urgency_of
from app.domain.slippage import Level
from app.domain.thresholds import Thresholds
from app.models import Alert, Plan, PlanSnapshot
from app.services import evaluations, plans, revisions, standings, thresholds
from app.services.evaluations import Evaluated
from app.services.transaction import transaction

PORTION = 100  # plans that are read, held and written at a time: about a second

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a night: plans written, plans whose day is over and stays as it was, and what went wrong."""

    written: int = 0
    kept: int = 0
    skipped: tuple[str, ...] = ()

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.written + other.written, self.kept + other.kept, self.skipped + other.skipped)


def take(session: Session, *, on: date, at: datetime) -> Taken:
    """Keep every plan as it stands on a day, a portion in a transaction. Taking twice keeps the same row."""
    taken = Taken()
    for portion in plans.lock_portions(session, select(Plan.id).order_by(Plan.id), PORTION):
        with transaction(session):
            taken += _renew(session, portion, on, at)
    return taken


def work(session: Session, on: date) -> str:
    """The nightly job: keep every plan, and say so."""
    taken = take(session, on=on, at=clock.now())
    said = f"留存每日紀錄 {taken.written} 項計畫"
    if taken.kept:
        said += f"，{taken.kept} 項該日已有紀錄，維持不變"
    return said + "".join(f"；{reason}" for reason in taken.skipped)


def renew(session: Session, plan: Plan, *, at: datetime) -> None:
    """Rewrite today's row from what the tables say now. A step: the caller holds the plan's lock.

    A use-case that forgot this would show nothing wrong: lists see that the row is of another revision. Thresholds
    that cannot be used are no reason to refuse the change itself; lists say it to whoever opens them.
    """
    _renew(session, [plan], clock.day_of(at), at)


def remember(session: Session, plan: Plan, document: PlanDocument, *, on: date, at: datetime) -> None:
    """Keep a day that is over, as far as the dates of a document tell of it; for histories that are loaded at once.

    A step: the caller commits. Whether reports came in time on that day is not known, and not judged.
    """
    limits = {plan.id: thresholds.of_plan(session, plan)}
    dated = dated_by(document, on)
    found = evaluations.of_document(dated, limits[plan.id], sums_of(dated.cases), on=on, has_missing_report=False)
    _keep(session, [plan], limits, {plan.id: found}, on=on, at=at)


def figures_now(session: Session, plan: Plan, *, on: date) -> PlanFigures:
    """The key figures of a plan as its own page shows them on a day."""
    limits = thresholds.in_force(session, [plan])
    return evaluations.of_plans(session, [plan], limits, on=on, is_over=False)[plan.id].figures


def matching(
    session: Session, plans: Sequence[Plan], limits: Mapping[int, Thresholds], *, on: date
) -> dict[int, PlanSnapshot]:
    """The rows of a day that still say what the plans' own pages say, by the plan's id."""
    wanted = standings.inputs_of(session, plans, limits, on=on)
    query = select(PlanSnapshot).where(PlanSnapshot.on_day == on, PlanSnapshot.plan_id.in_(wanted))
    return {row.plan_id: row for row in session.scalars(query) if row.inputs == wanted[row.plan_id]}


def unkept(
    session: Session, chosen: Sequence[Plan], limits: Mapping[int, Thresholds], *, on: date
) -> dict[int, PlanSnapshot]:
    """What today's row of each plan would say now, by the plan's id; nothing is kept. Does not ask who reads."""
    if not chosen:
        return {}
    ids = [plan.id for plan in chosen]
    found, open_alerts = evaluations.of_plans(session, chosen, limits, on=on, is_over=False), _open_alerts(session, ids)
    return {
        plan.id: PlanSnapshot(
            plan_id=plan.id, on_day=on, **_values(found[plan.id]), **_of_alerts(plan, open_alerts.get(plan.id, ()))
        )
        for plan in chosen
    }


def series(session: Session, plan: Plan, *, until: date) -> Sequence[PlanSnapshot]:
    """Every day that is kept of a plan, oldest first."""
    query = select(PlanSnapshot).where(PlanSnapshot.plan_id == plan.id, PlanSnapshot.on_day <= until)
    return session.scalars(query.order_by(PlanSnapshot.on_day)).all()


def _renew(session: Session, chosen: Sequence[Plan], day: date, at: datetime) -> Taken:
    """Keep plans as they stand; not those whose day is over and kept already, or lies before one that is kept."""
    is_over = day < clock.day_of(at)
    session.flush()  # what was changed is read back below
    last = _last_days(session, chosen)
    asked = [
        plan for plan in chosen if (kept := last.get(plan.id)) is None or kept < day or (kept == day and not is_over)
    ]
    limits, refused = thresholds.of_each(session, asked)
    for plan, refusal in refused:
        # One plan's bad setting must not leave all the others without a record.
        log.error("no snapshot of plan %s: %s", plan.code, refusal)
    wanted = [plan for plan in asked if plan.id in limits]
    _keep(
        session, wanted, limits, evaluations.of_plans(session, wanted, limits, on=day, is_over=is_over), on=day, at=at
    )
    skipped = tuple(f"計畫 {plan.code} 未留存紀錄：{refusal}" for plan, refusal in refused)
    return Taken(len(wanted), len(chosen) - len(asked), skipped)


def _last_days(session: Session, chosen: Sequence[Plan]) -> dict[int, date]:
    last = select(PlanSnapshot.plan_id, func.max(PlanSnapshot.on_day)).group_by(PlanSnapshot.plan_id)
    return dict(session.execute(last.where(PlanSnapshot.plan_id.in_([plan.id for plan in chosen]))).all())


def _keep(
    session: Session,
    chosen: Sequence[Plan],
    limits: Mapping[int, Thresholds],
    found: Mapping[int, Evaluated],
    *,
    on: date,
    at: datetime,
) -> None:
    """Write the rows of a day; those of a day that is over say nothing of alerts."""
    ids = [plan.id for plan in chosen]
    is_over = on < clock.day_of(at)
    open_alerts = {} if is_over else _open_alerts(session, ids)
    inputs, hashes = standings.inputs_of(session, chosen, limits, on=on), revisions.present_hashes(session, ids)
    before = _lights_before(session, ids, on)
    of_today = select(PlanSnapshot).where(PlanSnapshot.plan_id.in_(ids), PlanSnapshot.on_day == on)
    rows = {row.plan_id: row for row in session.scalars(of_today)}
    for plan in chosen:
        row = rows.get(plan.id) or PlanSnapshot(plan_id=plan.id, agency_id=plan.agency_id, on_day=on)
        said = _values(found[plan.id]) | _of_alerts(plan, open_alerts.get(plan.id, ()))
        for name, value in said.items():
            setattr(row, name, value)
        row.light_before = before[plan.id] if before.get(plan.id, row.light) != row.light else None
        row.revision, row.document_sha256, row.inputs = plan.revision, hashes.get(plan.id, ""), inputs[plan.id]
        row.taken_at, row.is_afterwards = at, is_over
        session.add(row)
    session.flush()  # days come to the database in their order


def _lights_before(session: Session, plan_ids: Sequence[int], on: date) -> dict[int, str]:
    """The light of each plan on the last day that was kept before ``on``, by the plan's id."""
    earlier = aliased(PlanSnapshot)
    last = (
        select(func.max(earlier.on_day))
        .where(earlier.plan_id == PlanSnapshot.plan_id, earlier.on_day < on)
        .correlate(PlanSnapshot)
        .scalar_subquery()
    )
    query = select(PlanSnapshot.plan_id, PlanSnapshot.light)
    return dict(session.execute(query.where(PlanSnapshot.plan_id.in_(plan_ids), PlanSnapshot.on_day == last)).all())


def _open_alerts(session: Session, plan_ids: Sequence[int]) -> dict[int, list[Alert]]:
    """What the last scan left open, by the plan's id, the worst first."""
    query = select(Alert).where(Alert.plan_id.in_(plan_ids), Alert.resolved_on.is_(None))
    found: dict[int, list[Alert]] = defaultdict(list)
    for alert in session.scalars(query.order_by(Alert.level.desc(), Alert.days.desc(), Alert.id)):
        found[alert.plan_id].append(alert)
    return found


def _values(found: Evaluated) -> dict[str, Any]:
    figures, standing = found.figures, found.standing
    text = plan_figures.to_json(figures)
    due = standing.next_due
    return {
        "light": figures.light.value,
        "light_word": figures.word,
        "why": standing.reading.sentence,
        "planned_pct": figures.planned_pct,
        "actual_pct": figures.actual_pct,
        "difference_pp": figures.difference_pp,
        "urgency": urgency_of(figures.light, figures.difference_pp),
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
