"""News by mail, through a real SMTP server: once, on workdays, and as each person chose."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from operator import add
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.application_fixtures import free_port
from support.filing import file_report, with_actual
from support.mailbox import Mailbox, body, open_mailbox
from support.stage import a_person, a_plan, the_contractor_of

from app.domain.notices import Channel, NoticeKind
from app.domain.outbox import LetterStatus
from app.domain.plain_text import WIDTH, width_of
from app.domain.roles import Role
from app.models import Notice, NoticeChoice, OutboxLetter, Plan, RoleGrant, User
from app.services import digests, notices, outbox, submissions
from app.services.outbox import RelayDown
from config import MailSettings, Settings

TUESDAY = date(2018, 12, 4)


def morning(day: date, hour: int = 8) -> datetime:
    """The hour of the day in Taipei."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 8)


def mailing(port: int) -> Settings:
    mail = MailSettings(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none", mail_from="t@agency.example")
    return Settings(mail=mail, public_url="https://tracker.agency.example")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        yield opened


@pytest.fixture
def settings(mailbox: Mailbox) -> Settings:
    return mailing(mailbox.port)


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


@pytest.fixture
def contractor(session: Session, plan: Plan) -> User:
    return the_contractor_of(session, plan)


def happens(
    session: Session, to: User, plan: Plan | None, subject: str, at: datetime, kind: NoticeKind = NoticeKind.DECIDED
) -> None:
    told = notices.tell(
        session, to, key=subject, kind=kind, subject=subject, text="請補附件。", path="/plans", plan=plan, at=at
    )
    assert told
    session.commit()


def chooses(session: Session, user: User, kind: NoticeKind, channel: Channel) -> None:
    session.add(NoticeChoice(user_id=user.id, kind=kind, channel=channel))
    session.commit()


def run_morning(session: Session, settings: Settings, day: date) -> None:
    """What the jobs do at eight."""
    digests.write_immediate(session, settings, at=morning(day))
    digests.write_digests(session, settings, on=day, at=morning(day))
    outbox.send_due(session, settings, now=lambda: morning(day))


def letters(session: Session) -> list[OutboxLetter]:
    return list(session.scalars(select(OutboxLetter).order_by(OutboxLetter.id)))


class TestDigest:
    """每日彙整."""

    def test_one_mail_says_what_is_new_by_plan_and_what_is_still_owed(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        happens(session, contractor, None, "您受委任為代理人", morning(TUESDAY, 7), NoticeKind.DELEGATION)
        happens(session, contractor, plan, "期末期報退回補正，請於 107/12/20 前重新送件", morning(TUESDAY, 6))

        run_morning(session, settings, TUESDAY)

        [letter] = mailbox.letters
        assert letter["To"] == contractor.email
        assert letter["Subject"] == "【計畫績效管考系統】107/12/4 每日彙整：2 則新通知"
        text = body(letter, "plain")
        first, other = text.index(f"■ {plan.full_name}（TEST-107）"), text.index("■ 其他")
        assert first < text.index("・期末期報退回補正") < other < text.index("・您受委任為代理人")
        number = session.scalars(select(Notice.id).where(Notice.plan_id == plan.id)).one()
        assert f"　https://tracker.agency.example/inbox/{number}" in text.splitlines()

    def test_it_ends_with_what_is_still_owed(
        self,
        session: Session,
        plan: Plan,
        contractor: User,
        settings: Settings,
        mailbox: Mailbox,
        tmp_path: Path,
    ) -> None:
        officer = a_person(session, Role.OFFICER)
        returned = file_report(session, with_actual(5), contractor, tmp_path)
        for reader in (contractor, officer):
            happens(session, reader, plan, "計畫變更已核定", morning(TUESDAY, 6), NoticeKind.CHANGE)
        run_morning(session, settings, TUESDAY)
        due = date(2018, 12, 20)
        submissions.send_back(session, returned, by=officer, at=morning(TUESDAY), comment="請補。", correct_by=due)
        for reader in (contractor, officer):
            happens(session, reader, plan, "查核點 A-1 落後", morning(TUESDAY, 9), NoticeKind.ALERT)
        run_morning(session, settings, TUESDAY + timedelta(days=1))

        owed = [
            (letter["To"], body(letter, "plain").partition("■ 待您處理")[2].partition("----")[0].split())
            for letter in mailbox.letters
        ]
        site = "https://tracker.agency.example"
        page = f"{site}/submissions/{returned.id}"
        assert owed == [
            (contractor.email, []),
            (officer.email, ["・待審期報", "1", "件", f"{site}/submissions"]),
            (
                contractor.email,
                ["・TEST-107", "期末期報待補正，期限", "107/12/20", page],
            ),
            (officer.email, []),
        ]

    def test_both_forms_say_the_same_and_no_line_is_too_wide(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        happens(session, contractor, plan, "期末期報退回補正，" * 12 + "<b>&", morning(TUESDAY, 6))

        run_morning(session, settings, TUESDAY)

        [letter] = mailbox.letters
        text, html = body(letter, "plain"), body(letter, "html")
        assert max(map(width_of, text.splitlines())) <= WIDTH
        assert "<b>&" not in html
        shown = html.partition("<body>")[2].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        assert _words(re.sub(r"</?(?:a|p|h\d|ul|li|strong|br|small|hr|body|html)\b[^>]*>", "", shown)) == _words(
            re.sub(r"https://\S+", "", text)
        )

    def test_what_was_told_or_read_is_not_told_again_and_without_news_there_is_no_mail(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        officer = a_person(session, Role.OFFICER)
        happens(session, contractor, plan, "期中期報已核定", morning(TUESDAY, 6))
        happens(session, officer, plan, "期末期報送審", morning(TUESDAY, 6))
        notices.mark_all_read(session, by=officer, at=morning(TUESDAY, 7))

        for day in range(3):
            run_morning(session, settings, TUESDAY + timedelta(days=day))

        assert [letter["To"] for letter in mailbox.letters] == [contractor.email]

    def test_a_second_run_on_the_same_day_writes_no_second_digest(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        happens(session, contractor, plan, "期中期報已核定", morning(TUESDAY, 6))
        run_morning(session, settings, TUESDAY)
        happens(session, contractor, plan, "期末期報退回補正", morning(TUESDAY, 9))
        run_morning(session, settings, TUESDAY)
        assert len(mailbox.letters) == 1

        run_morning(session, settings, TUESDAY + timedelta(days=1))

        assert "期末期報退回補正" in body(mailbox.letters[1], "plain")
        assert "期中期報已核定" not in body(mailbox.letters[1], "plain")

    def test_nothing_is_said_of_a_plan_that_one_may_no_longer_see(
        self, session: Session, plan: Plan, settings: Settings, mailbox: Mailbox
    ) -> None:
        officer = a_person(session, Role.OFFICER)
        happens(session, officer, plan, "期末期報送審", morning(TUESDAY, 6))
        session.delete(session.scalars(select(RoleGrant).where(RoleGrant.user_id == officer.id)).one())
        session.commit()
        session.refresh(officer)

        run_morning(session, settings, TUESDAY)

        assert mailbox.letters == []

    def test_without_a_mail_server_nothing_is_written(self, session: Session, plan: Plan, contractor: User) -> None:
        happens(session, contractor, plan, "期中期報已核定", morning(TUESDAY, 6))

        digests.write_digests(session, Settings(), on=TUESDAY, at=morning(TUESDAY))

        assert letters(session) == []


def _words(text: str) -> Counter[str]:
    """Characters that say something, in whatever lines and order of layout."""
    return Counter(character for character in text if character.isalnum())


class TestImmediate:
    """立即寄信."""

    def test_only_what_a_person_asked_for_comes_at_once(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        chooses(session, contractor, NoticeKind.DECIDED, Channel.IMMEDIATE)
        happens(session, contractor, plan, "期末期報退回補正", morning(TUESDAY, 14))
        happens(session, contractor, plan, "查核點 A-1 落後", morning(TUESDAY, 14), NoticeKind.ALERT)

        digests.write_immediate(session, settings, at=morning(TUESDAY, 14))
        outbox.send_due(session, settings, now=lambda: morning(TUESDAY, 14))

        assert [letter["Subject"] for letter in mailbox.letters] == ["【計畫績效管考系統】期末期報退回補正"]
        run_morning(session, settings, TUESDAY + timedelta(days=1))
        assert "期末期報退回補正" not in body(mailbox.letters[1], "plain")

    def test_what_came_together_over_a_weekend_is_one_mail_on_monday(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        saturday = date(2018, 12, 8)
        chooses(session, contractor, NoticeKind.DECIDED, Channel.IMMEDIATE)
        happens(session, contractor, plan, "期中期報已核定", morning(saturday))
        happens(session, contractor, plan, "期末期報退回補正", morning(saturday, 20))

        for day in range(3):
            run_morning(session, settings, saturday + timedelta(days=day))
            assert len(mailbox.letters) == (1 if day == 2 else 0)

        assert mailbox.letters[0]["Subject"] == "【計畫績效管考系統】期中期報已核定 等 2 則通知"


class TestOutbox:
    """寄件匣."""

    def test_an_outage_counts_no_attempt_and_is_told(self, session: Session, plan: Plan, contractor: User) -> None:
        settings = mailing(port := free_port())
        happens(session, contractor, plan, "期中期報已核定", morning(TUESDAY, 6))
        with pytest.raises(RelayDown, match=r"127\.0\.0\.1"):
            run_morning(session, settings, TUESDAY)
        [letter] = letters(session)
        assert (letter.status, letter.attempts) == (LetterStatus.WAITING, 0)
        assert "郵件主機無法使用" in (letter.last_error or "")

        with open_mailbox(port) as mailbox:
            outbox.send_due(session, settings, now=lambda: morning(TUESDAY, 9))

        assert len(mailbox.letters) == 1

    def test_a_receiver_who_is_put_off_is_tried_later_and_given_up_in_the_end(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        mailbox.refusals[contractor.email] = "451 4.7.1 Greylisted"
        happens(session, contractor, plan, "期中期報已核定", morning(TUESDAY, 6))
        run_morning(session, settings, TUESDAY)
        [letter] = letters(session)
        assert (letter.status, letter.last_error) == (LetterStatus.WAITING, "451 4.7.1 Greylisted")
        assert letter.send_after == morning(TUESDAY) + timedelta(minutes=1)

        while letter.status is LetterStatus.WAITING:
            day_off = timedelta(days=2 if letter.send_after.weekday() in (5, 6) else 0)
            outbox.send_due(session, settings, now=partial(add, letter.send_after, day_off))
            session.refresh(letter)

        assert (letter.status, letter.attempts) == (LetterStatus.FAILED, 9)

    def test_a_receiver_who_does_not_exist_is_given_up_at_once_and_holds_up_nobody(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        officer = a_person(session, Role.OFFICER)
        mailbox.refusals[contractor.email] = "550 5.1.1 User unknown"
        happens(session, contractor, plan, "期中期報已核定", morning(TUESDAY, 6))
        happens(session, officer, plan, "期末期報送審", morning(TUESDAY, 6))

        run_morning(session, settings, TUESDAY)

        assert [letter.status for letter in letters(session)] == [LetterStatus.FAILED, LetterStatus.SENT]
        admin = a_person(session, Role.ADMIN)
        mailbox.refusals.clear()
        outbox.try_again(session, letters(session)[0].id, by=admin, at=morning(TUESDAY, 9))
        outbox.send_due(session, settings, now=lambda: morning(TUESDAY, 9))
        assert [letter["To"] for letter in mailbox.letters] == [officer.email, contractor.email]

    def test_after_a_crash_the_same_letter_goes_out_under_the_same_name(
        self,
        session: Session,
        plan: Plan,
        contractor: User,
        settings: Settings,
        mailbox: Mailbox,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The worst moment: the relay has taken it, and we die before we can write that down."""
        happens(session, contractor, plan, "期中期報已核定", morning(TUESDAY, 6))
        with monkeypatch.context() as crash:
            crash.setattr(outbox.sending, "_finish", _die)
            with pytest.raises(KeyboardInterrupt):
                run_morning(session, settings, TUESDAY)
        outbox.send_due(session, settings, now=lambda: morning(TUESDAY) + timedelta(minutes=14))
        assert len(mailbox.letters) == 1, "whoever claimed it may still be at it"

        outbox.send_due(session, settings, now=lambda: morning(TUESDAY) + timedelta(minutes=15))

        first, second = mailbox.letters
        assert first["Message-ID"] == second["Message-ID"]
        assert first["Message-ID"].endswith("@agency.example>")

    def test_nobody_is_written_to_whose_account_was_closed_or_is_for_show(
        self, session: Session, plan: Plan, contractor: User, settings: Settings, mailbox: Mailbox
    ) -> None:
        demo = a_person(session, Role.OFFICER)
        happens(session, contractor, plan, "期中期報已核定", morning(TUESDAY, 6))
        happens(session, demo, plan, "期末期報送審", morning(TUESDAY, 6))
        digests.write_digests(session, settings, on=TUESDAY, at=morning(TUESDAY))
        contractor.is_active, demo.is_demo = False, True
        session.commit()

        outbox.send_due(session, replace(settings, production=True), now=lambda: morning(TUESDAY))

        assert [letter.status for letter in letters(session)] == [LetterStatus.DROPPED, LetterStatus.DROPPED]
        assert mailbox.letters == []


def _die(*_args: object, **_how: object) -> None:
    raise KeyboardInterrupt


def test_a_week_with_the_mail_server_down_on_one_day_tells_everything_once(session: Session, plan: Plan) -> None:
    """From a Monday to the next: the Saturday is a 補班日, the Sunday is quiet, on Wednesday the server is down."""
    monday, settings = date(2018, 12, 17), mailing(port := free_port())
    readers = [a_person(session, role) for role in (Role.OFFICER, Role.MANAGER, Role.AUDITOR)]
    chooses(session, readers[1], NoticeKind.DECIDED, Channel.IMMEDIATE)
    arrived: list[tuple[int, str, str]] = []
    for number in range(8):
        day = monday + timedelta(days=number)
        for reader in readers:
            for hour in (1, 7):
                happens(session, reader, plan, f"〔{number}-{hour}〕", morning(day, hour))
        if number == 2:
            for _ in range(3):
                with pytest.raises(RelayDown):
                    run_morning(session, settings, day)
            continue
        with open_mailbox(port) as mailbox:
            run_morning(session, settings, day)
            run_morning(session, settings, day)
        arrived += [
            (number, letter["To"], piece) for letter in mailbox.letters for piece in _pieces(body(letter, "plain"))
        ]

    pieces = [f"〔{number}-{hour}〕" for number in range(8) for hour in (1, 7)]
    assert Counter((to, piece) for _, to, piece in arrived) == Counter(
        (reader.email, piece) for reader in readers for piece in pieces
    )
    assert {number for number, *_ in arrived} == {0, 1, 3, 4, 5, 7}


def _pieces(text: str) -> list[str]:
    return re.findall(r"〔\d-\d〕", text)
