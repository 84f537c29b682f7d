"""未收: a report that could be read and has errors is kept with all of them, and may pass when it is read again."""

from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.errors import KnownFile, PermissionDenied, WrongState
from app.domain.roles import Permission
from app.domain.submission_status import Action, SubmissionSource, SubmissionStatus
from app.models import Submission, User
from app.services import files, held_rows, kept_problems, plans, same_file, submissions, waivers, workbook_exchange
from app.services import submission_course as course
from app.services.examination import Examination
from app.services.permissions import require
from app.services.transaction import transaction


def keep(session: Session, examined: Examination, file_name: str, digest: str, *, by: User, at: datetime) -> Submission:
    """Keep a file that is not accepted, with everything wrong with it; it proposes nothing.

    :param examined: of a file that names its plan and period; the person may report on it.
    :param digest: under which the file is stored.
    :raises KnownFile: if the same person's same file is there already.
    """
    plan, period = examined.plan, examined.period
    assert plan is not None
    assert period is not None
    with transaction(session):
        plans.lock(session, plan)
        same_file.refuse_if_standing(session, period, digest, by=by)
        if twin := same_file.rejected(session, digest, by=by):
            raise KnownFile(same_file.described(twin), twin.id)
        submission = Submission(
            plan=plan,
            period=period,
            version=submissions.next_version(session, period),
            source=SubmissionSource.WORKBOOK,
            status=SubmissionStatus.REJECTED,
            base_revision=examined.base_revision,
            differences=0,
            problems=kept_problems.as_json(examined.problems),
            file_name=file_name,
            file_sha256=digest,
            created_by=by,
            created_at=at,
            rejected_at=at,
            on_behalf_of=submissions.behalf(by, plan),
        )
        session.add(submission)
        session.flush()  # the step refers to its number
        told = course.note(session, submission, Action.REFUSE, None, by=by, at=at)
        course.tell(session, submission, [told], by=by, at=at)
    return submission


def recheck(session: Session, submission: Submission, *, by: User, on: date, at: datetime, data_dir: Path) -> None:
    """Read the stored file again, by the rules and the plan of today; if nothing blocks, it becomes a draft.

    :raises PermissionDenied: if ``by`` did not upload it, or may not report on the plan any more.
    :raises WrongState: if it is not 未收.
    :raises KnownFile: if somebody else has sent the same file in the meantime.
    """
    examined = _examined_again(session, submission, by=by, on=on, data_dir=data_dir)
    take_over(session, submission, examined, by=by, at=at)


def send_faultless(
    session: Session, submission: Submission, *, by: User, on: date, at: datetime, data_dir: Path
) -> None:
    """Take a file in without its faulty rows of 個案成效 (部分受理): a draft, and the rows stay owed.

    :raises PermissionDenied: if ``by`` did not upload it, or may not report on the plan any more.
    :raises WrongState: if it is not 未收, or something else blocks it.
    :raises KnownFile: if somebody else has sent the same file in the meantime.
    """
    examined = _examined_again(session, submission, by=by, on=on, data_dir=data_dir, leave_out_faulty=True)
    if examined.proposal is None:
        raise WrongState("除了個案成效的個別列以外，檔案還有其他錯誤，不能只送審無誤的列；請修正後重新上傳。")
    take_over(session, submission, examined, by=by, at=at)


def _examined_again(
    session: Session, submission: Submission, *, by: User, on: date, data_dir: Path, leave_out_faulty: bool = False
) -> Examination:
    must_be_own(submission, by)
    content = files.read(data_dir, submission.file_sha256 or "")
    home = (submission.plan.code, submission.period.key)
    waived = waivers.in_force(session, submission)
    return workbook_exchange.examine(
        session,
        content,
        submission.file_name or "",
        by=by,
        on=on,
        expected=home,
        waived=waived,
        leave_out_faulty=leave_out_faulty,
    )


def take_over(session: Session, submission: Submission, examined: Examination, *, by: User, at: datetime) -> None:
    """What was found in reading the file of ``submission`` again is what counts from now on."""
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        same_file.refuse_if_standing(session, submission.period, submission.file_sha256, by=by)
        must_be_own(submission, by)
        if examined.proposal is not None:
            before = submission.status
            submissions.become_draft(session, submission, examined.proposal)
            held_rows.keep(session, submission, examined.held)
            told = course.note(session, submission, Action.CLEAR, before, by=by, at=at)
            course.tell(session, submission, [told], by=by, at=at)
        else:
            submission.problems, submission.rejected_at = kept_problems.as_json(examined.problems), at


def must_be_own(submission: Submission, by: User) -> None:
    """Go on only with a file of one's own that is not accepted.

    :raises PermissionDenied: if somebody else uploaded it, or ``by`` may not report on its plan.
    :raises WrongState: if it is not 未收.
    """
    require(by, Permission.REPORT, submission.plan)
    if submission.created_by_id != by.id:
        raise PermissionDenied("這是其他人上傳的檔案，只有上傳者可以進行這項操作。")
    if submission.status is not SubmissionStatus.REJECTED:
        raise WrongState(f"期報 {submission.id} 目前為「{submission.status}」，須為「未收」才能進行這項操作。")
