"""No page asks the database more than a dozen times, or is heavier than the second page of a visit may be: counted
over the whole demonstration, whatever a page shows.

Counts are the same on both databases, so one is enough; the demonstration has what small stages lack, many of each.
"""

import gzip
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from re import compile as pattern

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from support.html_pages import parse
from support.visitor import Visitor
from werkzeug.exceptions import HTTPException

from app import create_app
from app.database import upgrade
from config import RateLimits, Settings, SignInLimits

pytestmark = pytest.mark.slow

DOZEN = 12
# Bytes of a page as they are sent; what it shares with others the browser has by then (build.mjs judges that).
HEAVIEST = 50_000
EXAMPLES = 3  # of each kind of page
PEOPLE = ("officer", "manager", "contractor", "admin", "auditor")
NIGHT = ("scan_slippage", "take_snapshots", "record_forecasts", "spread_news")
ENTRANCES = ("/", "/plans", "/plans/SMEITA-107", "/plans/DEMO-115-05", "/week")
FILE = pattern(r"/workbook/|/source$|/annotated$|/file$|\.(xlsx|ods|csv|svg|png|ics)(\?|$)|^/static/")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """All that ``flask demo load --full`` loads, as the night leaves it behind."""
    folder = tmp_path_factory.mktemp("demonstration")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
        data_dir=Path(folder, "files"),
        sign_in=SignInLimits(totp_required_for_admins=False),
        rates=replace(RateLimits(), export_limit=0),
        testing=True,
    )
    upgrade(settings.database_url)
    app = create_app(settings)
    run = app.test_cli_runner().invoke
    for words in (["demo", "load", "--full"], *(["jobs", "run", job] for job in NIGHT)):
        done = run(args=words)
        assert done.exit_code == 0, done.output
    yield app
    app.extensions["engine"].dispose()


@pytest.mark.parametrize("person", PEOPLE)
def test_no_page_asks_more_than_a_dozen_times_or_is_too_heavy(demonstration: Flask, person: str) -> None:
    visitor = Visitor(demonstration.test_client())
    visitor.sign_in(f"{person}@demo.example", "Demo-107-Password")

    seen = {address: (asked, weight) for address, asked, weight in _counted(demonstration, visitor.client)}

    assert len(seen) > 40, "the walk has lost its way"
    assert {address: asked for address, (asked, _) in seen.items() if asked > DOZEN} == {}
    assert {address: weight for address, (_, weight) in seen.items() if weight > HEAVIEST} == {}


def _counted(app: Flask, browser: FlaskClient) -> Iterator[tuple[str, int, int]]:
    """Follow every link to a few pages of each kind: addresses, how often each asked the database, and its bytes."""
    routes, waiting, opened, kinds = app.url_map.bind("localhost"), deque(ENTRANCES), set[str](), Counter[str]()
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    while waiting:
        address = waiting.popleft()
        if address in opened or FILE.search(address):
            continue
        opened.add(address)
        try:
            endpoint, _ = routes.match(address.partition("?")[0])
        except HTTPException:
            continue  # what is only sent to
        if kinds[endpoint] == EXAMPLES:
            continue
        kinds[endpoint] += 1
        statements.clear()
        answer = browser.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield address, len(statements), len(gzip.compress(answer.data, compresslevel=6))
            waiting.extend(link.get("href").partition("#")[0] for link in parse(answer.text)[0].all("a"))
    event.remove(app.extensions["engine"], "before_cursor_execute", note)
