"""What a plan said at each of its reports, for holding it against its targets. Steps: the caller has asked who may see.

The newest accepted figures are those of the live tables with the sums over cases in place, the same that
``flask variance`` prints. An earlier report is shown as it was accepted, one that waits as it would be once accepted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer, joinedload

from app import clock
from app.domain import canonical
from app.domain.errors import NotFound
from app.domain.merge import Side, apply, settle
from app.domain.plan_document import PlanDocument
from app.domain.plan_setup import held_to
from app.domain.submission_status import UNDER_REVIEW
from app.models import Plan, ReportingPeriod, Submission, User
from app.services import baselines, case_figures, revisions, submissions
from app.services.case_figures import CaseFigure, Place

NEWEST = ""  # in an address: what is accepted now
_CASES = ("cases",)  # too many for a page, and asked for where they are counted


@dataclass(frozen=True, slots=True)
class Report:
    """A report whose figures can be looked at; ``on`` is the day they are of."""

    id: int
    period: str
    on: date
    is_waiting: bool

    @property
    def asked(self) -> str:
        """How an address names it: by its period, or by its number while it waits."""
        return str(self.id) if self.is_waiting else self.period

    @property
    def title(self) -> str:
        """How people name it."""
        return f"{self.period}（送審中，尚未核定）" if self.is_waiting else f"{self.period}（已核定）"


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of one moment: ``report`` is ``None`` for what is accepted now."""

    document: PlanDocument
    on: date
    report: Report | None = None
    cases: dict[Place, CaseFigure] | None = None


def reports(session: Session, plan: Plan, *, viewer: User) -> tuple[Report, ...]:
    """The accepted report of each period (the newest of several), and those that wait, in the order of periods."""
    rows = session.scalars(
        select(Submission)
        .join(Submission.period)
        .where(Submission.plan_id == plan.id, or_(Submission.is_applied, Submission.status.in_(UNDER_REVIEW)))
        .options(joinedload(Submission.period), defer(Submission.document))
        .order_by(ReportingPeriod.ordinal, Submission.applied_revision, Submission.id)
    ).all()
    accepted = {row.period_id: row for row in rows if row.status not in UNDER_REVIEW}
    chosen = [
        row
        for row in rows
        if row is accepted.get(row.period_id) or (row.status in UNDER_REVIEW and submissions.is_shown_to(row, viewer))
    ]
    return tuple(
        Report(
            row.id,
            row.period.key,
            _day(row.period.due_on, row.submitted_at or row.created_at),
            row.status in UNDER_REVIEW,
        )
        for row in chosen
    )


def told(session: Session, plan: Plan, known: Sequence[Report], asked: str, *, today: date) -> Told:
    """The figures that an address asks for.

    :raises NotFound: for a report that there is not, or not for this person.
    """
    if asked == NEWEST:
        return newest(session, plan, known, today=today)
    report = next((one for one in known if one.asked == asked), None)
    if report is None:
        choices = "、".join(dict.fromkeys(one.period for one in known)) or "（尚無）"
        raise NotFound(f"計畫 {plan.code} 沒有「{asked}」這一期的期報可供對照；可選擇：{choices}。")
    submission = session.get_one(Submission, report.id)
    return Told(_document(session, plan, submission), report.on, report)


def newest(session: Session, plan: Plan, known: Sequence[Report], *, today: date) -> Told:
    """What is accepted now, of the day of the newest accepted report; of today while nothing was reported."""
    reported = revisions.present(session, plan, without=_CASES)
    figures = case_figures.of_plan(session, plan, reported)
    on = max((one.on for one in known if not one.is_waiting), default=today)
    return Told(case_figures.shown(reported, figures), on, None, figures)


def days(session: Session, plan_ids: Collection[int]) -> dict[int, date]:
    """The day of each plan's newest accepted figures, by the plan's id, in one query; none for who reported nothing.

    A figure is judged by the day that it was reported for: what happened since, nobody has told yet.
    """
    query = (
        select(Submission.plan_id, ReportingPeriod.due_on, Submission.submitted_at, Submission.created_at)
        .join(ReportingPeriod, ReportingPeriod.id == Submission.period_id)
        .where(Submission.plan_id.in_(plan_ids), Submission.is_applied)
    )
    found: dict[int, date] = {}
    for plan_id, due_on, sent, made in session.execute(query):
        day = _day(due_on, sent or made)
        found[plan_id] = max(day, found.get(plan_id, day))
    return found


def _day(due_on: date, handed_in: datetime) -> date:
    return min(due_on, clock.day_of(handed_in))


def against(session: Session, plan: Plan, document: PlanDocument, *, original: bool) -> PlanDocument:
    """The figures beside the targets of today, or beside those that were set up at first."""
    set_up = baselines.baseline_of(session, plan) if original else revisions.present(session, plan, without=_CASES)
    return held_to(document, set_up)


def _document(session: Session, plan: Plan, submission: Submission) -> PlanDocument:
    if submission.status not in UNDER_REVIEW:
        assert submission.applied_revision is not None
        made = revisions.find(session, plan, submission.applied_revision)
        if made is None:
            raise NotFound(f"查無計畫 {plan.code} 的第 {submission.applied_revision} 次修訂，請洽系統管理者。")
        return canonical.from_json(made.document)
    beside = submissions.beside_plan(session, submission)
    return apply(beside.now, settle(beside.merge, {one.id: Side.THEIRS for one in beside.merge.conflicts}))
