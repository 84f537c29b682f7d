"""Who gets in: every page asks, a form needs its token, and signing in leads only to our own pages."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from support.stage import PASSWORD, a_person
from support.visitor import Visitor
from werkzeug.routing import Rule

from app.domain.roles import Role
from app.web.endpoints import NEEDS, Door

EXAMPLES = {
    "chart": "progress",
    "code": "TEST-107",
    "digest": "0" * 64,
    "job": "scan_slippage",
    "key": "A-1",
    "kind": "xlsx",
    "number": 1,
    "period": "期末",
    "role": "contractor",
    "section": "indicators",
    "roc_year": 107,
    "agency_id": 1,
    "day_id": 1,
    "alert_id": 1,
    "comment_id": 1,
    "grant_id": 1,
    "change_id": 1,
    "held_id": 1,
    "person_id": 1,
    "installment": 1,
    "name": "applications",
    "view_id": 1,
    "note_id": 1,
    "notice_id": 1,
    "letter_id": 1,
    "session_id": 1,
    "submission_id": 1,
    "resolution_id": 1,
    "tax_id": "04595257",
    "into": "10458575",
    "other": "10458575",
    "decision_id": 1,
    "token": "an-unguessable-token",
    "filename": "vendor/app.css",
}


def addresses(app: Flask, method: str) -> list[str]:
    """Every address of the application that takes ``method`` and is not open to all, filled with examples."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            adapter.build(rule.endpoint, {name: EXAMPLES[name] for name in rule.arguments}, method=method)
            for rule in app.url_map.iter_rules()
            if _takes(rule, method)
        ]


def _takes(rule: Rule, method: str) -> bool:
    return method in (rule.methods or ()) and NEEDS[rule.endpoint] is not Door.OPEN


def test_only_the_ways_in_the_health_check_the_language_and_our_own_files_are_open() -> None:
    ways_in = {"auth.login", "password_reset.ask", "password_reset.choose", "single_sign_on.go"}
    with_a_key = {"single_sign_on.come_back", "calendar_feed.fetch"}
    assert {*ways_in, *with_a_key, "health.alive", "language.choose", "static"} == {
        endpoint for endpoint, need in NEEDS.items() if need is Door.OPEN
    }


def test_every_page_asks_who_is_there(application: Flask, stage: Session) -> None:
    pages = addresses(application, "GET")
    client = application.test_client()

    answers = {page: client.get(page).headers.get("Location", "") for page in pages}

    assert len(pages) > 8
    assert {page for page, location in answers.items() if not location.startswith("/login")} == set()


def test_every_form_asks_who_is_there(application: Flask, visit: Callable[..., Visitor]) -> None:
    forms = addresses(application, "POST")
    nobody = visit(None)
    nobody.get("/login")

    answers = {form: nobody.client.post(form, data={"csrf_token": nobody.token}).headers["Location"] for form in forms}

    assert len(forms) > 6
    assert {form for form, location in answers.items() if not location.startswith("/login")} == set()


def test_every_form_is_refused_without_its_token(application: Flask, visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)

    for form in [*addresses(application, "POST"), "/login"]:
        answer = officer.client.post(form)
        assert (form, answer.status_code) == (form, 400)
        assert "網頁已逾時" in answer.text
    assert officer.get("/plans").heading == "計畫"  # still signed in: not even that was carried out


def test_the_health_check_needs_no_account(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_wrong_password_says_so_without_saying_whose(visit: Callable[..., Visitor], stage: Session) -> None:
    officer, nobody = a_person(stage, Role.OFFICER), visit(None)

    nobody.get("/login")
    wrong = nobody.post("/login", {"email": officer.email, "password": "guess"}, status=422)
    unknown = nobody.post("/login", {"email": "nobody@agency.example", "password": "guess"}, status=422)

    assert wrong.error_of("password") == unknown.error_of("password") != ""
    assert "電子郵件或密碼不正確" in wrong.error_of("password")
    assert wrong.value("email") == officer.email
    assert wrong.value("password") == ""


@pytest.mark.parametrize(("email", "password", "field"), [("", "x", "email"), ("a@b.example", "", "password")])
def test_an_empty_field_is_asked_for(visit: Callable[..., Visitor], email: str, password: str, field: str) -> None:
    nobody = visit(None)
    nobody.get("/login")

    page = nobody.post("/login", {"email": email, "password": password}, status=422)

    assert page.error_of(field).startswith("請輸入")


def test_after_signing_in_one_arrives_where_one_was_heading(visit: Callable[..., Visitor], stage: Session) -> None:
    officer, nobody = a_person(stage, Role.OFFICER), visit(None)
    asked = nobody.client.get("/alerts?status=resolved")

    nobody.get(asked.headers["Location"])
    page = nobody.post(asked.headers["Location"], {"email": officer.email, "password": PASSWORD})

    assert page.path == "/alerts?status=resolved"


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/plans",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "plans",
        "",
    ],
)
def test_signing_in_never_leads_to_another_host(visit: Callable[..., Visitor], stage: Session, target: str) -> None:
    officer, nobody = a_person(stage, Role.OFFICER), visit(None)
    nobody.get("/login")

    answer = nobody.client.post(
        "/login",
        query_string={"next": target},
        data={"csrf_token": nobody.token, "email": officer.email, "password": PASSWORD},
    )

    assert answer.headers["Location"] == "/"


def test_signing_out_ends_the_session(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    officer.get("/plans")

    page = officer.post("/logout")

    assert page.flashes == ["您已登出。"]
    assert officer.client.get("/plans").headers["Location"].startswith("/login")
