"""200 searches among 20,000 plans and 600,000 checkpoints of ten years: what a person waits for, beside its floor."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Template
from sqlalchemy.orm import Session

from app import create_app
from app.domain.roles import DAY
from app.domain.search_kinds import SearchKind
from app.domain.search_text import words_of
from app.models import SearchEntry
from app.services import accounts
from app.services.search import finding, looking
from bench.measuring import Figure
from bench.search_stage import CONTRACTOR, OFFICER, PASSWORD, fill, questions
from bench.stage import TODAY, in_both_databases
from config import Settings

QUESTIONS = 200
MILLISECONDS = 60
_BARE = Template("{% for row in rows %}<li><a href='/{{ row.key|e }}'>{{ row.title|e }}</a></li>{% endfor %}")


def figures() -> Iterator[Figure]:
    """Both databases; of each the service, the page, and the page of a 受委託單位 that has 40 plans."""
    for name, session in in_both_databases():
        fill(session)
        yield from measured(name, session)


def measured(name: str, session: Session) -> Iterator[Figure]:
    """The figures of a database that is filled."""
    session.info[DAY] = TODAY
    asked = questions(QUESTIONS)
    officer = accounts.by_email(session, OFFICER)
    for question in asked[:20]:  # nobody is the first to search
        finding.find(session, words_of(question), viewer=officer)
    with TemporaryDirectory() as folder:
        app = _application(session, Path(folder))
        visitors = {email: _signed_in(app, email) for email in (OFFICER, CONTRACTOR)}
        times = _times(
            asked,
            lambda one: _floor(session, one),
            lambda one: finding.find(session, words_of(one), viewer=officer),
            lambda one: visitors[OFFICER].get("/search", query_string={"q": one}),
            lambda one: visitors[OFFICER].get("/search/box", query_string={"q": one}),
            lambda one: visitors[CONTRACTOR].get("/search", query_string={"q": one}),
        )
    session.rollback()
    floor, *others = times
    yield Figure(f"bare query and template, p95, {name}", "ms", _p95(floor), None)
    for what, found in zip(("service", "page", "list under the box", "page of a contractor"), others, strict=True):
        yield Figure(f"{what}, p50, {name}", "ms", median(found), None)
        yield Figure(f"{what}, p95, {name}", "ms", _p95(found), MILLISECONDS)


def _times(asked: Sequence[str], *works: Callable[[str], Any]) -> list[list[float]]:
    """Milliseconds of each work for each question, in turn: a machine is never equally busy for long."""
    taken: list[list[float]] = [[] for _ in works]
    for question in asked:
        for work, times in zip(works, taken, strict=True):
            start = perf_counter()
            work(question)
            times.append((perf_counter() - start) * 1000)
    return taken


def _floor(session: Session, question: str) -> str:
    """The same words among the checkpoints, and nothing else: no permission, no other kind, no order by name."""
    words, here = words_of(question), SearchEntry.id > 0
    branch = looking.on_sqlite if session.get_bind().dialect.name == "sqlite" else looking.newest
    rows = session.execute(branch(SearchKind.CHECKPOINT, words, here, finding.MOST)).all()
    return str(_BARE.render(rows=rows))


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]


def _application(session: Session, folder: Path) -> Flask:
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    return create_app(Settings(database_url=url, data_dir=folder, testing=True))


def _signed_in(app: Flask, email: str) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/login", data={"email": email, "password": PASSWORD})
    assert client.get("/search").status_code == 200
    return client
