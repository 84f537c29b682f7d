"""稽核軌跡: each change with its person, place and moment; nobody can rewrite it unseen."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual, with_checkpoint
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.database import make_engine, make_session_factory
from app.domain.audit_trail import ORIGIN, Entry, Origin, OriginKind, Subject
from app.domain.errors import PermissionDenied, UnusableEntry
from app.domain.hash_chain import Noted
from app.domain.leniency import RuleMode
from app.domain.roles import Role
from app.models import AuditEvent
from app.services import (
    accounts,
    audit_trail,
    demo,
    grants,
    plans,
    rule_settings,
    submissions,
    trail_reading,
)
from app.services.trail_reading import Wanted

from .conftest import Desk

BY_PAGE = Origin(OriginKind.PAGE, "POST /submissions/1/approve", "192.0.2.7")


def events(session: Session, after: int = 0) -> list[AuditEvent]:
    return list(session.scalars(select(AuditEvent).where(AuditEvent.number > after).order_by(AuditEvent.number)))


def of_report(session: Session) -> list[AuditEvent]:
    return [one for one in events(session) if one.submission_id is not None and one.section is not None]


def test_an_accepted_figure_tells_who_when_and_from_which_cell(session: Session, desk_of: Callable[..., Desk]) -> None:
    desk, officer = desk_of(None), a_person(session, Role.OFFICER)
    file = desk.exported()
    cell = file.type_in("績效指標", "1", "實際達成值", 214)
    sent = desk.submitted(file)
    session.info[ORIGIN] = BY_PAGE

    submissions.approve(session, sent, by=officer, at=NOW)

    [event] = of_report(session)
    assert (event.subject, event.section, event.row_key, event.field) == ("績效指標", "indicators", "1", "actual")
    assert (event.before, event.after, event.unit) == (None, '"214"', "案")
    assert (event.actor, event.actor_id, event.reporter, event.at) == (officer.name, officer.id, desk.by.name, NOW)
    assert (event.origin, event.cell) == ("活頁簿", f"績效指標!{cell}")
    assert (event.file_name, event.file_sha256) == (file.path.name, sent.file_sha256)
    assert (event.door, event.address) == (BY_PAGE.detail, BY_PAGE.address)
    assert (event.plan_code, event.submission_id, event.revision) == ("TEST-107", sent.id, 2)


def test_a_new_case_is_one_event_that_says_the_whole_row(session: Session, data_dir: Path) -> None:
    a_plan(session)
    officer = a_person(session, Role.OFFICER)
    grown = replace(small_plan(), cases=(*small_plan().cases, case("107-0009", new_orders=25_000_000)))
    submissions.approve(session, file_report(session, grown, officer, data_dir), by=officer, at=NOW)

    [event] = of_report(session)

    assert (event.subject, event.row_key, event.field, event.before) == ("個案成效", "107-0009", None, None)
    assert json.loads(event.after or "")["new_orders"] == 25_000_000


def test_what_a_reviewer_types_is_not_said_to_come_from_the_file(session: Session, data_dir: Path) -> None:
    a_plan(session)
    officer = a_person(session, Role.OFFICER)
    later = file_report(session, with_actual(215), officer, data_dir)
    submissions.approve(session, file_report(session, with_actual(214), officer, data_dir), by=officer, at=NOW)
    session.info[ORIGIN] = BY_PAGE

    submissions.approve(session, later, by=officer, at=NOW, typed={"indicators/1/actual": "216"})

    last = of_report(session)[-1]
    assert (last.before, last.after, last.origin, last.file_sha256) == ('"214"', '"216"', "網頁", None)


def test_a_report_that_changes_nothing_leaves_no_event(session: Session, data_dir: Path) -> None:
    a_plan(session)
    officer = a_person(session, Role.OFFICER)

    submissions.approve(session, file_report(session, small_plan(), officer, data_dir), by=officer, at=NOW)

    assert of_report(session) == []


def test_a_refused_change_leaves_no_event(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)
    contractor = the_contractor_of(session, plan)
    sent = file_report(session, with_actual(215), contractor, data_dir)
    submissions.approve(session, file_report(session, with_actual(214), officer, data_dir), by=officer, at=NOW)
    before = len(events(session))

    with pytest.raises(PermissionDenied):
        submissions.approve(session, sent, by=contractor, at=NOW)
    with pytest.raises(UnusableEntry):
        submissions.approve(session, sent, by=officer, at=NOW, typed={"indicators/1/actual": "許多"})

    assert len(events(session)) == before


def test_setting_up_a_plan_tells_the_plan_and_each_of_its_rows(session: Session) -> None:
    a_plan(session)

    told = events(session)

    document = small_plan()
    assert [one.number for one in told] == list(range(1, len(told) + 1))
    assert told[0].subject == "計畫"
    assert json.loads(told[0].after or "")["government_budget"] == document.government_budget
    targets = {one.row_key: json.loads(one.after or "")["target"] for one in told if one.subject == "績效指標"}
    assert targets["1"] == "167"
    assert {one.actor for one in told} == {"系統"}


def test_exact_figures_are_kept_to_the_last_digit(session: Session, data_dir: Path) -> None:
    a_plan(session)
    officer = a_person(session, Role.OFFICER)
    exact = Decimal("123456789012345.6789")
    first, *others = small_plan().indicators
    document = replace(small_plan(), indicators=(replace(first, actual=exact), *others))

    submissions.approve(session, file_report(session, document, officer, data_dir), by=officer, at=NOW)

    assert of_report(session)[-1].after == f'"{exact}"'


def test_a_setting_tells_before_after_and_reason(session: Session) -> None:
    plan, officer = a_plan(session), a_person(session, Role.OFFICER)

    rule_settings.change(session, plan.agency_id, "explanation_missing", RuleMode.TRIAL, "新規則", by=officer, at=NOW)

    last = events(session)[-1]
    assert (last.subject, last.row_key, last.agency_id) == ("檢核規則", "explanation_missing", plan.agency_id)
    assert last.before == '"生效"'
    assert json.loads(last.after or "") == {"施行": "試行", "理由": "新規則"}


def test_accounts_and_roles_of_the_demonstration_are_told_without_passwords(session: Session) -> None:
    demo.load(session, password="a long enough password", at=NOW)

    told = [one for one in events(session) if one.subject in {"帳號", "權限"}]

    assert {one.row_key for one in told if one.subject == "權限"} == {
        one.row_key for one in told if one.subject == "帳號"
    }
    assert not any("password" in (one.after or "") or "argon2" in (one.after or "") for one in told)


def test_what_happens_to_an_account_is_for_the_readers_of_its_agency(session: Session) -> None:
    demo.load(session, password="a long enough password", at=NOW)
    manager = accounts.by_email(session, "manager@demo.example")
    grants.grant(session, manager, Role.OFFICER, by=None, at=NOW, on=NOW.date(), agency="經濟部工業局")

    def roles_seen_by(email: str) -> list[str]:
        viewer = accounts.by_email(session, email)
        return [one.row_key for one in trail_reading.page(session, viewer, Wanted(subject="權限"))]

    assert roles_seen_by("auditor@demo.example")[0] == "manager@demo.example"
    assert "contractor@demo.example" not in roles_seen_by("auditor@demo.example")  # of no agency


def test_the_trail_of_much_work_is_whole(session: Session, data_dir: Path) -> None:
    a_plan(session)
    officer = a_person(session, Role.OFFICER)
    for revision, actual in enumerate((214, 215, 216), start=1):
        sent = file_report(session, with_actual(actual), officer, data_dir, base_revision=revision)
        submissions.approve(session, sent, by=officer, at=NOW)

    verdict = audit_trail.verify(session)

    assert verdict.ok
    assert verdict.events == len(events(session))
    assert audit_trail.verify(session, Noted(verdict.events, verdict.last_hash)).ok


# Those who can reach the database itself ------------------------------------------------------------------------


@pytest.fixture
def ledger(fresh_database_url: str, data_dir: Path) -> Iterator[Engine]:
    """A database that keeps what is committed: a plan, and three reports accepted after each other."""
    engine = make_engine(fresh_database_url)
    with make_session_factory(engine)() as session:
        a_plan(session)
        officer = a_person(session, Role.OFFICER)
        for revision, actual in enumerate((214, 215, 216), start=1):
            sent = file_report(session, with_actual(actual), officer, data_dir, base_revision=revision)
            submissions.approve(session, sent, by=officer, at=NOW)
    yield engine
    engine.dispose()


STATEMENTS = [  # two of them are words of one engine only; the other does not even understand them
    "UPDATE audit_event SET after = '\"999\"' WHERE number = 5",
    "DELETE FROM audit_event WHERE number = 5",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE number = 5",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_rewrite_the_trail(ledger: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError), ledger.begin() as connection:
        connection.execute(text(statement))

    with make_session_factory(ledger)() as session:
        assert audit_trail.verify(session).ok


def _as_an_attacker(connection: Connection) -> None:
    """Whoever owns the database can put its guards aside."""
    if connection.dialect.name == "sqlite":
        for trigger in ("audit_event_in_order", "audit_event_no_update", "audit_event_no_delete"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
    else:
        connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))


@pytest.mark.parametrize(
    "rewritten",
    [
        "after = '\"999\"'",
        "actor = '別人'",
        "at = '2018-12-02 09:00:00.000000+00:00'",
        "cell = '績效指標!A1'",
        "previous_hash = hash",
        "hash = previous_hash || 'x'",
    ],
)
def test_a_rewritten_event_is_named(ledger: Engine, rewritten: str) -> None:
    with ledger.begin() as connection:
        _as_an_attacker(connection)
        connection.execute(text(f"UPDATE audit_event SET {rewritten} WHERE number = 5"))  # noqa: S608

    with make_session_factory(ledger)() as session:
        verdict = audit_trail.verify(session)

    assert verdict.broken[0].number == 5


def test_deleted_events_and_a_cut_off_end_are_named(ledger: Engine) -> None:
    with make_session_factory(ledger)() as session:
        noted = audit_trail.verify(session)
    with ledger.begin() as connection:
        _as_an_attacker(connection)
        connection.execute(text("DELETE FROM audit_event WHERE number = 5 OR number = :last"), {"last": noted.events})

    with make_session_factory(ledger)() as session:
        found = audit_trail.verify(session, Noted(noted.events, noted.last_hash))

    assert [one.number for one in found.broken] == [5, noted.events]


def test_a_moment_that_is_none_any_more_is_named_and_no_error(ledger: Engine) -> None:
    if ledger.dialect.name != "sqlite":
        pytest.skip("other engines keep moments as such")
    with ledger.begin() as connection:
        _as_an_attacker(connection)
        connection.execute(text("UPDATE audit_event SET at = 'yesterday' WHERE number = 5"))

    with make_session_factory(ledger)() as session:
        assert [one.number for one in audit_trail.verify(session).broken] == [5]


def test_recording_nothing_takes_no_lock_and_writes_nothing(session: Session) -> None:
    assert audit_trail.record(session, [], by=None, at=NOW) == 0
    assert events(session) == []


def test_a_job_and_a_command_are_told_apart_from_a_page(session: Session) -> None:
    session.info[ORIGIN] = Origin(OriginKind.JOB, "scan_slippage")

    audit_trail.record(session, [Entry(Subject.THRESHOLD, "due_soon_days", "14", "7")], by=None, at=NOW)

    [event] = events(session)
    assert (event.origin, event.door, event.actor) == ("排程", "scan_slippage", "系統")


def test_a_completion_date_is_one_event_with_its_bound(session: Session, data_dir: Path) -> None:
    a_plan(session)
    officer = a_person(session, Role.OFFICER)
    reported = with_checkpoint("A-1", completed_on=NOW.date())

    submissions.approve(session, file_report(session, reported, officer, data_dir), by=officer, at=NOW)

    [event] = of_report(session)
    assert (event.field, event.before, event.after) == (
        "completed_on",
        '["2018-01-10","當日"]',
        '["2018-12-01","當日"]',
    )
    assert plans.find(session, "TEST-107").revision == event.revision
