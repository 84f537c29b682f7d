"""What happens to accounts leaves a line that stays. One function writes it, so that a chain can be laid over it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.account_events import CONSOLE, AccountEventKind, Origin
from app.domain.audit_trail import Entry, Subject
from app.models import AccountEvent, RoleGrant, User
from app.services import audit_entries, audit_trail

LONGEST = 200  # of what the other side says about itself
#: What changes an account or its rights is also chained in the audit trail; coming and going is not.
CHAINED = frozenset(
    {
        AccountEventKind.CREATED,
        AccountEventKind.ROLE_GRANTED,
        AccountEventKind.ROLE_REVOKED,
        AccountEventKind.DELEGATED,
        AccountEventKind.DELEGATION_ENDED,
        AccountEventKind.UNLOCKED,
        AccountEventKind.DISABLED,
        AccountEventKind.ENABLED,
        AccountEventKind.PASSWORD_CHANGED,
        AccountEventKind.PASSWORD_RESET,
        AccountEventKind.TOTP_ENABLED,
        AccountEventKind.TOTP_DISABLED,
        AccountEventKind.RECOVERY_CODES_RENEWED,
        AccountEventKind.IDENTITY_LINKED,
    }
)
_RIGHTS = frozenset(
    {
        AccountEventKind.CREATED,
        AccountEventKind.ROLE_GRANTED,
        AccountEventKind.ROLE_REVOKED,
        AccountEventKind.DELEGATED,
        AccountEventKind.DELEGATION_ENDED,
    }
)


def record(
    session: Session,
    kind: AccountEventKind,
    *,
    at: datetime,
    origin: Origin,
    user: User | None = None,
    email: str = "",
    detail: str = "",
    by: User | None = None,
    about: RoleGrant | None = None,
) -> None:
    """Write one line. A step: the caller commits it together with what it tells of.

    :param by: who did it to the account, if not its owner or the operator.
    :param about: the role that is spoken of: the readers of its agency see the line in the trail.
    :param email: what was typed, where there is no ``user``; left out unless it looks like an address, because
        people type passwords into that field.
    """
    session.add(
        AccountEvent(
            at=at,
            kind=kind.name,
            user_id=None if user is None else user.id,
            email=_address(email) if user is None else user.email,
            address=origin.address[:LONGEST],
            browser=origin.browser[:LONGEST],
            detail=detail,
        )
    )
    if user is not None and kind in CHAINED:
        told = {"事件": kind.value, "說明": detail or None}
        subject = Subject.ROLE if kind in _RIGHTS else Subject.ACCOUNT
        entry = Entry(subject, user.email, None, told, label=user.name)
        actor = by or (None if origin is CONSOLE else user)
        agency_id = about.agency_reached if about else audit_entries.agency_of(user)
        audit_trail.record(session, [entry], by=actor, at=at, agency_id=agency_id)


def latest_of(session: Session, user: User, *, limit: int = 20) -> list[tuple[AccountEventKind, AccountEvent]]:
    """What happened to an account lately, newest first."""
    lines = session.scalars(
        select(AccountEvent).where(AccountEvent.user_id == user.id).order_by(AccountEvent.id.desc()).limit(limit)
    )
    return [(AccountEventKind[line.kind], line) for line in lines]


def _address(typed: str) -> str:
    name, at_sign, host = typed.strip().lower().partition("@")
    return f"{name}@{host}"[:LONGEST] if name and at_sign and "." in host and " " not in typed.strip() else ""
