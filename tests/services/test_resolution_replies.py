"""The office records what it did about a resolution; lights and reminders follow, and nothing is rewritten."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan

from app.domain.budget import ResolutionAnswer, ResolutionState
from app.domain.errors import NotFound, PermissionDenied, ReplyRefused, WrongState
from app.domain.lights import Light
from app.domain.resolution_reply import Reply
from app.domain.roles import DAY, Role
from app.models import Agency, AuditEvent, Notice, Resolution, ResolutionReply, User
from app.services import resolution_reminders, resolution_replies, resolutions
from app.services.resolutions import NewResolution

DUE = date(2018, 10, 31)
TODAY = DUE + timedelta(days=3)
ANSWER = Reply(ResolutionAnswer.REPORTED, "已函送書面報告。", "經企字第1070000001號", DUE - timedelta(days=1))


@pytest.fixture
def resolution(session: Session) -> Resolution:
    session.info[DAY] = TODAY
    agency = session.get_one(Agency, a_plan(session).agency_id)
    new = NewResolution("通案決議", "一", "提出書面報告", None, due_on=DUE)
    resolutions.put(session, agency, 107, [new], is_demo=False, by=None, at=NOW)
    session.commit()
    return session.scalars(select(Resolution)).one()


@pytest.fixture
def officer(session: Session, resolution: Resolution) -> User:
    return a_person(session, Role.OFFICER, email="officer@agency.example")


def record(session: Session, resolution: Resolution, officer: User, reply: Reply, after: int | None = None) -> int:
    resolution_replies.record(session, resolution.id, reply, after=after, by=officer, on=TODAY, at=NOW)
    return resolution_replies.of(session, resolution)[0].id


def test_an_answer_sent_in_time_turns_the_light_green_and_ends_the_reminders(
    session: Session, resolution: Resolution, officer: User
) -> None:
    before = resolutions.line_of(resolution, TODAY).reading.light

    record(session, resolution, officer, ANSWER)
    resolution_reminders.remind(session, on=TODAY + timedelta(days=40), at=NOW)

    line = resolutions.line_of(resolution, TODAY)
    assert (before, line.reading.light, line.state) == (Light.YELLOW, Light.GREEN, ResolutionState.ANSWERED)
    assert (line.who, resolution.letter_no) == (None, ANSWER.letter_no)
    assert session.scalars(select(Notice)).all() == []


def test_an_answer_after_the_deadline_stays_late(session: Session, resolution: Resolution, officer: User) -> None:
    late = Reply(ResolutionAnswer.COMPLIED, "已辦理。", None, DUE + timedelta(days=2))

    record(session, resolution, officer, late)

    assert resolutions.line_of(resolution, TODAY).state is ResolutionState.ANSWERED_LATE


def test_a_word_on_how_far_it_is_answers_nothing(session: Session, resolution: Resolution, officer: User) -> None:
    record(session, resolution, officer, Reply(None, "資料彙整中。"))

    line = resolutions.line_of(resolution, TODAY)
    assert (line.state, line.who) == (ResolutionState.OVERDUE, "計畫辦公室、主管")


def test_a_correction_counts_and_what_it_corrects_stays(
    session: Session, resolution: Resolution, officer: User
) -> None:
    first = record(session, resolution, officer, ANSWER)

    record(session, resolution, officer, Reply(None, "前次登錄為他案，更正。"), after=first)

    assert [row.text for row in resolution_replies.of(session, resolution)] == ["前次登錄為他案，更正。", ANSWER.text]
    assert (resolution.answer, resolution.letter_no, resolution.answered_on) == (None, None, None)


def test_the_trail_tells_what_was_recorded_and_what_it_replaced(
    session: Session, resolution: Resolution, officer: User
) -> None:
    first = record(session, resolution, officer, ANSWER)
    record(session, resolution, officer, Reply(None, "更正。"), after=first)

    event = session.scalars(select(AuditEvent).order_by(AuditEvent.number.desc()).limit(1)).one()
    assert (event.subject, event.row_key, event.label) == ("立法院決議", "107/通案決議/一", "提出書面報告")
    assert event.actor_id == officer.id
    assert "經企字第1070000001號" in str(event.before)
    assert "更正。" in str(event.after)


def test_who_did_not_see_the_newest_records_nothing(session: Session, resolution: Resolution, officer: User) -> None:
    record(session, resolution, officer, ANSWER)

    with pytest.raises(WrongState, match="已有新的辦理情形"):
        record(session, resolution, officer, Reply(None, "更正。"))
    assert len(resolution_replies.of(session, resolution)) == 1


def test_the_same_again_is_refused(session: Session, resolution: Resolution, officer: User) -> None:
    first = record(session, resolution, officer, ANSWER)

    with pytest.raises(ReplyRefused, match="與目前的紀錄相同"):
        record(session, resolution, officer, ANSWER, after=first)


def test_a_reply_with_faults_changes_nothing(session: Session, resolution: Resolution, officer: User) -> None:
    with pytest.raises(ReplyRefused) as refusal:
        record(session, resolution, officer, Reply(ResolutionAnswer.FILED, None))

    assert [field for field, _ in refusal.value.faults] == ["text", "letter_no", "answered_on"]
    assert resolution.answer is None
    assert resolution_replies.of(session, resolution) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_who_reads_does_not_answer(session: Session, resolution: Resolution, role: Role) -> None:
    reader = a_person(session, role)

    assert resolutions.get(session, resolution.id, viewer=reader) is resolution
    with pytest.raises(PermissionDenied):
        record(session, resolution, reader, ANSWER)


def test_the_office_of_another_agency_finds_nothing(session: Session, resolution: Resolution) -> None:
    stranger = a_person(session, Role.OFFICER, email="officer@elsewhere.example", agency="別的機關")

    with pytest.raises(NotFound):
        record(session, resolution, stranger, ANSWER)


def test_a_published_answer_begins_the_history(session: Session, resolution: Resolution) -> None:
    printed = NewResolution("通案決議", "二", "解凍", ResolutionAnswer.RELEASED, DUE, "台立院議字第1號")
    resolutions.put(session, resolution.agency, 108, [printed], is_demo=False, by=None, at=NOW)
    session.commit()

    row = session.scalars(select(Resolution).where(Resolution.roc_year == 108)).one()
    [reply] = resolution_replies.of(session, row)
    assert (reply.answer, reply.letter_no, reply.made_by) == (ResolutionAnswer.RELEASED, "台立院議字第1號", None)


@pytest.mark.parametrize("deed", ["UPDATE resolution_reply SET text = 'x'", "DELETE FROM resolution_reply"])
def test_the_database_itself_keeps_what_was_recorded(
    session: Session, resolution: Resolution, officer: User, deed: str
) -> None:
    record(session, resolution, officer, ANSWER)

    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(deed))
    session.rollback()
    assert session.scalars(select(ResolutionReply)).one().text == ANSWER.text
