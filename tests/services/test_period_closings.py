"""關閉期別: figures that were declared final stay so for ever, and no report moves them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.stage import NOW, a_person, a_plan, proposal

from app.domain.errors import DomainError, NotFound, PeriodClosed, PermissionDenied, WrongState
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource
from app.models import AuditEvent, PeriodClosing, Plan, ReportingPeriod, Submission, User
from app.services import period_closings, plans, reversals, submissions
from app.services.pages import closing_page

LATER = NOW + timedelta(days=1)


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


@pytest.fixture
def manager(session: Session) -> User:
    return a_person(session, Role.MANAGER)


@pytest.fixture
def report(session: Session, plan: Plan, officer: User) -> Callable[..., Submission]:
    """An approved report of the plan."""

    def made(document: PlanDocument, period: str = "期末") -> Submission:
        typed = replace(proposal(document, base_revision=plan.revision), source=SubmissionSource.FORM, content=None)
        typed = replace(typed, file_name=None)
        chosen = plans.period_of(session, plan, period)
        return submissions.record_directly(session, plan, chosen, typed, by=officer, at=NOW)

    return made


def period(session: Session, plan: Plan, name: str = "期末") -> ReportingPeriod:
    return plans.period_of(session, plan, name)


def actual(session: Session, plan: Plan, name: str = "期末") -> object:
    """The first indicator as it was when the period was closed."""
    return period_closings.frozen(session, plan, period(session, plan, name)).figures.indicators[0].actual


def test_figures_of_a_closed_period_stay_while_the_plan_goes_on(
    session: Session, plan: Plan, officer: User, manager: User, report: Callable[..., Submission]
) -> None:
    report(with_actual(100), "期中")
    period_closings.close(session, plan, period(session, plan, "期中"), by=officer, at=NOW)
    report(with_checkpoint("B-1", with_actual(214), completed_on=NOW.date()))

    page = closing_page.show(session, plan, period(session, plan, "期中"), viewer=manager, on=NOW.date())

    assert actual(session, plan, "期中") == 100
    assert page.change is not None
    assert [(one.before, one.after) for one in page.change.indicators] == [(100, 214)]
    assert page.change.finished == ("B-1",)


def test_a_period_closed_late_keeps_what_stood_before_the_next_report(
    session: Session, plan: Plan, officer: User, report: Callable[..., Submission]
) -> None:
    report(with_actual(100), "期中")
    report(with_actual(214))

    made = period_closings.close(session, plan, period(session, plan, "期中"), by=officer, at=LATER)

    assert actual(session, plan, "期中") == 100
    assert (made.revision, plan.revision) == (2, 3)


def test_a_closed_period_takes_no_report_and_loses_none(
    session: Session, plan: Plan, officer: User, manager: User, report: Callable[..., Submission], data_dir: Path
) -> None:
    filed = report(with_actual(214))
    draft = file_report(session, with_actual(215), officer, data_dir, send=False, base_revision=plan.revision)
    period_closings.close(session, plan, period(session, plan), by=officer, at=NOW)

    def refusal(deed: Callable[[], object]) -> type[DomainError] | None:
        try:
            deed()
        except DomainError as refused:
            return type(refused)
        return None

    assert [
        refusal(lambda: report(with_actual(216))),
        refusal(lambda: submissions.send(session, draft, by=officer, at=LATER)),
        refusal(lambda: submissions.reopen(session, filed, by=manager, at=LATER, reason="有誤")),
        refusal(lambda: reversals.revert(session, filed, by=manager, at=LATER, reason="有誤")),
    ] == [PeriodClosed] * 4
    assert plans.document(session, plan).indicators[0].actual == 214


def test_a_period_is_opened_again_with_a_reason_and_closed_again_with_another(
    session: Session, plan: Plan, officer: User, manager: User, report: Callable[..., Submission]
) -> None:
    report(with_actual(214))
    chosen = period(session, plan)
    period_closings.close(session, plan, chosen, by=officer, at=NOW)
    with pytest.raises(WrongState, match="理由"):
        period_closings.reopen(session, plan, chosen, by=manager, at=LATER, reason=" ")
    period_closings.reopen(session, plan, chosen, by=manager, at=LATER, reason="案數漏列 1 案")
    still = actual(session, plan)
    report(with_actual(215))
    with pytest.raises(WrongState, match="再次關閉須填寫理由"):
        period_closings.close(session, plan, chosen, by=officer, at=LATER)
    period_closings.close(session, plan, chosen, by=officer, at=LATER, reason="已更正")

    lines = period_closings.history(session, plan)["期末"]
    assert [(one.number, one.is_closed, one.reason) for one in lines] == [
        (1, True, ""),
        (2, False, "案數漏列 1 案"),
        (3, True, "已更正"),
    ]
    assert (still, actual(session, plan)) == (214, 215)
    assert lines[0].figures != lines[2].figures


@pytest.mark.parametrize("before", ["nothing reported", "waiting for review", "closed already"])
def test_what_is_not_final_cannot_be_closed(
    session: Session, plan: Plan, officer: User, report: Callable[..., Submission], data_dir: Path, before: str
) -> None:
    if before != "nothing reported":
        report(with_actual(214))
    if before == "waiting for review":
        reporter = a_person(session, Role.CONTRACTOR, contractor=plan.contractor.name)
        file_report(session, with_actual(215), reporter, data_dir, base_revision=plan.revision)
    if before == "closed already":
        period_closings.close(session, plan, period(session, plan), by=officer, at=NOW)
    known = len(session.scalars(select(PeriodClosing)).all())

    with pytest.raises(WrongState):
        period_closings.close(session, plan, period(session, plan), by=officer, at=LATER, reason="再關")

    assert len(session.scalars(select(PeriodClosing)).all()) == known


def test_only_who_answers_for_the_figures_closes_and_opens(
    session: Session, plan: Plan, officer: User, report: Callable[..., Submission]
) -> None:
    report(with_actual(214))
    contractor = a_person(session, Role.CONTRACTOR, contractor=plan.contractor.name)

    with pytest.raises(PermissionDenied):
        period_closings.close(session, plan, period(session, plan), by=contractor, at=NOW)
    period_closings.close(session, plan, period(session, plan), by=officer, at=NOW)
    with pytest.raises(PermissionDenied):
        period_closings.reopen(session, plan, period(session, plan), by=officer, at=LATER, reason="有誤")


@pytest.mark.parametrize("deed", [update(PeriodClosing).values(revision=9), delete(PeriodClosing)])
def test_the_database_itself_keeps_a_closing(
    session: Session, plan: Plan, officer: User, report: Callable[..., Submission], deed: object
) -> None:
    report(with_actual(214))
    period_closings.close(session, plan, period(session, plan), by=officer, at=NOW)

    with pytest.raises(DatabaseError, match="append-only"):
        session.execute(deed)  # type: ignore[call-overload]


def test_the_trail_tells_of_a_closing_with_the_hash_of_its_figures(
    session: Session, plan: Plan, officer: User, report: Callable[..., Submission]
) -> None:
    report(with_actual(214))
    made = period_closings.close(session, plan, period(session, plan), by=officer, at=NOW)

    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == "期別").order_by(AuditEvent.number)).all()[-1]

    assert made.sha256 is not None
    assert (told.row_key, told.before) == ("期末", None)
    assert made.sha256 in (told.after or "")


def test_a_period_that_was_never_closed_has_no_final_figures(session: Session, plan: Plan) -> None:
    with pytest.raises(NotFound, match="尚未關閉"):
        period_closings.frozen(session, plan, period(session, plan))
