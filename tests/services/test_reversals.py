"""復原: an accepted report is taken out of the plan again, and nothing else with it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal, the_contractor_of

from app.domain import canonical
from app.domain.errors import KnownFile, PermissionDenied, PlanMovedOn, UnsettledConflicts, WrongState
from app.domain.merge import Side
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.models import AuditEvent, Plan, PlanRevision, Submission, User
from app.services import alerts, audit_trail, plan_tables, plans, reversals, revisions, submissions
from app.services.pages import plan_page

LATER = NOW + timedelta(hours=1)
CELL = "indicators/1/actual"
NEW_CASE = case("107-0009", firm_name="新公司")
Accepted = Callable[..., Submission]


@pytest.fixture
def plan(session: Session) -> Plan:
    """The small plan."""
    return a_plan(session)


@pytest.fixture
def contractor(session: Session, plan: Plan) -> User:
    """Who reports for it."""
    return the_contractor_of(session, plan)


@pytest.fixture
def manager(session: Session) -> User:
    """Who may take reports back."""
    return a_person(session, Role.MANAGER)


@pytest.fixture
def accepted(session: Session, plan: Plan, contractor: User, manager: User, data_dir: Path) -> Accepted:
    """Files a report on the plan as it stands, and accepts it."""

    def made(document: PlanDocument) -> Submission:
        sent = file_report(session, document, contractor, data_dir, base_revision=plan.revision)
        submissions.approve(session, sent, by=manager, at=NOW)
        return sent

    return made


def now(session: Session, plan: Plan) -> PlanDocument:
    return plans.document(session, plan)


def take_back(session: Session, submission: Submission, manager: User, **more: object) -> None:
    reversals.revert(session, submission, by=manager, at=LATER, reason="誤報他案數字。", **more)  # type: ignore[arg-type]


def test_right_after_approval_the_plan_is_what_it_was_byte_for_byte(
    session: Session, plan: Plan, accepted: Accepted, manager: User
) -> None:
    before = canonical.to_json(now(session, plan))
    report = replace(with_actual(214), cases=(*small_plan().cases, NEW_CASE))
    submission = accepted(with_checkpoint("B-2", report, completed_on=NOW.date(), actual=Decimal(214)))

    take_back(session, submission, manager)

    assert canonical.to_json(now(session, plan)) == before
    made = revisions.find(session, plan, 3)
    assert made is not None
    assert (made.document, made.cause, plan.revision) == (before, f"復原第 {submission.id} 號期報", 3)
    assert submission.status is SubmissionStatus.APPROVED
    assert submission.reversal is not None
    assert (submission.reversal.reason, submission.reversal.differences) == ("誤報他案數字。", 4)


def test_what_was_accepted_since_and_does_not_touch_it_stays(
    session: Session, plan: Plan, accepted: Accepted, manager: User
) -> None:
    first = accepted(with_actual(214))
    accepted(with_checkpoint("B-2", now(session, plan), achievement="已完成。"))

    take_back(session, first, manager)

    assert now(session, plan) == with_checkpoint("B-2", achievement="已完成。")


@pytest.mark.parametrize(("side", "stands"), [(Side.OURS, 215), (Side.THEIRS, None)])
def test_a_cell_that_was_changed_since_is_decided_by_the_manager(
    session: Session, plan: Plan, accepted: Accepted, manager: User, side: Side, stands: int | None
) -> None:
    first = accepted(with_actual(214))
    accepted(with_actual(215))

    with pytest.raises(UnsettledConflicts, match="1 處"):
        take_back(session, first, manager)
    assert now(session, plan) == with_actual(215)
    assert first.reversal is None
    take_back(session, first, manager, settled_as={CELL: side}, seen=plan.revision)

    assert now(session, plan).indicators[0].actual == stands
    assert not first.is_in_force


def test_a_row_of_the_report_that_was_changed_since_goes_only_if_the_manager_says_so(
    session: Session, plan: Plan, accepted: Accepted, manager: User
) -> None:
    first = accepted(replace(small_plan(), cases=(*small_plan().cases, NEW_CASE)))
    accepted(replace(small_plan(), cases=(*small_plan().cases, replace(NEW_CASE, state="歇業"))))

    with pytest.raises(UnsettledConflicts):
        take_back(session, first, manager)
    take_back(session, first, manager, settled_as={"cases/107-0009": Side.THEIRS})

    assert now(session, plan) == small_plan()


def test_a_decision_made_before_another_change_is_asked_for_again(
    session: Session, plan: Plan, accepted: Accepted, manager: User
) -> None:
    first = accepted(with_actual(214))
    accepted(with_actual(215))
    seen = plan.revision
    accepted(with_actual(216))

    with pytest.raises(PlanMovedOn):
        take_back(session, first, manager, settled_as={CELL: Side.THEIRS}, seen=seen)

    assert now(session, plan) == with_actual(216)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OFFICER, Role.CONTRACTOR, Role.AUDITOR])
def test_nobody_but_a_manager_may(session: Session, plan: Plan, accepted: Accepted, role: Role) -> None:
    submission = accepted(with_actual(214))
    other = a_person(session, role, email="other@agency.example", contractor=plan.contractor.name)

    with pytest.raises(PermissionDenied):
        take_back(session, submission, other)
    with pytest.raises(PermissionDenied):
        reversals.preview(session, submission, by=other)

    assert now(session, plan) == with_actual(214)


def test_it_takes_a_reason_and_happens_once(session: Session, plan: Plan, accepted: Accepted, manager: User) -> None:
    submission = accepted(with_actual(214))

    for reason in (" ", "長" * 2001):
        with pytest.raises(WrongState, match="理由"):
            reversals.revert(session, submission, by=manager, at=LATER, reason=reason)
    take_back(session, submission, manager)
    with pytest.raises(WrongState, match="已經復原"):
        take_back(session, submission, manager)

    assert plan.revision == 3


def test_only_what_was_accepted_can_be_taken_back(
    session: Session, contractor: User, manager: User, data_dir: Path
) -> None:
    waiting = file_report(session, with_actual(214), contractor, data_dir)

    with pytest.raises(WrongState, match="「送審」"):
        take_back(session, waiting, manager)


def test_a_report_that_changed_nothing_can_be_taken_back_too(
    session: Session, plan: Plan, accepted: Accepted, manager: User
) -> None:
    submission = accepted(small_plan())

    take_back(session, submission, manager)

    assert (plan.revision, now(session, plan), submission.is_in_force) == (1, small_plan(), False)


def test_the_period_owes_its_report_again(session: Session, plan: Plan, accepted: Accepted, manager: User) -> None:
    late = NOW.date().replace(month=12, day=20)
    submission = accepted(with_actual(214))
    alerts.scan(session, on=late, at=NOW)

    take_back(session, submission, manager)
    opened = alerts.scan(session, on=late, at=LATER).opened

    assert {slip.key for slip in opened} >= {"期中", "期末"}
    lines = {line.key: line for line in plan_page.show(session, plan.code, viewer=manager, on=late).periods}
    assert lines["期末"].state == "逾期未報"
    assert [line.status for line in lines["期末"].submissions] == ["已復原"]


def test_the_same_file_may_be_reported_again_and_that_is_the_way_back(
    session: Session, plan: Plan, contractor: User, manager: User, data_dir: Path
) -> None:
    period, proposed = plans.period_of(session, plan, "期末"), proposal(with_actual(214))

    def send() -> Submission:
        return submissions.propose(session, plan, period, proposed, by=contractor, at=NOW, data_dir=data_dir, send=True)

    first = send()
    submissions.approve(session, first, by=manager, at=NOW)
    with pytest.raises(KnownFile):
        send()
    take_back(session, first, manager)
    submissions.approve(session, again := send(), by=manager, at=LATER)

    assert again.id != first.id
    assert now(session, plan) == with_actual(214)


def test_the_history_of_a_figure_shows_both_and_why(
    session: Session, plan: Plan, accepted: Accepted, manager: User
) -> None:
    report = replace(with_actual(214), cases=(*small_plan().cases, NEW_CASE))
    take_back(session, submission := accepted(report), manager)

    told = session.scalars(
        select(AuditEvent).where(AuditEvent.submission_id == submission.id).order_by(AuditEvent.number)
    ).all()
    figure = [(one.before, one.after, one.file_name, one.revision) for one in told if one.field == "actual"]
    row = [(bool(one.before), bool(one.after)) for one in told if one.row_key == NEW_CASE.key]
    assert figure == [(None, '"214"', "期末.xlsx", 2), ('"214"', None, None, 3)]
    assert row == [(False, True), (True, False)]
    assert (told[-1].subject, "誤報他案數字。" in (told[-1].after or "")) == ("復原", True)
    assert audit_trail.verify(session).ok
    kept = session.scalars(select(PlanRevision).order_by(PlanRevision.number)).all()
    assert [one.submission_id for one in kept] == [None, submission.id, None]


def test_what_the_report_changed_stays_readable_on_its_page(
    session: Session, accepted: Accepted, manager: User
) -> None:
    take_back(session, submission := accepted(with_actual(214)), manager)

    [change] = submissions.changes(session, submission).changes
    assert (change.ours, change.theirs) == (None, 214)


def test_the_tables_hold_what_the_new_revision_says(
    session: Session, plan: Plan, accepted: Accepted, manager: User
) -> None:
    first = accepted(replace(small_plan(), cases=(replace(small_plan().cases[0], tax_id="22099131"), NEW_CASE)))
    take_back(session, first, manager)

    made = revisions.find(session, plan, plan.revision)
    assert made is not None
    assert canonical.to_json(plan_tables.document_of(session, plan)) == made.document
