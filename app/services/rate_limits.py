"""How often one person may upload or export in a while, counted for all web processes together."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import TooOften
from app.domain.rate_limit import Allowance, UseKind, decide
from app.models import RateUse, User
from app.services.transaction import transaction
from config import RateLimits


def spend(session: Session, user: User, kind: UseKind, *, at: datetime, limits: RateLimits) -> None:
    """Count one use before it begins; whether it then succeeds is all the same to the server.

    :raises TooOften: if the person has to wait; nothing is counted then.
    """
    uses = {
        UseKind.UPLOAD: limits.upload_limit,
        UseKind.EXPORT: limits.export_limit,
        UseKind.FEED: limits.feed_limit,
    }[kind]
    if not uses:
        return
    allowance = Allowance(uses, timedelta(minutes=limits.rate_limit_minutes))
    with transaction(session):
        row = _locked(session, user, kind, at)
        verdict = decide(allowance, row.spent_until, at)
        if not verdict.is_allowed:
            raise TooOften(
                f"您在短時間內{kind}太多次（每 {limits.rate_limit_minutes} 分鐘 {uses} 次），"
                "這次沒有處理，資料沒有任何變更。",
                verdict.wait,
            )
        row.spent_until = verdict.spent_until


def _locked(session: Session, user: User, kind: UseKind, at: datetime) -> RateUse:
    """What the person has used, held against the other processes until the transaction ends."""
    mine = (RateUse.user_id == user.id, RateUse.kind == kind)
    query = select(RateUse).where(*mine).with_for_update().execution_options(populate_existing=True)
    if (row := session.scalar(query)) is not None:
        return row
    new = RateUse(user_id=user.id, kind=kind, spent_until=at)
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:  # another request of the same person was first, and is done now
        return session.scalars(query).one()
    return new
