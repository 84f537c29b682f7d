"""儲存的檢視: lists under names of a person's own."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import WrongState
from app.models import SavedView, User
from app.services.transaction import transaction

MOST = 30  # of a person on one page
LONGEST_NAME, LONGEST_QUERY = 60, 2_000


def of_page(session: Session, page: str, *, by: User) -> Sequence[SavedView]:
    """The person's own views of a page, by name."""
    query = select(SavedView).where(SavedView.user_id == by.id, SavedView.page == page)
    return session.scalars(query.order_by(SavedView.name)).all()


def save(session: Session, page: str, name: str, query: str, *, by: User) -> None:
    """Keep a view under a name; one of that name is replaced.

    :raises WrongState: without a name, with one that is too long, or with too many views.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise WrongState(f"請為這個檢視取一個 {LONGEST_NAME} 字以內的名稱。")
    with transaction(session):
        known = session.scalar(
            select(SavedView).where(SavedView.user_id == by.id, SavedView.page == page, SavedView.name == name)
        )
        if known is not None:
            known.query = query
            return
        mine = select(func.count()).where(SavedView.user_id == by.id, SavedView.page == page)
        if (session.scalar(mine) or 0) >= MOST:
            raise WrongState(f"最多可儲存 {MOST} 個檢視，請先刪除不再使用的。")
        session.add(SavedView(user_id=by.id, page=page, name=name, query=query))


def remove(session: Session, view_id: int, *, by: User) -> None:
    """Forget a view of one's own; of one that is not there nothing needs to be forgotten."""
    with transaction(session):
        session.execute(delete(SavedView).where(SavedView.id == view_id, SavedView.user_id == by.id))
