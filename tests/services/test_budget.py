"""A budget is kept as a whole or not at all, read by those whose agency it is, and leads to its plans."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan

from app.domain.audit_trail import Subject
from app.domain.budget import Account, BudgetLevel, Line
from app.domain.errors import NotFound, PermissionDenied, WrongState
from app.domain.roles import Role
from app.models import Agency, AuditEvent, BudgetLine, Plan
from app.services import budget, multi_year, plan_tables
from app.services.budget import BudgetDisagrees
from app.services.multi_year import NewMultiYearPlan, Share
from app.services.pages import budget_page
from app.services.transaction import transaction

HERE, THERE = "經濟部工業局", "乙署"
LINES = [
    Line("00", None, BudgetLevel.AGENCY, "某局", 5_000_000, change=-1_000),
    Line("52", "00", BudgetLevel.PROGRAMME, "科技應用", 5_000_000),
    Line("52-01", "52", BudgetLevel.BRANCH, "轉型升級", 5_000_000, divisions="知識服務組"),
    Line("52-01-1", "52-01", BudgetLevel.ITEM, "輔導計畫", None),
    Line("52-01-1-1", "52-01-1", BudgetLevel.ITEM, "個案輔導", 3_500_000),
]
ACCOUNTS = [Account("52-01", "0200", "業務費", 5_000_000), Account("52-01", "0251", "委辦費", 5_000_000)]


@pytest.fixture
def plan(session: Session) -> Plan:
    """The small plan, paid by a line of its agency's budget."""
    plan = a_plan(session)
    put(session, HERE)
    with transaction(session):
        budget.link(session, plan, "52-01-1-1", by=None, at=NOW)
    return plan


def put(session: Session, agency: str, lines: list[Line] = LINES) -> None:
    with transaction(session):
        budget.put(session, plan_tables.named(session, Agency, agency), 107, lines, ACCOUNTS, by=None, at=NOW)


def test_a_budget_leads_from_the_agency_down_to_its_plans(session: Session, plan: Plan) -> None:
    (shown,) = budget_page.of_year(session, 107, viewer=a_person(session, Role.MANAGER))

    assert [(row.depth, row.level, row.amount) for row in shown.rows] == [
        (0, "機關", 5_000_000),
        (1, "工作計畫", 5_000_000),
        (2, "分支計畫", 5_000_000),
        (3, "計畫", 3_500_000),
        (4, "計畫", 3_500_000),
        (5, "委辦計畫", 3_000_000),
        (3, "其他", 1_500_000),
    ]
    assert [row.plan for row in shown.rows if row.plan] == [plan]
    assert (shown.plans, shown.commissioned) == (1, 3_000_000)
    assert [(one.code, one.amount) for one in shown.accounts] == [("0200", 5_000_000), ("0251", 5_000_000)]


def test_what_is_kept_of_a_budget_stands_in_the_audit_trail(session: Session, plan: Plan) -> None:
    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == Subject.BUDGET)).all()

    assert [event.row_key for event in told] == [f"107/{line.code}" for line in LINES]


def test_a_budget_that_does_not_add_up_is_not_kept(session: Session) -> None:
    with pytest.raises(BudgetDisagrees, match="相差 1 元"):
        put(session, HERE, [replace(LINES[0], amount=5_000_001), *LINES[1:]])

    assert session.scalar(select(func.count()).select_from(BudgetLine)) == 0


def test_the_budget_of_a_year_is_kept_once(session: Session) -> None:
    put(session, HERE)

    with pytest.raises(WrongState, match="107 年度預算已匯入"):
        put(session, HERE)


def test_the_budget_of_another_agency_stays_closed(session: Session, plan: Plan) -> None:
    put(session, THERE)
    auditor = a_person(session, Role.AUDITOR, agency=THERE)

    lines = budget.of_year(session, 107, viewer=auditor)

    assert {line.agency_id for line in lines} == {session.scalar(select(Agency.id).where(Agency.name == THERE))}


def test_a_contractor_reads_no_budget(session: Session, plan: Plan) -> None:
    with pytest.raises(PermissionDenied, match="查閱預算"):
        budget_page.of_year(session, 107, viewer=a_person(session, Role.CONTRACTOR, contractor="財團法人示範中心"))


def test_a_plan_is_paid_by_a_line_of_its_own_agency_and_year(session: Session) -> None:
    plan = a_plan(session, replace(small_plan(), roc_year=108))
    put(session, HERE)

    with pytest.raises(NotFound, match="108 年度預算沒有科目 52-01"):
        budget.link(session, plan, "52-01", by=None, at=NOW)


def test_the_database_refuses_a_line_of_another_agency(session: Session) -> None:
    plan = a_plan(session)
    put(session, THERE)
    plan.budget_line_id = session.scalar(select(BudgetLine.id).limit(1))

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_the_shares_of_a_plan_over_several_years_are_what_it_needs(session: Session) -> None:
    agency = plan_tables.named(session, Agency, HERE)
    session.flush()
    shares = (Share(105, 106, 188, False), Share(107, 107, 76, False))

    with pytest.raises(BudgetDisagrees, match="265 元，各年度合計 264 元"):
        multi_year.put(
            session, agency, NewMultiYearPlan("某計畫", 105, 107, 265, None, None, None, shares), by=None, at=NOW
        )
