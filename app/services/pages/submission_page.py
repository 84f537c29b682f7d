"""The page of one submission: where it stands, what is wrong, what it would change, and the decision."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.findings import Problem
from app.domain.merge import ChangeKind, Merge
from app.domain.plan_document import PlanDocument, keyed_rows, reported_cells
from app.domain.roles import Permission
from app.domain.submission_status import ACCEPTED, SubmissionStatus
from app.models import PlanRevision, Submission, SubmissionReversal, User
from app.services import files, reversals, settlements, submission_course, submissions
from app.services.pages import differences, held_lines, waiver_lines
from app.services.pages.differences import Conflict, SectionChanges
from app.services.pages.held_lines import HeldLine
from app.services.pages.waiver_lines import WaiverLine
from app.services.permissions import may


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a submission's way; ``state`` is done, current, todo or failed."""

    label: str
    state: str
    at: datetime | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem as the page lists it."""

    cell: str | None
    label: str | None
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class ProblemSheet:
    """The problems of one sheet."""

    sheet: str
    problems: tuple[ProblemLine, ...]


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One submission as ``viewer`` may see and decide it."""

    id: int
    period: str
    version: int
    status: SubmissionStatus
    plan_code: str
    plan_name: str
    year_index: int
    years_total: int
    steps: tuple[Step, ...]
    source: str
    file_name: str | None
    file_size: int | None
    sha256: str | None
    submitted_at: datetime | None
    submitted_by: str
    on_behalf_of: str | None
    base_revision: int
    plan_revision: int  # on which the conflicts stand
    review_comment: str | None
    filled: int
    changed: int
    cleared: int
    rows_added: int
    rows_missing: int  # that the file lacks, and the plan keeps
    unchanged: int
    sections: tuple[SectionChanges, ...]
    conflicts: tuple[Conflict, ...]
    problem_sheets: tuple[ProblemSheet, ...]
    problem_count: int
    waivers: tuple[WaiverLine, ...]
    held_rows: tuple[HeldLine, ...]
    may_let_go: bool
    may_send: bool
    may_review: bool
    may_discard: bool
    may_revert: bool
    reversal: SubmissionReversal | None  # how it was taken back

    @property
    def is_accepted(self) -> bool:
        """Whether it was accepted, whatever became of it since."""
        return self.status in ACCEPTED

    @property
    def old_head(self) -> str:
        """What the older of two values is called: once accepted, the present one is the new one."""
        return "原值" if self.is_accepted else "現值"


def show(
    session: Session, submission: Submission, beside: submissions.Beside, *, viewer: User, data_dir: Path
) -> SubmissionPage:
    """The page of a submission that ``viewer`` may see."""
    plan, merged, document = submission.plan, beside.merge, beside.now
    kinds = [change.kind for change in merged.changes]
    is_draft = submission.status is SubmissionStatus.DRAFT and may(viewer, Permission.REPORT, plan)
    return SubmissionPage(
        id=submission.id,
        period=submission.period.key,
        version=submission.version,
        status=submission.status,
        plan_code=plan.code,
        plan_name=plan.name,
        year_index=plan.year_index,
        years_total=plan.years_total,
        steps=tuple(_steps(submission)),
        source=submission.source.value,
        file_name=submission.file_name,
        file_size=_size(data_dir, submission.file_sha256),
        sha256=submission.file_sha256,
        submitted_at=submission.submitted_at,
        submitted_by=submission.created_by.name,
        on_behalf_of=submission.on_behalf_of,
        base_revision=submission.base_revision,
        plan_revision=plan.revision,
        review_comment=submission.review_comment,
        filled=kinds.count(ChangeKind.FILLED),
        changed=kinds.count(ChangeKind.CHANGED),
        cleared=kinds.count(ChangeKind.CLEARED),
        rows_added=len(merged.added),
        rows_missing=sum(problem["code"] == "row_missing" for problem in submission.problems),
        unchanged=_cells(document) - len(merged.changes) - len(merged.conflicts),
        sections=differences.by_sheet(merged, document),
        conflicts=differences.conflicts(merged, document, _latest(session, submission, merged)),
        problem_sheets=problem_sheets(Problem(**problem) for problem in submission.problems),
        problem_count=len(submission.problems),
        waivers=waiver_lines.of_submission(session, submission),
        held_rows=held_lines.of_submission(session, submission),
        may_let_go=may(viewer, Permission.REVIEW, plan),
        may_send=is_draft,
        may_review=submission_course.may_decide(submission, viewer),
        may_discard=is_draft,
        may_revert=reversals.may_revert(submission, viewer),
        reversal=submission.reversal,
    )


def problem_sheets(problems: Iterable[Problem]) -> tuple[ProblemSheet, ...]:
    """Problems grouped by sheet, in their order."""
    return tuple(
        ProblemSheet(sheet, tuple(ProblemLine(one.cell, one.key, str(one.severity), one.message) for one in group))
        for sheet, group in groupby(in_order(problems), key=lambda problem: problem.sheet)
    )


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by sheet as the file was read, and within a sheet by their place."""
    found = list(problems)
    order = {sheet: number for number, sheet in enumerate(dict.fromkeys(problem.sheet for problem in found))}
    return sorted(found, key=lambda problem: (order[problem.sheet], _place(problem.cell)))


def _place(cell: str | None) -> tuple[int, int, str]:
    """Line by line, and column by column within a line; what is about the whole sheet comes first."""
    letters = (cell or "").rstrip("0123456789")
    return int((cell or "")[len(letters) :] or 0), len(letters), letters


def _steps(submission: Submission) -> Iterator[Step]:
    status = submission.status
    yield Step("上傳檢核", "done", submission.created_at, submission.created_by.name)
    if status is SubmissionStatus.DRAFT:
        yield Step("送審", "current")
    else:
        yield Step("送審", "done", submission.submitted_at, submission.created_by.name)
    if status is SubmissionStatus.IN_REVIEW:
        yield Step("審查中", "current", None, _name(submission.taken_by))
    if submission.first_reviewed_by:
        yield Step("初審通過", "done", None, submission.first_reviewed_by.name)
    if status is SubmissionStatus.RETURNED:
        yield Step("退回補正", "failed", submission.reviewed_at, _name(submission.reviewed_by))
    elif status in ACCEPTED:
        yield Step("核定", "done", submission.reviewed_at, _name(submission.reviewed_by))
        if status is SubmissionStatus.REOPENED:
            yield Step("重啟審查", "current")
        if back := submission.reversal:
            yield Step("復原", "failed", back.reverted_at, back.reverted_by.name)
    else:
        is_next = status in (SubmissionStatus.SUBMITTED, SubmissionStatus.PASSED_FIRST)
        yield Step("複審核定" if submission.first_reviewed_by else "核定", "current" if is_next else "todo")


def _name(person: User | None) -> str | None:
    return person.name if person else None


def _latest(session: Session, submission: Submission, merged: Merge) -> Mapping[str, PlanRevision]:
    return settlements.latest_changes(session, submission.plan, merged.conflicts, since=submission.base_revision)


def _cells(document: PlanDocument) -> int:
    """How many cells of the plan a report may fill."""
    return sum(len(reported_cells(section)) for section, _, _ in keyed_rows(document))


def _size(data_dir: Path, digest: str | None) -> int | None:
    return files.path_of(data_dir, digest).stat().st_size if digest else None
