"""Errors that do not block: a rule on trial, a rule waived for one submission."""

import pytest

from app.domain.findings import Problem, Severity
from app.domain.leniency import Waiver, is_lenient, judge


def problem(code: str = "over_contract", key: str | None = "一-1", severity: Severity = Severity.ERROR) -> Problem:
    return Problem("經費", "D5", severity, code, "執行數超過簽約數。", key)


def test_an_error_of_a_rule_on_trial_is_told_as_a_warning_that_says_so() -> None:
    [told] = judge([problem()], trials={"over_contract"})

    assert (told.severity, told.message) == (Severity.WARNING, "執行數超過簽約數。（試行）")


def test_a_waived_error_is_told_as_a_warning_with_the_reason() -> None:
    [told] = judge([problem()], waivers=[Waiver("over_contract", None, "契約變更辦理中")])

    assert (told.severity, told.message) == (Severity.WARNING, "執行數超過簽約數。（已豁免：契約變更辦理中）")


@pytest.mark.parametrize(
    ("waiver", "covered"),
    [
        pytest.param(Waiver("over_contract", "一-1", "理由"), True, id="this-row"),
        pytest.param(Waiver("over_contract", None, "理由"), True, id="every-row"),
        pytest.param(Waiver("over_contract", "一-2", "理由"), False, id="another-row"),
        pytest.param(Waiver("explanation_missing", None, "理由"), False, id="another-rule"),
    ],
)
def test_a_waiver_holds_for_its_rule_and_row_alone(waiver: Waiver, covered: bool) -> None:
    [told] = judge([problem()], waivers=[waiver])

    assert (told.severity is Severity.WARNING) == covered


@pytest.mark.parametrize("code", ["not_a_figure", "too_large", "required", "key_repeated", "no_such_rule"])
def test_what_cannot_be_read_or_kept_blocks_whatever_anybody_says(code: str) -> None:
    found = [problem(code)]

    assert not is_lenient(code)
    assert judge(found, trials={code}, waivers=[Waiver(code, None, "理由")]) == tuple(found)


def test_a_warning_stays_as_it_is() -> None:
    found = [problem(severity=Severity.WARNING)]

    assert judge(found, trials={"over_contract"}) == tuple(found)
