"""Everything that waits for one person, in one query: each kind of it is a part of a union, a few lines of each."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from app import clock
from app.domain.change_request import ChangeStatus
from app.domain.checkpoint_state import CheckpointState
from app.domain.roles import Permission, Role
from app.domain.slippage import Level, SlipKind
from app.domain.submission_status import SubmissionStatus
from app.models import (
    Alert,
    AlertExplanation,
    ChangeRequest,
    Checkpoint,
    Plan,
    ReportingPeriod,
    ReviewComment,
    Submission,
    User,
)
from app.models.types import UtcDateTime
from app.services import alerts, change_requests, submissions
from app.services.permissions import may_anywhere, plans_as, sees

MOST = 5  # lines of a kind; how many there are is said beside them
_RETURNED_FOR = timedelta(days=30)  # a request that was returned is shown this long: it stays returned for ever
_ASKS_ANEW = (SubmissionStatus.RETURNED, SubmissionStatus.REOPENED)


class TaskKind(StrEnum):
    """What waits, in the order in which a person should see to it."""

    CORRECTION = "待補正的期報"
    REFUSED = "未收的檔案"
    ANSWER = "待說明的警示"
    REVIEW = "待審的期報"
    DECIDE = "待審的計畫變更"
    EXPLAINED = "新的落後說明"
    RETURNED_CHANGE = "退回的計畫變更"
    SOON = "即將到期的查核點"
    DRAFT = "未送審的期報草稿"
    CHANGE_DRAFT = "未送審的變更草稿"


def of_person(session: Session, viewer: User, *, since: datetime, at: datetime) -> Sequence[Row[Any]]:
    """At most :data:`MOST` rows of each kind, with ``total`` of the kind in each of them; the most urgent first.

    :param since: explanations of others are shown if they were made later.
    """
    parts = _parts(viewer, since, at)
    if not parts:
        return []
    rows = session.execute(union_all(*parts)).all()
    order = [kind.name for kind in TaskKind]
    return sorted(rows, key=lambda row: (order.index(row.kind), row.place))


def _parts(viewer: User, since: datetime, at: datetime) -> list[Select[Any]]:
    found: list[Select[Any]] = []
    if may_anywhere(viewer, Permission.REPORT):
        found += [_corrections(viewer), _own_files(viewer, TaskKind.REFUSED), _own_files(viewer, TaskKind.DRAFT)]
        found += [_soon(viewer), _returned_changes(viewer, at), _change_drafts(viewer)]
    if may_anywhere(viewer, Permission.REVIEW):
        found.append(_reviews(viewer))
    if may_anywhere(viewer, Permission.APPROVE_CHANGE):
        found.append(_decisions(viewer))
    if may_anywhere(viewer, Permission.RETURN_EXPLANATION):
        found.append(_explained(viewer, since))
    if any(may_anywhere(viewer, one) for one in (Permission.EXPLAIN_ALERT, Permission.ASSIGN_ALERT)):
        found.append(_answers(viewer, clock.day_of(at)))
    return found


_NO_TEXT = cast(null(), String)
_NO_DAY = cast(null(), Date)
_NO_MOMENT = cast(null(), UtcDateTime())
_NO_NUMBER = cast(null(), Integer)


def _part(
    kind: TaskKind,
    row: Any,
    joined: Select[Any],
    *where: ColumnElement[bool],
    order: Sequence[Any],
    subject: Any = _NO_TEXT,
    who: Any = _NO_TEXT,
    moment: Any = _NO_MOMENT,
    until: Any = _NO_DAY,
    amount: Any = _NO_NUMBER,
    note: Any = _NO_TEXT,
    is_stale: Any = None,
) -> Select[Any]:
    """The first rows of a kind; all kinds have the same columns."""
    stale = cast(literal(value=False), Boolean) if is_stale is None else is_stale
    place, total = func.row_number().over(order_by=[*order, row.id]), func.count().over()
    found = select(row.id.label("row_id"), place.label("place"), total.label("total")).where(*where)
    chosen = found.subquery()
    # What is shown is looked up for the few rows that were chosen, not for all that were counted.
    return (
        joined.with_only_columns(
            literal(kind.name).label("kind"),
            row.id.label("row_id"),
            Plan.code.label("plan_code"),
            Plan.name.label("plan_name"),
            Plan.year_index.label("year_index"),
            Plan.years_total.label("years_total"),
            Plan.is_demo.label("is_demo"),
            subject.label("subject"),
            who.label("who"),
            moment.label("moment"),
            until.label("until"),
            amount.label("amount"),
            note.label("note"),
            stale.label("is_stale"),
            chosen.c.place,
            chosen.c.total,
            maintain_column_froms=True,
        )
        .join(chosen, chosen.c.row_id == row.id)
        .where(chosen.c.place <= MOST)
    )


def _of_submissions() -> Select[Any]:
    return (
        select(Submission)
        .join(Plan, Plan.id == Submission.plan_id)
        .join(ReportingPeriod, ReportingPeriod.id == Submission.period_id)
        .join(User, User.id == Submission.created_by_id)
    )


def _of_changes() -> Select[Any]:
    of_plan = select(ChangeRequest).join(Plan, Plan.id == ChangeRequest.plan_id)
    return of_plan.join(User, User.id == ChangeRequest.created_by_id)


def _of_alerts() -> Select[Any]:
    return select(Alert).join(Plan, Plan.id == Alert.plan_id)


def _corrections(viewer: User) -> Select[Any]:
    """Reports of the person's own 受委託單位 that were returned, whole or in places, and not sent anew since."""
    newer = aliased(Submission)
    is_sent_anew = select(newer.id).where(
        newer.period_id == Submission.period_id, newer.version > Submission.version, newer.submitted_at.is_not(None)
    )
    asks_anew = Submission.status.in_(_ASKS_ANEW) & ~is_sent_anew.exists()
    comments = select(func.count()).where(ReviewComment.submission_id == Submission.id).correlate(Submission)
    owed = select(ReviewComment.submission_id).where(
        ReviewComment.returned_at.is_not(None), ReviewComment.settled_at.is_(None)
    )
    return _part(
        TaskKind.CORRECTION,
        Submission,
        _of_submissions(),
        Submission.plan_id.in_(plans_as(viewer, Role.CONTRACTOR)),
        ~Submission.reversal.has(),
        or_(asks_anew, Submission.is_applied & Submission.id.in_(owed)),
        order=(Submission.correct_by.is_(None), Submission.correct_by),
        subject=ReportingPeriod.key,
        until=Submission.correct_by,
        amount=comments.scalar_subquery(),
        note=Submission.review_comment,
    )


def _own_files(viewer: User, kind: TaskKind) -> Select[Any]:
    """The person's own files with errors, and own drafts, that nothing newer has taken the place of."""
    newer = aliased(Submission)
    is_replaced = select(newer.id).where(newer.period_id == Submission.period_id, newer.version > Submission.version)
    status = SubmissionStatus.REJECTED if kind is TaskKind.REFUSED else SubmissionStatus.DRAFT
    return _part(
        kind,
        Submission,
        _of_submissions(),
        Submission.status == status,
        Submission.created_by_id == viewer.id,
        sees(viewer, Submission.plan_id),
        ~is_replaced.exists(),
        order=(Submission.created_at.desc(),),
        subject=ReportingPeriod.key,
        moment=Submission.created_at,
        amount=func.json_array_length(Submission.problems),
        note=Submission.file_name,
    )


def _returned_changes(viewer: User, at: datetime) -> Select[Any]:
    later = aliased(ChangeRequest)
    is_followed = select(later.id).where(
        later.plan_id == ChangeRequest.plan_id, later.created_at > ChangeRequest.reviewed_at
    )
    own = or_(ChangeRequest.created_by_id == viewer.id, ChangeRequest.plan_id.in_(plans_as(viewer, Role.CONTRACTOR)))
    return _part(
        TaskKind.RETURNED_CHANGE,
        ChangeRequest,
        _of_changes(),
        ChangeRequest.status == ChangeStatus.RETURNED,
        ChangeRequest.reviewed_at >= at - _RETURNED_FOR,
        sees(viewer, ChangeRequest.plan_id),
        own,
        ~is_followed.exists(),
        order=(ChangeRequest.reviewed_at.desc(),),
        moment=ChangeRequest.reviewed_at,
        note=ChangeRequest.review_comment,
    )


def _change_drafts(viewer: User) -> Select[Any]:
    return _part(
        TaskKind.CHANGE_DRAFT,
        ChangeRequest,
        _of_changes(),
        ChangeRequest.status == ChangeStatus.DRAFT,
        ChangeRequest.created_by_id == viewer.id,
        sees(viewer, ChangeRequest.plan_id),
        order=(ChangeRequest.created_at.desc(),),
        moment=ChangeRequest.created_at,
        note=ChangeRequest.reason,
    )


def _reviews(viewer: User) -> Select[Any]:
    return _part(
        TaskKind.REVIEW,
        Submission,
        _of_submissions(),
        *submissions.waits_for(viewer),
        order=(Submission.submitted_at,),
        subject=ReportingPeriod.key,
        who=func.coalesce(Submission.on_behalf_of, User.name),
        moment=Submission.submitted_at,
        until=ReportingPeriod.due_on,
        amount=Submission.differences,
        is_stale=Submission.base_revision < Plan.revision,
    )


def _decisions(viewer: User) -> Select[Any]:
    return _part(
        TaskKind.DECIDE,
        ChangeRequest,
        _of_changes(),
        *change_requests.waits_for(viewer),
        order=(ChangeRequest.submitted_at,),
        who=func.coalesce(ChangeRequest.on_behalf_of, User.name),
        moment=ChangeRequest.submitted_at,
        note=ChangeRequest.reason,
        is_stale=ChangeRequest.base_revision < Plan.revision,
    )


def _explained(viewer: User, since: datetime) -> Select[Any]:
    """Alerts that others have explained since the person last looked; what was explained last comes first."""
    made = AlertExplanation
    of_others = select(made.alert_id).where(made.made_at > since, made.made_by_id != viewer.id)
    newest = select(func.max(made.made_at)).where(made.alert_id == Alert.id).correlate(Alert).scalar_subquery()
    return _part(
        TaskKind.EXPLAINED,
        Alert,
        _of_alerts(),
        Alert.id.in_(of_others),
        Alert.is_explained.is_(True),
        Alert.resolved_on.is_(None),
        sees(viewer, Alert.plan_id, Permission.RETURN_EXPLANATION),
        order=(newest.desc(),),
        subject=_alert_name(),
        moment=newest,
        until=Alert.promised_on,
        note=_newest_reason(),
    )


def _answers(viewer: User, on: date) -> Select[Any]:
    """Alerts with which it is this person's turn: of running plans first, then what was to be answered first."""
    return _part(
        TaskKind.ANSWER,
        Alert,
        _of_alerts(),
        Alert.resolved_on.is_(None),
        sees(viewer, Alert.plan_id),
        alerts.is_turn_of(viewer),
        order=(_is_over(on), Alert.answer_due_on, Alert.level.desc(), Alert.days.desc()),
        subject=_alert_name(),
        until=Alert.answer_due_on,
        amount=Alert.days,
        note=func.coalesce(_promised(), Alert.rule),
    )


def _soon(viewer: User) -> Select[Any]:
    """查核點 of the person's own 受委託單位 that are due soon, as the last scan found them."""
    return _part(
        TaskKind.SOON,
        Alert,
        _of_alerts(),
        Alert.resolved_on.is_(None),
        Alert.level == int(Level.NOTICE),
        Alert.kind == SlipKind.CHECKPOINT.value,
        Alert.state == CheckpointState.DUE_SOON.value,
        Alert.plan_id.in_(plans_as(viewer, Role.CONTRACTOR)),
        order=(Alert.days.desc(),),
        subject=Alert.row_key,
        until=_due_on(),
        note=_promised(),
    )


def _is_over(on: date) -> ColumnElement[Any]:
    return select(Plan.ends_on < on).where(Plan.id == Alert.plan_id).correlate(Alert).scalar_subquery()


def _alert_name() -> ColumnElement[str]:
    """Its kind and row, taken apart by whoever puts it into words."""
    return Alert.kind + "/" + Alert.row_key


def _of_its_checkpoint(column: Any) -> ColumnElement[Any]:
    is_its = (Checkpoint.plan_id == Alert.plan_id) & (Checkpoint.key == Alert.row_key)
    found = select(column).where(is_its, Alert.kind == SlipKind.CHECKPOINT.value)
    return found.correlate(Alert).scalar_subquery()


def _promised() -> ColumnElement[Any]:
    """What a 查核點 is about: few know it by its number."""
    return _of_its_checkpoint(Checkpoint.description)


def _due_on() -> ColumnElement[Any]:
    return _of_its_checkpoint(Checkpoint.due_on)


def _newest_reason() -> ColumnElement[Any]:
    own = select(AlertExplanation.reason).where(AlertExplanation.alert_id == Alert.id)
    return own.order_by(AlertExplanation.id.desc()).limit(1).correlate(Alert).scalar_subquery()
