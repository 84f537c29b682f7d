"""表格草稿: what is typed into a grid is kept while it is typed, for whoever typed it, on whatever device.

A draft is nobody else's business and changes nothing of the plan. Each keeping says on which one it stands, so that
two windows of one person never overwrite each other unseen.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.domain.errors import DomainError
from app.models import GridDraft, User
from app.services.grid import Grid
from app.services.transaction import transaction
from app.workbooks.typed import TypedRow, to_json

NONE = 0  # the number of a draft that was never kept


class DraftMoved(DomainError):
    """The draft was kept by another window meanwhile; ``kept`` is what it says now."""

    def __init__(self, kept: GridDraft | None) -> None:
        super().__init__("這份草稿已在另一個視窗或裝置上更新，這裡的內容尚未儲存。")
        self.kept = kept


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as a page needs it: which one it is, and when it was kept (``None``: never)."""

    number: int = NONE
    saved_at: datetime | None = None


def find(session: Session, place: str, *, by: User) -> GridDraft | None:
    """The person's own draft of a grid."""
    return session.scalar(select(GridDraft).where(GridDraft.user_id == by.id, GridDraft.place == place))


def under(session: Session, place: str, *, by: User) -> Sequence[GridDraft]:
    """The person's own drafts of all grids whose place begins so."""
    beginning = GridDraft.place.startswith(place, autoescape=True)
    return session.scalars(select(GridDraft).where(GridDraft.user_id == by.id, beginning)).all()


def others(session: Session, grid: Grid, *, by: User) -> Sequence[GridDraft]:
    """Drafts that other people have of the same grid, newest first: that they are there, not what they say.

    A step: opening the grid has asked for permission.
    """
    if grid.plan is None:
        return ()
    same = select(GridDraft).where(GridDraft.place == grid.place, GridDraft.user_id != by.id)
    return session.scalars(same.options(joinedload(GridDraft.user)).order_by(GridDraft.saved_at.desc())).all()


def keep(
    session: Session, grid: Grid, rows: Sequence[TypedRow], *, on: int, by: User, at: datetime, force: bool = False
) -> Kept:
    """Keep what is typed; nothing typed leaves no draft behind, if there was none.

    A step: opening the grid has asked for permission.

    :param on: the number of the draft on which the page stands.
    :param force: overwrite what another window kept; the person has seen it.
    :raises DraftMoved: if another window kept it meanwhile.
    """
    typed = [row for row in rows if row.texts]
    try:
        with transaction(session):
            known = session.scalar(
                select(GridDraft)
                .where(GridDraft.user_id == by.id, GridDraft.place == grid.place)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
            if known is not None and (known.rows, known.revision) == (to_json(typed), grid.revision):
                return Kept(known.number, known.saved_at)
            if (known.number if known else NONE) != on and not force:
                raise DraftMoved(known)
            if known is None and not typed:
                return Kept()
            if known is None:
                plan_id = grid.plan.id if grid.plan else None
                known = GridDraft(user_id=by.id, plan_id=plan_id, place=grid.place, number=NONE)
                session.add(known)
            known.number, known.rows, known.revision = known.number + 1, to_json(typed), grid.revision
            known.changed, known.saved_at = sum(len(row.texts) for row in typed), at
            return Kept(known.number, known.saved_at)
    except IntegrityError as error:  # two windows kept the first one at the same moment
        raise DraftMoved(find(session, grid.place, by=by)) from error


def discard(session: Session, place: str, *, by: User) -> None:
    """Throw the person's drafts away, of this grid or of all whose place begins so."""
    beginning = GridDraft.place.startswith(place, autoescape=True)
    with transaction(session):
        session.execute(delete(GridDraft).where(GridDraft.user_id == by.id, beginning))


def rows_of(draft: GridDraft | None) -> tuple[TypedRow, ...]:
    """The rows in which something was typed."""
    return tuple(TypedRow(row["key"], row["texts"]) for row in json.loads(draft.rows)) if draft else ()


def kept(draft: GridDraft | None) -> Kept:
    """What a page needs to know of a draft."""
    return Kept(draft.number, draft.saved_at) if draft else Kept()


def laid_over(page: Sequence[TypedRow], typed: Sequence[TypedRow]) -> tuple[tuple[TypedRow, ...], tuple[TypedRow, ...]]:
    """The rows of a page with what is typed in them, then those that are being added; and the rows of other pages."""
    by_key = {row.key: row for row in typed if row.key is not None}
    shown = {row.key for row in page}
    added = [row for row in typed if row.key is None]
    elsewhere = tuple(row for key, row in by_key.items() if key not in shown)
    return (*(by_key.get(row.key or "", row) for row in page), *added), elsewhere
