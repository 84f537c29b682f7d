"""收件匣, 通知方式 and 寄件匣 as pages show them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.stage import NOW, a_person
from support.visitor import Visitor

from app.domain.notices import Channel, NoticeKind
from app.domain.outbox import LetterStatus
from app.domain.roles import Role
from app.models import Notice, OutboxLetter, RoleGrant, User
from app.services import accounts, notice_choices, notices, outbox, plans
from app.services.mail import Letter
from config import MailSettings, Settings


def tell(session: Session, to: User, subject: str, *, days_ago: int = 0, kind: NoticeKind = NoticeKind.SENT) -> int:
    plan, at = plans.find(session, "TEST-107"), NOW - timedelta(days=days_ago)
    assert notices.tell(
        session, to, key=subject, kind=kind, subject=subject, text="請查收。", path="/plans/TEST-107", plan=plan, at=at
    )
    session.commit()
    return session.scalars(select(Notice.id).where(Notice.subject == subject, Notice.user_id == to.id)).one()


def told(visitor: Visitor, address: str = "/inbox") -> list[str]:
    items = [item for items in visitor.get(address).root.all("ul", class_="notice-list") for item in items.all("li")]
    return [item.all("a")[0].text for item in items]


class TestInbox:
    """收件匣."""

    def test_it_has_the_unread_first_and_then_day_by_day(self, visit: Callable[..., Visitor], stage: Session) -> None:
        officer = visit(Role.OFFICER)
        person = accounts.by_email(stage, "officer@agency.example")
        for days_ago in (2, 1, 0):
            tell(stage, person, f"{days_ago} 天前", days_ago=days_ago)

        officer.get(f"/inbox/{tell(stage, person, '剛才')}")

        assert told(officer) == ["0 天前", "1 天前", "2 天前", "剛才"]
        days = [section.all("h2") for section in officer.get("/inbox").root.all("section", class_="notice-day")]
        assert [heading.text for [heading] in days] == [
            "107/12/1未讀",
            "107/11/30未讀",
            "107/11/29未讀",
            "107/12/1已讀",
        ]

    def test_the_bell_counts_what_was_not_read_and_opening_leads_to_the_matter(
        self, visit: Callable[..., Visitor], stage: Session
    ) -> None:
        officer = visit(Role.OFFICER)
        person = accounts.by_email(stage, "officer@agency.example")
        number = tell(stage, person, "期末期報送審，請審查")
        tell(stage, person, "期中期報送審，請審查")
        assert bell(officer) == "收件匣 2 則未讀通知"

        assert officer.get(f"/inbox/{number}").path == "/plans/TEST-107"
        assert bell(officer) == "收件匣 1 則未讀通知"
        officer.get("/inbox")
        officer.post("/inbox/read")

        assert bell(officer) == "收件匣"

    def test_it_can_be_filtered_by_what_it_is_about(self, visit: Callable[..., Visitor], stage: Session) -> None:
        officer = visit(Role.OFFICER)
        person = accounts.by_email(stage, "officer@agency.example")
        tell(stage, person, "期末期報送審，請審查")
        tell(stage, person, "查核點 A-2 落後", kind=NoticeKind.ALERT)

        assert told(officer, "/inbox?kind=alert") == ["查核點 A-2 落後"]
        assert told(officer, "/inbox?plan=OTHER-107") == []
        assert len(told(officer, "/inbox?status=unread&plan=TEST-107&page=9")) == 2

    def test_nobody_reads_what_was_told_to_another(self, visit: Callable[..., Visitor], stage: Session) -> None:
        officer, manager = visit(Role.OFFICER), visit(Role.MANAGER)
        number = tell(stage, accounts.by_email(stage, "manager@agency.example"), "計畫變更送審，請審查")

        assert told(officer) == []
        officer.get(f"/inbox/{number}", status=404)
        officer.get("/inbox")
        officer.post(f"/inbox/{number}/read", status=404)

        assert told(manager, "/inbox?status=unread") == ["計畫變更送審，請審查"]

    def test_what_one_may_no_longer_see_is_gone_from_the_inbox(
        self, visit: Callable[..., Visitor], stage: Session
    ) -> None:
        officer = visit(Role.OFFICER)
        person = accounts.by_email(stage, "officer@agency.example")
        number = tell(stage, person, "期末期報送審，請審查")
        stage.delete(stage.scalars(select(RoleGrant).where(RoleGrant.user_id == person.id)).one())
        stage.commit()

        assert told(officer) == []
        assert bell(officer) == "收件匣"
        officer.get(f"/inbox/{number}", status=404)


def test_who_returns_a_report_is_heard_at_once(visit: Callable[..., Visitor], stage: Session, data_dir: Path) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    sent = file_report(stage, with_actual(5), accounts.by_email(stage, "contractor@agency.example"), data_dir)

    officer.get(f"/submissions/{sent.id}")
    officer.post(f"/submissions/{sent.id}/return", {"comment": "請補附件。"})

    assert told(contractor)[0].startswith("期末期報（第 1 版）退回補正，請於 107/")
    assert told(officer) == [], "nobody is told what they did themselves"


class TestChoices:
    """通知方式."""

    def test_what_is_chosen_counts_from_then_on(self, visit: Callable[..., Visitor], stage: Session) -> None:
        officer = visit(Role.OFFICER)
        page = officer.get("/account/notices")
        chosen = {kind.name: Channel.DIGEST.name for kind in NoticeKind} | {"ALERT": "IMMEDIATE", "SENT": "INBOX"}

        officer.post(page.path, chosen)

        stage.rollback()
        kept = notice_choices.choices_of(stage, accounts.by_email(stage, "officer@agency.example"))
        assert kept[NoticeKind.ALERT] is Channel.IMMEDIATE
        assert kept[NoticeKind.SENT] is Channel.INBOX
        assert kept[NoticeKind.EASED] is Channel.DIGEST
        marked = [
            one.get("id") for one in officer.get("/account/notices").root.all("input") if "checked" in one.attributes
        ]
        assert len(marked) == len(NoticeKind)

    def test_a_way_that_does_not_exist_changes_nothing(self, visit: Callable[..., Visitor], stage: Session) -> None:
        officer = visit(Role.OFFICER)
        officer.get("/account/notices")

        officer.post("/account/notices", {kind.name: "PIGEON" for kind in NoticeKind}, status=422)

        stage.rollback()
        assert (
            notice_choices.choices_of(stage, accounts.by_email(stage, "officer@agency.example"))[NoticeKind.SENT]
            is Channel.DIGEST
        )


class TestOutbox:
    """寄件匣."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        mail = MailSettings(smtp_host="127.0.0.1", mail_from="t@agency.example")
        return replace(settings, mail=mail, public_url="https://tracker.agency.example")

    @pytest.fixture
    def failed(self, stage: Session, settings: Settings) -> OutboxLetter:
        to = a_person(stage, Role.OFFICER, email="nobody@agency.example")
        letter = Letter(to.email, "107/12/1 每日彙整：1 則新通知", "…", "…")
        assert outbox.put(stage, to, "digest/1/2018-12-01", letter, settings.mail, at=NOW)
        stage.commit()
        found = stage.scalars(select(OutboxLetter)).one()
        found.status, found.attempts, found.last_error = LetterStatus.FAILED, 9, "550 5.1.1 User unknown"
        stage.commit()
        return found

    def test_what_was_given_up_is_red_and_tried_again_by_whoever_keeps_the_account(
        self, visit: Callable[..., Visitor], stage: Session, failed: OutboxLetter
    ) -> None:
        admin = visit(Role.ADMIN)
        page = admin.get("/admin/outbox?status=failed")
        assert "1 封信寄送失敗" in page.text
        assert "550 5.1.1 User unknown" in page.text

        assert admin.post(f"/admin/outbox/{failed.id}/retry").flashes == ["已排入寄送，最晚於下一個上班日寄出。"]

        stage.refresh(failed)
        assert (failed.status, failed.attempts) == (LetterStatus.WAITING, 0)
        page = admin.get("/admin/outbox")
        assert "封信寄送失敗" not in page.text
        admin.post(f"/admin/outbox/{failed.id}/retry", status=409)

    def test_an_auditor_reads_it_and_changes_nothing(self, visit: Callable[..., Visitor], failed: OutboxLetter) -> None:
        auditor = visit(Role.AUDITOR)

        page = auditor.get("/admin/outbox")

        assert "重寄" not in [button.text for button in page.root.all("button")]
        auditor.post(f"/admin/outbox/{failed.id}/retry", status=403)


def bell(visitor: Visitor) -> str:
    [link] = visitor.get("/plans").root.all("a", class_="inbox-link")
    return " ".join(link.text.split())
