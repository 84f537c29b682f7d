"""The night's look at 600,000 checkpoints and 120,000 indicators, beside one plain pass over the rows that it reads.

Run as a program, it is the process whose memory is measured: ``python -m bench.scan URL``.
"""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from app.database import make_engine, make_session_factory
from app.services import alerts
from bench.measuring import Figure, in_turn, seconds
from bench.memory import own_peak
from bench.night_stage import AT, CHECKPOINTS, NIGHT, SMALLEST, grow
from bench.stage import in_both_databases

PLANS, GOAL = (SMALLEST, SMALLEST * 10, SMALLEST * 100), 3.0
MEMORY = 256
_READ = {
    "checkpoint": "plan_id, key, due_on, original_due_on, completed_on, completion_basis, target, actual, "
    "target_qualifier, weight_pct, achievement, delay_reason, remedy, catch_up_on",
    "indicator": "plan_id, key, subject, unit, target, actual, direction, target_qualifier, case_source",
    "finance_line": "plan_id, key, account, source, contracted, executed",
    "reporting_period": "plan_id, id, key, ordinal, opens_on, due_on",
    "submission": "plan_id, period_id, status, submitted_at, created_at, correct_by",
    "plan": "id, code, agency_id, starts_on, ends_on, revision",
    "plan_revision": "plan_id, number, created_at",
}


def figures() -> Iterator[Figure]:
    """Both databases at every size; then, for the record, a whole night that opens its alerts, and the next one."""
    for name, session in in_both_databases():
        yield from _measured(name, session)


def _measured(name: str, session: Session) -> Iterator[Figure]:
    for plans in PLANS:
        grow(session, plans)
        times = 1 if plans == PLANS[-1] else 3
        measured, floor = in_turn(times, seconds(lambda: _look(session)), seconds(lambda: _bare(session)))
        yield Figure(f"look at {plans * CHECKPOINTS:,} checkpoints, {name}", "s", measured, GOAL, floor)
        if plans > PLANS[0]:
            yield Figure(f"memory of the same, {name}", "MB", _memory(session), MEMORY)
    yield Figure(f"a night that opens every alert, {name}", "s", seconds(lambda: _scan(session))(), None)
    yield Figure(f"the same night again, {name}", "s", seconds(lambda: _scan(session))(), None)


def _look(session: Session) -> None:
    found = sum(len(outcome.open) for outcome in alerts.look_in_portions(session, on=NIGHT))
    assert found, "some of it is late"


def _scan(session: Session) -> None:
    for outcome in alerts.scan_in_portions(session, on=NIGHT, at=AT):
        assert not outcome.skipped


def _bare(session: Session) -> None:
    """The same columns of the same rows by the driver alone, a row at a time, and nothing done with them."""
    cursor: Any = session.connection().connection.cursor()
    for table, columns in _READ.items():
        cursor.execute(f"SELECT {columns} FROM {table}")  # noqa: S608 nothing of it comes from outside
        while cursor.fetchmany(5_000):
            pass
    cursor.close()
    session.rollback()


def _memory(session: Session) -> float:
    """The peak of a process of its own, with all that the application itself needs, in MB."""
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "bench.scan", url]
    return float(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603 our own program


def main(url: str) -> None:
    """Look once and print how many megabytes it took."""
    with make_session_factory(make_engine(url))() as session:
        _look(session)
    print(own_peak())


if __name__ == "__main__":
    main(sys.argv[1])
