"""News of reports (期報): who has to review one, and what became of one's own."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import day_of
from app.domain.notices import NoticeKind
from app.domain.roc_calendar import format_roc
from app.domain.submission_status import UNDER_REVIEW, Action, SubmissionStatus
from app.models import Submission, SubmissionEvent, SubmissionReversal, User
from app.services import addressees
from app.services.news.source import News, Source

#: Steps that somebody else must hear of. The others are their author's own business.
TOLD = (
    *(Action.SEND, Action.RECALL, Action.TAKE_OVER, Action.AGREE),
    *(Action.SEND_BACK, Action.APPROVE, Action.REOPEN),
)


def _of_step(session: Session, row_id: int) -> Iterator[News]:
    step = session.get_one(SubmissionEvent, row_id)
    submission = session.get_one(Submission, step.submission_id)
    name, plan = _name(submission), submission.plan
    due = format_roc(step.correct_by) if step.correct_by else None
    authors = _authors(session, submission)
    reviewers = addressees.reviewers(session, plan)
    match step.action:
        case Action.SEND:
            if submission.status in UNDER_REVIEW:  # and not decided already
                yield _news(step, submission, reviewers, NoticeKind.SENT, f"{name}送審，請審查")
            if submission.on_behalf_of:
                yield _news(step, submission, authors, NoticeKind.DECIDED, f"{name}已由{step.made_by.name}代為送審")
        case Action.RECALL:
            yield _news(step, submission, reviewers, NoticeKind.SENT, f"{name}已由填報單位抽回，不必審查")
        case Action.TAKE_OVER:
            before = _reviewer_before(session, step)
            yield _news(step, submission, before, NoticeKind.SENT, f"{name}的審查由{step.made_by.name}接手")
        case Action.AGREE if submission.status is SubmissionStatus.PASSED_FIRST:
            second = addressees.managers(session, plan) + addressees.officers(session, plan)
            yield _news(step, submission, second, NoticeKind.SENT, f"{name}初審通過，請複審")
        case Action.SEND_BACK:
            subject = f"{name}退回補正" + (f"，請於 {due} 前重新送件" if due else "")
            yield _news(step, submission, authors, NoticeKind.DECIDED, subject)
        case Action.APPROVE:
            subject = f"{name}已核定" + (f"，部分內容請於 {due} 前補正" if due else "")
            yield _news(step, submission, authors, NoticeKind.DECIDED, subject)
        case Action.REOPEN:
            subject = f"{name}重啟審查" + (f"，請於 {due} 前重新送件" if due else "")
            yield _news(step, submission, authors + reviewers, NoticeKind.DECIDED, subject)


def _of_reversal(session: Session, row_id: int) -> Iterator[News]:
    reversal = session.get_one(SubmissionReversal, row_id)
    submission = session.get_one(Submission, reversal.submission_id)
    yield News(
        to=_authors(session, submission) + addressees.reviewers(session, submission.plan),
        kind=NoticeKind.DECIDED,
        subject=f"{_name(submission)}的核定已復原，本期須重新送件",
        text=f"{reversal.reverted_by.name}復原。理由：{reversal.reason}",
        path=f"/submissions/{submission.id}",
        plan=submission.plan,
        at=reversal.reverted_at,
    )


def _news(step: SubmissionEvent, submission: Submission, to: list[User], kind: NoticeKind, subject: str) -> News:
    who = f"{step.made_by.name}於 {format_roc(day_of(step.made_at))} {step.action}。"
    # What was taken back is its author's draft again, which nobody else can open.
    path = f"/plans/{submission.plan.code}" if step.action is Action.RECALL else f"/submissions/{submission.id}"
    return News(to, kind, subject, who + (step.remark or ""), path, submission.plan, step.made_at)


def _name(submission: Submission) -> str:
    return f"{submission.period.key}期報（第 {submission.version} 版）"


def _authors(session: Session, submission: Submission) -> list[User]:
    """Who sent it in, and everybody who reports for the same plan."""
    return [submission.created_by, *addressees.contractor_people(session, submission.plan)]


def _reviewer_before(session: Session, step: SubmissionEvent) -> list[User]:
    earlier = (
        select(User)
        .join(SubmissionEvent, SubmissionEvent.made_by_id == User.id)
        .where(SubmissionEvent.submission_id == step.submission_id, SubmissionEvent.id < step.id)
        .where(SubmissionEvent.action.in_((Action.TAKE, Action.TAKE_OVER)))
        .order_by(SubmissionEvent.id.desc())
    )
    found = session.scalars(earlier.limit(1)).first()
    return [found] if found else []


SOURCES = (
    Source(
        "submission_event",
        SubmissionEvent.id,
        SubmissionEvent.made_by_id,
        (SubmissionEvent.action.in_(TOLD),),
        _of_step,
    ),
    Source("submission_reversal", SubmissionReversal.id, SubmissionReversal.reverted_by_id, (), _of_reversal),
)
