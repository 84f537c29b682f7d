"""A crash at any point leaves either nothing or everything, and never a submission without its file."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session, sessionmaker
from support.filing import with_actual
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal, the_contractor_of

from app.database import make_engine, make_session_factory
from app.domain import canonical
from app.domain.errors import KnownFile
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.models import Firm, PlanRevision, Submission, User
from app.models.base import Base
from app.services import accounts, files, plans, submissions
from config import ROOT

EMAILS = {"contractor": "contractor@agency.example", "officer": "officer@agency.example"}


class Crash(Exception):
    """The lights go out."""


@pytest.fixture
def engine(fresh_database_url: str) -> Iterator[Engine]:
    """A database that keeps what is committed, with the small plan and two people in it."""
    made = make_engine(fresh_database_url)
    with make_session_factory(made)() as session:
        plan = a_plan(session)
        the_contractor_of(session, plan)
        a_person(session, Role.OFFICER)
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return make_session_factory(engine)


def reported() -> PlanDocument:
    """A report that touches several tables: an indicator, a new case and its firm."""
    plan = with_actual(214)
    return replace(plan, cases=(*plan.cases, case("107-0003", firm_name="新公司", tax_id="53212539")))


def person(session: Session, who: str) -> User:
    return accounts.by_email(session, EMAILS[who])


def propose(session: Session, data_dir: Path, content: bytes = b"the file as it came") -> int:
    plan = plans.find(session, "TEST-107")
    proposed = replace(proposal(reported()), content=content)
    contractor, period = person(session, "contractor"), plans.period_of(session, plan, "期末")
    return submissions.propose(session, plan, period, proposed, by=contractor, at=NOW, data_dir=data_dir, send=True).id


def approve(session: Session) -> None:
    [submission] = session.scalars(select(Submission)).all()
    submissions.approve(session, submission, by=person(session, "officer"), at=NOW)


@contextmanager
def crash_before(engine: Engine, number: int) -> Iterator[list[str]]:
    """The lights go out just before the ``number``-th statement or commit (from 1); what was sent until then."""
    sent: list[str] = []

    def count(statement: str) -> None:
        sent.append(statement)
        if len(sent) == number:
            raise Crash(statement)

    def execute(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        count(statement)

    def commit(_connection: Any) -> None:
        count("COMMIT")

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", execute)
        event.remove(engine, "commit", commit)


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def crash_at_every_statement(
    engine: Engine, sessions: sessionmaker[Session], act: Callable[[Session], Any]
) -> list[str]:
    """``act`` with the lights out at each statement in turn, until it comes through; all that it sent."""
    before = everything(engine)
    for number in range(1, 1000):
        with crash_before(engine, number) as sent, sessions() as session:
            try:
                act(session)
            except Crash:
                session.close()
            else:
                return sent
        assert everything(engine) == before, f"something was left by a crash before: {sent[-1]}"
    raise AssertionError("it never came through")


def test_a_crash_while_a_report_is_accepted_leaves_nothing_or_everything(
    engine: Engine, sessions: sessionmaker[Session], data_dir: Path
) -> None:
    with sessions() as session:
        propose(session, data_dir)

    sent = crash_at_every_statement(engine, sessions, approve)

    assert len([one for one in sent if one.startswith(("INSERT", "UPDATE"))]) > 5
    assert sent[-1] == "COMMIT"
    with sessions() as session:
        assert plans.document(session, plans.find(session, "TEST-107")) == reported()
        assert session.scalar(select(func.count()).select_from(Firm)) == 3
        [latest] = session.scalars(select(PlanRevision).where(PlanRevision.number == 2))
        assert canonical.from_json(latest.document) == reported()


def test_a_crash_while_a_report_is_kept_leaves_at_most_a_file_that_nobody_names(
    engine: Engine, sessions: sessionmaker[Session], data_dir: Path
) -> None:
    sent = crash_at_every_statement(engine, sessions, lambda session: propose(session, data_dir))

    assert sent[-1] == "COMMIT"
    with sessions() as session:
        [kept] = session.scalars(select(Submission)).all()
        assert kept.file_sha256 is not None
        assert files.read(data_dir, kept.file_sha256) == b"the file as it came"


def test_a_file_that_is_cut_off_in_writing_is_never_taken_for_the_whole(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lights_out(_descriptor: int) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", lights_out)
        with pytest.raises(Crash):
            files.keep(data_dir, b"the file as it came")

    digest = files.digest_of(b"the file as it came")
    assert not files.path_of(data_dir, digest).exists()
    files.keep(data_dir, b"the file as it came")
    assert files.read(data_dir, digest) == b"the file as it came"


def test_the_same_file_sent_twice_at_the_same_moment_is_one_report(
    sessions: sessionmaker[Session], data_dir: Path
) -> None:
    together, answers = threading.Barrier(2), []

    def upload() -> None:
        with sessions() as session:
            together.wait()
            try:
                answers.append(propose(session, data_dir))
            except KnownFile as known:
                answers.append(-known.submission_id)

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [-1, 1]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Submission)) == 1


@pytest.mark.slow
def test_an_approval_that_is_killed_leaves_nothing_or_everything(
    sessions: sessionmaker[Session], data_dir: Path, environment: dict[str, str]
) -> None:
    with sessions() as session:
        propose(session, data_dir)

    outcomes = set()
    for kill_after in (0, 0.015, 0.03, 0.045, 0.06, 0.09, None):
        outcomes.add(approve_in_a_process(environment, kill_after=kill_after))
        with sessions() as session:
            plan = plans.find(session, "TEST-107")
            [submission] = session.scalars(select(Submission)).all()
            is_accepted = submission.status is SubmissionStatus.APPROVED
            assert plan.revision == (2 if is_accepted else 1)
            assert plans.document(session, plan) == (reported() if is_accepted else small_plan())

    assert is_accepted
    assert -signal.SIGKILL in outcomes


PROCESS = """
from app import create_app
runner = create_app().test_cli_runner()
print("ready", flush=True)
runner.invoke(args=["submission", "approve", "1", "--as", "officer@agency.example"])
"""


def approve_in_a_process(environment: dict[str, str], *, kill_after: float | None) -> int:
    """How ``flask submission approve`` ended when it was killed so many seconds after it had begun its work."""
    with subprocess.Popen(
        [sys.executable, "-c", PROCESS], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        if kill_after is not None:
            time.sleep(kill_after)
            running.kill()
        return running.wait()
