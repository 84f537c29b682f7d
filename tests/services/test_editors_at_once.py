"""Twenty people at one plan, by every door: forms, reports with their review, and the taking back of reports.

Nothing is lost: nobody writes over a value that they did not have before them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from support.plan_builder import indicator
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal

from app.database import make_engine, make_session_factory
from app.domain import canonical
from app.domain.errors import PlanMovedOn, UnsettledConflicts, WrongState
from app.domain.merge import CellChange, Side
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.models import AuditEvent, Plan, Submission
from app.services import accounts, audit_trail, form_reports, plans, reversals, revisions, submissions
from app.services.stale_forms import NONE, Choices

pytestmark = pytest.mark.slow
TYPISTS, REPORTERS, MANAGERS = 10, 7, 3
ROUNDS = 2
CELLS = ("actual", "benefit_note", "breakthrough")
Cell = tuple[str, str]  # key and field of an indicator


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    made = make_engine(fresh_database_url)
    with make_session_factory(made)() as session:
        a_plan(session, replace(small_plan(), indicators=tuple(indicator(str(number)) for number in (1, 2, 3))))
        a_person(session, Role.OFFICER)
        a_person(session, Role.MANAGER)
    yield made
    made.dispose()


class Crowd:
    """Twenty people with a session each, and what every one of them had before them when they decided."""

    def __init__(self, engine: Engine, data_dir: Path) -> None:
        self.sessions, self.data_dir = make_session_factory(engine), data_dir
        self.start = Barrier(TYPISTS + REPORTERS + MANAGERS)
        self.known: dict[tuple[int, bool], dict[Cell, set[str | None]]] = defaultdict(lambda: defaultdict(set))

    def know(
        self, submission: Submission, base: PlanDocument, shown: list[CellChange], *, undoing: bool = False
    ) -> None:
        known = self.known[submission.id, undoing]
        for row in base.indicators:
            for field in CELLS:
                known[row.key, field].add(_json(getattr(row, field)))
        for one in shown:
            known[one.key, one.field].add(_json(one.ours))

    def type_in(self, number: int) -> None:
        """Fill in a form, and choose where somebody was quicker."""
        for turn in range(ROUNDS):
            with self.sessions() as session:
                plan, base = _open(session)
                opened, row = plan.revision, base.indicators[(number + turn) % 3]
                values = {field: getattr(row, field) for field in CELLS}
                values |= {"actual": Decimal(number * 100 + turn), CELLS[1 + number % 2]: f"{number}-{turn}"}
                session.rollback()
                if turn == 0:
                    self.start.wait(timeout=30)
                choices, shown = NONE, []
                while True:
                    outcome = form_reports.record(
                        session, plan, "indicators", row.key, values, base_revision=opened,
                        by=accounts.by_email(session, "officer@agency.example"), on=NOW.date(), at=NOW, choices=choices,
                    )  # fmt: skip
                    if outcome.stale is None:
                        break
                    shown += outcome.stale.merge.conflicts
                    side = Side.THEIRS if number % 2 else Side.OURS
                    sides = {one.id: side for one in outcome.stale.merge.conflicts}
                    choices = Choices(outcome.stale.revision, sides)
                if outcome.submission is not None:
                    self.know(outcome.submission, base, shown)

    def report(self, number: int) -> None:
        """Send a workbook, and have it accepted by a reviewer who settles what collides."""
        for turn in range(ROUNDS):
            with self.sessions() as session:
                plan, base = _open(session)
                said = tuple(
                    replace(row, actual=Decimal(number * 1000 + turn), breakthrough=f"期報 {number}-{turn}")
                    if row.key == str(1 + (number + turn) % 3)
                    else row
                    for row in base.indicators
                )
                proposed = proposal(replace(base, indicators=said), base_revision=plan.revision)
                session.rollback()
                if turn == 0:
                    self.start.wait(timeout=30)
                officer, period = (
                    accounts.by_email(session, "officer@agency.example"),
                    plans.period_of(session, plan, "期末"),
                )
                sent = submissions.propose(
                    session, plan, period, proposed, by=officer, at=NOW, data_dir=self.data_dir, send=True
                )
                shown = self.review(session, sent, officer)
                self.know(sent, base, shown)

    def review(self, session: Session, sent: Submission, officer: Any) -> list[CellChange]:
        shown: list[CellChange] = []
        while True:
            session.rollback()
            session.refresh(sent.plan)
            seen, found = sent.plan.revision, submissions.changes(session, sent).conflicts
            shown += found
            session.rollback()
            try:
                sides = {one.id: Side.THEIRS for one in found}
                submissions.approve(session, sent, by=officer, at=NOW, settled=sides, seen=seen)
            except (PlanMovedOn, UnsettledConflicts):
                continue
            return shown

    def take_back(self, number: int) -> None:
        """Take some accepted report back, and decide where it was changed since."""
        chance = Random(number)  # noqa: S311  any choice will do, and the same one each time
        self.start.wait(timeout=30)
        done = 0
        while done < ROUNDS:
            with self.sessions() as session:
                manager = accounts.by_email(session, "manager@agency.example")
                found = session.scalars(select(Submission).where(Submission.is_in_force)).all()
                if not found:
                    continue
                chosen = chance.choice(found)
                seen, after = chosen.plan.revision, revisions.around(session, chosen)
                back = reversals.preview(session, chosen, by=manager)
                sides = {one.id: chance.choice(list(Side)) for one in back.merge.conflicts}
                session.rollback()
                try:
                    reversals.revert(session, chosen, by=manager, at=NOW, reason="誤報。", settled_as=sides, seen=seen)
                except (PlanMovedOn, UnsettledConflicts, WrongState):
                    continue
                done += 1
                if after:
                    self.know(chosen, after[1], list(back.merge.conflicts), undoing=True)


def _open(session: Session) -> tuple[Plan, PlanDocument]:
    """The plan, and what it says at the revision that it has: what a form or a workbook is made of."""
    plan = plans.find(session, "TEST-107")
    revision = revisions.find(session, plan, plan.revision)
    assert revision is not None
    return plan, canonical.from_json(revision.document)


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(canonical.encode(value), ensure_ascii=False)


def test_twenty_people_at_one_plan_write_over_nothing_that_they_have_not_seen(engine: Engine, data_dir: Path) -> None:
    crowd = Crowd(engine, data_dir)
    tasks = [
        *((crowd.type_in, number) for number in range(TYPISTS)),
        *((crowd.report, number) for number in range(10, 10 + REPORTERS)),
        *((crowd.take_back, number) for number in range(MANAGERS)),
    ]

    with ThreadPoolExecutor(len(tasks)) as people:
        for done in [people.submit(task, number) for task, number in tasks]:
            done.result()

    with crowd.sessions() as session:
        plan = plans.find(session, "TEST-107")
        history: dict[Cell, list[AuditEvent]] = defaultdict(list)
        for event in session.scalars(
            select(AuditEvent).where(AuditEvent.field.is_not(None)).order_by(AuditEvent.number)
        ):
            history[event.row_key, event.field or ""].append(event)
        final = {
            (row.key, field): _json(getattr(row, field))
            for row in plans.document(session, plan).indicators
            for field in CELLS
        }
        undone = {one.number for one in _of_reversals(session)}

        for cell, stands in final.items():
            events = history[cell]
            told = [None, *(event.after for event in events)]
            assert [event.before for event in events] == told[:-1]  # each builds on the one before
            assert told[-1] == stands
        for cell, events in history.items():
            for event in events:
                assert event.before in crowd.known[event.submission_id or 0, event.number in undone][cell], event.number
        assert undone
        assert audit_trail.verify(session).ok


def _of_reversals(session: Session) -> Iterator[AuditEvent]:
    """The events of the revisions that the taking back of reports made."""
    for event in session.scalars(select(AuditEvent).where(AuditEvent.field.is_not(None))):
        submission = session.get_one(Submission, event.submission_id)
        if submission.reversal and event.revision == submission.reversal.revision:
            yield event
