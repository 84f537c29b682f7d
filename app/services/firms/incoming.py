"""What is said when applications come in of firms that may be there already. A step that only reads."""

from collections.abc import Iterable

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.roles import Permission
from app.models import Firm, FirmDecision, User
from app.services.firms.shown_under import SHOWN_UNDER
from app.services.permissions import may_anywhere

_AT_ONCE = 500  # below what every database takes as parameters of one query
_NAMED = 3  # as many as a sentence can name


def notice(session: Session, tax_ids: Iterable[str], *, viewer: User) -> str | None:
    """A sentence on those of these firms whose name, however written, or head office is that of another on whom nobody
    decided.

    Who may not see every firm is told how many, and not which others.
    """
    found = sorted(set(_namesakes(session, sorted(set(tax_ids)))))
    if not found:
        return None
    if not may_anywhere(viewer, Permission.READ_FIRMS):
        return f"其中 {len(found)} 家企業的名稱或登記地址與其他統一編號的企業相同，將由計畫辦公室確認是否為同一企業。"
    named = "、".join(found[:_NAMED]) + ("等" if len(found) > _NAMED else "")
    return f"{named} {len(found)} 家企業與其他統一編號的企業同名或同址，請至「企業」的「疑似重複」判定。"


def _namesakes(session: Session, tax_ids: list[str]) -> Iterable[str]:
    other = aliased(Firm)
    pair = or_(
        and_(FirmDecision.lower_id == Firm.id, FirmDecision.higher_id == other.id),
        and_(FirmDecision.lower_id == other.id, FirmDecision.higher_id == Firm.id),
    )
    decided = select(FirmDecision.id).where(pair, FirmDecision.undone_at.is_(None)).exists()
    same_name = and_(other.name_key == Firm.name_key, Firm.name_key != "")
    is_another = func.coalesce(other.merged_into_id, other.id) != SHOWN_UNDER  # after merges
    for is_same in (same_name, other.office_key == Firm.office_key):
        query = select(Firm.tax_id).join(other, and_(is_same, is_another)).where(~decided)
        for start in range(0, len(tax_ids), _AT_ONCE):
            yield from session.scalars(query.where(Firm.tax_id.in_(tax_ids[start : start + _AT_ONCE])))
