"""What is written into logs tells what happened, and never a secret, whoever writes it."""

import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import safe_logs
from app.database import make_engine
from app.safe_logs import cleaned
from config import ROOT, MailSettings, OidcSettings, Settings

SECRET = "hunter2-hunter2"
LINES = {
    "database": f"cannot reach postgresql+psycopg://tracker:{SECRET}@db:5432/tracker",
    "database password with signs": f"postgresql://tracker:a@{SECRET}@db/tracker",
    "reset link": f"GET /password/choose/{SECRET} from 192.0.2.7",
    "reset link in full": f'GET "https://tracker.agency.example/password/choose/{SECRET}?x=1"',
    "address of a calendar": f"GET /calendar/{SECRET}.ics from 192.0.2.7",
    "cookie": f"Cookie: session={SECRET}; other={SECRET}",
    "set-cookie": f"Set-Cookie: __Host-session={SECRET}; HttpOnly",
    "authorization": f"Authorization: Basic {SECRET}",
    "bearer": f"sent with Bearer {SECRET}",
    "form": f"csrf_token={SECRET}&password={SECRET}",
    "dictionary": str({"password": SECRET, "new_password": f"two {SECRET}", "plan": "SMEITA-107"}),
    "json": f'{{"client_secret": "{SECRET}", "access_token": "{SECRET}"}}',
    "setting": f"SMTP_PASSWORD={SECRET} SECRET_KEY={SECRET}",
    "single sign-on": f"GET /single-sign-on/return?state={SECRET}&code={SECRET}",
}


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What a handler writes that knows nothing of secrets."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_what_looks_like_a_secret_is_left_out(line: str) -> None:
    once = cleaned(line)

    assert SECRET not in once
    assert cleaned(once) == once


@pytest.mark.parametrize(
    "line",
    [
        "slippage.scan for 2018-07-31: 3 opened",
        "incident 0a1b2c3d: GET /plans/SMEITA-107, user 7",
        "plan SMEITA-107 was not scanned: 門檻 red 應小於 yellow",
        "virus scanner clamav:3310 did not judge a file of 20 bytes: no answer",
    ],
)
def test_what_is_no_secret_stays_as_it_was(line: str) -> None:
    assert cleaned(line) == line


def test_of_an_address_a_mask_is_left() -> None:
    assert cleaned("mail to wang@agency.gov.tw refused") == "mail to w***@… refused"


@pytest.mark.parametrize(
    "held",
    [
        {"secret_key": SECRET},
        {"secret_key_fallbacks": ("another of them", SECRET)},
        {"demo_password": SECRET},
        {"database_url": f"postgresql+psycopg://tracker:{SECRET}@db/tracker"},
        {"mail": MailSettings(smtp_password=SECRET)},
        {"oidc": OidcSettings(oidc_client_secret=SECRET)},
    ],
    ids=lambda held: next(iter(held)),
)
def test_a_secret_of_this_installation_is_left_out_wherever_it_stands(
    log: StringIO, monkeypatch: pytest.MonkeyPatch, held: dict[str, object]
) -> None:
    monkeypatch.setattr(safe_logs, "_known", set())
    safe_logs.install(replace(Settings(), **held))

    logging.getLogger("anything").error("it said %r", ["x", SECRET])

    assert "it said" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_traceback_is_cleaned_too(log: StringIO) -> None:
    safe_logs.install(Settings())
    try:
        raise RuntimeError(f"no answer from postgresql://tracker:{SECRET}@db/tracker")
    except RuntimeError:
        logging.getLogger("anything").exception("failed")

    assert "RuntimeError: no answer" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_line_whose_words_and_values_do_not_fit_is_not_lost(log: StringIO) -> None:
    safe_logs.install(Settings())

    logging.getLogger("anything").error("%s and %s", f"password={SECRET}")

    assert "%s and %s" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_an_error_of_the_database_does_not_repeat_what_was_to_be_written() -> None:
    engine = make_engine("sqlite://")
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as raised:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": SECRET})
    engine.dispose()

    assert SECRET not in str(raised.value)


def test_a_line_of_a_log_says_its_moment_and_the_distance_from_utc() -> None:
    program = "import logging; from app import safe_logs; safe_logs.to_stderr(30); logging.getLogger('x').error('here')"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} x ERROR here\n", done.stderr)
