"""The commissioned plans of 108 in every state, and some of them again as of today. Loading them twice changes nothing.

What people would do is done by the same use-cases, each on its own day: set up, reported, returned, extended, stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.demo import budget_108, portfolio
from app.demo.people import PEOPLE
from app.demo.portfolio import Change, Commissioned, Report
from app.domain.change_request import ChangeSet, Edit
from app.domain.charts.scales import month_ends
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource
from app.models import ChangeRequest, Plan, Submission, User
from app.services import accounts, budget, change_requests, grants, plan_tables, plans, snapshots, submissions
from app.services.transaction import transaction

_OF_THE_AGENCY = (Role.ADMIN, Role.OFFICER, Role.MANAGER, Role.AUDITOR)
_SENT, _DECIDED = time(10), time(15)

#: Something that happens at a moment, in two steps: one sends, another decides.
Step = tuple[datetime, Callable[[datetime], None]]


@dataclass(frozen=True, slots=True)
class _People:
    """Who acts for a plan: its contractor if they have an account, else an officer on their behalf."""

    reporter: User
    reviewer: User
    manager: User


def load(session: Session, *, at: datetime, data_dir: Path) -> None:
    """Bring in the plans that are missing, with all that happened to them until ``at``.

    A plan that is there already keeps all that happened to it.
    """
    for agency in (budget_108.AGENCY, budget_108.PROGRAMME_AGENCY):
        _let_in(session, agency, at)
    for one in portfolio.portfolio(clock.day_of(at)):
        if session.scalar(select(Plan.id).where(Plan.code == one.document.code)) is None:
            _tell(session, one, at, data_dir)


def _tell(session: Session, one: Commissioned, at: datetime, data_dir: Path) -> None:
    """The whole course of a plan."""
    with transaction(session):
        began = min(at, _moment(one.window.starts_on, _SENT))
        plan = plans.add(session, one.document, is_demo=True, by=None, at=began)
        if one.budget_code is not None:
            budget.link(session, plan, one.budget_code, by=None, at=began)
    acting = _acting_for(session, plan)
    steps = [
        step for report in portfolio.reports_of(one) for step in _report(session, plan, one, report, acting, data_dir)
    ]
    steps += [step for change in portfolio.changes_of(one) for step in _change(session, plan, change, acting)]
    months = [day for day in month_ends(one.window.starts_on, one.window.ends_on) if day < clock.day_of(at)]
    for moment, act in sorted(steps, key=lambda step: step[0]):
        if moment <= at:
            # A day is kept before anything that came after it.
            day = clock.day_of(moment)
            _keep(session, plan, one, [last for last in months if last < day], at)
            months = [last for last in months if last > day]
            act(moment)
    _keep(session, plan, one, months, at)


def _keep(session: Session, plan: Plan, one: Commissioned, days: Sequence[date], at: datetime) -> None:
    """The last days of months, computed afterwards from the dates of what was done by then, and marked so."""
    if not days:
        return
    with transaction(session):
        said = portfolio.report_of(plan_tables.document_of(session, plan), one, days[-1])
        for day in days:
            snapshots.remember(session, plan, said, on=day, at=at)


def _let_in(session: Session, agency: str, at: datetime) -> None:
    """The people of the demo work in this agency too, each in the role they have."""
    for person in PEOPLE:
        user = accounts.by_email(session, person.email)
        held = {grant.agency.name for grant in user.grants if grant.agency is not None}
        if person.role in _OF_THE_AGENCY and agency not in held:
            grants.grant(session, user, person.role, by=None, at=at, on=clock.day_of(at), agency=agency)


def _acting_for(session: Session, plan: Plan) -> _People:
    officer, manager = (_person(session, role) for role in (Role.OFFICER, Role.MANAGER))
    for person in PEOPLE:
        if person.role is Role.CONTRACTOR and person.organisation == plan.contractor.name:
            return _People(accounts.by_email(session, person.email), officer, manager)
    return _People(officer, manager, manager)


def _person(session: Session, role: Role) -> User:
    return accounts.by_email(session, next(person.email for person in PEOPLE if person.role is role))


def _report(
    session: Session, plan: Plan, one: Commissioned, report: Report, people: _People, data_dir: Path
) -> Iterator[Step]:
    filed: list[Submission] = []

    def send(at: datetime) -> None:
        known = portfolio.report_of(plan_tables.document_of(session, plan), one, report.sent_on)
        proposal = submissions.Proposal(known, plan.revision, SubmissionSource.FORM)
        period = plans.period_of(session, plan, report.period)
        filed.append(
            submissions.propose(
                session, plan, period, proposal, by=people.reporter, at=at, data_dir=data_dir, send=True
            )
        )

    def decide(at: datetime) -> None:
        if report.is_returned:
            comment = "落後原因過於簡略，請補充具體改善作法後重新送件。"
            submissions.send_back(session, filed[0], by=people.reviewer, at=at, comment=comment)
        else:
            submissions.approve(session, filed[0], by=people.reviewer, at=at)

    yield _moment(report.sent_on, _SENT), send
    yield _moment(report.decided_on, _DECIDED), decide


def _change(session: Session, plan: Plan, change: Change, people: _People) -> Iterator[Step]:
    asked: list[ChangeRequest] = []

    def send(at: datetime) -> None:
        document = plan_tables.document_of(session, plan)
        wanted = ChangeSet(tuple(_edits(document, change)))
        proposal = change_requests.Proposal(wanted, change.reason, "不影響計畫經費與年度目標。", plan.revision)
        asked.append(change_requests.draft(session, plan, proposal, by=people.reporter, at=at))
        change_requests.send(session, asked[0], by=people.reporter, at=at)

    def decide(at: datetime) -> None:
        if change.is_approved:
            change_requests.approve(session, asked[0], by=people.manager, at=at)
        else:
            comment = "展延理由不充分，請依原訂期程辦理。"
            change_requests.send_back(session, asked[0], by=people.manager, at=at, comment=comment)

    yield _moment(change.asked_on, _SENT), send
    yield _moment(change.decided_on, _DECIDED), decide


def _edits(document: PlanDocument, change: Change) -> Iterator[Edit]:
    for row in (row for row in document.checkpoints if row.key in change.keys):
        if change.due_on is not None:
            yield Edit("checkpoints", row.key, "due_on", row.due_on, change.due_on)
        else:
            yield Edit("checkpoints", row.key, "disposition", None, change.disposition)
            yield Edit("checkpoints", row.key, "disposition_on", None, change.decided_on)
            yield Edit("checkpoints", row.key, "disposition_reason", None, change.reason)


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.TAIPEI)
