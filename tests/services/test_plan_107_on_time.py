"""The final data of the 107 plan, from the database: every checkpoint was 如期, by as many days as the report says."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan, proposal, the_contractor_of

from app.demo import plan_107
from app.domain.checkpoint_state import CheckpointState, checkpoint_state
from app.domain.facts import facts_of
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.services import alerts, plans, submissions

# key, done in 2018, 如期 (Y), days before the deadline: judged by hand from the texts of the report.
ON_TIME = """
A-1  01-10 Y  21
A-2  03-07 Y  24
A-3  02-12 Y  47
A-4  04-27 Y   3
A-5  05-07 Y   3
A-6  06-13 Y  17
A-7  06-28 Y   2
A-8  06-14 Y  16
A-9  07-15 Y   0
A-10 04-26 Y  96
A-11 08-31 Y   0
A-12 03-22 Y 162
A-13 09-05 Y   5
A-14 07-26 Y  66
A-15 10-05 Y  26
A-16 11-30 Y  16
A-17 03-07 Y 284
A-18 09-21 Y  86
A-19 11-30 Y  16
A-20 11-30 Y  16
A-21 11-13 Y  33
B-1  06-13 Y  17
B-2  04-20 Y  71
B-3  08-31 Y   0
B-4  11-30 Y  16
"""


@pytest.fixture
def final(session: Session) -> PlanDocument:
    """What the plan says after the whole year was reported, read back from the tables."""
    return plans.document(session, a_plan(session, plan_107.reported()))


@pytest.mark.parametrize("as_of", [date(2018, 12, 16), date(2018, 12, 31)], ids=["last-deadline", "end-of-year"])
def test_every_checkpoint_agrees_with_the_report_on_being_on_time(final: PlanDocument, as_of: date) -> None:
    lines = [line.split() for line in ON_TIME.strip().split("\n")]
    states = {row.key: checkpoint_state(facts_of(row), as_of=as_of, due_soon_days=14) for row in final.checkpoints}
    rows = {row.key: row for row in final.checkpoints}

    assert list(rows) == [key for key, *_ in lines]
    assert len(lines) == 25
    for key, done, on_time, days in lines:
        early = int(days)
        assert states[key].is_on_time is (on_time == "Y"), key
        assert states[key].state is (CheckpointState.DONE_EARLY if early else CheckpointState.DONE_ON_TIME), key
        assert rows[key].completed_on == date.fromisoformat(f"2018-{done}"), key
        assert rows[key].due_on - timedelta(days=early) == rows[key].completed_on, key


def test_no_checkpoint_of_the_final_data_slips_on_any_later_day(session: Session, final: PlanDocument) -> None:
    opened = alerts.scan(session, on=date(2019, 6, 30), at=NOW).open

    assert [slip.key for slip in opened if slip.kind == "checkpoint"] == []


def test_after_the_approval_of_its_last_report_nothing_that_the_plan_promised_is_open_at_the_end_of_the_year(
    session: Session, data_dir: Path
) -> None:
    plan = a_plan(session, plan_107.plan_document())
    alerts.scan(session, on=date(2018, 7, 31), at=NOW)
    period, reported = plans.period_of(session, plan, "期末"), proposal(plan_107.reported())
    sent = submissions.propose(
        session, plan, period, reported, by=the_contractor_of(session, plan), at=NOW, data_dir=data_dir, send=True
    )
    submissions.approve(session, sent, by=a_person(session, Role.OFFICER), at=NOW)

    for day in (date(2018, 12, 1), date(2018, 12, 31), date(2019, 6, 30)):
        assert [(slip.kind, slip.key) for slip in alerts.scan(session, on=day, at=NOW).open] == []
