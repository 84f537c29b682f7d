"""The page of a file that was not accepted (未收): everything wrong with it, and what can be done about it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.findings import Severity
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionStatus
from app.models import Submission, User
from app.services import files, kept_problems
from app.services.pages import waiver_lines
from app.services.pages.paging import Page, paged
from app.services.pages.submission_page import ProblemSheet, in_order, problem_sheets
from app.services.pages.waiver_lines import WaiverChoice, WaiverLine
from app.services.permissions import may
from app.workbooks.faulty_rows import can_be_left_out

PROBLEMS_A_PAGE = 200


@dataclass(frozen=True, slots=True)
class RejectionPage:
    """One file that was not accepted, as ``viewer`` may see it and act on it."""

    id: int
    period: str
    version: int
    status: SubmissionStatus
    plan_code: str
    plan_name: str
    year_index: int
    years_total: int
    file_name: str | None
    file_size: int
    sha256: str | None
    submitted_at: datetime
    submitted_by: str
    on_behalf_of: str | None
    base_revision: int
    checked_at: datetime | None
    error_count: int
    warning_count: int
    problem_sheets: tuple[ProblemSheet, ...]  # those of one page: a file can have thousands
    page: Page
    waivers: tuple[WaiverLine, ...]
    waivable: tuple[WaiverChoice, ...]  # what the viewer may waive
    is_own: bool
    may_send_faultless: bool


def show(session: Session, submission: Submission, *, viewer: User, data_dir: Path, page: int = 1) -> RejectionPage:
    """The page of a rejected file that ``viewer`` may see, open at a page of its problems."""
    plan = submission.plan
    problems = kept_problems.of_json(submission.problems)
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    listing = paged(in_order(problems), page, PROBLEMS_A_PAGE)
    is_own = submission.created_by_id == viewer.id and may(viewer, Permission.REPORT, plan)
    return RejectionPage(
        id=submission.id,
        period=submission.period.key,
        version=submission.version,
        status=submission.status,
        plan_code=plan.code,
        plan_name=plan.name,
        year_index=plan.year_index,
        years_total=plan.years_total,
        file_name=submission.file_name,
        file_size=files.path_of(data_dir, submission.file_sha256 or "").stat().st_size,
        sha256=submission.file_sha256,
        submitted_at=submission.created_at,
        submitted_by=submission.created_by.name,
        on_behalf_of=submission.on_behalf_of,
        base_revision=submission.base_revision,
        checked_at=submission.rejected_at,
        error_count=errors,
        warning_count=len(problems) - errors,
        problem_sheets=problem_sheets(listing.rows),
        page=listing.page,
        waivers=waiver_lines.of_submission(session, submission),
        waivable=waiver_lines.choices(problems) if may(viewer, Permission.REVIEW, plan) else (),
        is_own=is_own,
        may_send_faultless=is_own and can_be_left_out(problems),
    )
