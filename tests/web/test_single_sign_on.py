"""Signing in with the agency's own provider, which is a real process that we ask over HTTP."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
import requests
from flask import Flask
from sqlalchemy.orm import Session
from support.application_fixtures import free_port, wait_until_it_answers
from support.oidc_provider import CLIENT_ID, CLIENT_SECRET
from support.signing_in import events, with_authenticator
from support.stage import NOW, a_person
from support.visitor import Page, Visitor

from app import create_app
from app.domain.roles import Role
from config import ROOT, OidcSettings, Settings

PROVIDER = ROOT / "tests" / "support" / "oidc_provider.py"


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the provider."""
    port = free_port()
    log = tmp_path_factory.mktemp("provider") / "log"
    with log.open("w") as output:
        process = subprocess.Popen([sys.executable, PROVIDER, str(port)], stdout=output, stderr=output)
        try:
            wait_until_it_answers(process, f"http://127.0.0.1:{port}", log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def settings(settings: Settings, provider: str) -> Settings:
    """An agency that has single sign-on."""
    oidc = OidcSettings(oidc_issuer=provider, oidc_client_id=CLIENT_ID, oidc_client_secret=CLIENT_SECRET)
    return replace(settings, oidc=oidc, public_url="http://localhost")


@pytest.fixture
def be(provider: str) -> Callable[..., None]:
    """Tells the provider who comes next, and what is wrong with it: ``be(wrong="nonce", email="x@y.example")``."""

    def tell(wrong: str | None = None, **claims: Any) -> None:
        told = json.dumps({"wrong": wrong, "claims": claims}).encode()
        urlopen(Request(f"{provider}/be", told, {"Content-Type": "application/json"})).close()  # noqa: S310

    tell()
    return tell


@pytest.fixture
def visitor(application: Flask, stage: Session) -> Visitor:
    return Visitor(application.test_client())


def come_back(visitor: Visitor, target: str = "") -> Page:
    """Through the provider and back, as a browser follows the redirects."""
    login = visitor.get(f"/login?next={target}" if target else "/login")
    [way] = [link for link in login.root.all("a") if link.text == "以機關單一簽入登入"]
    sent_to = visitor.client.get(way.get("href")).headers["Location"]
    back = requests.get(sent_to, allow_redirects=False, timeout=10).headers["Location"]
    return visitor.get(urlsplit(back)._replace(scheme="", netloc="").geturl())


def test_who_has_an_account_comes_in_and_arrives_where_they_were_heading(
    visitor: Visitor, stage: Session, be: Callable[..., None]
) -> None:
    a_person(stage, Role.OFFICER)

    page = come_back(visitor, "/alerts")

    assert page.path == "/alerts"
    assert events(stage) == ["IDENTITY_LINKED", "SIGNED_IN"]


def test_the_pair_of_issuer_and_subject_counts_from_then_on(
    visitor: Visitor, stage: Session, be: Callable[..., None]
) -> None:
    a_person(stage, Role.OFFICER)
    come_back(visitor)
    be(email="married@agency.example", email_verified=False)

    assert come_back(visitor).path == "/"


def test_the_browser_is_sent_with_a_challenge_a_state_and_a_nonce_and_nothing_secret(
    visitor: Visitor, stage: Session, be: Callable[..., None], provider: str
) -> None:
    a_person(stage, Role.OFFICER)

    come_back(visitor)

    asked = requests.get(f"{provider}/asked", timeout=10).json()[-1]
    assert (asked["response_type"], asked["scope"], asked["client_id"]) == ("code", "openid email", CLIENT_ID)
    assert asked["redirect_uri"] == "http://localhost/login/single-sign-on/return"
    assert asked["code_challenge_method"] == "S256"
    assert all(len(asked[name]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert CLIENT_SECRET not in asked.values()


@pytest.mark.parametrize(
    "wrong", ["denied", "state", "nonce", "issuer", "audience", "expired", "signature", "no identity"]
)
def test_an_answer_that_is_not_what_we_asked_for_opens_nothing(
    visitor: Visitor, stage: Session, be: Callable[..., None], wrong: str
) -> None:
    a_person(stage, Role.OFFICER)
    be(wrong)

    page = come_back(visitor)

    assert page.path == "/login"
    assert "單一簽入沒有完成" in page.flashes[0]
    assert events(stage) == []


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"email": "nobody@agency.example"}, id="no-account"),
        pytest.param({"email_verified": False}, id="not-verified"),
        pytest.param({"email_verified": "false"}, id="verified-is-a-word"),
        pytest.param({"email": None}, id="no-address"),
    ],
)
def test_who_has_no_account_is_told_so_and_gets_none(
    visitor: Visitor, stage: Session, be: Callable[..., None], claims: dict[str, Any]
) -> None:
    a_person(stage, Role.OFFICER)
    be(**claims)

    page = come_back(visitor)

    assert page.path == "/login"
    assert "沒有可用的帳號" in page.flashes[0]


def test_a_return_that_nobody_asked_for_is_refused(visitor: Visitor, stage: Session, be: Callable[..., None]) -> None:
    page = visitor.get("/login/single-sign-on/return?code=stolen&state=made-up")

    assert page.path == "/login"
    assert "單一簽入沒有完成" in page.flashes[0]


def test_an_own_second_step_is_asked_for_all_the_same(
    visitor: Visitor, stage: Session, be: Callable[..., None]
) -> None:
    with_authenticator(stage, a_person(stage, Role.OFFICER), at=NOW)

    assert come_back(visitor).heading == "兩步驟驗證"


def test_a_provider_that_is_away_is_said_and_the_password_still_opens(
    application: Flask, visitor: Visitor, stage: Session
) -> None:
    client = application.extensions["authlib.integrations.flask_client"].create_client("agency")
    client._server_metadata_url = f"http://127.0.0.1:{free_port()}/.well-known/openid-configuration"

    page = visitor.get("/login/single-sign-on")

    assert page.path == "/login"
    assert "單一簽入沒有完成" in page.flashes[0]


def test_without_a_provider_there_is_no_such_way(settings: Settings) -> None:
    client = create_app(replace(settings, oidc=OidcSettings())).test_client()

    assert "單一簽入" not in client.get("/login").text
    assert client.get("/login/single-sign-on").headers["Location"].startswith("/login?")
