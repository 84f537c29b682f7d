"""The contractor's own file with every problem marked in it (標註檔), made anew whenever somebody asks for it."""

from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.errors import NotFound, WrongState
from app.models import Submission
from app.services import files, held_rows, kept_problems
from app.workbooks.annotation import AnnotationFailed, annotate_safely


def of_submission(session: Session, submission: Submission, *, data_dir: Path) -> bytes:
    """The file of a submission that somebody may see, marked; the stored file stays as it came.

    Rows that a report was taken in without are marked too, for they are still to be corrected.

    :raises NotFound: if the submission was typed into a page and has no file.
    :raises WrongState: if the file cannot be marked.
    """
    if submission.file_sha256 is None:
        raise NotFound("這份期報由網頁填報，沒有活頁簿檔案。")
    reasons = (reason for row in held_rows.of_submission(session, submission) for reason in row.reasons)
    problems = kept_problems.of_json([*reasons, *submission.problems])
    about = (
        f"{submission.plan.full_name}　{submission.period.key}期報 第 {submission.version} 版（{submission.status}）"
    )
    try:
        return annotate_safely(files.read(data_dir, submission.file_sha256), problems, [about])
    except AnnotationFailed as error:
        raise WrongState("這個檔案無法產生標註檔，請下載原始檔，依頁面所列的儲存格逐一修正。") from error
