"""What has to be said with a 差異分析."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.explanation import DelayCause, Responsibility
from app.domain.variance_note import VarianceWords, faults_of

TODAY = date(2018, 12, 1)
WHOLE = VarianceWords("短少 12 案。", DelayCause.FIRM, "兩家歇業", "遞補", TODAY, Responsibility.FIRM)


def fields(
    words: VarianceWords, *, is_behind: bool = False, is_over: bool = False, before: date | None = None
) -> list[str]:
    return [field for field, _ in faults_of(words, is_behind=is_behind, is_over=is_over, on=TODAY, before=before)]


@pytest.mark.parametrize("field", ["cause", "reason", "remedy", "catch_up_on", "responsibility"])
def test_who_is_behind_says_why_and_what_is_done_about_it(field: str) -> None:
    assert fields(WHOLE, is_behind=True) == []
    assert fields(replace(WHOLE, **{field: None}), is_behind=True) == [field]


def test_who_did_much_more_says_why_and_no_more() -> None:
    only = VarianceWords("超出 47 案。")

    assert fields(only) == []
    assert fields(only, is_over=True) == ["reason"]
    assert fields(replace(only, reason="需求殷切"), is_over=True) == []


def test_without_a_sentence_nothing_is_kept() -> None:
    assert fields(replace(WHOLE, sentence=None), is_behind=True) == ["sentence"]


def test_a_promise_is_for_a_day_to_come_unless_it_was_made_before() -> None:
    late = replace(WHOLE, catch_up_on=date(2018, 11, 30))

    assert fields(late, is_behind=True) == ["catch_up_on"]
    assert fields(late, is_behind=True, before=date(2018, 11, 30)) == []
