"""審查意見: what reviewers say of cells, rows or the whole of a report, and what they want corrected.

The words are kept for ever. A place that an acceptance left out is owed, like a held row, until a later report
brings it or a reviewer lets it go.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.domain import canonical
from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, WrongState
from app.domain.merge import Merge
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument, reported_cells
from app.domain.roles import Permission
from app.domain.row_label import row_label
from app.domain.submission_status import DECIDED, UNDER_REVIEW, Action, SubmissionStatus
from app.models import Plan, ReviewComment, Submission, User
from app.services import audit_trail, plans
from app.services import submission_course as course
from app.services.permissions import may, require
from app.services.transaction import transaction
from app.workbooks.sheets import sheet_of

KEPT_AFTER_ALL = "審查後收下，不退回"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment before it is kept. ``place`` as differences name it (see :class:`ReviewComment`); ``None``: the whole.

    ``asks``: the place is to be corrected, and not to be accepted.
    """

    place: str | None
    text: str
    asks: bool = False


def of_submission(session: Session, submission: Submission) -> Sequence[ReviewComment]:
    """Every comment on a submission, in the order in which they were made."""
    return session.scalars(
        select(ReviewComment)
        .where(ReviewComment.submission_id == submission.id)
        .options(joinedload(ReviewComment.made_by), joinedload(ReviewComment.settled_by))
        .order_by(ReviewComment.id)
    ).all()


def shown_to(session: Session, submission: Submission, viewer: User) -> Sequence[ReviewComment]:
    """The comments that a person may read: until the report is decided, they are among the reviewers."""
    if submission.status in DECIDED or may(viewer, Permission.REVIEW, submission.plan):
        return of_submission(session, submission)
    return ()


def owed(session: Session, *plans: Plan) -> Sequence[ReviewComment]:
    """What is still to be corrected of these plans: left out by an acceptance, and not settled."""
    return session.scalars(
        select(ReviewComment)
        .join(ReviewComment.submission)
        .where(
            ReviewComment.plan_id.in_([plan.id for plan in plans]),
            ReviewComment.returned_at.is_not(None),
            ReviewComment.settled_at.is_(None),
            Submission.is_applied,
        )
        .options(contains_eager(ReviewComment.submission).joinedload(Submission.period))
        .order_by(ReviewComment.id)
    ).all()


def add(session: Session, submission: Submission, remarks: Iterable[Remark], *, by: User, at: datetime) -> int:
    """Keep comments; returns how many. Who comments a report that nobody reviews yet has taken it.

    :raises PermissionDenied: if ``by`` may not review the plan.
    :raises WrongState: if it is not under review or somebody else reviews it, or a place is returned without a word.
    :raises NotFound: if a place is not in the report.
    """
    require(by, Permission.REVIEW, submission.plan)
    given = [remark for remark in remarks if remark.text.strip() or remark.asks]
    if not given:
        return 0
    with transaction(session):
        plans.lock(session, submission.plan)
        session.refresh(submission)
        told = _begun(session, submission, by, at)
        document = canonical.from_json(submission.document or "")
        for remark in given:
            kept = _kept(document, submission, remark, by, at)
            session.add(kept)
            told.append(_entry(kept, None, {"意見": kept.text, "須補正": "是" if kept.asks else "否"}))
        audit_trail.record(session, told, by=by, at=at, plan=submission.plan, submission=submission)
    return len(given)


def may_let_go(submission: Submission, by: User) -> bool:
    """Whether this person may say that a place need not be corrected."""
    return may(by, Permission.REVIEW, submission.plan)


def chosen(session: Session, submission: Submission, *, shown: Collection[int], ticked: Collection[int]) -> list[str]:
    """The places to return: those whose comments were ticked, and those that the page had not shown yet."""
    asking = [row for row in of_submission(session, submission) if row.asks and row.settled_at is None]
    return [row.place for row in asking if row.place and (row.id in ticked or row.id not in shown)]


def let_go(session: Session, comment_id: int, reason: str, *, by: User, at: datetime) -> ReviewComment:
    """免補正: the place need not be corrected any more, for a reason that stays on record.

    :raises NotFound: if there is no such comment.
    :raises PermissionDenied: if ``by`` may not review its plan.
    :raises WrongState: without a reason, or if nothing is owed for it.
    """
    row = session.get(ReviewComment, comment_id, options=[joinedload(ReviewComment.submission)])
    if row is None:
        raise NotFound("查無這一則審查意見。")
    require(by, Permission.REVIEW, row.submission.plan)
    if not reason.strip():
        raise WrongState("免補正須填寫理由。")
    with transaction(session):
        plans.lock(session, row.submission.plan)
        session.refresh(row)
        if row.returned_at is None or row.settled_at is not None:
            raise WrongState("這一則審查意見沒有待補正的內容，或已結清，請重新整理頁面。")
        told = _settle(row, f"免補正：{reason.strip()}", by, at)
        audit_trail.record(session, [told], by=by, at=at, plan=row.submission.plan, submission=row.submission)
    return row


def narrow(
    session: Session, submission: Submission, returned: Collection[str] | None, *, by: User, at: datetime
) -> tuple[list[ReviewComment], list[Entry]]:
    """The comments whose places are returned; of the others it is written down that they are not, for the trail too.

    A step: the caller commits, and hands the entries to the trail.

    :param returned: the places; ``None`` for all places for which a comment asks.
    :raises WrongState: if no comment asks for the correction of a place.
    """
    asking = [row for row in of_submission(session, submission) if row.asks and row.settled_at is None]
    chosen = [row for row in asking if returned is None or row.place in returned]
    if unexplained := set(returned or ()) - {row.place for row in chosen}:
        raise WrongState(f"退回 {'、'.join(sorted(unexplained))} 須先填寫審查意見，說明要補正什麼。")
    return chosen, [_settle(row, KEPT_AFTER_ALL, by, at) for row in asking if row not in chosen]


def leave_out(
    session: Session, submission: Submission, returned: Collection[str] | None, *, by: User, at: datetime
) -> tuple[frozenset[str], list[Entry]]:
    """The places that an acceptance leaves out, which are owed from now on; and what the trail is to be told.

    A step: the caller commits.
    """
    chosen, told = narrow(session, submission, returned, by=by, at=at)
    for row in chosen:
        row.returned_at = at
        told.append(_entry(row, {"意見": row.text}, {"意見": row.text, "處理": "退回補正"}))
    return frozenset(row.place for row in chosen if row.place), told


def settle_reported(session: Session, submission: Submission, merged: Merge, *, by: User, at: datetime) -> list[Entry]:
    """Settle what earlier reports owed and this accepted one brings; for the trail. A step: the caller commits."""
    new = {f"{one.section}/{one.key}" for one in merged.added}
    touched = new | {f"{one.section}/{one.key}" for one in merged.changes}
    brought = touched | {one.id for one in merged.changes}
    return [
        _settle(row, _brought_by(submission), by, at)
        for row in owed(session, submission.plan)
        if row.submission_id < submission.id and (row.place in brought or f"{row.section}/{row.key}" in new)
    ]


def reopen(session: Session, submission: Submission) -> list[Entry]:
    """What a report that is taken back had brought is owed again; for the trail. A step: the caller commits."""
    wanted = (ReviewComment.plan_id == submission.plan_id, ReviewComment.settled_how == _brought_by(submission))
    rows = session.scalars(select(ReviewComment).where(*wanted).order_by(ReviewComment.id)).all()
    for row in rows:
        row.settled_at = row.settled_by = row.settled_how = None
    return [_entry(row, {"意見": row.text, "結清": _brought_by(submission)}, {"意見": row.text}) for row in rows]


def _brought_by(submission: Submission) -> str:
    return f"{submission.period.key} 第 {submission.version} 版已補正"


def _begun(session: Session, submission: Submission, by: User, at: datetime) -> list[Entry]:
    """Take a report that waits; go on only with one's own review, or with a second one."""
    if submission.status not in UNDER_REVIEW:
        raise WrongState(f"期報 {submission.id} 目前為「{submission.status}」，不在審查中，不能再加註意見。")
    if refusal := course.refusal_to_decide(submission, by):
        raise refusal
    if submission.status is not SubmissionStatus.SUBMITTED:
        return []
    told = course.move(session, submission, Action.TAKE, by=by, at=at)
    submission.taken_by_id = by.id
    return [told]


def _kept(document: PlanDocument, submission: Submission, remark: Remark, by: User, at: datetime) -> ReviewComment:
    section, key, field, label = _located(document, remark.place) if remark.place else (None, None, None, "整份期報")
    if not remark.text.strip():
        raise WrongState(f"退回「{label}」須填寫審查意見，說明要補正什麼。")
    return ReviewComment(
        plan_id=submission.plan_id,
        agency_id=submission.agency_id,
        submission_id=submission.id,
        section=section,
        key=key,
        field=field,
        label=label,
        text=remark.text.strip(),
        asks=remark.asks and remark.place is not None,
        made_by=by,
        made_at=at,
    )


def _located(document: PlanDocument, place: str) -> tuple[str, str, str | None, str]:
    """Section, key, field (``None`` for the row) and how people call the place."""
    section, _, rest = place.partition("/")
    if section in REPORTED_SECTIONS:
        if (row := document.row(section, rest)) is not None:
            return section, rest, None, row_label(rest, row)
        key, _, field = rest.rpartition("/")
        column = sheet_of(section).column_of(field) if field in reported_cells(section) else None
        if column is not None and (row := document.row(section, key)) is not None:
            return section, key, field, f"{row_label(key, row)}：{column.header}"
    raise NotFound(f"這份期報沒有「{place}」這個欄位，請重新整理頁面。")


def _settle(row: ReviewComment, how: str, by: User, at: datetime) -> Entry:
    row.settled_at, row.settled_by, row.settled_how = at, by, how
    return _entry(row, {"意見": row.text}, {"意見": row.text, "結清": how})


def _entry(row: ReviewComment, before: object, after: object) -> Entry:
    return Entry(Subject.COMMENT, row.place or "整份期報", before, after, label=row.label)
