"""Accounts: finding them, and making them as a step of something larger."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.roles import Role
from app.models import Agency, Contractor, RoleGrant, User
from app.services import passwords

SignedInUser = User  # what pages know of a person, without knowing the tables


def by_email(session: Session, email: str) -> User:
    """The active account of this address, for commands that act ``--as`` somebody.

    :raises NotFound: if there is none.
    """
    user = session.scalar(select(User).where(User.email == email.strip().lower(), User.is_active))
    if user is None:
        raise NotFound(f"查無使用者 {email}，請確認電子郵件。")
    return user


def create(
    session: Session,
    *,
    email: str,
    name: str,
    password: str,
    role: Role,
    agency: Agency | None = None,
    contractor: Contractor | None = None,
    is_demo: bool = False,
    must_change_password: bool = False,
) -> User:
    """A new account with one role, in one agency or (``None``) everywhere. A step: the caller commits."""
    user = User(
        email=email.lower(),
        name=name,
        password_hash=passwords.HASHER.hash(password),
        contractor=contractor,
        is_demo=is_demo,
        must_change_password=must_change_password,
    )
    user.grants.append(RoleGrant(role=role, agency=agency))
    session.add(user)
    return user
