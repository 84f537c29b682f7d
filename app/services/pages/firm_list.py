"""The list of firms, searched by name or 統一編號, with what each received."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.domain.firms import name_key
from app.domain.firms.overlap import HELPED
from app.domain.roles import Permission
from app.domain.tax_id import plain_tax_id
from app.models import Case, Firm, User
from app.services.firms.received import visible_plan_ids
from app.services.firms.shown_under import SHOWN_UNDER
from app.services.pages.paging import PAGE_SIZE, Page, Paged
from app.services.permissions import may_anywhere


@dataclass(frozen=True, slots=True)
class FirmLine:
    """A firm with its cases, those of firms that were merged into it included. Money in whole 元."""

    tax_id: str
    name: str
    head_office: str | None
    merged_into: str | None  # the 統一編號 under which it is shown
    cases: int
    government_grant: int


def sees_all(viewer: User) -> bool:
    """Whether the person sees every firm and all it received; else only what plans of their own did."""
    return may_anywhere(viewer, Permission.READ_FIRMS)


def in_sight(session: Session, viewer: User) -> ColumnElement[bool]:
    """The firms that the person may see, as a condition on ``Firm``."""
    if sees_all(viewer):
        return true()
    plans = visible_plan_ids(session, viewer)
    mine = select(SHOWN_UNDER).join(Case, Case.firm_id == Firm.id).where(Case.plan_id.in_(plans))
    return SHOWN_UNDER.in_(mine) if plans else false()


def search(session: Session, words: str, number: int, *, viewer: User) -> Paged[FirmLine]:
    """The firms that fit, by name; every firm for no words. 台 finds 臺, and (股)公司 what is written in full."""
    fits = and_(_condition(words), in_sight(session, viewer))
    total = session.scalar(select(func.count()).select_from(Firm).where(fits)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    query = select(Firm).where(fits).order_by(Firm.name_key, Firm.tax_id)
    firms = session.scalars(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all()
    received = _received(session, [firm.id for firm in firms], viewer)
    shown = _tax_ids(session, [firm.merged_into_id for firm in firms if firm.merged_into_id])
    rows = tuple(
        FirmLine(
            *(firm.tax_id, firm.name, firm.head_office, shown.get(firm.merged_into_id)),
            *received.get(firm.id, (0, 0)),
        )
        for firm in firms
    )
    return Paged(rows, Page(number, pages, total))


def _condition(words: str) -> ColumnElement[bool]:
    text = words.strip()
    if not text:
        return true()
    by_number = Firm.tax_id.startswith(plain_tax_id(text), autoescape=True)
    by_name = Firm.name_key.contains(name_key(text).core, autoescape=True)
    return or_(by_number, by_name)


def _received(session: Session, ids: Iterable[int], viewer: User) -> dict[int, tuple[int, int]]:
    query = (
        select(SHOWN_UNDER, func.count(), func.coalesce(func.sum(Case.government_grant), 0))
        .join(Case, Case.firm_id == Firm.id)
        .where(SHOWN_UNDER.in_(list(ids)), Case.state.in_(HELPED))
        .group_by(SHOWN_UNDER)
    )
    if not sees_all(viewer):
        query = query.where(Case.plan_id.in_(visible_plan_ids(session, viewer)))
    return {firm: (cases, int(grant or 0)) for firm, cases, grant in session.execute(query)}


def _tax_ids(session: Session, ids: Iterable[int]) -> dict[Any, str]:
    query = select(Firm.id, Firm.tax_id).where(Firm.id.in_(list(ids)))
    return {row.id: row.tax_id for row in session.execute(query)}
