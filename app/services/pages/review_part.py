"""The review of a submission as its page shows it: its course, the comments, and what the viewer may do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app import clock
from app.domain.roc_calendar import format_roc
from app.domain.submission_status import UNDER_REVIEW, Action, SubmissionStatus
from app.models import ReviewComment, Submission, SubmissionEvent, User
from app.services import review_comments, review_settings, submission_course, submissions
from app.services.pages.differences import WHOLE_ROW
from app.services.submission_course import may_move


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A step of the submission, by whom and why."""

    action: Action
    status: SubmissionStatus
    at: datetime
    by: str
    remark: str | None
    correct_by: date | None


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment of a reviewer. ``state`` says what became of what it asks for; empty if it asks for nothing."""

    id: int
    place: str | None
    label: str
    column: str  # of the cell it is about; of a row, that word
    text: str
    asks: bool
    by: str
    at: datetime
    state: str
    settled_how: str | None
    settled_at: datetime | None
    settled_by: str | None
    submission_id: int
    submission: str
    correct_by: date | None

    @property
    def is_owed(self) -> bool:
        """Whether a correction is still to come."""
        return self.state == "待補正"

    @property
    def is_asking(self) -> bool:
        """Whether the reviewer may still decide to accept the place after all."""
        return self.state == "擬退回"


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """How far the review is, for this viewer."""

    course: tuple[CourseLine, ...]
    comments: tuple[CommentLine, ...]
    taken_by: str | None
    first_reviewer: str | None
    reviewer: str | None
    stamp: str | None  # 「經濟部工業局 107 年 12 月 20 日 審查通過」
    correct_by: date | None
    days: int | None  # after that day (negative: before), while a correction is owed
    usual_due: date
    is_partly_returned: bool
    passes_on: bool  # the viewer's approval goes to a second reviewer
    may_decide: bool
    may_comment: bool
    may_take: bool
    may_take_over: bool
    may_recall: bool
    may_reopen: bool
    may_let_go: bool

    def of_row(self, row: str) -> list[CommentLine]:
        """The comments on a row (cases/107-0005) and its cells."""
        return [one for one in self.comments if one.place == row or (one.place or "").startswith(f"{row}/")]

    def asks_for(self, place: str) -> bool:
        """Whether a place is to be returned as things stand."""
        return any(one.is_asking and one.place == place for one in self.comments)


def show(session: Session, submission: Submission, *, viewer: User, on: date) -> ReviewPart:
    """The review of a submission that ``viewer`` may see, on a day."""
    rule = review_settings.of_plan(session, submission.plan)
    comments = tuple(_comments(review_comments.shown_to(session, submission, viewer)))
    may_decide = submission_course.may_decide(submission, viewer)
    is_first = submission.status in UNDER_REVIEW and submission.status is not SubmissionStatus.PASSED_FIRST
    is_asked_anew = submission.status in (SubmissionStatus.RETURNED, SubmissionStatus.REOPENED)
    is_back = submission.reversal is not None  # the whole is to be reported anew, if at all
    is_owed = not is_back and (
        any(one.is_owed for one in comments) or (is_asked_anew and not submissions.is_followed(session, submission))
    )
    return ReviewPart(
        course=tuple(_course(submission_course.of_submission(session, submission))),
        comments=comments,
        taken_by=submission.taken_by.name if submission.taken_by else None,
        first_reviewer=submission.first_reviewed_by.name if submission.first_reviewed_by else None,
        reviewer=submission.reviewed_by.name if submission.reviewed_by else None,
        stamp=_stamp(submission),
        correct_by=submission.correct_by,
        days=(on - submission.correct_by).days if is_owed and submission.correct_by else None,
        usual_due=on + timedelta(days=rule.correction_days),
        is_partly_returned=submission.is_applied and any(one.is_owed for one in comments),
        passes_on=is_first and rule.reviewers > 1,
        may_decide=may_decide,
        may_comment=may_decide,
        may_take=may_move(submission, Action.TAKE, viewer),
        may_take_over=may_move(submission, Action.TAKE_OVER, viewer) and submission.taken_by_id != viewer.id,
        may_recall=may_move(submission, Action.RECALL, viewer),
        may_reopen=may_move(submission, Action.REOPEN, viewer) and submission.reversal is None,
        may_let_go=review_comments.may_let_go(submission, viewer),
    )


def _course(events: Iterable[SubmissionEvent]) -> Iterable[CourseLine]:
    for one in events:
        yield CourseLine(one.action, one.to_status, one.made_at, one.made_by.name, one.remark, one.correct_by)


def _comments(rows: Iterable[ReviewComment]) -> Iterable[CommentLine]:
    for row in rows:
        yield CommentLine(
            id=row.id,
            place=row.place,
            label=row.label,
            column=row.label.rpartition("：")[2] if row.field else WHOLE_ROW,
            text=row.text,
            asks=row.asks,
            by=row.made_by.name,
            at=row.made_at,
            state=_state(row),
            settled_how=row.settled_how,
            settled_at=row.settled_at,
            settled_by=row.settled_by.name if row.settled_by else None,
            submission_id=row.submission_id,
            submission=f"{row.submission.period.key} 第 {row.submission.version} 版",
            correct_by=row.submission.correct_by,
        )


def _state(row: ReviewComment) -> str:
    if not row.asks:
        return ""
    if row.settled_at is not None:
        return "已結清"
    if row.returned_at is not None:
        return "待補正"
    return "退回補正" if row.submission.status is SubmissionStatus.RETURNED else "擬退回"


def _stamp(submission: Submission) -> str | None:
    if not submission.is_applied or submission.reviewed_at is None:
        return None
    day = clock.day_of(submission.reviewed_at)
    year, month, date_ = format_roc(day).split("/")
    return f"{submission.plan.agency.name} {year} 年 {month} 月 {date_} 日 審查通過"
