"""What has to be said with an answer to a 立法院決議."""

from datetime import date

import pytest

from app.domain.budget import ResolutionAnswer
from app.domain.resolution_reply import BY_LETTER, Reply, faults_of

TODAY, SENT, LETTER = date(2018, 12, 1), date(2018, 10, 30), "經企字第1070000001號"
REPORTED = Reply(ResolutionAnswer.REPORTED, "已函送書面報告。", LETTER, SENT)


@pytest.mark.parametrize(
    ("reply", "fields"),
    [
        pytest.param(REPORTED, [], id="complete"),
        pytest.param(Reply(None, "資料彙整中。"), [], id="not-answered-yet"),
        pytest.param(Reply(ResolutionAnswer.COMPLIED, "已辦理。", None, SENT), [], id="done-without-a-letter"),
        pytest.param(Reply(None, None), ["text"], id="says-nothing"),
        pytest.param(Reply(ResolutionAnswer.REPORTED, "已函送。"), ["letter_no", "answered_on"], id="no-letter-no-day"),
        pytest.param(Reply(None, "彙整中。", LETTER, SENT), ["letter_no", "answered_on"], id="letter-of-no-answer"),
        pytest.param(Reply(ResolutionAnswer.COMPLIED, "已辦理。", None, TODAY), [], id="today-is-not-the-future"),
        pytest.param(
            Reply(ResolutionAnswer.COMPLIED, "已辦理。", None, date(2018, 12, 2)), ["answered_on"], id="tomorrow"
        ),
        pytest.param(
            Reply(ResolutionAnswer.COMPLIED, "已辦理。", None, date(2017, 1, 1)), [], id="year-in-which-it-was-passed"
        ),
        pytest.param(
            Reply(ResolutionAnswer.COMPLIED, "已辦理。", None, date(2016, 12, 31)),
            ["answered_on"],
            id="before-the-draft",
        ),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_of_its_field(reply: Reply, fields: list[str]) -> None:
    assert [field for field, _ in faults_of(reply, roc_year=107, on=TODAY)] == fields


@pytest.mark.parametrize("answer", ResolutionAnswer)
def test_what_goes_by_letter_names_its_number(answer: ResolutionAnswer) -> None:
    fields = [field for field, _ in faults_of(Reply(answer, "已辦理。", None, SENT), roc_year=107, on=TODAY)]

    assert fields == (["letter_no"] if answer in BY_LETTER else [])
