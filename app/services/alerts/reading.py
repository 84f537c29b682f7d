"""Alerts as people ask for them: a list with filters, one with its history, and who could take it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.alert_life import Addressee
from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.domain.slippage import Level, SlipKind
from app.models import Alert, AlertEvent, AlertExplanation, Plan, RoleGrant, User
from app.services.permissions import in_force, is_seen, may, require, sees_as
from app.services.transaction import move_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts are asked for; blank or ``None`` filters nothing.

    :ivar is_mine: it is this person's turn, by name or as one of those who are addressed.
    :ivar is_unanswered: somebody is asked and has not answered.
    :ivar is_explained: somebody has answered, and the answer stands.
    """

    is_open: bool | None = None
    light: str = ""
    plan_code: str = ""
    level: Level | None = None
    kind: SlipKind | None = None
    is_mine: bool = False
    is_unanswered: bool = False
    is_explained: bool = False


def get(session: Session, alert_id: int, *, viewer: User) -> Alert:
    """One alert.

    :raises NotFound: if there is none.
    :raises PermissionDenied: if ``viewer`` may not see its plan.
    """
    return several(session, [alert_id], viewer=viewer)[0]


def several(session: Session, alert_ids: Sequence[int], *, viewer: User) -> Sequence[Alert]:
    """These alerts, by plan and as they were opened.

    :raises NotFound: if none is named, or one does not exist.
    :raises PermissionDenied: if ``viewer`` may not see one of the plans.
    """
    wanted = set(alert_ids)
    if not wanted:
        raise NotFound("沒有選擇警示；請在警示清單勾選後再辦理。")
    found = session.scalars(
        select(Alert)
        .where(Alert.id.in_(wanted))
        .options(joinedload(Alert.plan).joinedload(Plan.contractor), joinedload(Alert.assigned_to))
        .order_by(Alert.plan_id, Alert.id)
    ).all()
    if missing := wanted - {alert.id for alert in found}:
        raise NotFound(f"查無警示 {min(missing)}，請回警示清單重新選擇。")
    for plan in {alert.plan_id: alert.plan for alert in found}.values():
        require(viewer, Permission.VIEW, plan)
    return found


def read_again(session: Session, alert: Alert) -> None:
    """See what another session has just written of an alert; what was read before belongs to an older moment."""
    move_on(session)
    session.refresh(alert)


def listed(session: Session, viewer: User, wanted: Wanted, *, first: int, rows: int) -> Sequence[Alert]:
    """A part of the alerts that match, worst first, ``first`` rows left out."""
    query = _matching(viewer, wanted).options(
        joinedload(Alert.plan).joinedload(Plan.contractor), joinedload(Alert.assigned_to)
    )
    return session.scalars(query.order_by(*_WORST_FIRST).offset(first).limit(rows)).all()


def open_of_plan(session: Session, plan: Plan, *, rows: int) -> Sequence[Alert]:
    """The worst of a plan's open alerts. A step: the caller has asked who may see the plan."""
    query = select(Alert).where(Alert.plan_id == plan.id, Alert.resolved_on.is_(None))
    query = query.options(
        joinedload(Alert.plan, innerjoin=True).joinedload(Plan.contractor, innerjoin=True),
        joinedload(Alert.assigned_to).lazyload(User.grants),
    )
    return session.scalars(query.order_by(*_WORST_FIRST).limit(rows)).all()


def visible_to(session: Session, viewer: User, *, is_open: bool | None = None) -> Sequence[Alert]:
    """The alerts a person may see, worst first; ``is_open`` keeps only those (``None``: all of them)."""
    query = _matching(viewer, Wanted(is_open=is_open)).options(joinedload(Alert.plan))
    return session.scalars(query.order_by(*_WORST_FIRST)).all()


def count(session: Session, viewer: User, wanted: Wanted) -> int:
    """How many alerts match."""
    return session.scalar(_counted(viewer, wanted)) or 0


def count_open(session: Session, *, viewer: User) -> int:
    """How many open alerts a person may see."""
    return session.scalar(counted_open(viewer)) or 0


def counted_open(viewer: User) -> Select[int]:
    """The query of how many open alerts a person may see."""
    return _counted(viewer, Wanted(is_open=True))


def count_waiting_for(session: Session, viewer: User, wanted: Wanted) -> int:
    """How many of those that match wait for an answer of this person."""
    return count(session, viewer, replace(wanted, is_open=True, is_mine=True))


def last_scan_on(session: Session) -> date | None:
    """The newest day that any open or resolved alert was evaluated on; ``None`` before the first."""
    return session.scalar(select(func.max(Alert.evaluated_on)))


def events_of(session: Session, alert: Alert) -> Sequence[AlertEvent]:
    """What happened to an alert, in its order."""
    return session.scalars(
        select(AlertEvent)
        .where(AlertEvent.alert_id == alert.id)
        .options(joinedload(AlertEvent.by).lazyload(User.grants), joinedload(AlertEvent.assignee).lazyload(User.grants))
        .order_by(AlertEvent.id)
    ).all()


def explanations_of(session: Session, alert: Alert) -> Sequence[AlertExplanation]:
    """What was answered to an alert, newest first."""
    return session.scalars(
        select(AlertExplanation)
        .where(AlertExplanation.alert_id == alert.id)
        .options(joinedload(AlertExplanation.made_by).lazyload(User.grants))
        .order_by(AlertExplanation.id.desc())
    ).all()


def assignable(session: Session, alerts: Sequence[Alert]) -> list[User]:
    """The people who could answer every one of these alerts, by name."""
    plans = {alert.plan_id: alert.plan for alert in alerts}.values()
    with_a_role = select(RoleGrant.user_id).where(
        or_(RoleGrant.agency_id.is_(None), RoleGrant.agency_id.in_({plan.agency_id for plan in plans}))
    )
    could = select(User).where(User.is_active, User.id.in_(with_a_role)).options(joinedload(User.grants))
    people = session.scalars(could.order_by(User.name, User.email)).unique()
    return [user for user in people if all(may(user, Permission.EXPLAIN_ALERT, plan) for plan in plans)]


_WORST_FIRST = (
    Alert.resolved_on.is_not(None),
    Alert.level.desc(),
    Alert.days.desc(),
    Alert.id,
)


def _counted(viewer: User, wanted: Wanted) -> Select[int]:
    return _matching(viewer, wanted).with_only_columns(func.count(), maintain_column_froms=True)


def _matching(viewer: User, wanted: Wanted) -> Select[Alert]:
    query = select(Alert).where(is_seen(viewer, Alert))
    if wanted.is_open is not None:
        query = query.where(Alert.resolved_on.is_(None) if wanted.is_open else Alert.resolved_on.is_not(None))
    if wanted.light:
        query = query.where(Alert.light == wanted.light)
    if wanted.plan_code:
        query = query.where(Alert.plan_id.in_(select(Plan.id).where(Plan.code == wanted.plan_code)))
    if wanted.level is not None:
        query = query.where(Alert.level == int(wanted.level))
    if wanted.kind is not None:
        query = query.where(Alert.kind == wanted.kind.value)
    if wanted.is_mine:
        query = query.where(is_turn_of(viewer))
    if wanted.is_unanswered:
        query = query.where(Alert.answer_due_on.is_not(None))
    if wanted.is_explained:
        query = query.where(Alert.is_explained)
    return query


def is_turn_of(person: User) -> ColumnElement[bool]:
    """Which alerts wait for an answer of this person: asked by name; or as one of those who are addressed, or were
    before and still owe it."""
    asked, roles = aliased(Alert), {grant.role for grant in in_force(person)}
    waits = select(asked.id).where(asked.answer_due_on.is_not(None))
    by_role = (
        waits.where(
            asked.assigned_to_id.is_(None),
            asked.addressed.in_(_reaching(one)),
            sees_as(person, one.role, asked.plan_id),
        )
        for one in Addressee
        if one.role in roles
    )
    # Each of these finds its few rows by an index of its own; as one condition they would look through all alerts.
    return Alert.id.in_(union_all(waits.where(asked.assigned_to_id == person.id), *by_role))


def _reaching(addressee: Addressee) -> list[Addressee]:
    """The levels on which this one is asked, or still owes the answer."""
    return [level for level in Addressee if addressee in level.reached]
