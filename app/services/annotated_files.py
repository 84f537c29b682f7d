"""The contractor's own file with every problem marked in it (標註檔), made anew whenever somebody asks for it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.errors import NotFound, WrongState
from app.domain.findings import Problem, Severity
from app.domain.plan_document import REPORTED_SECTIONS
from app.domain.roc_calendar import format_roc
from app.domain.submission_status import DECIDED
from app.models import ReviewComment, Submission, User
from app.services import files, held_rows, kept_problems, review_comments
from app.workbooks import file_cells
from app.workbooks.annotation import AnnotationFailed, annotate_safely

_NO_RULE = Severity.REMARK.value  # a person says it; no rule of the catalogue does


def of_submission(session: Session, submission: Submission, *, viewer: User, data_dir: Path) -> bytes:
    """The file of a submission that ``viewer`` may see, marked; the stored file stays as it came.

    Rows that a report was taken in without are marked too, for they are still to be corrected, and so is every cell
    that a reviewer commented, once the viewer may read that.

    :raises NotFound: if the submission was typed into a page and has no file.
    :raises WrongState: if the file cannot be marked.
    """
    if submission.file_sha256 is None:
        raise NotFound("這份期報由網頁填報，沒有活頁簿檔案。")
    reasons = (reason for row in held_rows.of_submission(session, submission) for reason in row.reasons)
    remarks = _remarks(submission, review_comments.shown_to(session, submission, viewer))
    problems = [*remarks, *kept_problems.of_json([*reasons, *submission.problems])]
    about = (
        f"{submission.plan.full_name}　{submission.period.key}期報 第 {submission.version} 版（{submission.status}）"
    )
    try:
        return annotate_safely(files.read(data_dir, submission.file_sha256), problems, [about, *_decision(submission)])
    except AnnotationFailed as error:
        raise WrongState("這個檔案無法產生標註檔，請下載原始檔，依頁面所列的儲存格逐一修正。") from error


def _remarks(submission: Submission, comments: Iterable[ReviewComment]) -> Iterator[Problem]:
    for one in comments:
        if one.settled_at is not None:
            continue
        if one.section is None or one.key is None:
            yield Problem("", None, Severity.REMARK, _NO_RULE, one.text)
            continue
        found = file_cells.place_of(submission.cells, one.section, one.key, one.field)
        sheet, cell = found or (REPORTED_SECTIONS[one.section], None)
        text = f"{one.label}：{one.text}" if cell is None else one.text
        yield Problem(sheet, cell, Severity.REMARK, _NO_RULE, text, one.key)


def _decision(submission: Submission) -> Iterator[str]:
    if submission.status not in DECIDED:
        return
    if submission.review_comment:
        yield f"審查意見：{submission.review_comment}"
    if submission.correct_by:
        yield f"補正期限：{format_roc(submission.correct_by)}"
