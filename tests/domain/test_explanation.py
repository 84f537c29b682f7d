"""落後說明: what an answer must say, by how bad it is (field-notes 1.6)."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.explanation import DelayCause, Explanation, Responsibility, faults_of
from app.domain.slippage import Level

TODAY = date(2018, 8, 1)
WHOLE = Explanation(
    reason="場地整修延後",
    cause=DelayCause.OTHER,
    remedy="改於分署辦理",
    catch_up_on=date(2018, 8, 15),
    responsibility=Responsibility.THIRD_PARTY,
    follow_up_by="王專員",
    coordination="無",
)
OF_LATE = ["cause", "reason", "remedy", "catch_up_on", "responsibility"]


@pytest.mark.parametrize(
    ("level", "missing"),
    [
        (Level.NOTICE, ["reason"]),
        (Level.BEHIND, OF_LATE),
        (Level.SEVERE, [*OF_LATE, "follow_up_by", "coordination"]),
    ],
)
def test_the_worse_it_is_the_more_must_be_said(level: Level, missing: list[str]) -> None:
    assert [field for field, _ in faults_of(Explanation(), level, on=TODAY)] == missing
    assert list(faults_of(WHOLE, level, on=TODAY)) == []


@pytest.mark.parametrize(("promised", "is_refused"), [(31, True), (1, False)])
def test_a_promise_does_not_lie_in_the_past(promised: int, is_refused: bool) -> None:
    asked = replace(WHOLE, catch_up_on=date(2018, 7 if promised == 31 else 8, promised))

    found = dict(faults_of(asked, Level.BEHIND, on=TODAY))

    assert ("catch_up_on" in found) is is_refused
    if is_refused:
        assert found["catch_up_on"].startswith("預定趕上日期 107/7/31 早於今天（107/8/1）")
