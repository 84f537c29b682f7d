"""語言: Chinese for everybody, English for whoever asks for it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from support.english import chinese_of_ours
from support.stage import PASSWORD
from support.visitor import Page, Visitor

from app.domain.language import Language
from app.domain.roles import Role
from app.services import accounts, languages

ENGLISH = {"language": Language.ENGLISH.value, "next": "/plans"}


def language_of(page: Page) -> str:
    return page.root.one("html").get("lang")


def signed_in_again(application: Flask, email: str) -> Visitor:
    other_browser = Visitor(application.test_client())
    other_browser.sign_in(email, PASSWORD)
    return other_browser


def test_pages_are_in_chinese_whatever_the_browser_prefers(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    officer.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en-US,en;q=0.9"

    page = officer.get("/plans")

    assert (language_of(page), page.heading) == ("zh-Hant-TW", "計畫")


def test_the_switch_leads_back_to_the_page_in_the_other_language(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    [switch] = [form for form in officer.get("/alerts?state=all").root.all("form") if form.get("action") == "/language"]

    page = officer.post("/language", {field.get("name"): field.get("value") for field in switch.all("input")})

    assert (page.path, language_of(page), page.heading) == ("/alerts?state=all", "en", "Alerts")
    assert switch.one("button").text == "English"


def test_the_choice_follows_the_person_to_another_browser(application: Flask, visit: Callable[..., Visitor]) -> None:
    visit(Role.OFFICER).post("/language", ENGLISH)

    again = signed_in_again(application, "officer@agency.example").get("/plans")

    assert language_of(again) == "en"


def test_the_sign_in_page_is_in_the_language_chosen_there_and_so_is_what_follows(
    application: Flask, visit: Callable[..., Visitor]
) -> None:
    visit(Role.OFFICER)
    nobody = Visitor(application.test_client())
    nobody.get("/login")

    page = nobody.post("/language", {"language": "en", "next": "/login"})
    after = nobody.sign_in("officer@agency.example", PASSWORD)

    assert (page.heading, language_of(after)) == ("Sign in", "en")


def test_what_the_account_chose_goes_before_what_the_browser_kept(
    application: Flask, visit: Callable[..., Visitor], stage: Session
) -> None:
    visit(Role.OFFICER)
    languages.choose(stage, Language.CHINESE, by=accounts.by_email(stage, "officer@agency.example"))
    shared = Visitor(application.test_client())
    shared.get("/login")
    shared.post("/language", {"language": "en", "next": "/login"})

    assert language_of(shared.sign_in("officer@agency.example", PASSWORD)) == "zh-Hant-TW"


def test_back_to_chinese(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    officer.post("/language", ENGLISH)

    page = officer.post("/language", {"language": Language.CHINESE.value, "next": "/plans"})

    assert (language_of(page), page.heading) == ("zh-Hant-TW", "計畫")


def test_there_is_no_third_language(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)

    officer.post("/language", {"language": "ja"}, status=400)

    assert language_of(officer.get("/plans")) == "zh-Hant-TW"


def test_the_way_back_leads_to_no_other_host(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    officer.get("/plans")

    answer = officer.client.post(
        "/language", data={"csrf_token": officer.token, "language": "en", "next": "//elsewhere.example/"}
    )

    assert answer.headers["Location"].startswith("/")
    assert "elsewhere" not in answer.headers["Location"]


def test_a_refusal_and_a_wrong_field_are_told_in_english(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    officer.post("/language", ENGLISH)

    missing = officer.get("/plans/NONE", status=404)
    officer.get("/account/password")
    wrong = officer.post("/account/password", {"present": "", "new": "", "again": ""}, status=422)

    assert missing.heading == "Not found"
    assert "No plan NONE; check the code." in missing.text
    assert wrong.error_of("present") == "Enter your present password."


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OFFICER, Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_the_pages_of_every_role_speak_english(visit: Callable[..., Visitor], role: Role) -> None:
    visitor = visit(role)
    front = visitor.post("/language", ENGLISH)
    addresses = ["/plans", "/plans/TEST-107", "/account", *front.hrefs][:14]

    pages = [visitor.get(address) for address in dict.fromkeys(addresses) if "?" not in address]

    assert [(page.path, chinese_of_ours(page.root)) for page in pages if chinese_of_ours(page.root)] == []
