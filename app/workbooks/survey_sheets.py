"""THE declaration of the two workbooks of a survey: its questions, and its answers."""

from __future__ import annotations

from collections.abc import Iterable

from python_calamine import CalamineError

from app.domain.surveys.questions import GROUP, NUMBER, Question, QuestionKind
from app.workbooks.header_row import SEARCHED_LINES, folded
from app.workbooks.layout import KEY_HEADER, Column, Kind, Sheet
from app.workbooks.package import BROKEN_PACKAGE
from app.workbooks.raw_sheets import Lines, RawSheets

ANSWERS_NAME = "答卷"
QUESTIONS = Sheet(
    "問卷題目",
    "questions",
    (
        Column("題號", "key", width=9, help="例如 Q1；不可與其他列重複。", required=True),
        Column("題型", "kind", Kind.CHOICE, width=10, choices=tuple(QuestionKind), required=True),
        Column("題目", "text", width=50, required=True),
        Column("選項", "options", width=50, help="單選與複選題填寫，以頓號分隔，例如：網站、電子報、他人介紹。"),
    ),
    "一列一題。量表題會同時詢問重要度與滿意度（1 至 5 分）；建立問卷後題目不可再變更。",
    growing=True,
    all_open=True,
    blank_rows=60,
    frozen=1,
)
_NUMBER = Column(NUMBER, "key", width=11, help="例如 001；不可與其他列重複，請勿填寫姓名。", required=True)
_GROUP = Column(GROUP, "group", width=16, help="可留白；例如課程、地區。同一組須寫法一致。")


def answers_sheet(questions: Iterable[Question], blank_rows: int) -> Sheet:
    """The sheet into which the answers to these questions are typed."""
    columns = (_NUMBER, _GROUP, *(column for question in questions for column in _columns(question)))
    return _sheet(columns, blank_rows)


def answers_as_headed(raw: RawSheets) -> Sheet:
    """The sheet of a file as its own headers declare it; which of them are questions, the survey knows.

    A file that cannot be read gets a declaration too, for the reader says what is wrong with it.
    """
    try:
        lines = raw.sheets().get(ANSWERS_NAME, ())
    except (CalamineError, *BROKEN_PACKAGE):
        lines = ()
    known = {NUMBER: _NUMBER, GROUP: _GROUP}
    headers = dict.fromkeys(text for text in _header(lines) if text not in ("", KEY_HEADER))
    columns = tuple(known.get(text) or Column(text, text) for text in headers)
    return _sheet(columns or (_NUMBER, _GROUP), 0)


def _header(lines: Lines) -> list[str]:
    candidates = ([folded(cell) for cell in line] for line in lines[:SEARCHED_LINES])
    return next((found for found in candidates if NUMBER in found), [])


def _sheet(columns: tuple[Column, ...], blank_rows: int) -> Sheet:
    return Sheet(
        ANSWERS_NAME,
        "answers",
        columns,
        "一列一份問卷。量表填 1 至 5 分（5 為最重要、最滿意），複選題勾選者填「是」，未作答請留白；請勿填寫姓名。",
        growing=True,
        all_open=True,
        blank_rows=blank_rows,
        row_height=20,
    )


def _columns(question: Question) -> Iterable[Column]:
    choices: tuple[str, ...] = ()
    kind, width = Kind.TEXT, 12
    match question.kind:
        case QuestionKind.RATING:
            choices, kind = tuple("12345"), Kind.CHOICE
        case QuestionKind.SINGLE:
            choices, kind, width = question.options, Kind.CHOICE, 18
        case QuestionKind.MULTIPLE:
            choices, kind = ("是",), Kind.CHOICE
        case QuestionKind.OPEN:
            width = 40
    help_text = f"{question.key} {question.text}"[:200]
    return (Column(header, header, kind, width, choices=choices, help=help_text) for header in question.headers)
