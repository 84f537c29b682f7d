"""關閉期別: the figures of a reporting period declared final, and kept for ever; opening one again keeps the reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.domain import canonical, plan_figures
from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, PeriodClosed, WrongState
from app.domain.plan_figures import PlanFigures, figures_of, sums_of
from app.domain.plan_standing import standing_of
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.domain.submission_status import UNDER_REVIEW
from app.models import PeriodClosing, Plan, PlanRevision, ReportingPeriod, Submission, User
from app.services import audit_trail, plans, revisions, settled_periods, snapshots, thresholds
from app.services.permissions import require
from app.services.transaction import transaction

LONGEST_REASON = 2000  # characters
CLOSED, OPENED = "已關閉", "已重新開放"


@dataclass(frozen=True, slots=True)
class Frozen:
    """The figures that a period was last closed with."""

    figures: PlanFigures
    revision: int
    as_of: date  # of the figures, not of the closing
    sha256: str
    is_closed: bool  # still, and not opened again since


def close(
    session: Session, plan: Plan, period: ReportingPeriod, *, by: User, at: datetime, reason: str = ""
) -> PeriodClosing:
    """Declare the figures of a period final, as they stood before a later period's report changed them.

    :param reason: why it is closed anew, with other figures perhaps; the first closing needs none.
    :raises PermissionDenied: if ``by`` may not close periods of this plan.
    :raises WrongState: if it is closed, nothing was approved for it yet, a report is under way, or the reason of a
        closing anew is missing.
    """
    require(by, Permission.CLOSE_PERIOD, plan)
    with transaction(session):
        plans.lock(session, plan)
        last = _last(session, period)
        _must_be_closable(session, plan, period, last, reason, at)
        standing = _figures(session, plan, period, clock.day_of(at))
        text = plan_figures.to_json(standing.figures)
        made = _line(plan, period, last, by, at, reason)
        made.revision, made.as_of = standing.revision, standing.as_of
        made.is_closed, made.figures, made.sha256 = True, text, canonical.fingerprint_of(text)
        session.add(made)
        _tell(session, plan, period, made, by, at)
    return made


def reopen(
    session: Session, plan: Plan, period: ReportingPeriod, *, by: User, at: datetime, reason: str
) -> PeriodClosing:
    """Let reports of a closed period come again; the figures it was closed with stay.

    :raises PermissionDenied: if ``by`` may not open periods of this plan again.
    :raises WrongState: if it is not closed, or no reason is given.
    """
    require(by, Permission.REOPEN_PERIOD, plan)
    if not reason.strip():
        raise WrongState(f"重新開放「{period.key}」須填寫理由，請說明為何已定案的數值還要更正。")
    with transaction(session):
        plans.lock(session, plan)
        last = _last(session, period)
        if last is None or not last.is_closed:
            raise WrongState(f"「{period.key}」沒有關閉，不必重新開放。")
        made = _line(plan, period, last, by, at, reason)
        made.is_closed, made.revision, made.as_of = False, plan.revision, clock.day_of(at)
        session.add(made)
        _tell(session, plan, period, made, by, at)
    return made


def must_be_open(session: Session, period: ReportingPeriod) -> None:
    """Go on only if reports of this period may come, change or go. A step: the caller holds the plan's lock.

    :raises PeriodClosed: if the period is closed.
    """
    last = _last(session, period)
    if last is not None and last.is_closed:
        raise PeriodClosed(
            f"「{period.key}」已於 {_day(last)} 關閉，數值已定案；如須更正，請主管先重新開放這個期別並填寫理由。"
        )


def closed_periods(session: Session, plan_ids: Collection[int]) -> frozenset[int]:
    """The ids of the periods of these plans that are closed now."""
    lines = select(PeriodClosing.period_id, PeriodClosing.is_closed).where(PeriodClosing.plan_id.in_(plan_ids))
    last = dict(session.execute(lines.order_by(PeriodClosing.number)).all())
    return frozenset(period_id for period_id, is_closed in last.items() if is_closed)


def history(session: Session, plan: Plan) -> dict[str, Sequence[PeriodClosing]]:
    """Every closing and opening of the plan's periods, by the period's name, oldest first. Does not ask who reads."""
    query = select(ReportingPeriod.key, PeriodClosing).join(
        ReportingPeriod, ReportingPeriod.id == PeriodClosing.period_id
    )
    found: dict[str, list[PeriodClosing]] = {}
    for key, line in session.execute(
        query.where(PeriodClosing.plan_id == plan.id)
        .options(joinedload(PeriodClosing.by))
        .order_by(PeriodClosing.period_id, PeriodClosing.number)
    ):
        found.setdefault(key, []).append(line)
    return dict(found)


def frozen(session: Session, plan: Plan, period: ReportingPeriod) -> Frozen:
    """The figures as of a period: those it was last closed with. For whoever may see the plan.

    :raises NotFound: if it was never closed.
    """
    lines = history(session, plan).get(period.key, ())
    closing = next((line for line in reversed(lines) if line.is_closed), None)
    if closing is None or closing.figures is None or closing.sha256 is None:
        raise NotFound(f"計畫 {plan.code} 的「{period.key}」尚未關閉，沒有定案的數值；請先核定期報並關閉期別。")
    if canonical.fingerprint_of(closing.figures) != closing.sha256:
        raise WrongState(f"「{period.key}」定案的數值與其雜湊不符，可能遭到竄改；請洽系統管理者。")
    return Frozen(
        plan_figures.from_json(closing.figures), closing.revision, closing.as_of, closing.sha256, lines[-1].is_closed
    )


def _last(session: Session, period: ReportingPeriod) -> PeriodClosing | None:
    query = select(PeriodClosing).where(PeriodClosing.period_id == period.id)
    return session.scalar(query.order_by(PeriodClosing.number.desc()).limit(1))


def _day(line: PeriodClosing) -> str:
    return format_roc(clock.day_of(line.at))


def _must_be_closable(
    session: Session, plan: Plan, period: ReportingPeriod, last: PeriodClosing | None, reason: str, at: datetime
) -> None:
    if last is not None and last.is_closed:
        raise WrongState(f"「{period.key}」已於 {_day(last)} 關閉，不必再關閉一次。")
    if last is not None and not reason.strip():
        raise WrongState(f"「{period.key}」曾經關閉，再次關閉須填寫理由，請說明更正了什麼。")
    waiting = select(func.count()).where(Submission.period_id == period.id, Submission.status.in_(UNDER_REVIEW))
    if session.scalar(waiting):
        raise WrongState(f"「{period.key}」還有期報在送審中，請先核定或退回，再關閉期別。")
    settled = settled_periods.settled_to(session, [plan.id], on=clock.day_of(at)).get(plan.id, 0)
    if period.ordinal > settled:
        raise WrongState(f"「{period.key}」還沒有核定的期報，沒有可以定案的數值；請先核定期報，再關閉期別。")


@dataclass(frozen=True, slots=True)
class _Standing:
    """Figures, and the revision and the day of which they are."""

    figures: PlanFigures
    revision: int
    as_of: date


def _figures(session: Session, plan: Plan, period: ReportingPeriod, on: date) -> _Standing:
    """The plan's figures before the first report of a later period.

    On the present revision they are those of the plan's own page today; on an earlier one, what its document said
    on the day it was made.
    """
    later = session.scalar(
        select(func.min(PlanRevision.number))
        .join(Submission, Submission.id == PlanRevision.submission_id)
        .join(ReportingPeriod, ReportingPeriod.id == Submission.period_id)
        .where(PlanRevision.plan_id == plan.id, ReportingPeriod.ordinal > period.ordinal, Submission.is_applied)
    )
    earlier = revisions.find(session, plan, later - 1) if later else None
    if earlier is None:
        return _Standing(snapshots.figures_now(session, plan, on=on), plan.revision, on)
    document, day = canonical.from_json(earlier.document), clock.day_of(earlier.created_at)
    limits = thresholds.of_plan(session, plan)
    standing = standing_of(document, has_missing_report=False, thresholds=limits, as_of=day)
    return _Standing(figures_of(document, standing, sums_of(document.cases)), earlier.number, day)


def _line(
    plan: Plan, period: ReportingPeriod, last: PeriodClosing | None, by: User, at: datetime, reason: str
) -> PeriodClosing:
    return PeriodClosing(
        plan_id=plan.id,
        agency_id=plan.agency_id,
        period_id=period.id,
        number=last.number + 1 if last else 1,
        reason=reason.strip(),
        by=by,
        at=at,
    )


def _tell(session: Session, plan: Plan, period: ReportingPeriod, made: PeriodClosing, by: User, at: datetime) -> None:
    """What the trail keeps of it: the state, the reason, and the hash that later figures can be held against."""
    before = None if made.number == 1 else {"狀態": OPENED if made.is_closed else CLOSED}
    after = {"狀態": CLOSED if made.is_closed else OPENED, "理由": made.reason or None, "數值雜湊": made.sha256}
    told = Entry(Subject.PERIOD, period.key, before, {name: value for name, value in after.items() if value})
    audit_trail.record(session, [told], by=by, at=at, plan=plan)
