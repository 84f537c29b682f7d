"""A scan that is killed at any point, and run again, opens nothing twice and loses nothing.

Two databases live through the same nights. On one, every night is killed (kill -9) again and again at a random
statement before it may run to its end; on the other it runs undisturbed. After each night both say the same.
"""

import os
import random
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from support.databases import Databases
from support.plan_builder import checkpoint
from support.plan_builder import plan as small_plan
from support.stage import a_person, a_plan

from app.database import make_engine, make_session_factory
from app.domain.explanation import DelayCause, Explanation, Responsibility
from app.domain.roles import Role
from app.models import Alert, AlertEvent, AlertExplanation, Checkpoint, Plan
from app.services import accounts, alerts

pytestmark = pytest.mark.slow

PLANS = 2
FIRST_NIGHT = date(2018, 4, 20)
NIGHTS = [FIRST_NIGHT + timedelta(days=days) for days in (0, 3, 11, 12, 16, 20, 25, 35, 43, 60)]
KILLS = {"sqlite": 14, "postgresql": 6}  # a night: 200 in all over both engines
SEED = 107


@pytest.fixture
def two(databases: Databases) -> Iterator[list[Engine]]:
    """Two databases with the same plans and people in them."""
    urls = [databases.migrated() for _ in range(2)]
    engines = [make_engine(url) for url in urls]
    for engine in engines:
        with make_session_factory(engine)() as session:
            for number in range(PLANS):
                a_plan(session, constructed(number))
            a_person(session, Role.OFFICER)
    yield engines
    for engine, url in zip(engines, urls, strict=True):
        engine.dispose()
        databases.drop(url)


def constructed(number: int) -> Any:
    """A plan whose checkpoints fall due one after the other, one a plan extended later."""
    due = [date(2018, 4, 15) + timedelta(days=12 * step + number) for step in range(4)]
    rows = tuple(checkpoint(f"A-{step + 1}", due_on=day, weight_pct=Decimal(25)) for step, day in enumerate(due))
    return replace(small_plan(), code=f"NIGHT-{number}", checkpoints=rows)


def scan(engine: Engine, on: date) -> None:
    with make_session_factory(engine)() as session:
        at = datetime(on.year, on.month, on.day, 1, tzinfo=UTC)
        for _portion in alerts.scan_in_portions(session, on=on, at=at, at_once=1):
            pass


def statements_of(engine: Engine, act: Callable[[], None]) -> int:
    """How many statements and commits an undisturbed run sends."""
    sent = []
    with counting(engine, lambda: sent.append(1)):
        act()
    return len(sent)


class counting:  # noqa: N801  reads like the function it stands for
    """Calls ``each`` before every statement and commit."""

    def __init__(self, engine: Engine, each: Callable[[], None]) -> None:
        self.engine = engine
        self.listeners = {
            "before_cursor_execute": lambda *_said: each(),
            "commit": lambda _connection: each(),
        }

    def __enter__(self) -> None:
        for name, listener in self.listeners.items():
            event.listen(self.engine, name, listener)

    def __exit__(self, *_error: object) -> None:
        for name, listener in self.listeners.items():
            event.remove(self.engine, name, listener)


def killed(engine: Engine, on: date, before: int) -> int:
    """Scan in a process of its own that is killed before its ``before``-th statement; how it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = [before]  # from here on it is another process; it never comes back to pytest

    def count_down() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        with counting(engine, count_down):
            scan(engine, on)
    finally:
        os._exit(0)


def told(engine: Engine) -> list[Any]:
    """Alerts, what happened and what was answered, by what they are about instead of by number."""
    with make_session_factory(engine)() as session:
        names = {
            one.id: (session.get_one(Plan, one.plan_id).code, one.kind, one.row_key, one.opened_on)
            for one in session.scalars(select(Alert))
        }
        return [
            sorted(repr(_said(row, names)) for row in session.scalars(select(table)))
            for table in (Alert, AlertEvent, AlertExplanation)
        ]


def _said(row: Any, names: dict[int, Any]) -> list[Any]:
    own = names[row.id if isinstance(row, Alert) else row.alert_id]
    columns = [column.key for column in row.__table__.columns if column.key not in ("id", "alert_id")]
    return [own, *((name, getattr(row, name)) for name in columns)]


def by_day(session: Session, night: int) -> None:
    """What people do between the nights: explain, complete, extend."""
    officer = accounts.by_email(session, "officer@agency.example")
    on = NIGHTS[night]
    if night == 2:
        found = alerts.listed(session, officer, alerts.Wanted(plan_code="NIGHT-1", is_unanswered=True), first=0, rows=9)
        answer = Explanation(
            "理由", DelayCause.OTHER, "對策", on + timedelta(days=10), Responsibility.NOBODY, "追蹤人", "無"
        )
        alerts.explain(session, found, answer, by=officer, on=on, at=datetime(2018, 5, 2, tzinfo=UTC))
    rows = session.scalars(select(Checkpoint).where(Checkpoint.key == "A-1").order_by(Checkpoint.plan_id)).all()
    if night == 4:
        rows[1].completed_on = on
    if night == 6:
        rows[0].due_on = on + timedelta(days=15)
    session.commit()


def test_two_hundred_kills_change_nothing(two: list[Engine], engine_name: str) -> None:
    disturbed, calm = two
    drawn = random.Random(SEED)  # noqa: S311  the same points each time
    for night, on in enumerate(NIGHTS):
        whole = statements_of(calm, lambda on=on: scan(calm, on))  # type: ignore[misc]
        disturbed.dispose()  # a forked process must not share its connections
        calm.dispose()
        kills = 0
        while kills < KILLS[engine_name]:  # a run that is through before its point was none
            kills += killed(disturbed, on, drawn.randint(1, whole)) == -signal.SIGKILL
        scan(disturbed, on)
        assert told(disturbed) == told(calm), f"night of {on}"
        for engine in two:
            with make_session_factory(engine)() as session:
                by_day(session, night)

    with make_session_factory(calm)() as session:
        happened = {row.happened.name for row in session.scalars(select(AlertEvent))}
    assert {"OPENED", "WORSENED", "EASED", "REOPENED", "ESCALATED", "RESOLVED", "EXPLAINED"} <= happened
