"""The whole demonstration: what it shows is what the report printed, and loading twice changes nothing."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo import cases
from app.domain.cases.benefits import OUTPUT, SAVING
from app.domain.change_request import ChangeStatus
from app.domain.plan_document import Checkpoint
from app.domain.portfolio import Grouping
from app.domain.submission_status import SubmissionStatus
from app.models import AuditEvent, Case, ChangeRequest, Notice, Plan, Submission, User
from app.services import demo_year, plan_tables, plans
from app.services.firms import overlapping
from app.services.firms.duplicates import duplicates
from app.services.pages import budget_page, plan_list
from app.services.portfolio.asking import Wanted

pytestmark = pytest.mark.slow
AT = datetime(2019, 10, 1, 9, 0, tzinfo=UTC)


def load(session: Session, data_dir: Path) -> dict[str, int]:
    return demo_year.load(session, password="a long enough password", at=AT, data_dir=data_dir)


def test_the_year_is_brought_in_by_its_own_use_cases(session: Session, data_dir: Path) -> None:
    first = load(session, data_dir)
    told = session.scalar(select(func.max(AuditEvent.number)))
    again = load(session, data_dir)

    assert first == again
    assert session.scalar(select(func.max(AuditEvent.number))) == told
    assert (first["plans"], first["cases"]) == (11 + 33 + 25, 658 + 93 + 5_799)
    assert set(session.scalars(select(Plan.is_demo))) == {True}

    plan = plans.find(session, "SMEITA-107")
    states = dict(
        session.execute(select(Case.state, func.count()).where(Case.plan_id == plan.id).group_by(Case.state)).all()
    )
    reported = plan_tables.document_of(session, plan).cases
    assert states == {"資格不符": 29, "不予推薦": 343, "未核定": 71, "結案": 214, "歇業": 1}
    assert len(reported) == 215
    assert sum(getattr(case, name) or 0 for case in reported for name in OUTPUT) == 501_492_350
    assert sum(getattr(case, name) or 0 for case in reported for name in SAVING) == 97_305_900

    earthquake = plans.find(session, cases.EARTHQUAKE_PLAN)
    grants = session.execute(
        select(func.sum(Case.government_grant), func.count()).where(Case.plan_id == earthquake.id)
    ).one()
    assert tuple(grants) == (18_600_000, 93)

    # README-cases.md: which firms are written in more ways, and which names have two numbers, is not said there.
    assert Counter(len(one.tax_ids) for one in duplicates(session)) == {1: 14, 2: 7}
    officer = session.scalars(select(User).where(User.email == "officer@demo.example")).one()
    keys = [f"107-E{number:03}" for number in range(1, 94)]
    assert len(overlapping.of_cases(session, earthquake, keys, viewer=officer)) == 2

    the_portfolio_went_through_the_hands_of_people(session, officer)
    only_the_last_fortnight_is_unread(session)


def only_the_last_fortnight_is_unread(session: Session) -> None:
    """An inbox with years of unread news would show nobody what is new."""
    ages = session.execute(select(Notice.read_at, Notice.at)).all()
    assert {read_at is None for read_at, _at in ages} == {True, False}
    assert all((read_at is None) == (at >= AT - timedelta(days=14)) for read_at, at in ages)


def the_portfolio_went_through_the_hands_of_people(session: Session, officer: User) -> None:
    """Part of the one load, which takes too long to be repeated."""
    of_108 = select(Plan.id).where(Plan.code.like("SMEA-108-%"))
    money = session.scalar(select(func.sum(Plan.government_budget)).where(Plan.id.in_(of_108)))
    reports = Counter(session.scalars(select(Submission.status).where(Submission.plan_id.in_(of_108))))
    changes = Counter(session.scalars(select(ChangeRequest.status).where(ChangeRequest.plan_id.in_(of_108))))

    assert money == 934_882_000
    assert set(reports) == {SubmissionStatus.APPROVED, SubmissionStatus.RETURNED, SubmissionStatus.SUBMITTED}
    assert set(changes) == {ChangeStatus.APPROVED, ChangeStatus.RETURNED, ChangeStatus.SUBMITTED}
    assert session.scalar(select(func.max(Submission.reviewed_at)).where(Submission.plan_id.in_(of_108))) <= AT

    (of_the_budget,) = budget_page.of_year(session, 108, viewer=officer)
    assert (of_the_budget.plans, of_the_budget.commissioned) == (33, 934_882_000)
    wanted = Wanted(roc_year=108, words="SMEA-108", group=Grouping.BRANCH)
    listed = plan_list.page(session, officer, on=AT.date(), wanted=wanted)
    assert (listed.sums.all.plans, listed.sums.all.government_budget) == (33, 934_882_000)
    branches = {name: total.government_budget for name, total in listed.sums.groups.items()}
    assert branches["亞洲·矽谷試驗場域計畫"] == 151_381_000
    assert set(branches) <= {row.name for row in of_the_budget.rows}

    pushed = plans.get(session, "SMEA-108-14", viewer=officer)
    moved = plan_tables.document_of(session, pushed).row("checkpoints", "B-4")
    assert isinstance(moved, Checkpoint)
    assert (moved.original_due_on, moved.due_on) == (date(2019, 8, 31), date(2019, 10, 31))
    assert plans.get(session, "DEMO-108-14", viewer=officer).is_demo
