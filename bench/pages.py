"""Pages with 20,000 plans, 600,000 checkpoints and ten years: server time, its 95th percentile, and what it cannot do
without, the same statements by the driver alone and the same template with the same values.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from app import clock, create_app
from bench.measuring import Figure
from bench.night_stage import SMALLEST
from bench.page_stage import CONTRACTOR, OFFICER, PASSWORD, fill, moment
from bench.search_words import questions
from bench.stage import in_both_databases
from config import Settings

FEW, PLANS = SMALLEST * 10, SMALLEST * 100
P95, RATIO, GROWTH, ROUNDS = 0.060, 3.0, 1.5, 42
#: Who opens what, over and over, with another plan or word each time.
PAGES = {
    "home": (OFFICER, ("/",)),
    "portfolio": (OFFICER, ("/plans", "/plans?order=worst", "/plans?roc_year=107")),
    "plan page": (OFFICER, tuple(f"/plans/BENCH-{number:03}" for number in range(1, 22))),
    "variance": (OFFICER, ("/variance",)),
    "search": (OFFICER, tuple(f"/search?{urlencode({'q': asked})}" for asked in questions(ROUNDS))),
    "search box": (OFFICER, tuple(f"/search/box?{urlencode({'q': asked})}" for asked in questions(ROUNDS))),
    "search of few": (CONTRACTOR, tuple(f"/search?{urlencode({'q': asked})}" for asked in questions(ROUNDS))),
}


@dataclass(slots=True)
class Seen:
    """What one page did: its statements, and its template with the values it was given."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    rendered: list[tuple[Template, dict[str, Any]]] = field(default_factory=list)


@dataclass(slots=True)
class Took:
    """Seconds of each visit, and of what it could not do without."""

    times: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)


def figures() -> Iterator[Figure]:
    """Both databases, page by page; at a tenth of the plans first, beside which the pages must not grow."""
    for name, session in in_both_databases():
        fill(session, FEW)
        few = {page: median(took.times) for page, took in _all_pages(session)}
        fill(session, PLANS)
        for page, took in _all_pages(session):
            told = median(took.times)
            yield Figure(f"{page}, {name}: 95th percentile", "s", quantiles(took.times, n=20)[-1], P95)
            yield Figure(f"{page}, {name}: beside bare SQL and template", "s", told, RATIO, median(took.floors))
            yield Figure(f"{page}, {name}: beside a tenth of the plans", "s", told, GROWTH, few[page])


def _all_pages(session: Session) -> Iterator[tuple[str, Took]]:
    with TemporaryDirectory() as folder, _opened(session, Path(folder)) as (app, clients):
        for page, (visitor, addresses) in PAGES.items():
            yield page, _took(app, clients[visitor], session, addresses)


def _took(app: Flask, client: FlaskClient, session: Session, addresses: Sequence[str]) -> Took:
    took = Took()
    for number in range(ROUNDS):
        address = addresses[number % len(addresses)]
        with _watched(app) as seen:
            _open(client, address)
        start = perf_counter()
        _open(client, address)
        took.times.append(perf_counter() - start)
        took.floors.append(_floor(app, session, seen))
    return took


def _open(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status}"


def _floor(app: Flask, session: Session, seen: Seen) -> float:
    cursor: Any = session.connection().connection.cursor()
    start = perf_counter()
    for statement, values in seen.statements:
        cursor.execute(statement, values)
        cursor.fetchall()
    asked = perf_counter() - start
    cursor.close()
    session.rollback()
    with app.test_request_context():
        start = perf_counter()
        for template, values in seen.rendered:
            template.render(values)
        return asked + perf_counter() - start


@contextmanager
def _watched(app: Flask) -> Iterator[Seen]:
    seen = Seen()

    def note_statement(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.statements.append((statement, values))

    def note_template(_app: Flask, template: Template, context: dict[str, Any], **_more: Any) -> None:
        seen.rendered.append((template, dict(context)))

    event.listen(Engine, "before_cursor_execute", note_statement)
    with template_rendered.connected_to(note_template, app):
        yield seen
    event.remove(Engine, "before_cursor_execute", note_statement)


@contextmanager
def _opened(session: Session, folder: Path) -> Iterator[tuple[Flask, dict[str, FlaskClient]]]:
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    now, today = moment()
    with patch.object(clock, "now", lambda: now), patch.object(clock, "today", lambda: today):
        app = create_app(Settings(database_url=url, data_dir=folder))
        yield app, {email: _signed_in(app, email) for email in (OFFICER, CONTRACTOR)}


def _signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login").text)
    assert token
    form = {"email": email, "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/login", data=form).status_code == 302
    return client
