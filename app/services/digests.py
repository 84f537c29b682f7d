"""Mail with news: one digest a day for each person (每日彙整), and at once what somebody wants at once (立即寄信).

Both keep to workdays. A letter is put into the outbox in the transaction that notes in the news which letter tells
them, so that each is told by one letter, once.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.clock import day_of
from app.domain.notices import Channel
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.models import Notice, User
from app.services import news_letters, outbox, owed, workdays
from app.services.mail import Letter
from app.services.permissions import may
from app.services.transaction import release, transaction
from config import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """How many letters were written, and to how many people none could be."""

    letters: int = 0
    failed: int = 0


def work(session: Session, on: date, *, settings: Settings) -> str:
    """The job of the morning: write the digests of the day."""
    return _said(write_digests(session, settings, on=on, at=clock.now()))


def send(session: Session, _on: date, *, settings: Settings) -> str:
    """The job of every minute: write what people want at once, and hand over what is due."""
    if not settings.mail.is_configured:
        return "未設定郵件主機，不寄信"
    written = write_immediate(session, settings, at=clock.now())
    return f"{_said(written)}；{outbox.work(session, settings)}"


def write_digests(session: Session, settings: Settings, *, on: date, at: datetime) -> Written:
    """Write to everybody for whom there is something new since their last digest.

    Who has read it in the inbox is not written to. On a day off nobody is: the next workday's digest has it all.

    :param on: the day of the digest; a second one of the same day is not written.
    """

    def compose(user: User, news: Sequence[Notice]) -> Letter:
        title, count = f"{format_roc(on)} 每日彙整", f"{len(news)} 則新通知"
        still_owed = owed.lines_of(session, user)
        return news_letters.compose(
            user, news, still_owed, title=title, subject=f"{title}：{count}", public_url=settings.public_url
        )

    return _write(session, settings, Channel.DIGEST, compose, lambda user, _: f"digest/{user.id}/{on}", at)


def write_immediate(session: Session, settings: Settings, *, at: datetime) -> Written:
    """Write what people want at once; what has come together meanwhile, over a weekend say, makes one letter."""

    def compose(user: User, news: Sequence[Notice]) -> Letter:
        more = f" 等 {len(news)} 則通知" if len(news) > 1 else ""
        subject = news[0].subject + more
        return news_letters.compose(user, news, (), title="即時通知", subject=subject, public_url=settings.public_url)

    return _write(session, settings, Channel.IMMEDIATE, compose, lambda user, news: f"news/{user.id}/{news[0].id}", at)


def _write(
    session: Session,
    settings: Settings,
    channel: Channel,
    compose: Callable[[User, Sequence[Notice]], Letter],
    key_of: Callable[[User, Sequence[Notice]], str],
    at: datetime,
) -> Written:
    if not settings.mail.is_configured or not workdays.is_workday(session, day_of(at)):
        return Written()
    letters = failed = 0
    for user in _waiting_people(session, settings, channel):
        try:
            news = _waiting_news(session, user, channel)
            letter = compose(user, news) if news else None
        except SQLAlchemyError:
            raise  # the fault is not the letter's
        except Exception:
            # One person's letter that cannot be written must not keep back all others.
            log.exception("no letter could be written to user %s", user.id)
            release(session)
            failed += 1
            continue
        with transaction(session):
            if letter and outbox.put(session, user, key := key_of(user, news), letter, settings.mail, at=at):
                told = update(Notice).where(Notice.id.in_([one.id for one in news]))
                session.execute(told.values(letter_key=key))
                letters += 1
    return Written(letters, failed)


def _waiting_people(session: Session, settings: Settings, channel: Channel) -> list[User]:
    ids = select(Notice.user_id).where(*_waits(channel))
    found = session.scalars(select(User).where(User.id.in_(ids)).order_by(User.id))
    return [user for user in found if outbox.may_be_mailed(user, settings)]


def _waiting_news(session: Session, user: User, channel: Channel) -> list[Notice]:
    """What is to be told by a letter, as it happened; held against others until the transaction ends."""
    query = select(Notice).where(Notice.user_id == user.id, *_waits(channel)).order_by(Notice.at, Notice.id)
    found = session.scalars(query.options(selectinload(Notice.plan)).with_for_update()).all()
    # A role may have been taken away since it was told.
    return [one for one in found if one.plan is None or may(user, Permission.VIEW, one.plan)]


def _waits(channel: Channel) -> tuple[ColumnElement[bool], ...]:
    return Notice.channel == channel, Notice.letter_key.is_(None), Notice.read_at.is_(None)


def _said(written: Written) -> str:
    failed = f"；{written.failed} 人的信件無法產生，下次再試，原因見系統紀錄" if written.failed else ""
    return f"寫好 {written.letters} 封信{failed}"
