"""The firm under which a firm is shown, as queries ask for it."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.models import Firm

#: The id of the firm under which a row of ``Firm`` is shown: its own where it was not merged.
SHOWN_UNDER: ColumnElement[int] = func.coalesce(Firm.merged_into_id, Firm.id)


def find(session: Session, tax_id: str) -> Firm:
    """The firm of a 統一編號, merged or not. A step: who may see it is the caller's to ask.

    :raises NotFound: if there is none.
    """
    firm = session.scalar(select(Firm).where(Firm.tax_id == tax_id))
    if firm is None:
        raise NotFound(f"查無統一編號 {tax_id} 的企業。")
    return firm
