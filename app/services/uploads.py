"""What becomes of an uploaded file: a draft or a report, a file kept with its errors (未收), or nothing at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.errors import KnownFile
from app.domain.findings import Problem
from app.domain.merge import CellChange
from app.domain.submission_status import SubmissionStatus
from app.models import Submission, User
from app.services import files, kept_problems, rejections, same_file, submissions, waivers, workbook_exchange
from app.services.examination import Examination
from app.services.progress import Progress


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a file. ``submission`` is ``None`` if it is not a report on this plan, and nothing was kept.

    ``known`` says that the same file came before, and then the submission is the one that it became.
    """

    examined: Examination
    submission: Submission | None = None
    known: str | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the file is, or was, taken in."""
        return self.submission is not None and self.submission.status is not SubmissionStatus.REJECTED

    @property
    def conflicts(self) -> tuple[CellChange, ...]:
        """Cells that the file and the plan have both changed since the export."""
        return self.examined.merge.conflicts if self.examined.merge else ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong with the file."""
        if self.submission is None:
            return self.examined.problems
        return kept_problems.of_json(self.submission.problems)


def receive(
    session: Session,
    content: bytes,
    file_name: str,
    *,
    by: User,
    on: date,
    at: datetime,
    data_dir: Path,
    send: bool,
    expected: tuple[str, str] | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Receipt:
    """Look through a file and keep it with what was found; the plan does not change.

    :param send: send it for review at once if nothing in it blocks; else it waits as its author's draft.
    :param expected: plan code and period on whose page the file was uploaded, if it was.
    :param on: the day of reporting.
    :param tell: is told how far the work is, where it takes long.
    :raises PermissionDenied: if ``by`` may not report on the plan that the file is about.
    """
    digest = files.digest_of(content)
    earlier = same_file.rejected(session, digest, by=by)
    waived = waivers.in_force(session, earlier)
    examined = workbook_exchange.examine(
        session, content, file_name, by=by, on=on, expected=expected, waived=waived, tell=tell
    )
    if examined.plan is None:
        return Receipt(examined)
    tell(Progress("保存檔案與檢核結果"))
    files.keep(data_dir, content)
    try:
        if earlier is not None:
            known = same_file.described(earlier)
            rejections.take_over(session, earlier, examined, by=by, at=at)
            if send and earlier.status is SubmissionStatus.DRAFT:
                submissions.send(session, earlier, by=by, at=at)
            return Receipt(examined, earlier, known)
        return Receipt(
            examined, _keep(session, examined, file_name, digest, by=by, at=at, data_dir=data_dir, send=send)
        )
    except KnownFile as standing:
        return Receipt(examined, submissions.get(session, standing.submission_id, viewer=by), str(standing))


def _keep(
    session: Session,
    examined: Examination,
    file_name: str,
    digest: str,
    *,
    by: User,
    at: datetime,
    data_dir: Path,
    send: bool,
) -> Submission:
    if examined.proposal is None:
        return rejections.keep(session, examined, file_name, digest, by=by, at=at)
    assert examined.plan is not None
    assert examined.period is not None
    return submissions.propose(
        session, examined.plan, examined.period, examined.proposal, by=by, at=at, data_dir=data_dir, send=send
    )
