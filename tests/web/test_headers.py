"""Every answer, of whatever kind, tells the browser what it may not do; and cookies stay where they belong."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from support.visitor import Visitor
from werkzeug.test import TestResponse

from app import create_app
from app.domain.roles import Role
from app.extensions import csrf
from app.services.pages import plan_list
from config import Settings

A_YEAR = 365 * 24 * 60 * 60
KINDS = {
    "page": ("/plans", 200),
    "file": ("/plans/TEST-107/workbook/期末", 200),
    "not found": ("/nowhere", 404),
    "redirect": ("/programme/budget", 302),
    "health": ("/healthz", 200),
    "static": ("/static/app.css", 200),
}


@pytest.fixture(autouse=True)
def our_own_files(application: Flask, tmp_path: Path) -> None:
    """Files to serve, whether or not the real ones have been built."""
    application.static_folder = str(tmp_path)
    (tmp_path / "app.css").write_text("body {}")


@pytest.fixture
def answer_to(visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], TestResponse]:
    """An answer of the kind that is asked for, to somebody who is signed in."""
    officer = visit(Role.OFFICER)

    def answered(kind: str) -> TestResponse:
        if kind == "failure":
            monkeypatch.setattr(plan_list, "page", lambda *_given, **_named: 1 / 0)
        address, status = KINDS.get(kind, ("/plans", 500))
        answer: TestResponse = officer.client.get(address, buffered=True)  # read to its end, and closed
        assert answer.status_code == status
        return answer

    return answered


@pytest.mark.parametrize("kind", [*KINDS, "failure"])
def test_every_kind_of_answer_carries_every_header(answer_to: Callable[[str], TestResponse], kind: str) -> None:
    headers = answer_to(kind).headers

    policy = {one.split()[0]: one.split()[1:] for one in headers["Content-Security-Policy"].split(";")}
    assert policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("kind", ["page", "file", "not found", "failure", "redirect"])
def test_nothing_that_shows_figures_is_kept_by_a_browser_or_a_proxy(
    answer_to: Callable[[str], TestResponse], kind: str
) -> None:
    assert answer_to(kind).headers["Cache-Control"] == "private, no-store"


def test_our_own_style_sheets_and_scripts_may_be_kept(answer_to: Callable[[str], TestResponse]) -> None:
    assert "no-store" not in answer_to("static").headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/login", "/nowhere", "/static/app.css"])
def test_a_visit_by_tls_asks_for_tls_from_then_on(client: FlaskClient, address: str) -> None:
    by_tls = client.get(address, base_url="https://tracker.agency.example", buffered=True)
    without = client.get(address, base_url="http://tracker.agency.example", buffered=True)

    assert by_tls.headers["Strict-Transport-Security"] == f"max-age={A_YEAR}"
    assert "Strict-Transport-Security" not in without.headers


def test_an_installation_may_leave_tls_to_its_proxy(settings: Settings) -> None:
    client = create_app(replace(settings, hsts_seconds=0)).test_client()

    answer = client.get("/login", base_url="https://tracker.agency.example")

    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(("hops", "is_asked_for"), [(1, True), (0, False)])
def test_only_a_proxy_that_we_know_of_says_how_the_visitor_came(
    settings: Settings, hops: int, is_asked_for: bool
) -> None:
    client = create_app(replace(settings, proxy_hops=hops)).test_client()

    answer = client.get("/login", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"})

    assert ("Strict-Transport-Security" in answer.headers) is is_asked_for


@pytest.mark.parametrize("production", [True, False])
def test_no_script_and_no_other_site_gets_at_the_cookie(settings: Settings, production: bool) -> None:
    client = create_app(replace(settings, production=production)).test_client()

    [cookie] = client.get("/login", base_url="https://tracker.agency.example").headers.getlist("Set-Cookie")

    parts = cookie.split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)
    assert ("Secure" in parts, parts[0].startswith("__Host-session=")) == (production, production)


def test_what_changes_something_comes_by_a_form_with_a_token_and_in_no_other_way(application: Flask) -> None:
    methods = {one for rule in application.url_map.iter_rules() for one in rule.methods or ()}

    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}  # of POST, tests/web/test_access.py tries every address
    assert not csrf._exempt_views
    assert not csrf._exempt_blueprints
