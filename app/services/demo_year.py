"""The whole demonstration: the year's applications and report, earthquake, ten years of history, portfolio of 108.

What people would do is done by the same use-cases; only the history, which nobody reported here, is put into the
tables. Loading twice changes nothing.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.demo import application_counts as application_counts_107
from app.demo import cases, plan_107
from app.demo.people import PEOPLE
from app.domain.errors import CasesRefused
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.models import (
    BudgetLine,
    Case,
    ChangeRequest,
    Firm,
    MultiYearPlan,
    Notice,
    Plan,
    PlanSnapshot,
    ProgrammeIndicator,
    Resolution,
    Submission,
    User,
)
from app.services import (
    accounts,
    application_counts,
    audit_trail,
    demo,
    demo_budget,
    demo_portfolio,
    demo_surveys,
    news,
    plan_tables,
    plans,
    revisions,
    snapshots,
    submissions,
    uploads,
)
from app.services import workbook_exchange as exchange
from app.services.application_counts import Count
from app.services.cases import case_rows, importing, trail
from app.services.transaction import transaction
from app.workbooks import contractor


def load(session: Session, *, password: str, at: datetime, data_dir: Path) -> dict[str, int]:
    """Bring in what is missing of the whole year, and return what is there now."""
    demo.load(session, password=password, at=at)
    officer, reporter = _person(session, Role.OFFICER), _person(session, Role.CONTRACTOR)
    plan = plans.find(session, plan_107.plan_document().code)
    _remember_the_year(session, plan, at)
    _bring_in(session, plan, cases.applications(), cases.APPLICATIONS_NAME, by=officer, at=at, data_dir=data_dir)
    demo_surveys.load(session, plan, at=at)
    _report(session, plan, by=reporter, reviewer=officer, at=at, data_dir=data_dir)
    earthquake = _plan(session, cases.earthquake_plan(), at)
    _bring_in(
        session, earthquake, cases.earthquake_cases(), cases.EARTHQUAKE_NAME, by=officer, at=at, data_dir=data_dir
    )
    for document, rows in cases.history_plans():
        _remember(session, document, rows, at)
    demo_budget.load(session, at=at)
    demo_portfolio.load(session, at=at, data_dir=data_dir)
    _read_old_news(session, at)
    kinds = {
        "cases": Case,
        "firms": Firm,
        "submissions": Submission,
        "change_requests": ChangeRequest,
        "budget_lines": BudgetLine,
        "multi_year_plans": MultiYearPlan,
        "resolutions": Resolution,
        "programme_indicators": ProgrammeIndicator,
    }
    return demo.counts(session) | {
        name: session.scalar(select(func.count()).select_from(kind)) or 0 for name, kind in kinds.items()
    }


def _read_old_news(session: Session, at: datetime) -> None:
    """Have the demonstration's people read what is older than a fortnight: an inbox shows the newest, not all years."""
    news.spread(session)
    demo_people = select(User.id).where(User.is_demo)
    old = (Notice.user_id.in_(demo_people), Notice.read_at.is_(None), Notice.at < at - timedelta(days=14))
    with transaction(session):
        session.execute(update(Notice).where(*old).values(read_at=at))


def _remember_the_year(session: Session, plan: Plan, at: datetime) -> None:
    """The month-ends of the year, computed afterwards from the dates of its report and marked so wherever shown."""
    if session.scalar(select(func.count()).where(PlanSnapshot.plan_id == plan.id)):
        return
    with transaction(session):
        for month in range(1, 13):
            last = monthrange(plan.starts_on.year, month)[1]
            day = date(plan.starts_on.year, month, last)
            snapshots.remember(session, plan, plan_107.reported(), on=day, at=at)


def _person(session: Session, role: Role) -> User:
    return accounts.by_email(session, next(person.email for person in PEOPLE if person.role is role))


def _plan(session: Session, document: PlanDocument, at: datetime) -> Plan:
    known = session.scalar(select(Plan).where(Plan.code == document.code))
    if known is not None:
        return known
    with transaction(session):
        return plans.add(session, document, is_demo=True, by=None, at=at)


def _bring_in(
    session: Session, plan: Plan, content: bytes, name: str, *, by: User, at: datetime, data_dir: Path
) -> None:
    """A list as an officer would upload it; what was done with its cases since is left alone."""
    registered = select(func.count()).where(Case.plan_id == plan.id, Case.received_on.is_not(None))
    if session.scalar(registered):
        return
    examined = importing.examine(session, content, name, by=by, plan_code=plan.code)
    if not examined.is_accepted:
        raise CasesRefused(f"示範個案未能匯入計畫 {plan.code}：{examined.problems[0].message}")
    importing.take(session, examined, by=by, at=at, data_dir=data_dir)


def _report(session: Session, plan: Plan, *, by: User, reviewer: User, at: datetime, data_dir: Path) -> None:
    """The year's report: exported, filled in, submitted and approved, unless one is under way already."""
    if session.scalar(select(func.count()).where(Submission.plan_id == plan.id)):
        return
    period = plans.periods_of(session, plan)[-1]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{plan.code}-{period.key}.xlsx"
        with path.open("wb") as out:
            exchange.export(session, plan, period, out, kind="xlsx", by=by, at=at)
        contractor.fill(path, plan_107.reported())
        content = path.read_bytes()
    receipt = uploads.receive(
        session, content, path.name, by=by, on=clock.day_of(at), at=at, data_dir=data_dir, send=True
    )
    filed = receipt.submission
    if filed is None or filed.status is not SubmissionStatus.SUBMITTED:
        raise CasesRefused(f"示範期報未被接受：{receipt.problems[0].message if receipt.problems else ''}")
    submissions.approve(session, filed, by=reviewer, at=at)


def _remember(session: Session, document: PlanDocument, rows: Sequence[dict[str, Any]], at: datetime) -> None:
    """The completed cases of an earlier year, with a plan of their own."""
    plan = _plan(session, document, at)
    if session.scalar(select(func.count()).where(Case.plan_id == plan.id)):
        return
    with transaction(session):
        plans.lock(session, plan)
        case_rows.add(session, plan, rows)
        plan.revision += 1
        session.flush()
        shown = plan_tables.document_of(session, plan)
        revisions.record(session, plan, shown, cause="載入歷年結案個案（模擬資料）", by=None, at=at)
        audit_trail.record(session, map(trail.of_new, rows), by=None, at=at, plan=plan)
        published = map(Count._make, application_counts_107.published(plan.roc_year))
        application_counts.keep(session, plan, published, by=None, at=at)
