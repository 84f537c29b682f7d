"""Hands letters to the relay, each by one sender at a time."""

import logging
import smtplib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.clock import day_of
from app.domain.outbox import LetterStatus, pause_after
from app.models import OutboxLetter
from app.services import mail, workdays
from app.services.mail import Letter
from app.services.outbox.keeping import may_be_mailed
from app.services.transaction import release, transaction
from config import Settings

log = logging.getLogger(__name__)
CLAIM = timedelta(minutes=15)  # longer than any relay takes; then whoever claimed the letter has died
MOST_AT_ONCE = 500  # letters of one run


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did."""

    sent: int = 0
    put_off: int = 0  # to be tried again
    failed: int = 0  # given up
    dropped: int = 0  # of accounts that were closed


class RelayDown(Exception):
    """The relay cannot be reached, or does not let us in: nothing was sent, and nothing is lost."""


def work(session: Session, settings: Settings) -> str:
    """A part of the job that sends: hand over what is due, and say how that went.

    :raises RelayDown: if the relay cannot be reached.
    """
    done = send_due(session, settings, now=clock.now)
    told = f"寄出 {done.sent} 封、稍後再試 {done.put_off} 封、寄送失敗 {done.failed} 封"
    return told + (f"、帳號已停用不再寄送 {done.dropped} 封" if done.dropped else "")


def send_due(session: Session, settings: Settings, *, now: Callable[[], datetime]) -> Sent:
    """Hand the relay what is due. On days off everything waits.

    :raises RelayDown: if the relay cannot be reached. What waits says so, and no attempt is counted.
    """
    due = _due(session, now())
    release(session)  # nobody waits for us while we wait for the relay
    counted = dict.fromkeys(LetterStatus, 0)
    if not due:
        return Sent()
    try:
        with mail.relay(settings.mail) as relay:
            for letter_id in due:
                letter = _claim(session, letter_id, now())
                if letter is not None:
                    counted[_send(session, settings, relay, letter, now())] += 1
    except OSError as error:  # the library's own errors are of this kind, too
        _note_outage(session, due, error)
        raise RelayDown(f"郵件主機 {settings.mail.smtp_host} 無法使用，信件留待下次寄送：{error}") from error
    return Sent(
        counted[LetterStatus.SENT],
        counted[LetterStatus.WAITING],
        counted[LetterStatus.FAILED],
        counted[LetterStatus.DROPPED],
    )


def _due(session: Session, at: datetime) -> Sequence[int]:
    if not workdays.is_workday(session, day_of(at)):
        return ()
    waiting = select(OutboxLetter.id).where(OutboxLetter.status == LetterStatus.WAITING, OutboxLetter.send_after <= at)
    return session.scalars(waiting.order_by(OutboxLetter.send_after, OutboxLetter.id).limit(MOST_AT_ONCE)).all()


def _claim(session: Session, letter_id: int, at: datetime) -> OutboxLetter | None:
    """The letter, for us alone until the claim runs out; ``None`` if somebody else has it."""
    still_due = (OutboxLetter.status == LetterStatus.WAITING, OutboxLetter.send_after <= at)
    taking = update(OutboxLetter).where(OutboxLetter.id == letter_id, *still_due)
    with transaction(session):
        taken = taking.values(attempts=OutboxLetter.attempts + 1, send_after=at + CLAIM).returning(OutboxLetter.id)
        if session.scalar(taken) is None:
            return None
        return session.get_one(OutboxLetter, letter_id, populate_existing=True, options=[joinedload(OutboxLetter.user)])


def _send(
    session: Session, settings: Settings, relay: smtplib.SMTP, letter: OutboxLetter, at: datetime
) -> LetterStatus:
    """Hand a letter of ours over, and write down how that went."""
    if not may_be_mailed(letter.user, settings):
        return _finish(session, letter, LetterStatus.DROPPED, error="帳號已停用")
    try:
        mail.hand_over(settings.mail, relay, _as_mail(letter))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        pause = None if _is_final(refusal) else pause_after(letter.attempts)
        status = LetterStatus.WAITING if pause else LetterStatus.FAILED
        log.warning("letter %s was not taken by the relay: %s", letter.key, _answer(refusal))
        return _finish(session, letter, status, error=_answer(refusal), send_after=at + (pause or timedelta()))
    return _finish(session, letter, LetterStatus.SENT, sent_at=at)


def _finish(
    session: Session,
    letter: OutboxLetter,
    status: LetterStatus,
    *,
    error: str | None = None,
    sent_at: datetime | None = None,
    send_after: datetime | None = None,
) -> LetterStatus:
    with transaction(session):
        session.execute(
            update(OutboxLetter)
            # Whoever took it after our claim had run out writes down how it went instead.
            .where(OutboxLetter.id == letter.id, OutboxLetter.attempts == letter.attempts)
            .values(status=status, last_error=error, sent_at=sent_at, send_after=send_after or OutboxLetter.send_after)
        )
    return status


def _note_outage(session: Session, letter_ids: Sequence[int], error: OSError) -> None:
    log.warning("the relay cannot be used: %s", error)
    waiting = OutboxLetter.id.in_(letter_ids), OutboxLetter.status == LetterStatus.WAITING
    with transaction(session):
        session.execute(update(OutboxLetter).where(*waiting).values(last_error=f"郵件主機無法使用：{error}"))


def _as_mail(letter: OutboxLetter) -> Letter:
    return Letter(letter.address, letter.subject, letter.text, letter.html, letter.message_id)


def _is_final(refusal: smtplib.SMTPException) -> bool:
    """Whether trying again is no use: the relay said so of the receiver or the content (RFC 5321, 4.2.1: 5yz)."""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in refusal.recipients.values())
    return isinstance(refusal, smtplib.SMTPDataError) and refusal.smtp_code >= 500


def _answer(refusal: smtplib.SMTPException) -> str:
    """What the relay said: "550 User unknown"."""
    if isinstance(refusal, smtplib.SMTPRecipientsRefused):
        return "；".join(f"{code} {_text(said)}" for code, said in refusal.recipients.values())
    if isinstance(refusal, smtplib.SMTPResponseException):
        return f"{refusal.smtp_code} {_text(refusal.smtp_error)}"
    return str(refusal)


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
