"""What is in the 寄件匣: written once, looked at, and tried again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from email.utils import make_msgid, parseaddr

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, joinedload

from app.domain.errors import NotFound, WrongState
from app.domain.outbox import LetterStatus
from app.models import OutboxLetter, User
from app.services import people
from app.services.adding_once import add_once
from app.services.mail import Letter
from app.services.transaction import transaction
from config import MailSettings, Settings

_WITHOUT_BODY = (defer(OutboxLetter.text), defer(OutboxLetter.html))


def may_be_mailed(user: User, settings: Settings) -> bool:
    """Whether a person gets mail at all: not behind a closed account, nor, in production, behind a demo account."""
    return user.is_active and not (settings.production and user.is_demo)


def put(session: Session, to: User, key: str, letter: Letter, settings: MailSettings, *, at: datetime) -> bool:
    """Have a letter sent, once: ``False`` if there is one under this key. A step: the caller commits."""
    host = parseaddr(settings.mail_from)[1].rpartition("@")[2] or None
    row = {
        "user_id": to.id,
        "key": key,
        "message_id": make_msgid(domain=host),
        "address": letter.to,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "made_at": at,
        "status": LetterStatus.WAITING,
        "send_after": at,
        "attempts": 0,
    }
    return add_once(session, OutboxLetter, row)


def of_people(session: Session, *, viewer: User, status: LetterStatus | None = None) -> Sequence[OutboxLetter]:
    """The letters to those whose accounts a person may look at, the newest first.

    :raises PermissionDenied: if those are nobody's.
    """
    seen = {user.id for user in people.everybody(session, viewer=viewer)}
    query = select(OutboxLetter).options(joinedload(OutboxLetter.user)).order_by(OutboxLetter.id.desc())
    if status is not None:
        query = query.where(OutboxLetter.status == status)
    return [letter for letter in session.scalars(query.options(*_WITHOUT_BODY)) if letter.user_id in seen]


def count_failed(session: Session, *, viewer: User) -> int:
    """How many of these letters were given up and wait for a person."""
    return len(of_people(session, viewer=viewer, status=LetterStatus.FAILED))


def count_of(session: Session, receivers: Collection[User], status: LetterStatus) -> int:
    """How many letters to these people stand there. A step: the caller has asked whose accounts these are."""
    known = {user.id for user in receivers}
    return sum(
        one in known for one in session.scalars(select(OutboxLetter.user_id).where(OutboxLetter.status == status))
    )


def try_again(session: Session, letter_id: int, *, by: User, at: datetime) -> None:
    """Have a letter that was given up sent again.

    :raises NotFound: if there is none, or ``by`` may not look at its receiver's account.
    :raises PermissionDenied: if ``by`` does not keep its receiver's account.
    :raises WrongState: if it was not given up.
    """
    letter = session.get(OutboxLetter, letter_id)
    if letter is None:
        raise NotFound("查無這封信件，可能已逾保存期限。")
    people.get(session, letter.user_id, viewer=by)
    people.require_keeper(session, by, letter.user)
    with transaction(session):
        session.refresh(letter, with_for_update=True)
        if letter.status is not LetterStatus.FAILED:
            raise WrongState(f"這封信件目前為「{letter.status}」，只有「{LetterStatus.FAILED}」的信件需要重寄。")
        letter.status, letter.attempts, letter.send_after = LetterStatus.WAITING, 0, at
