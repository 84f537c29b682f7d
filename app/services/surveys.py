"""滿意度調查: a survey is set up from a list of questions; what came back is brought in, and told of together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, UnusableEntry
from app.domain.findings import Problem, Severity, has_errors
from app.domain.roles import Permission
from app.domain.surveys.answers import Answers, read_answers
from app.domain.surveys.questions import GROUP, NUMBER, Question, QuestionKind, faults_of, headers_of, split_options
from app.domain.surveys.results import Response, Results, results_of
from app.models import Plan, Survey, SurveyQuestion, SurveyResponse, User
from app.services import audit_trail, files, plans, uploaded_lists
from app.services.permissions import require
from app.services.transaction import transaction
from app.services.uploaded_lists import TakenList
from app.workbooks.case_book import case_book
from app.workbooks.header_row import folded
from app.workbooks.layout import Sheet
from app.workbooks.parsing import number_of
from app.workbooks.reading import ReadRow, WorkbookReading
from app.workbooks.survey_sheets import ANSWERS_NAME, QUESTIONS, answers_sheet
from app.workbooks.writer import WRITERS

_SPARE_ROWS = 50  # beyond as many as were sent
_MOST_ROWS = 2_000
FileKind = Literal["xlsx", "ods"]


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """A survey, and how many questionnaires came back."""

    survey: Survey
    returned: int

    @property
    def response_rate(self) -> Decimal:
        """回收率, 0 to 1."""
        return Decimal(self.returned) / self.survey.sent


def of_plan(session: Session, plan: Plan, *, viewer: User) -> list[SurveyLine]:
    """The surveys of a plan, the oldest first.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    returned = select(func.count()).where(SurveyResponse.survey_id == Survey.id).scalar_subquery()
    rows = session.execute(select(Survey, returned).where(Survey.plan_id == plan.id).order_by(Survey.id))
    return [SurveyLine(survey, count) for survey, count in rows]


def get(session: Session, plan: Plan, key: str, *, viewer: User) -> Survey:
    """One survey of a plan.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    :raises NotFound: if there is none of this key.
    """
    require(viewer, Permission.VIEW, plan)
    found = session.scalar(select(Survey).where(Survey.plan_id == plan.id, Survey.key == key))
    if found is None:
        raise NotFound(f"計畫 {plan.code} 沒有編號「{key}」的滿意度調查。")
    return found


def results(session: Session, plan: Plan, survey: Survey, *, viewer: User) -> Results:
    """What the answers say together.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    rows = session.scalars(select(SurveyResponse).where(SurveyResponse.survey_id == survey.id))
    responses = [Response(row.group, row.answers) for row in rows]
    return results_of(questions_of(survey), responses, sent=survey.sent)


def questions_of(survey: Survey) -> tuple[Question, ...]:
    """The questions in their order."""
    return tuple(Question(row.key, QuestionKind(row.kind), row.text, tuple(row.options)) for row in survey.questions)


def blank_questions(plan: Plan, *, kind: FileKind, by: User, at: datetime) -> bytes:
    """The workbook into which the questions of a new survey are typed.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    require(by, Permission.MANAGE_CASES, plan)
    return _book(plan, QUESTIONS, QUESTIONS.name, kind, at)


def blank_answers(session: Session, plan: Plan, key: str, *, kind: FileKind, by: User, at: datetime) -> bytes:
    """The workbook into which the answers of one survey are typed; what came back already is not in it.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    require(by, Permission.MANAGE_CASES, plan)
    survey = get(session, plan, key, viewer=by)
    sheet = answers_sheet(questions_of(survey), min(survey.sent + _SPARE_ROWS, _MOST_ROWS))
    return _book(plan, sheet, _kind_of(survey), kind, at)


@dataclass(frozen=True, slots=True)
class NewSurvey:
    """A survey to be set up."""

    key: str
    title: str
    sent: int


def create(
    session: Session,
    plan: Plan,
    asked: NewSurvey,
    content: bytes,
    file_name: str,
    *,
    by: User,
    at: datetime,
    data_dir: Path,
) -> TakenList:
    """Set a survey up with the questions of a workbook: all of them, or nothing.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    :raises UnusableEntry: if the plan has a survey of this key.
    """
    require(by, Permission.MANAGE_CASES, plan)
    reading = uploaded_lists.read(session, content, file_name, plan, book="questions", kind=QUESTIONS.name)
    questions, problems = _questions(reading)
    if has_errors(problems):
        return TakenList(problems)
    with transaction(session):
        plans.lock(session, plan)
        if session.scalar(select(Survey.id).where(Survey.plan_id == plan.id, Survey.key == asked.key)):
            raise UnusableEntry(f"計畫 {plan.code} 已有編號「{asked.key}」的調查，請改用其他編號。")
        add(session, plan, asked, questions, by=by, at=at, source=_source(file_name, content, data_dir))
    return TakenList(problems, new=len(questions))


def add(
    session: Session,
    plan: Plan,
    asked: NewSurvey,
    questions: Sequence[Question],
    *,
    by: User | None,
    at: datetime,
    source: str,
) -> Survey:
    """Put a survey into the tables and tell the trail. A step: the caller commits."""
    survey = Survey(
        plan_id=plan.id,
        agency_id=plan.agency_id,
        key=asked.key,
        title=asked.title,
        sent=asked.sent,
        created_by=by,
        created_at=at,
        questions=[
            SurveyQuestion(ordinal=ordinal, key=one.key, kind=one.kind.value, text=one.text, options=list(one.options))
            for ordinal, one in enumerate(questions, 1)
        ],
    )
    session.add(survey)
    told = {"名稱": asked.title, "發出份數": asked.sent, "題目": [f"{one.key} {one.text}" for one in questions]}
    _tell(session, plan, survey, told | {"檔案": source}, by, at)
    return survey


def take(
    session: Session, plan: Plan, key: str, content: bytes, file_name: str, *, by: User, at: datetime, data_dir: Path
) -> TakenList:
    """Bring answers in: all of the file, or, if anything in it blocks, nothing.

    A questionnaire that is known by its number is replaced, and the trail tells which; others are added.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    require(by, Permission.MANAGE_CASES, plan)
    kind = _kind_of(get(session, plan, key, viewer=by))
    reading = uploaded_lists.read(session, content, file_name, plan, book="answers", kind=kind)
    with transaction(session):
        plans.lock(session, plan)
        survey = get(session, plan, key, viewer=by)
        rows, problems = _answers(questions_of(survey), reading)
        known = _known(session, survey)
        total = len(known.keys() | rows.keys())
        if total > survey.sent:
            message = f"連同已匯入者共 {total:,} 份答卷，多於發出的 {survey.sent:,} 份；請核對檔案，或先更正發出份數。"
            problems.append(Problem(ANSWERS_NAME, None, Severity.ERROR, "answers_over_sent", message))
        if has_errors(tuple(problems)):
            return TakenList(tuple(problems))
        new = [number for number in rows if number not in known]
        changed = [number for number in rows if number in known and _said(known[number]) != rows[number]]
        if new or changed:
            put(session, survey, {number: rows[number] for number in (*new, *changed)}, at=at)
            told = {"新增答卷": len(new), "更新答卷": changed, "檔案": _source(file_name, content, data_dir)}
            _tell(session, plan, survey, told, by, at)
    return TakenList(tuple(problems), len(new), len(changed), len(rows) - len(new) - len(changed))


def put(session: Session, survey: Survey, rows: Mapping[str, Response], *, at: datetime) -> None:
    """Write answers by their number. A step: the caller tells the trail, and commits."""
    known = _known(session, survey)
    for number, response in rows.items():
        row = known.get(number)
        if row is None:
            row = SurveyResponse(survey_id=survey.id, number=number)
            session.add(row)
        row.group, row.answers, row.changed_at = response.group, dict(response.answers), at


def correct(session: Session, plan: Plan, key: str, sent: int, *, by: User, at: datetime) -> None:
    """Set right how many questionnaires went out.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    :raises UnusableEntry: if that is fewer than came back.
    """
    require(by, Permission.MANAGE_CASES, plan)
    with transaction(session):
        plans.lock(session, plan)
        survey = get(session, plan, key, viewer=by)
        answered = select(func.count()).where(SurveyResponse.survey_id == survey.id)
        returned = session.scalar(answered) or 0
        if sent < max(returned, 1):
            raise UnusableEntry(f"發出份數不可少於已匯入的 {returned:,} 份答卷，且至少為 1。")
        if sent != survey.sent:
            told = Entry(Subject.SURVEY, survey.key, survey.sent, sent, field="sent", label=survey.title)
            survey.sent = sent
            audit_trail.record(session, [told], by=by, at=at, plan=plan)


def _tell(session: Session, plan: Plan, survey: Survey, told: Mapping[str, Any], by: User | None, at: datetime) -> None:
    entry = Entry(Subject.SURVEY, survey.key, None, dict(told), label=survey.title)
    audit_trail.record(session, [entry], by=by, at=at, plan=plan)


def _source(file_name: str, content: bytes, data_dir: Path) -> str:
    return f"{file_name}（SHA-256 {files.keep(data_dir, content)}）"


def _known(session: Session, survey: Survey) -> dict[str, SurveyResponse]:
    rows = session.scalars(select(SurveyResponse).where(SurveyResponse.survey_id == survey.id))
    return {row.number: row for row in rows}


def _said(row: SurveyResponse) -> Response:
    return Response(row.group, row.answers)


def _kind_of(survey: Survey) -> str:
    return f"{ANSWERS_NAME} {survey.key}"


def _questions(reading: WorkbookReading) -> tuple[tuple[Question, ...], tuple[Problem, ...]]:
    problems: list[Problem] = list(reading.problems)
    questions: dict[str, Question] = {}
    for read in reading.rows:
        question = _question(read, problems)
        if question and question.key in questions:
            problems.append(_at(read, "key", "key_repeated", f"題號「{question.key}」重複；請改用不同的題號。"))
        elif question:
            questions[question.key] = question
    if not reading.rows and not problems:
        message = "檔案沒有任何題目；請至少填寫一題。"
        problems.append(Problem(QUESTIONS.name, None, Severity.ERROR, "required", message))
    return tuple(questions.values()), tuple(problems)


def _question(read: ReadRow, problems: list[Problem]) -> Question | None:
    """The question of a row, unless there is something wrong with it, which is then among the problems."""
    values = read.values
    key, options = number_of(values.get("key")), split_options(values.get("options"))
    kind, text = values.get("kind"), values.get("text")
    if key is None:
        problems.append(_at(read, "key", "key_missing", "這一列沒有題號；請填寫，或將整列清空。"))
        return None
    faults = [_at(read, fault.field, fault.code, fault.message) for fault in faults_of(key, kind, text, options)]
    problems += faults
    if faults:
        return None
    question = Question(key, QuestionKind(str(kind)), str(text), options)
    # Headers are told apart as they are found in a file, whatever is appended to them in brackets.
    if len({*map(folded, question.headers)}) < len(question.headers):
        problems.append(_at(read, "options", "options_needed", "選項只差在括號內的文字，無法分辨；請改寫選項。"))
        return None
    return question


def _answers(questions: Sequence[Question], reading: WorkbookReading) -> tuple[dict[str, Response], list[Problem]]:
    problems = [*reading.problems, *_wrong_columns(questions, reading)]
    by_file = {folded(header): header for header in headers_of(questions)}
    rows: dict[str, Response] = {}
    for read in reading.rows:
        number = number_of(read.values.get("key"))
        cells = {by_file[name]: value for name, value in read.values.items() if name in by_file}
        answers, faults = read_answers(questions, cells)
        problems += (_at(read, folded(fault.field), fault.code, fault.message) for fault in faults)
        problems += _wrong_row(read, number, rows, answers, is_blank=not answers and not faults)
        if number is not None:
            rows.setdefault(number, Response(read.values.get("group"), answers))
    return rows, problems


def _wrong_row(
    read: ReadRow, number: str | None, rows: Mapping[str, Response], answers: Answers, *, is_blank: bool
) -> Iterator[Problem]:
    if number is None:
        yield _at(read, "key", "key_missing", f"這一列沒有{NUMBER}；請填寫，或將整列清空。")
    elif number in rows:
        yield _at(read, "key", "key_repeated", f"{NUMBER}「{number}」重複；請只保留一列。")
    if is_blank:
        yield _at(read, "key", "required", "這份問卷沒有任何作答；請補填，或將整列清空。")


def _wrong_columns(questions: Sequence[Question], reading: WorkbookReading) -> Iterator[Problem]:
    if not reading.rows:
        if not has_errors(reading.problems):
            yield Problem(ANSWERS_NAME, None, Severity.ERROR, "required", "檔案沒有任何答卷；請至少填寫一列。")
        return
    present = reading.rows[0].columns.keys() - {"key"}
    # Without the column of groups, questionnaires that are replaced would lose theirs.
    expected = {"group": GROUP} | {folded(header): header for header in headers_of(questions)}
    for name in expected.keys() - present:
        message = f"找不到欄位「{expected[name]}」；請還原欄位標題，或重新下載答卷檔。"
        yield Problem(ANSWERS_NAME, None, Severity.ERROR, "column_missing", message)
    for name in present - expected.keys():
        message = f"欄位「{name}」不是這份問卷的題目；請還原欄位標題，或將整欄刪除。"
        yield Problem(ANSWERS_NAME, None, Severity.ERROR, "question_unknown", message)


def _at(read: ReadRow, field: str, code: str, message: str) -> Problem:
    return Problem(read.sheet, read.cell(field), Severity.ERROR, code, message, number_of(read.values.get("key")))


def _book(plan: Plan, sheet: Sheet, named: str, kind: FileKind, at: datetime) -> bytes:
    book = case_book(
        sheet,
        (),
        code=plan.code,
        title=plan.full_name,
        agency=plan.agency.name,
        roc_year=plan.roc_year,
        revision=plan.revision,
        created_at=at.isoformat(timespec="seconds"),
        kind=named,
    )
    out = BytesIO()
    WRITERS[kind](book, out)
    return out.getvalue()
