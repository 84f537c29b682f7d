"""Plans: finding them as the viewer may, and bringing new ones in."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.domain.errors import NotFound, PlanExists
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.models import Plan, ReportingPeriod, User
from app.services import audit_entries, audit_trail, plan_tables, revisions
from app.services.bulk import uncollected
from app.services.permissions import require, visible_plans


def visible_to(session: Session, viewer: User) -> Sequence[Plan]:
    """The plans a person may see, newest year first."""
    return session.scalars(visible_plans(viewer).options(joinedload(Plan.agency), joinedload(Plan.contractor))).all()


def get(session: Session, code: str, *, viewer: User) -> Plan:
    """The plan of this code.

    :raises NotFound: if there is none.
    :raises PermissionDenied: if ``viewer`` may not see it.
    """
    plan = find(session, code)
    require(viewer, Permission.VIEW, plan)
    return plan


def find(session: Session, code: str) -> Plan:
    """The plan of this code, for commands run by the machine's owner.

    :raises NotFound: if there is none.
    """
    named = (joinedload(Plan.agency), joinedload(Plan.contractor))
    plan = session.scalar(select(Plan).where(Plan.code == code).options(*named))
    if plan is None:
        raise NotFound(f"查無計畫 {code}，請確認計畫代號。")
    return plan


def everything(session: Session) -> Sequence[Plan]:
    """Every plan, for commands run by the machine's owner and for the night shift."""
    return session.scalars(
        select(Plan).options(joinedload(Plan.agency), joinedload(Plan.contractor)).order_by(Plan.roc_year, Plan.code)
    ).all()


def document(session: Session, plan: Plan) -> PlanDocument:
    """What the plan says now."""
    return plan_tables.document_of(session, plan)


def period_of(session: Session, plan: Plan, name: str) -> ReportingPeriod:
    """A reporting period of the plan, by name.

    :raises NotFound: if the plan has no such period; names those it has.
    """
    periods = periods_of(session, plan)
    for period in periods:
        if period.key == name:
            return period
    known = "、".join(period.key for period in periods)
    raise NotFound(f"計畫 {plan.code} 沒有「{name}」這個期別；請改選現有的期別：{known}。")


def periods_of(session: Session, plan: Plan) -> Sequence[ReportingPeriod]:
    """The plan's reporting periods in their order."""
    return session.scalars(
        select(ReportingPeriod).where(ReportingPeriod.plan_id == plan.id).order_by(ReportingPeriod.ordinal)
    ).all()


def add(
    session: Session,
    document: PlanDocument,
    *,
    is_demo: bool,
    by: User | None,
    at: datetime,
    cause: str = "建立計畫",
) -> Plan:
    """A new plan as set up, with its first revision. A step: the caller commits.

    :param cause: what the first revision gives as its reason.
    :raises PlanExists: if a plan of this code is there.
    """
    if session.scalar(select(Plan.id).where(Plan.code == document.code)) is not None:
        raise PlanExists(f"計畫代號 {document.code} 已存在，請改用其他代號。")
    plan = plan_tables.insert(session, document, is_demo=is_demo)
    session.flush()  # the first revision is read back from the tables
    made = plan_tables.document_of(session, plan)
    revisions.record(session, plan, made, cause=cause, by=by, at=at)
    audit_trail.record(session, audit_entries.of_new_plan(made), by=by, at=at, plan=plan)
    return plan


def of_ids(session: Session, ids: Sequence[int]) -> Sequence[Plan]:
    """Plans in the order asked for; does not ask who may see them."""
    query = select(Plan).where(Plan.id.in_(ids)).options(joinedload(Plan.agency), joinedload(Plan.contractor))
    found = {plan.id: plan for plan in session.scalars(query)}
    return [found[plan_id] for plan_id in ids]


def lock_portions(session: Session, chosen: Select[int], size: int) -> Iterator[Sequence[Plan]]:
    """Plans in portions, each held as :func:`lock` holds one, for work on all of them in bounded memory.

    :param chosen: their ids in the order wanted. Whoever iterates ends the transaction before the next portion.
    """
    query = select(Plan).options(joinedload(Plan.agency, innerjoin=True), joinedload(Plan.contractor, innerjoin=True))
    # Locked in the order of their numbers, as by all who hold several.
    return _portions(session, chosen, size, query.order_by(Plan.id).with_for_update(of=Plan))


def portions(session: Session, chosen: Select[int], size: int) -> Iterator[Sequence[Plan]]:
    """The same for who only reads, and asks no plan for its agency."""
    return _portions(session, chosen, size, select(Plan))


def _portions(session: Session, chosen: Select[int], size: int, query: Select[Plan]) -> Iterator[Sequence[Plan]]:
    ids = session.scalars(chosen).all()
    for start in range(0, len(ids), size):
        portion = ids[start : start + size]
        wanted = query.where(Plan.id.in_(portion)).execution_options(populate_existing=True)
        with uncollected():
            found = {plan.id: plan for plan in session.scalars(wanted)}
        yield [found[plan_id] for plan_id in portion if plan_id in found]


def lock(session: Session, plan: Plan) -> None:
    """Hold the plan against other writers until the transaction ends, and see its newest state."""
    session.execute(select(Plan.id).where(Plan.id == plan.id).with_for_update())
    session.refresh(plan)
