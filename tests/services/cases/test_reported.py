"""Reports and registered applications: a report moves a case along its course, and nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import plan_builder
from support.case_lists import APPROVED, OTHER_FIRM, application, as_csv
from support.filing import file_report
from support.stage import NOW, a_person, a_plan

from app.domain.errors import CasesRefused
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.models import Case, CaseEvent, Plan, User
from app.services import plan_tables, reversals, submissions
from app.services.cases import importing, reported


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session, plan_builder.plan(cases=()))


@pytest.fixture
def officer(session: Session, plan: Plan, data_dir: Path) -> User:
    """Who has registered an approved case and one that is not."""
    officer = a_person(session, Role.OFFICER)
    signed = application(**APPROVED | {"狀態": "輔導中"})
    content = as_csv(signed, application(**OTHER_FIRM))
    examined = importing.examine(session, content, "個案.csv", by=officer)
    importing.take(session, examined, by=officer, at=NOW, data_dir=data_dir)
    return officer


def telling(session: Session, plan: Plan, *keys: str, state: str) -> PlanDocument:
    """The plan with its cases in ``state``, and cases of ``keys`` that it has not."""
    document = plan_tables.document_of(session, plan)
    known = tuple(replace(row, state=state) for row in document.cases)
    return replace(document, cases=(*known, *(plan_builder.case(key) for key in keys)))


def codes(session: Session, plan: Plan, document: PlanDocument) -> list[tuple[str, str]]:
    return [(finding.key, finding.code) for finding in reported.findings(session, plan, document)]


def test_an_accepted_report_carries_a_case_along_its_course(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    document = telling(session, plan, state="結案")
    submission = file_report(session, document, officer, data_dir, base_revision=plan.revision)

    submissions.approve(session, submission, by=officer, at=NOW)

    steps = session.scalars(select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.ordinal)).all()
    course = [step.to_state for step in steps if step.case_id == steps[0].case_id]
    assert course == ["受理", "資格符合", "推薦", "核定", "輔導中", "期末驗收", "結案"]
    assert {step.source for step in steps if step.to_state in ("期末驗收", "結案")} == {"核定期報 期末 第 1 版"}


def test_a_report_cannot_jump(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    document = telling(session, plan, state="核定")
    submission = file_report(session, document, officer, data_dir, base_revision=plan.revision)

    with pytest.raises(CasesRefused, match="不能改為「核定」"):
        submissions.approve(session, submission, by=officer, at=NOW)

    assert codes(session, plan, document) == [("107-0001", "state_unreachable")]
    assert session.scalars(select(Case.state).where(Case.key == "107-0001")).one() == "輔導中"


def test_a_report_cannot_bring_in_what_was_not_approved(session: Session, plan: Plan, officer: User) -> None:
    document = telling(session, plan, "107-0002", "107-0777", state="輔導中")

    found = codes(session, plan, document)

    assert found == [("107-0002", "case_not_approved"), ("107-0777", "case_unregistered")]


def test_a_plan_without_applications_takes_any_case_that_is_reported(session: Session, plan: Plan) -> None:
    assert codes(session, plan, telling(session, plan, "107-0777", state="結案")) == []


def test_a_report_taken_back_is_a_step_of_its_own(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    document = telling(session, plan, state="結案")
    submission = file_report(session, document, officer, data_dir, base_revision=plan.revision)
    submissions.approve(session, submission, by=officer, at=NOW)

    manager = a_person(session, Role.MANAGER)
    reversals.revert(session, submission, by=manager, at=NOW, reason="填報錯誤")

    last = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert last is not None
    assert (last.from_state, last.to_state, last.reason) == ("結案", "輔導中", f"復原第 {submission.id} 號期報")
    assert session.scalars(select(Case.state).where(Case.key == "107-0001")).one() == "輔導中"
