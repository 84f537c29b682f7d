"""``flask db``, a database that is not ready, and what production refuses."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect

from app import create_app
from app.database import make_engine
from config import Settings


@pytest.fixture
def not_upgraded(settings: Settings, empty_database_url: str) -> Iterator[Flask]:
    """The application on a database without any table."""
    made = create_app(replace(settings, database_url=empty_database_url))
    yield made
    made.extensions["engine"].dispose()


@pytest.fixture
def production(settings: Settings) -> Iterator[Flask]:
    """The application as an agency runs it, on the database of the other fixtures."""
    made = create_app(replace(settings, production=True))
    yield made
    made.extensions["engine"].dispose()


def run(application: Flask, *arguments: str):
    return application.test_cli_runner().invoke(args=list(arguments), catch_exceptions=False)


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["plan", "list"], id="plan-list"),
        pytest.param(["plan", "show", "SMEITA-107"], id="plan-show"),
        pytest.param(["variance", "SMEITA-107"], id="variance"),
        pytest.param(["slippage", "scan"], id="slippage-scan"),
        pytest.param(["demo", "load"], id="demo-load"),
        pytest.param(["submission", "approve", "1", "--as", "a@b.example"], id="approve"),
        pytest.param(["workbook", "export", "X", "--period", "期末", "--out", "never.xlsx"], id="export"),
    ],
)
def test_a_database_that_was_not_upgraded_is_answered_with_what_to_do(
    not_upgraded: Flask, arguments: list[str]
) -> None:
    for_people, for_scripts = run(not_upgraded, *arguments), run(not_upgraded, *arguments, "--json")

    assert (for_people.exit_code, for_scripts.exit_code) == (1, 1)
    assert "請先執行 flask db upgrade" in for_people.stderr
    assert "Traceback" not in for_people.output
    assert for_people.stdout == ""
    assert '"error"' in for_scripts.stdout
    assert not Path("never.xlsx").exists()


def test_upgrade_makes_the_schema_and_check_finds_it_complete(not_upgraded: Flask) -> None:
    first, second = run(not_upgraded, "db", "upgrade"), run(not_upgraded, "db", "upgrade")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "最新" in second.output
    engine = make_engine(not_upgraded.config["SETTINGS"].database_url)
    assert {"plan", "checkpoint", "submission", "alert", "job_run"} <= set(inspect(engine).get_table_names())
    engine.dispose()
    assert run(not_upgraded, "db", "check").exit_code == 0
    assert run(not_upgraded, "plan", "list", "--json").stdout.strip() == "[]"


def test_production_refuses_demonstration_data(flask, production: Flask) -> None:
    answer = run(production, "demo", "load", "--json")

    assert answer.exit_code == 1
    assert answer.stderr.strip() == "正式環境不得載入示範資料與示範帳號。"
    assert flask("plan", "list", "--json").value == []


def test_production_refuses_a_demo_sign_in_that_is_welcome_elsewhere(
    demo, application: Flask, production: Flask, settings: Settings
) -> None:
    assert signed_in(application, settings).status_code == 302

    refused = signed_in(production, settings)

    assert refused.status_code == 422
    assert "電子郵件或密碼不正確" in refused.text


def signed_in(application: Flask, settings: Settings):
    """The answer to the officer of the demonstration signing in, over TLS as cookies in production need it."""
    browser = application.test_client()
    page = browser.get("/login", base_url="https://localhost").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    form = {"email": "officer@demo.example", "password": settings.demo_password, "csrf_token": token[1]}
    headers = {"Referer": "https://localhost/login"}
    return browser.post("/login", data=form, base_url="https://localhost", headers=headers)
