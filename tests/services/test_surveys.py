"""A survey is set up from a workbook, its answers come in by another: whole, or not at all."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan

from app.domain.errors import NotFound, PermissionDenied, UnusableEntry
from app.domain.roles import Role
from app.models import AuditEvent, Plan, Survey, SurveyResponse, User
from app.services import surveys
from app.services.surveys import NewSurvey
from app.services.uploaded_lists import TakenList

ASKED = NewSurvey("S1", "107 年度業者滿意度", 8)
QUESTIONS = (
    {"題號": "Q1", "題型": "量表", "題目": "服務態度"},
    {"題號": "Q2", "題型": "單選", "題目": "由何處得知", "選項": "網站、他人介紹"},
    {"題號": "Q3", "題型": "複選", "題目": "希望的協助", "選項": "經費、人才（含培訓）"},
    {"題號": "Q4", "題型": "開放", "題目": "建議"},
)
ANSWER = {"問卷編號": "001", "組別": "甲", "Q1 重要度": 5, "Q1 滿意度": 4, "Q2": "網站", "Q3 人才（含培訓）": "是"}


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session)


@pytest.fixture
def officer(session: Session, plan: Plan) -> User:
    return a_person(session, Role.OFFICER)


@pytest.fixture
def survey(session: Session, plan: Plan, officer: User, data_dir: Path) -> Survey:
    assert created(session, plan, officer, data_dir).is_accepted
    return surveys.get(session, plan, "S1", viewer=officer)


def typed(content: bytes, rows: Sequence[Mapping[str, Any]], *, rename: Mapping[str, str] | None = None) -> bytes:
    book = load_workbook(BytesIO(content))
    sheet = book.worksheets[0]
    column = {cell.value: cell.column for cell in sheet[3]}
    for line, row in enumerate(rows, start=4):
        for header, value in row.items():
            sheet.cell(line, column[header]).value = value
    for old, new in (rename or {}).items():
        sheet.cell(3, column[old]).value = new
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def created(
    session: Session, plan: Plan, by: User, data_dir: Path, rows: Sequence[Mapping[str, Any]] = QUESTIONS
) -> TakenList:
    content = typed(surveys.blank_questions(plan, kind="xlsx", by=by, at=NOW), rows)
    return surveys.create(session, plan, ASKED, content, "題目.xlsx", by=by, at=NOW, data_dir=data_dir)


def sent_back(
    session: Session, plan: Plan, by: User, data_dir: Path, *rows: Mapping[str, Any], **more: Any
) -> TakenList:
    content = typed(surveys.blank_answers(session, plan, "S1", kind="xlsx", by=by, at=NOW), rows, **more)
    return surveys.take(session, plan, "S1", content, "答卷.xlsx", by=by, at=NOW, data_dir=data_dir)


def returned(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SurveyResponse)) or 0


def test_questions_and_answers_come_in_by_workbooks(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    answers = [ANSWER | {"問卷編號": f"{number:03}", "Q4": f"建議{number}"} for number in range(1, 7)]

    found = sent_back(session, plan, officer, data_dir, *answers)

    results = surveys.results(session, plan, survey, viewer=officer)
    assert (found.problems, found.new) == ((), 6)
    assert (results.returned, str(results.response_rate)) == (6, "0.75")
    assert results.rated[0].satisfaction is not None
    assert results.rated[0].satisfaction.mean == 4
    assert dict(results.chosen[1].counts) == {"經費": 0, "人才（含培訓）": 6}
    assert results.written[0].texts is not None


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_differs(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    second = ANSWER | {"問卷編號": "002"}
    sent_back(session, plan, officer, data_dir, ANSWER, second)

    again = sent_back(session, plan, officer, data_dir, ANSWER, second)
    corrected = sent_back(session, plan, officer, data_dir, ANSWER, second | {"Q1 滿意度": 2})

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert (corrected.new, corrected.changed, corrected.unchanged) == (0, 1, 1)


def test_one_wrong_cell_keeps_the_whole_file_out_and_is_named(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    found = sent_back(
        session,
        plan,
        officer,
        data_dir,
        ANSWER,
        ANSWER | {"問卷編號": "002", "Q1 滿意度": 6},
        ANSWER | {"問卷編號": "001"},
        {"問卷編號": "004"},
    )

    assert [(one.cell, one.code) for one in found.problems] == [
        ("D5", "rating_unknown"),
        ("A6", "key_repeated"),
        ("A7", "required"),
    ]
    assert returned(session) == 0


def test_a_column_that_is_no_question_is_not_passed_over(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    found = sent_back(session, plan, officer, data_dir, ANSWER, rename={"Q2": "Q9"})

    assert {one.code for one in found.problems} == {"column_missing", "question_unknown"}
    assert returned(session) == 0


def test_a_file_without_the_column_of_groups_takes_nobody_out_of_a_group(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    sent_back(session, plan, officer, data_dir, ANSWER)
    without = {header: value for header, value in ANSWER.items() if header != "組別"}
    found = sent_back(session, plan, officer, data_dir, without | {"Q2": "他人介紹"}, rename={"組別": ""})

    assert [(one.code, "組別" in one.message) for one in found.problems] == [("column_missing", True)]
    assert session.scalars(select(SurveyResponse.group)).all() == ["甲"]


def test_more_answers_than_questionnaires_are_refused_until_their_number_is_corrected(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    nine = [ANSWER | {"問卷編號": f"{number:03}"} for number in range(9)]

    refused = sent_back(session, plan, officer, data_dir, *nine)
    surveys.correct(session, plan, "S1", 9, by=officer, at=NOW)
    accepted = sent_back(session, plan, officer, data_dir, *nine)

    assert [one.code for one in refused.problems] == ["answers_over_sent"]
    assert accepted.new == 9
    with pytest.raises(UnusableEntry, match="不可少於已匯入的 9 份"):
        surveys.correct(session, plan, "S1", 8, by=officer, at=NOW)


def test_the_file_of_another_survey_is_refused(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    other = NewSurvey("S2", "另一份", 5)
    content = typed(surveys.blank_questions(plan, kind="xlsx", by=officer, at=NOW), QUESTIONS)
    surveys.create(session, plan, other, content, "題目.xlsx", by=officer, at=NOW, data_dir=data_dir)
    file = typed(surveys.blank_answers(session, plan, "S2", kind="xlsx", by=officer, at=NOW), [ANSWER])

    found = surveys.take(session, plan, "S1", file, "答卷.xlsx", by=officer, at=NOW, data_dir=data_dir)

    assert [one.code for one in found.problems] == ["wrong_workbook"]


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        ({"題號": "key", "題型": "量表", "題目": "x"}, "A4", "question_key"),
        ({"題號": "Q1", "題型": "複選", "題目": "x", "選項": "網站（甲）、網站（乙）"}, "D4", "options_needed"),
        ({"題號": "Q1", "題型": "量表"}, "C4", "required"),
    ],
)
def test_a_question_that_cannot_be_asked_sets_nothing_up(
    session: Session, plan: Plan, officer: User, data_dir: Path, row: dict[str, str], cell: str, code: str
) -> None:
    found = created(session, plan, officer, data_dir, [row])

    assert (cell, code) in [(one.cell, one.code) for one in found.problems]
    assert session.scalars(select(Survey)).all() == []


def test_the_trail_tells_that_answers_came_and_from_which_file_and_none_of_them(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    sent_back(session, plan, officer, data_dir, ANSWER | {"Q4": "承辦王小姐很親切"})

    events = session.scalars(select(AuditEvent).where(AuditEvent.subject == "滿意度調查")).all()
    assert len(events) == 2
    assert "SHA-256" in str(events[1].after)
    assert "王小姐" not in str(events[1].after)


def test_an_ods_file_of_answers_is_read_as_well(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path
) -> None:
    content = surveys.blank_answers(session, plan, "S1", kind="ods", by=officer, at=NOW)

    found = surveys.take(session, plan, "S1", content, "答卷.ods", by=officer, at=NOW, data_dir=data_dir)

    assert [one.code for one in found.problems] == ["required"]  # read, and found without answers


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_who_only_looks_brings_nothing_in(
    session: Session, plan: Plan, officer: User, survey: Survey, data_dir: Path, role: Role
) -> None:
    somebody = a_person(session, role)

    assert surveys.get(session, plan, "S1", viewer=somebody) is survey
    with pytest.raises(PermissionDenied):
        surveys.blank_answers(session, plan, "S1", kind="xlsx", by=somebody, at=NOW)
    with pytest.raises(PermissionDenied):
        surveys.take(session, plan, "S1", b"", "x.xlsx", by=somebody, at=NOW, data_dir=data_dir)
    with pytest.raises(PermissionDenied):
        surveys.correct(session, plan, "S1", 9, by=somebody, at=NOW)
    with pytest.raises(PermissionDenied):
        created(session, plan, somebody, data_dir)


def test_a_survey_that_is_not_there_is_not_found(session: Session, plan: Plan, officer: User) -> None:
    with pytest.raises(NotFound):
        surveys.get(session, plan, "S9", viewer=officer)
