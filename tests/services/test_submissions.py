"""From a proposed change to the accepted truth: all of it, once, and by those who may."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.filing import file_report
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal, the_contractor_of

from app.domain import canonical
from app.domain.errors import NotFound, PermissionDenied, PlanMovedOn, UnsettledConflicts, WrongState
from app.domain.merge import Side
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.models import AuditEvent, Firm, Plan, PlanRevision, Submission
from app.services import files, plans, submissions


def reporting(document: PlanDocument, actual: int) -> PlanDocument:
    """The document with the first indicator reported."""
    first, *others = document.indicators
    return replace(document, indicators=(replace(first, actual=Decimal(actual)), *others))


def send(session: Session, plan: Plan, document: PlanDocument, data_dir: Path, **base: int) -> Submission:
    contractor = the_contractor_of(session, plan)
    period = plans.period_of(session, plan, "期末")
    return submissions.propose(
        session, plan, period, proposal(document, **base), by=contractor, at=NOW, data_dir=data_dir, send=True
    )


def test_a_submission_waiting_for_review_changes_nothing(session: Session, data_dir: Path) -> None:
    plan = a_plan(session)

    send(session, plan, reporting(small_plan(), 214), data_dir)

    assert plans.document(session, plan) == small_plan()
    assert plan.revision == 1


def test_approval_applies_the_change_and_keeps_it_as_a_revision(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    submission = send(session, plan, reporting(small_plan(), 214), data_dir)

    applied = submissions.approve(session, submission, by=officer, at=NOW)

    assert applied == 1
    assert plans.document(session, plan).indicators[0].actual == 214
    assert (submission.status, submission.applied_revision, plan.revision) == (SubmissionStatus.APPROVED, 2, 2)
    kept = session.scalars(select(PlanRevision).where(PlanRevision.number == 2)).one()
    assert canonical.from_json(kept.document) == plans.document(session, plan)


def test_an_untouched_file_is_approved_without_a_new_revision(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    submission = send(session, plan, small_plan(), data_dir)

    assert submissions.approve(session, submission, by=officer, at=NOW) == 0
    assert plan.revision == 1


def test_a_submission_with_open_conflicts_changes_nothing(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    earlier = send(session, plan, reporting(small_plan(), 214), data_dir)
    period, contractor = earlier.period, earlier.created_by
    later = submissions.propose(
        session,
        plan,
        period,
        proposal(reporting(small_plan(), 215)),
        by=contractor,
        at=NOW,
        data_dir=data_dir,
        send=True,
    )
    submissions.approve(session, earlier, by=officer, at=NOW)

    with pytest.raises(UnsettledConflicts, match="1 個欄位"):
        submissions.approve(session, later, by=officer, at=NOW)

    assert later.status is SubmissionStatus.SUBMITTED
    assert plans.document(session, plan).indicators[0].actual == 214


def test_approving_twice_is_refused(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    submission = send(session, plan, reporting(small_plan(), 214), data_dir)
    submissions.approve(session, submission, by=officer, at=NOW)

    with pytest.raises(WrongState, match="核定"):
        submissions.approve(session, submission, by=officer, at=NOW)

    assert plan.revision == 2


def test_sending_back_needs_a_reason_and_leaves_the_plan_alone(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    submission = send(session, plan, reporting(small_plan(), 214), data_dir)

    with pytest.raises(WrongState, match="原因"):
        submissions.send_back(session, submission, by=officer, at=NOW, comment="  ")
    submissions.send_back(session, submission, by=officer, at=NOW, comment="案數與個案成效不符，請補正。")

    assert (submission.status, submission.reviewed_at) == (SubmissionStatus.RETURNED, NOW)
    assert submission.review_comment == "案數與個案成效不符，請補正。"
    assert plans.document(session, plan) == small_plan()


def test_a_draft_must_be_sent_before_it_can_be_approved(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    contractor, period = the_contractor_of(session, plan), plans.period_of(session, plan, "期末")
    draft = submissions.propose(
        session, plan, period, proposal(small_plan()), by=contractor, at=NOW, data_dir=data_dir, send=False
    )

    with pytest.raises(WrongState, match="草稿"):
        submissions.approve(session, draft, by=officer, at=NOW)
    submissions.send(session, draft, by=contractor, at=NOW + timedelta(minutes=5))

    assert (draft.status, draft.submitted_at) == (SubmissionStatus.SUBMITTED, NOW + timedelta(minutes=5))


def test_the_file_is_kept_byte_for_byte_under_its_hash(session: Session, data_dir: Path) -> None:
    plan = a_plan(session)
    contractor, period = the_contractor_of(session, plan), plans.period_of(session, plan, "期末")
    proposed = replace(proposal(small_plan()), content=b"the bytes as they came")

    submission = submissions.propose(
        session, plan, period, proposed, by=contractor, at=NOW, data_dir=data_dir, send=True
    )

    assert submission.file_sha256 is not None
    assert files.read(data_dir, submission.file_sha256) == b"the bytes as they came"


def test_an_altered_file_is_noticed_when_it_is_read(data_dir: Path) -> None:
    digest = files.keep(data_dir, b"as it came")
    files.path_of(data_dir, digest).write_bytes(b"as somebody liked it better")

    with pytest.raises(ValueError, match="altered"):
        files.read(data_dir, digest)


def test_versions_are_counted_within_a_period(session: Session, data_dir: Path) -> None:
    plan = a_plan(session)
    first = send(session, plan, small_plan(), data_dir)

    second = submissions.propose(
        session,
        plan,
        first.period,
        proposal(small_plan()),
        by=first.created_by,
        at=NOW,
        data_dir=data_dir,
        send=True,
    )

    assert [one.version for one in submissions.of_plan(session, plan)] == [2, 1]
    assert second.id > first.id


def test_an_officer_files_on_the_contractors_behalf_and_both_are_recorded(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    period = plans.period_of(session, plan, "期末")

    submission = submissions.propose(
        session, plan, period, proposal(small_plan()), by=officer, at=NOW, data_dir=data_dir, send=True
    )

    assert (submission.created_by, submission.on_behalf_of) == (officer, "財團法人示範中心")


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.AUDITOR, Role.ADMIN])
def test_only_reviewers_approve_or_send_back(session: Session, data_dir: Path, role: Role) -> None:
    plan = a_plan(session)
    submission = send(session, plan, reporting(small_plan(), 214), data_dir)
    person = submission.created_by if role is Role.CONTRACTOR else a_person(session, role)

    with pytest.raises(PermissionDenied):
        submissions.approve(session, submission, by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        submissions.send_back(session, submission, by=person, at=NOW, comment="退")

    assert plan.revision == 1


def test_a_contractor_of_another_organisation_neither_sees_nor_reports(session: Session, data_dir: Path) -> None:
    plan = a_plan(session)
    submission = send(session, plan, small_plan(), data_dir)
    stranger = a_person(session, Role.CONTRACTOR, email="other@firm.example", contractor="財團法人他單位")

    with pytest.raises(PermissionDenied):
        plans.get(session, plan.code, viewer=stranger)
    with pytest.raises(PermissionDenied):
        submissions.get(session, submission.id, viewer=stranger)
    with pytest.raises(PermissionDenied):
        submissions.propose(
            session,
            plan,
            submission.period,
            proposal(small_plan()),
            by=stranger,
            at=NOW,
            data_dir=data_dir,
            send=True,
        )
    assert plans.visible_to(session, stranger) == []


def test_what_an_officer_types_counts_at_once_and_what_a_contractor_types_waits(session: Session) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    contractor, period = the_contractor_of(session, plan), plans.period_of(session, plan, "期末")

    def typed(actual: int, base_revision: int) -> submissions.Proposal:
        return replace(
            proposal(reporting(small_plan(), actual), base_revision=base_revision),
            source=submissions.SubmissionSource.FORM,
            content=None,
            file_name=None,
        )

    waiting = submissions.record_directly(session, plan, period, typed(100, 1), by=contractor, at=NOW)
    counted = submissions.record_directly(session, plan, period, typed(214, 1), by=officer, at=NOW)

    assert (waiting.status, counted.status) == (SubmissionStatus.SUBMITTED, SubmissionStatus.APPROVED)
    assert plans.document(session, plan).indicators[0].actual == 214
    assert submissions.waiting_for(session, officer) == [waiting]


def test_new_cases_bring_their_firms_and_a_firm_is_known_by_its_number(session: Session, data_dir: Path) -> None:
    document = replace(small_plan(), cases=())
    plan, officer = a_plan(session, document), a_person(session, Role.OFFICER)
    two_cases = (case("107-0001"), case("107-0002", firm_name="示範精密（股）公司"))
    submission = send(session, plan, replace(document, cases=two_cases), data_dir)

    assert submissions.approve(session, submission, by=officer, at=NOW) == 2

    assert plans.document(session, plan).cases == two_cases
    assert session.scalar(select(func.count()).select_from(Firm)) == 1


def test_a_draft_is_seen_sent_and_discarded_by_its_author_alone(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    contractor, period = the_contractor_of(session, plan), plans.period_of(session, plan, "期末")
    draft = submissions.propose(
        session, plan, period, proposal(small_plan()), by=contractor, at=NOW, data_dir=data_dir, send=False
    )

    with pytest.raises(NotFound, match="尚未送審"):
        submissions.get(session, draft.id, viewer=officer)
    with pytest.raises(PermissionDenied, match="其他人上傳的草稿"):
        submissions.send(session, draft, by=officer, at=NOW)
    with pytest.raises(PermissionDenied, match="其他人上傳的草稿"):
        submissions.discard(session, draft, by=officer, at=NOW)

    assert submissions.get(session, draft.id, viewer=contractor).status is SubmissionStatus.DRAFT


def test_the_trail_tells_of_a_draft_that_was_thrown_away(session: Session, data_dir: Path) -> None:
    plan = a_plan(session)
    contractor = the_contractor_of(session, plan)
    draft = file_report(session, reporting(small_plan(), 214), contractor, data_dir, send=False)

    submissions.discard(session, draft, by=contractor, at=NOW)

    assert submissions.of_plan(session, plan) == []
    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == "期報").order_by(AuditEvent.number)).all()
    assert [(one.before, one.after) for one in told][1:] == [('"草稿"', '{"動作":"捨棄草稿"}')]


def test_a_conflict_decided_on_an_older_plan_is_asked_again(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    reports = [file_report(session, reporting(small_plan(), actual), officer, data_dir) for actual in (214, 215, 216)]
    submissions.approve(session, reports[0], by=officer, at=NOW)
    seen, choice = plan.revision, {"indicators/1/actual": Side.THEIRS}
    submissions.approve(session, reports[1], by=officer, at=NOW, settled=choice, seen=seen)

    with pytest.raises(PlanMovedOn, match="最新的內容"):
        submissions.approve(session, reports[2], by=officer, at=NOW, settled=choice, seen=seen)

    assert plans.document(session, plan).indicators[0].actual == 215
    submissions.approve(session, reports[2], by=officer, at=NOW, settled=choice, seen=plan.revision)
    assert plans.document(session, plan).indicators[0].actual == 216
