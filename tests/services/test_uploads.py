"""What becomes of an uploaded file: taken in, kept with its errors, recognised, or not kept at all."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.stage import NOW, a_person

from app.domain.errors import KnownFile, NotFound, PermissionDenied, WrongState
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.models import Submission
from app.services import files, submissions

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them
LATER = date(2018, 12, 20)


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Submission)) or 0


@pytest.fixture
def faulty(desk):
    """A workbook that cannot be taken in: two figures are no figures."""
    file = desk.exported()
    file.type_in("績效指標", "1", "實際達成值", "很多")
    file.type_in("查核點", "A-2", "實際值", "不少")
    return file


@pytest.fixture
def early(desk):
    """A workbook in which a checkpoint is completed on 107/12/15: an error until that day."""
    file = desk.exported()
    file.type_in("查核點", "B-2", "實際完成日", "107/12/15")
    file.type_in("查核點", "B-2", "實際值", 170)
    return file


@pytest.fixture
def colleague(session: Session, desk):
    """Somebody else of the same contractor."""
    return a_person(session, Role.CONTRACTOR, email="colleague@firm.example", contractor=desk.plan.contractor.name)


# With errors: kept, and nothing changes.


def test_a_file_with_errors_is_kept_byte_for_byte_with_all_its_problems(desk, faulty) -> None:
    before = desk.document()

    kept = desk.received(faulty).submission

    assert kept is not None
    assert (kept.status, kept.document, kept.differences) == (SubmissionStatus.REJECTED, None, 0)
    found = [(one["sheet"], one["cell"], one["severity"], one["code"], one["key"]) for one in kept.problems]
    assert found == [
        ("查核點", "I5", "錯誤", "not_a_figure", "A-2"),
        ("績效指標", "G4", "錯誤", "not_a_figure", "1"),
    ]
    assert files.read(desk.folder / "files", kept.file_sha256) == faulty.path.read_bytes()
    assert (desk.document(), desk.plan.revision) == (before, 1)


def test_a_file_with_errors_is_never_sent_even_where_that_was_asked(desk, faulty) -> None:
    kept = desk.received(faulty, send=True).submission

    assert kept is not None
    assert (kept.status, kept.submitted_at) == (SubmissionStatus.REJECTED, None)


@pytest.mark.parametrize("identity", [{"plan_code": "NO-SUCH"}, {"period_key": "期初"}, {"fingerprint": "0" * 64}])
def test_a_file_of_another_plan_period_or_system_is_not_kept(session: Session, desk, identity: dict[str, str]) -> None:
    receipt = desk.received(desk.exported().forge(seal=True, **identity))

    assert (receipt.submission, [one.code for one in receipt.problems]) == (None, ["wrong_workbook"])
    assert count(session) == 0
    assert not (desk.folder / "files").exists()


def test_a_file_with_errors_is_shown_to_its_author_and_to_reviewers(session: Session, desk, faulty, colleague) -> None:
    kept = desk.received(faulty).submission
    officer, manager, auditor = (a_person(session, role) for role in (Role.OFFICER, Role.MANAGER, Role.AUDITOR))

    for person in (desk.by, officer, manager):
        assert submissions.get(session, kept.id, viewer=person) is kept
    for person in (colleague, auditor):
        with pytest.raises(NotFound):
            submissions.get(session, kept.id, viewer=person)


def test_a_file_with_errors_is_neither_sent_approved_nor_returned(session: Session, desk, faulty) -> None:
    kept, officer = desk.received(faulty).submission, a_person(session, Role.OFFICER)

    for attempt in (
        lambda: submissions.send(session, kept, by=desk.by, at=NOW),
        lambda: submissions.discard(session, kept, by=desk.by, at=NOW),
        lambda: submissions.approve(session, kept, by=officer, at=NOW),
        lambda: submissions.send_back(session, kept, by=officer, at=NOW, comment="退"),
    ):
        with pytest.raises(WrongState, match="未收"):
            attempt()
    assert submissions.changes(session, kept).is_empty


# The same file twice.


def test_the_same_file_again_is_the_draft_that_it_became(session: Session, desk) -> None:
    file = desk.exported()
    first = desk.received(file)

    again = desk.received(file)

    assert (first.known, again.submission) == (None, first.submission)
    assert again.known == "這個檔案已於 107/12/1 17:00 上傳過（第 1 版，草稿）。"
    assert count(session) == 1


@pytest.mark.parametrize("is_approved", [False, True])
def test_a_file_that_was_sent_or_accepted_is_recognised_whoever_uploads_it(
    session: Session, desk, colleague, is_approved: bool
) -> None:
    file = desk.exported()
    sent = desk.received(file, send=True).submission
    if is_approved:
        submissions.approve(session, sent, by=a_person(session, Role.OFFICER), at=NOW)

    again = desk.received(file, by=colleague, send=True)

    assert (again.submission, again.is_accepted, count(session)) == (sent, True, 1)
    assert str(sent.status) in again.known


def test_of_two_drafts_of_the_same_file_only_one_is_sent(session: Session, desk, colleague) -> None:
    file = desk.exported()
    mine, theirs = desk.received(file).submission, desk.received(file, by=colleague).submission
    assert theirs is not mine
    submissions.send(session, mine, by=desk.by, at=NOW)

    with pytest.raises(KnownFile, match="第 1 版，送審"):
        submissions.send(session, theirs, by=colleague, at=NOW)

    assert theirs.status is SubmissionStatus.DRAFT


def test_a_file_that_was_returned_may_come_again(session: Session, desk) -> None:
    file = desk.exported()
    first = desk.received(file, send=True).submission
    submissions.send_back(session, first, by=a_person(session, Role.OFFICER), at=NOW, comment="請補附件。")

    again = desk.received(file)

    assert (again.known, again.submission.version, again.submission.status) == (None, 2, SubmissionStatus.DRAFT)


def test_the_same_faulty_file_again_is_the_earlier_record_and_no_copy(session: Session, desk, faulty) -> None:
    first = desk.received(faulty).submission

    again = desk.received(faulty)

    assert (again.submission, again.is_accepted, count(session)) == (first, False, 1)
    assert "第 1 版，未收" in again.known


def test_a_faulty_file_that_passes_by_now_is_taken_in_when_it_comes_again(session: Session, desk, early) -> None:
    first = desk.received(early).submission
    assert first.status is SubmissionStatus.REJECTED

    again = desk.received(early, on=LATER, send=True).submission

    assert (again, again.status, count(session)) == (first, SubmissionStatus.SUBMITTED, 1)


# Read again.


def test_a_file_that_passes_by_now_becomes_a_draft(session: Session, desk, early) -> None:
    kept = desk.received(early).submission

    desk.rechecked(kept, on=LATER)

    assert (kept.status, kept.problems, kept.differences) == (SubmissionStatus.DRAFT, [], 2)
    submissions.send(session, kept, by=desk.by, at=NOW)
    submissions.approve(session, kept, by=a_person(session, Role.OFFICER), at=NOW)
    assert desk.document().row("checkpoints", "B-2").completed_on == date(2018, 12, 15)


def test_a_file_that_still_has_errors_stays_with_those_found_last(desk, faulty) -> None:
    kept = desk.received(faulty).submission

    desk.rechecked(kept, on=LATER)

    assert (kept.status, len(kept.problems)) == (SubmissionStatus.REJECTED, 2)


def test_only_its_author_has_a_file_read_again_and_only_while_it_is_rejected(
    session: Session, desk, early, colleague
) -> None:
    kept = desk.received(early).submission

    for person in (colleague, a_person(session, Role.OFFICER)):
        with pytest.raises(PermissionDenied):
            desk.rechecked(kept, by=person, on=LATER)
    desk.rechecked(kept, on=LATER)
    with pytest.raises(WrongState, match="草稿"):
        desk.rechecked(kept, on=LATER)


def test_a_discarded_draft_that_was_once_rejected_goes_back_to_where_it_was(session: Session, desk, early) -> None:
    kept = desk.received(early).submission
    desk.rechecked(kept, on=LATER)

    submissions.discard(session, kept, by=desk.by, at=NOW)

    assert (kept.status, kept.document, count(session)) == (SubmissionStatus.REJECTED, None, 1)


def test_nothing_is_written_for_who_may_not_report(
    session: Session, desk, faulty, rows_in_every_table: Callable[[], dict[str, int]]
) -> None:
    auditor = a_person(session, Role.AUDITOR)
    before = rows_in_every_table()

    with pytest.raises(PermissionDenied):
        desk.received(faulty, by=auditor)

    assert rows_in_every_table() == before
    assert not (desk.folder / "files").exists()
