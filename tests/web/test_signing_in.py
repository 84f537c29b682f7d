"""Signing in, step by step, and 我的帳號, as pages without scripts show them; mail goes through a real SMTP server."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.mailbox import Mailbox, body, open_mailbox
from support.signing_in import code_of, with_authenticator
from support.stage import NOW, PASSWORD, a_person
from support.templates_in_use import templates_in_use, templates_of
from support.visitor import Page, Visitor

from app import clock, create_app
from app.domain.roles import Role
from app.models import SignInSession
from app.services import second_factor
from config import MailSettings, Settings, SignInLimits

NEW = "an even longer password"
BOTH = {"new": NEW, "again": NEW}


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        yield opened


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    """An agency that mails, and that asks its administrators for a second step."""
    mail = MailSettings(
        smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_security="none", mail_from="tracker@agency.example"
    )
    return replace(settings, mail=mail, public_url="https://tracker.agency.example", sign_in=SignInLimits())


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets time pass."""
    return lambda passed: monkeypatch.setattr(clock, "now", lambda: NOW + passed)


@pytest.fixture
def nobody(application: Flask, stage: Session) -> Visitor:
    return Visitor(application.test_client())


def asked_for_link(visitor: Visitor, email: str) -> Page:
    """The page after asking; the server mails when the answer has gone out."""
    visitor.get("/password/forgotten")
    with visitor.client.post("/password/forgotten", data={"csrf_token": visitor.token, "email": email}) as answer:
        return visitor.look_at(answer)


def link_in(mailbox: Mailbox) -> str:
    [letter] = mailbox.letters
    found = re.search(r"https://tracker\.agency\.example(/password/choose/\S+)", body(letter, "plain"))
    assert found is not None
    return found[1]


def typed_secret(page: Page) -> str:
    return f"otpauth://totp/x?secret={page.root.one('code').text}"


def test_an_administrator_sets_up_the_second_step_before_anything_opens(nobody: Visitor, stage: Session) -> None:
    admin = a_person(stage, Role.ADMIN)

    page = nobody.sign_in(admin.email, PASSWORD)
    elsewhere = nobody.get("/alerts")
    page = nobody.post("/account/second-step/begin")
    address = typed_secret(page)
    wrong = nobody.post("/account/second-step", {"code": "12345"}, status=422)
    codes = nobody.post("/account/second-step", {"code": code_of(address, NOW)})

    assert page.path.startswith("/account/second-step")
    assert elsewhere.path.startswith("/account/second-step")
    assert not elsewhere.root.all("nav")
    assert page.root.one("svg", class_="qr-code").get("width") != ""
    assert "驗證碼不正確" in wrong.error_of("code")
    assert len(codes.root.one("ul", class_="recovery-codes").all("li")) == 10
    assert nobody.get("/alerts").heading == "警示"


def test_with_an_authenticator_one_arrives_where_one_was_heading_after_the_code(
    nobody: Visitor, stage: Session
) -> None:
    officer = a_person(stage, Role.OFFICER)
    address, _ = with_authenticator(stage, officer, at=NOW - timedelta(minutes=5))
    asked = nobody.client.get("/alerts?status=resolved").headers["Location"]
    nobody.get(asked)

    page = nobody.post(asked, {"email": officer.email, "password": PASSWORD})
    cookie_before = nobody.client.get_cookie("session")
    wrong = nobody.post(page.path, {"code": "123456"}, status=422)
    arrived = nobody.post(page.path, {"code": code_of(address, NOW)})

    assert page.heading == "兩步驟驗證"
    assert officer.name not in page.text
    assert "驗證碼不正確" in wrong.error_of("code")
    assert arrived.path == "/alerts?status=resolved"
    assert cookie_before != nobody.client.get_cookie("session")


def test_an_initial_password_is_changed_first_and_leads_on(nobody: Visitor, stage: Session) -> None:
    officer = a_person(stage, Role.OFFICER)
    officer.must_change_password = True
    stage.commit()

    page = nobody.sign_in(officer.email, PASSWORD)
    nobody.get("/alerts")
    different = nobody.post(page.path, {"present": PASSWORD, "new": NEW, "again": "x"}, status=422)
    wrong = nobody.post(page.path, {"present": "x", **BOTH}, status=422)
    short = nobody.post(page.path, {"present": PASSWORD, "new": "short", "again": "short"}, status=422)
    done = nobody.post(page.path, {"present": PASSWORD, **BOTH})

    assert page.heading == "變更密碼"
    assert "兩次輸入的新密碼不同" in different.error_of("again")
    assert "目前密碼不正確" in wrong.error_of("present")
    assert "至少 12 個字元（目前 5 個）" in short.error_of("new")
    assert done.path == "/"
    assert done.flashes == ["密碼已變更，其他裝置上的登入均已結束。"]


def test_my_account_shows_where_i_am_signed_in_and_ends_the_others(
    application: Flask, nobody: Visitor, stage: Session
) -> None:
    officer = a_person(stage, Role.OFFICER)
    phone = Visitor(application.test_client())
    phone.client.environ_base |= {"REMOTE_ADDR": "198.51.100.9", "HTTP_USER_AGENT": "Mozilla/5.0 (iPhone) Safari/605"}
    phone.sign_in(officer.email, PASSWORD)
    nobody.sign_in(officer.email, PASSWORD)

    page = nobody.get("/account")
    ended = nobody.post(
        next(form.get("action") for form in page.root.all("form") if form.get("action").endswith("/end"))
    )

    assert "Safari（iPhone）" in page.root.one(id="sessions").text
    assert "198.51.100.9" in page.root.one(id="sessions").text
    assert "Safari" not in ended.root.one(id="sessions").text
    assert phone.client.get("/plans").headers["Location"].startswith("/login")
    assert phone.get("/plans").flashes == ["登入已逾時或已結束，請重新登入。"]
    assert nobody.get("/plans").heading == "計畫"


def test_all_others_are_ended_with_one_button(application: Flask, nobody: Visitor, stage: Session) -> None:
    officer = a_person(stage, Role.OFFICER)
    others = [Visitor(application.test_client()) for _ in range(2)]
    for visitor in (*others, nobody):
        visitor.sign_in(officer.email, PASSWORD)
    nobody.get("/account")

    page = nobody.post("/account/sessions/end-others")

    assert page.flashes == ["已結束其他 2 個登入階段。"]
    assert all(other.client.get("/plans").status_code == 302 for other in others)


def test_nobody_ends_the_session_of_another(application: Flask, nobody: Visitor, stage: Session) -> None:
    officer, auditor = a_person(stage, Role.OFFICER), a_person(stage, Role.AUDITOR)
    victim = Visitor(application.test_client())
    victim.sign_in(officer.email, PASSWORD)
    nobody.sign_in(auditor.email, PASSWORD)

    nobody.post(f"/account/sessions/{stage.scalars(select(SignInSession.id)).first()}/end", status=404)

    assert victim.get("/plans").heading == "計畫"


def test_a_token_from_before_signing_in_is_not_kept(nobody: Visitor, stage: Session) -> None:
    officer = a_person(stage, Role.OFFICER)
    nobody.sign_in(officer.email, PASSWORD)
    before = nobody.client.get_cookie("session")
    nobody.sign_in(officer.email, PASSWORD)
    assert before is not None

    nobody.client.set_cookie("session", before.value)

    assert nobody.client.get("/plans").headers["Location"].startswith("/login")


def test_asking_for_the_time_left_does_not_prolong_the_session_and_staying_does(
    nobody: Visitor, stage: Session, later: Callable[[timedelta], None]
) -> None:
    officer = a_person(stage, Role.OFFICER)
    nobody.sign_in(officer.email, PASSWORD)
    warning = nobody.get("/plans").root.one("dialog")

    later(timedelta(minutes=28))
    asked = [nobody.client.get("/account/session").json for _ in range(2)]
    stayed = nobody.client.post("/account/session/keep", data={"csrf_token": nobody.token}).json
    later(timedelta(minutes=59))

    assert (warning.get("data-seconds-left"), warning.get("data-warning-seconds")) == ("1800", "120")
    assert asked == [{"seconds": 120}, {"seconds": 120}]
    assert stayed == {"seconds": 1800}
    assert nobody.client.get("/account/session").headers["Location"].startswith("/login")


def test_who_sent_a_form_too_late_comes_back_to_it_after_signing_in(
    nobody: Visitor, stage: Session, later: Callable[[timedelta], None]
) -> None:
    officer = a_person(stage, Role.OFFICER)
    nobody.sign_in(officer.email, PASSWORD)
    form = "/plans/TEST-107/checkpoints/A-2/report"
    nobody.get(form)
    later(timedelta(minutes=31))

    def sent_from(host: str) -> str:
        answer = nobody.client.post(form, data={"csrf_token": nobody.token}, headers={"Referer": f"{host}{form}"})
        return answer.headers["Location"]

    assert sent_from("http://localhost") == f"/login?next={form}"
    assert sent_from("https://elsewhere.example") == "/login"


def test_a_forgotten_password_is_replaced_by_mail(nobody: Visitor, stage: Session, mailbox: Mailbox) -> None:
    officer = a_person(stage, Role.OFFICER)
    offer = nobody.get("/login").hrefs

    asked = asked_for_link(nobody, officer.email)
    path = link_in(mailbox)
    short = nobody.get(path) and nobody.post(path, {"new": "short", "again": "short"}, status=422)
    done = nobody.post(path, BOTH)
    used_up = nobody.get(path, status=409)

    [letter] = mailbox.letters
    assert "/password/forgotten" in offer
    assert (letter["To"], letter["From"]) == (officer.email, "tracker@agency.example")
    assert letter["Subject"] == "【計畫績效管考系統】重設密碼"
    assert f"{officer.name} 您好" in body(letter, "plain")
    assert f'href="https://tracker.agency.example{path}"' in body(letter, "html")
    assert "30 分鐘內有效" in asked.text
    assert "至少 12 個字元" in short.error_of("new")
    assert done.flashes == ["密碼已重設，請以新密碼登入。"]
    assert "已使用過或已逾時" in used_up.text
    assert nobody.sign_in(officer.email, NEW).path == "/"


def test_the_answer_does_not_tell_whether_anybody_has_the_address(
    nobody: Visitor, stage: Session, mailbox: Mailbox
) -> None:
    officer = a_person(stage, Role.OFFICER)

    known = asked_for_link(nobody, officer.email).text.replace(officer.email, "…")
    unknown = asked_for_link(nobody, "nobody@agency.example").text.replace("nobody@agency.example", "…")

    assert known == unknown
    assert [letter["To"] for letter in mailbox.letters] == [officer.email]


def test_the_link_leads_to_our_address_whatever_host_the_request_named(
    nobody: Visitor, stage: Session, mailbox: Mailbox
) -> None:
    officer = a_person(stage, Role.OFFICER)
    nobody.client.environ_base |= {"HTTP_HOST": "elsewhere.example"}

    asked_for_link(nobody, officer.email)

    assert link_in(mailbox)
    assert "elsewhere" not in body(mailbox.letters[0], "html")


def test_a_relay_that_is_away_is_logged_and_tells_nothing(
    application: Flask, nobody: Visitor, stage: Session, caplog: pytest.LogCaptureFixture
) -> None:
    officer = a_person(stage, Role.OFFICER)
    away = replace(application.config["SETTINGS"].mail, smtp_port=1)
    application.config["SETTINGS"] = replace(application.config["SETTINGS"], mail=away)

    page = asked_for_link(nobody, officer.email)

    assert "重設密碼的連結已寄出" in page.text
    assert "could not be handed" in caplog.text


def test_without_a_relay_no_link_is_offered(application: Flask, nobody: Visitor) -> None:
    application.config["SETTINGS"] = replace(application.config["SETTINGS"], mail=MailSettings())

    assert "/password/forgotten" not in nobody.get("/login").hrefs
    nobody.get("/password/forgotten", status=404)


def test_every_template_of_signing_in_renders(
    application: Flask, nobody: Visitor, stage: Session, mailbox: Mailbox, later: Callable[[timedelta], None]
) -> None:
    used = templates_in_use(application)
    officer = a_person(stage, Role.OFFICER)

    asked_for_link(nobody, officer.email)
    nobody.get(link_in(mailbox))
    nobody.sign_in(officer.email, PASSWORD)
    nobody.get("/account")
    nobody.get("/account/notices")
    nobody.get("/account/password")
    nobody.get("/account/second-step")
    address = typed_secret(nobody.post("/account/second-step/begin"))
    nobody.post("/account/second-step", {"code": code_of(address, NOW)})
    nobody.get("/account")
    nobody.post("/logout")
    later(timedelta(minutes=1))
    nobody.sign_in(officer.email, PASSWORD)
    nobody.post("/login/code", {"code": code_of(address, NOW + timedelta(minutes=1))})
    refused = nobody.post("/account/second-step/disable", {"code": "nonsense"})
    later(timedelta(minutes=2))
    renewed = nobody.post("/account/second-step/renew", {"code": code_of(address, NOW + timedelta(minutes=2))})
    later(timedelta(minutes=3))
    off = nobody.post("/account/second-step/disable", {"code": code_of(address, NOW + timedelta(minutes=3))})

    assert "驗證碼不正確" in refused.flashes[0]
    assert renewed.flashes == ["已產生新的備用碼，舊的全部失效。"]
    assert off.flashes == ["已停用兩步驟驗證。"]
    assert not second_factor.is_on(stage, officer)
    # See test_calendar_feed.py, test_admin_people.py and test_digests.py.
    elsewhere = {"account/calendar.html", "account/delegations.html", "mail/news.html"}
    assert templates_of("auth", "account", "mail") - used == elsewhere


@pytest.mark.parametrize(("is_kept", "status"), [(True, 200), (False, 302)])
def test_who_is_signed_in_stays_so_while_the_key_before_is_kept(
    settings: Settings, nobody: Visitor, stage: Session, is_kept: bool, status: int
) -> None:
    nobody.sign_in(a_person(stage, Role.OFFICER).email, PASSWORD)
    cookie = nobody.client.get_cookie("session")
    assert cookie is not None
    fallbacks = (settings.secret_key,) if is_kept else ()

    changed = create_app(replace(settings, secret_key="the next key", secret_key_fallbacks=fallbacks))
    client = changed.test_client()
    client.set_cookie("session", cookie.value)
    answer = client.get("/plans")
    changed.extensions["engine"].dispose()

    assert answer.status_code == status
