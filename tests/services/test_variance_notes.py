"""差異分析 over the draft: who writes, what counts, and what becomes of words when figures change."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from support.plan_builder import indicator
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal, the_contractor_of

from app.domain.errors import NotFound, PeriodClosed, PermissionDenied, VarianceNoteRefused, WrongState
from app.domain.explanation import DelayCause, Responsibility
from app.domain.roles import Role
from app.domain.variance_note import VarianceWords
from app.models import Indicator, Plan, User, VarianceNote
from app.services import period_closings, plan_tables, plans, revisions, submissions, variance_notes
from app.services.pages import variance_page
from app.services.pages.variance_page import ShownLine, Wanted

TODAY = NOW.date()
WORDS = VarianceWords(
    "完成個案輔導數較原預期規劃短少 67 案。",
    DelayCause.FIRM,
    "兩家歇業",
    "遞補廠商",
    TODAY + timedelta(days=14),
    Responsibility.FIRM,
)


@pytest.fixture
def plan(session: Session) -> Plan:
    """A plan that is 67 cases short on 1 December."""
    rows = (indicator("1", actual=Decimal(100)),)
    return a_plan(session, small_plan(indicators=rows))


def row_of(session: Session, plan: Plan, viewer: User, key: str = "1") -> ShownLine:
    page = variance_page.show(session, plan, Wanted(), viewer=viewer, on=TODAY)
    return next(row for row in page.rows if row.line.row.key == key)


def write(session: Session, plan: Plan, by: User, words: VarianceWords = WORDS) -> VarianceNote:
    line = row_of(session, plan, by).line
    return variance_notes.write(session, plan, line, words, by=by, on=TODAY, at=NOW)


def test_what_the_office_writes_counts_at_once_and_keeps_the_draft(session: Session, plan: Plan) -> None:
    officer = a_person(session, Role.OFFICER)

    note = write(session, plan, officer)

    row = row_of(session, plan, officer)
    assert row.sentence == WORDS.sentence
    assert note.draft == "完成個案輔導數較原預期規劃短少 67 案，達成率 59.9%。"
    assert row.voices.counts is not None
    assert (row.voices.counts.by, row.voices.counts.at) == (officer.name, NOW)


def test_what_a_contractor_writes_waits_until_the_office_adopts_it(session: Session, plan: Plan) -> None:
    contractor, manager = the_contractor_of(session, plan), a_person(session, Role.MANAGER)

    note = write(session, plan, contractor)
    before = row_of(session, plan, contractor)
    variance_notes.adopt(session, plan, note.id, by=manager, at=NOW)
    after = row_of(session, plan, contractor)

    assert (before.sentence, before.needs_words) == (before.line.row.sentence, True)
    assert before.voices.waiting is not None
    assert (after.sentence, after.needs_words, after.voices.waiting) == (WORDS.sentence, False, None)


def test_a_contractor_adopts_nothing_and_an_older_text_is_not_adopted_over_a_newer(
    session: Session, plan: Plan
) -> None:
    contractor, officer = the_contractor_of(session, plan), a_person(session, Role.OFFICER)
    first, second = write(session, plan, contractor), write(session, plan, contractor)

    with pytest.raises(PermissionDenied):
        variance_notes.adopt(session, plan, second.id, by=contractor, at=NOW)
    with pytest.raises(WrongState):
        variance_notes.adopt(session, plan, first.id, by=officer, at=NOW)
    with pytest.raises(NotFound):
        variance_notes.adopt(session, plan, second.id + 1, by=officer, at=NOW)
    variance_notes.adopt(session, plan, second.id, by=officer, at=NOW)
    with pytest.raises(WrongState):
        variance_notes.adopt(session, plan, second.id, by=officer, at=NOW)


def test_once_the_period_is_closed_a_contractor_writes_no_more_and_the_office_does(
    session: Session, plan: Plan, data_dir: Path
) -> None:
    contractor, manager = the_contractor_of(session, plan), a_person(session, Role.MANAGER)
    last = plans.period_of(session, plan, "期末")
    document = plans.document(session, plan)
    rows = (replace(document.indicators[0], actual=Decimal(101)),)
    sent = submissions.propose(
        session,
        plan,
        last,
        proposal(replace(document, indicators=rows)),
        by=contractor,
        at=NOW,
        data_dir=data_dir,
        send=True,
    )
    submissions.approve(session, sent, by=manager, at=NOW)
    period_closings.close(session, plan, last, by=manager, at=NOW)

    with pytest.raises(PeriodClosed):
        write(session, plan, contractor)
    assert write(session, plan, manager).adopted_at == NOW


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_who_only_looks_writes_nothing(session: Session, plan: Plan, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        write(session, plan, a_person(session, role))


def test_what_is_missing_is_said_and_nothing_is_kept(session: Session, plan: Plan) -> None:
    officer = a_person(session, Role.OFFICER)

    with pytest.raises(VarianceNoteRefused) as refused:
        write(session, plan, officer, VarianceWords("短少 67 案。"))

    assert [field for field, _ in refused.value.faults] == [
        *("cause", "reason", "remedy", "catch_up_on", "responsibility")
    ]
    assert row_of(session, plan, officer).voices.counts is None


def test_words_are_never_shown_for_figures_that_they_do_not_speak_of(session: Session, plan: Plan) -> None:
    officer = a_person(session, Role.OFFICER)
    write(session, plan, officer)

    reached(session, plan, 120)
    changed = row_of(session, plan, officer)
    write(session, plan, officer, replace(WORDS, sentence="較原預期規劃短少 47 案。"))
    reached(session, plan, 100)
    back = row_of(session, plan, officer)

    assert changed.sentence == "完成個案輔導數較原預期規劃短少 47 案，達成率 71.9%。"
    assert changed.voices.counts is not None
    assert changed.voices.counts.is_dated
    assert changed.needs_words
    assert (back.sentence, back.needs_words) == (WORDS.sentence, False)


def reached(session: Session, plan: Plan, actual: int) -> None:
    """The figure as another report tells it."""
    session.query(Indicator).filter_by(plan_id=plan.id).one().actual = Decimal(actual)
    session.flush()
    plan.revision += 1
    now = plan_tables.document_of(session, plan)
    revisions.record(session, plan, now, cause="期報", by=None, at=NOW)


def test_the_database_lets_nobody_alter_what_was_written(session: Session, plan: Plan) -> None:
    write(session, plan, a_person(session, Role.OFFICER))

    with pytest.raises(DatabaseError), session.begin_nested():
        session.execute(text("UPDATE variance_note SET sentence = '改寫'"))
