"""How often somebody tried: after too many attempts in vain a door stays closed for a while.

An attempt is counted before its outcome is known, so that a hundred at the same moment are not a hundred guesses; who
was right is taken off again. Doors of accounts that do not exist close like the others.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.account_events import AccountEventKind, AttemptKind, Origin
from app.models import AttemptCount, User
from app.services import account_events
from config import SignInLimits


@dataclass(frozen=True, slots=True)
class Door:
    """Something that closes after ``limit`` attempts in vain, and opens again ``rest`` after the last of them."""

    kind: AttemptKind
    subject: str
    limit: int
    rest: timedelta

    @property
    def subject_hash(self) -> str:
        return hashlib.sha256(self.subject.encode()).hexdigest()


def door(kind: AttemptKind, subject: str, limits: SignInLimits) -> Door:
    """The door of an account, a network address, a code or a reset, as the limits have it."""
    limit = limits.address_failures if kind is AttemptKind.ADDRESS else limits.lockout_failures
    return Door(kind, subject, limit, timedelta(minutes=limits.lockout_minutes))


def knock(session: Session, doors: Sequence[Door], *, at: datetime) -> bool:
    """Count an attempt at every door, and say whether all are open; behind a closed one none is counted.

    A step: the caller commits it at once, before it looks whether the attempt is right.
    """
    return all(_counted(session, one, at) for one in doors)


def is_closed(session: Session, doors: Sequence[Door], *, at: datetime) -> bool:
    """Whether the next attempt at one of these doors will be refused."""
    at_one = or_(*(and_(*_is(one)) for one in doors))
    closed_until = session.scalar(select(func.max(AttemptCount.closed_until)).where(at_one))
    return closed_until is not None and at < closed_until


def closed(session: Session, *, at: datetime) -> frozenset[tuple[AttemptKind, str]]:
    """Kind and hashed subject of every door that is closed."""
    shut = select(AttemptCount.kind, AttemptCount.subject_hash).where(AttemptCount.closed_until > at)
    return frozenset((kind, subject) for kind, subject in session.execute(shut))


def record_failure(
    session: Session, user: User | None, typed: str, one: Door, *, origin: Origin, at: datetime, detail: str = ""
) -> None:
    """Tell of a wrong password at an account's door, and of the door if that closed it. A step."""
    kinds = [AccountEventKind.SIGN_IN_FAILED]
    if is_closed(session, [one], at=at):
        kinds.append(AccountEventKind.LOCKED_OUT)
    for kind in kinds:
        account_events.record(session, kind, user=user, email=typed, at=at, origin=origin, detail=detail)


def forget(session: Session, one: Door) -> None:
    """Start counting anew: the right person came in, or the operator opened the door. A step."""
    session.execute(delete(AttemptCount).where(*_is(one)))


def take_back(session: Session, one: Door) -> None:
    """Take one attempt off again, because it was none in vain: an office shares its address. A step."""
    row = session.scalar(select(AttemptCount).where(*_is(one)).with_for_update())
    if row is not None:
        row.attempts = max(0, row.attempts - 1)
        row.closed_until = row.closed_until if row.attempts >= one.limit else None


def purge(session: Session, limits: SignInLimits, *, at: datetime) -> None:
    """Drop the counts that mean nothing any more. A step."""
    # Twice the rest, so that no row goes which somebody is about to read.
    long_ago = at - 2 * timedelta(minutes=limits.lockout_minutes)
    session.execute(delete(AttemptCount).where(AttemptCount.last_at < long_ago))


def _counted(session: Session, one: Door, at: datetime) -> bool:
    row = _locked(session, one, at)
    if row.closed_until is not None and at < row.closed_until:
        return False
    is_over = row.closed_until is not None or at - row.last_at >= one.rest
    row.attempts = 1 if is_over else row.attempts + 1
    row.last_at = at
    row.closed_until = at + one.rest if row.attempts >= one.limit else None
    return True


def _locked(session: Session, one: Door, at: datetime) -> AttemptCount:
    """The count of this door, held against the other processes until the transaction ends."""
    query = select(AttemptCount).where(*_is(one)).with_for_update().execution_options(populate_existing=True)
    if (row := session.scalar(query)) is not None:
        return row
    new = AttemptCount(kind=one.kind, subject_hash=one.subject_hash, attempts=0, last_at=at, closed_until=None)
    try:
        with session.begin_nested():
            session.add(new)
    except IntegrityError:  # somebody else was first, and is done now
        return session.scalars(query).one()
    return new


def _is(one: Door) -> tuple[ColumnElement[bool], ...]:
    return AttemptCount.kind == one.kind, AttemptCount.subject_hash == one.subject_hash
