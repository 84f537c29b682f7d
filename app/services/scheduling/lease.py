"""Who works (decision 0018): who holds the lease does, all others wait, and what a late-comer writes is void.

Every time a holder changes, the lease's token goes up. A session that is fenced commits only while its token is still
the lease's, so a process that hung, lost the lease and woke up again can change nothing any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, case, event, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models import Lease
from app.services.transaction import transaction

SCHEDULER = "scheduler"
_NEVER_LONGER = 2  # times the lease's own length: how long a transaction of a holder may stand still


class LeaseLost(RuntimeError):  # no refusal: a job that passes over what is refused must not pass over this
    """Another process works now; what this one was about to write is left to that other."""


@dataclass(frozen=True, slots=True)
class Held:
    """The lease, as a process got it."""

    holder: str
    token: int


@dataclass(frozen=True, slots=True)
class LeaseState:
    """What is known of the lease; ``heard_at`` is ``None`` if nobody ever held it."""

    is_held: bool
    holder: str | None
    token: int
    held_since: datetime | None
    heard_at: datetime | None


def claim(session: Session, holder: str, *, lasting: timedelta, at: datetime) -> Held | None:
    """Take the lease or renew it; ``None`` while another has it.

    :param at: this process's clock; on PostgreSQL the server's counts, which all machines share.
    """
    with transaction(session):
        now = _now(session, at)
        is_ours = Lease.holder == holder
        # One that ends later than any lease can was written by a clock that has been set back since.
        is_free = or_(Lease.expires_at <= now, Lease.expires_at > now + _NEVER_LONGER * lasting)
        token = session.scalar(
            update(Lease)
            .where(Lease.name == SCHEDULER, or_(is_ours, is_free))
            .values(
                token=case((is_ours, Lease.token), else_=Lease.token + 1),
                held_since=case((is_ours, Lease.held_since), else_=now),
                holder=holder,
                heard_at=now,
                expires_at=now + lasting,
            )
            .returning(Lease.token)
            .execution_options(synchronize_session=False)
        )
        is_first = token is None and session.get(Lease, SCHEDULER) is None
    if is_first:
        return _first(session, holder, now, lasting)
    return None if token is None else Held(holder, token)


def give_back(session: Session, held: Held, *, at: datetime) -> None:
    """Let the next process begin at once; does nothing if the lease is lost already."""
    with transaction(session):
        session.execute(
            update(Lease)
            .where(Lease.name == SCHEDULER, Lease.holder == held.holder, Lease.token == held.token)
            .values(holder=None, held_since=None, expires_at=_now(session, at))
            .execution_options(synchronize_session=False)
        )


def state(session: Session, *, at: datetime) -> LeaseState:
    """Whether anybody works, and when that was last heard of."""
    row = session.execute(select(Lease).where(Lease.name == SCHEDULER)).scalar_one_or_none()
    if row is None:
        return LeaseState(False, None, 0, None, None)
    is_held = row.holder is not None and row.expires_at > _now(session, at)
    return LeaseState(is_held, row.holder, row.token, row.held_since, row.heard_at)


def fence(session: Session, held: Held) -> None:
    """Let ``session`` commit nothing once the lease is another's: whatever it runs need not know of it.

    The commit then raises :class:`LeaseLost`. On PostgreSQL the row stays locked until the commit is through, so
    that nobody takes the lease in between; on SQLite whoever writes is alone anyway (``app.database``).
    """
    still_ours = (
        select(Lease.token)
        .where(Lease.name == SCHEDULER, Lease.holder == held.holder, Lease.token == held.token)
        .with_for_update(read=True)
    )

    def refuse(fenced: Session) -> None:
        if fenced.scalar(still_ours) is None:
            raise LeaseLost("排程已由另一個程式接手，本程式的寫入不予儲存。")

    event.listen(session, "before_commit", refuse)


def cut_off_the_hung(engine: Engine, *, lasting: timedelta) -> None:
    """Have PostgreSQL end a transaction of this engine in which nothing happens for twice as long as the lease.

    A process that hangs inside a transaction, or whose machine lost its power, would keep its locks for ever, and
    whoever takes over would wait for them.
    """
    if engine.dialect.name != "postgresql":
        return
    milliseconds = int(_NEVER_LONGER * lasting / timedelta(milliseconds=1))

    def limit(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = {milliseconds}")
        connection.commit()

    event.listen(engine, "connect", limit)


def _first(session: Session, holder: str, now: datetime, lasting: timedelta) -> Held | None:
    """Nobody ever held it: of those who come together, one is first."""
    try:
        with transaction(session):
            session.add(
                Lease(name=SCHEDULER, holder=holder, token=1, held_since=now, heard_at=now, expires_at=now + lasting)
            )
    except IntegrityError:
        return None
    return Held(holder, 1)


def _now(session: Session, at: datetime) -> datetime:
    """The clock that all processes share: the server's, or on one machine its own."""
    if session.get_bind().dialect.name != "postgresql":
        return at
    now = session.scalar(select(func.clock_timestamp()))
    assert isinstance(now, datetime)
    return now
