from dataclasses import replace
from datetime import date
from fractions import Fraction

from support.forecasts import DEMAND, finished, work, year_ended

from app.domain.forecast import backtest, sentences
from app.domain.forecast.backtest import Quality

LATE = (2, 4, 6, 8, 10, 12, 14, 16, 18)
ON = date(2018, 12, 31)


def replayed(works, peers):
    return list(backtest.replay_finishes(works, peers, on=ON, demand=DEMAND, leads=(30,)))


def test_a_finish_is_forecast_from_what_was_known_on_that_day_alone():
    earlier, later = finished(LATE), finished([10], due_on=date(2018, 9, 30), plan="R")

    [trial] = replayed(later, [*earlier, *later])

    assert trial.inside
    assert (trial.error, trial.naive_error) == (0, 10)


def test_the_first_of_a_history_had_nothing_to_stand_on():
    [quality] = backtest.by_lead(replayed(finished(LATE), finished(LATE)))[:1]

    assert (quality.tried, quality.answered, quality.error) == (9, 0, None)


def test_a_range_that_ended_before_the_thing_did_was_wrong_even_while_it_is_open():
    still_open = work(plan="R", due_on=date(2018, 9, 30))

    [trial] = replayed([still_open], finished(LATE))

    assert trial.inside is False
    assert trial.error is None


def test_what_was_finished_by_then_is_not_forecast():
    assert replayed(finished([-40]), finished(LATE)) == []


def test_coverage_and_errors_are_counted_by_what_the_forecasts_stood_on():
    later = [replace(one, plan="R") for one in finished([10, 40], due_on=date(2018, 9, 30))]

    quality = backtest.by_basis(replayed(later, [*finished(LATE), *later]))

    assert [(one.group, one.decided, one.inside) for one in quality] == [("同一受委託單位", 2, 1)]
    assert quality[0].coverage == Fraction(1, 2)


def test_a_final_value_is_compared_with_a_pace_that_is_drawn_on():
    peers = year_ended(range(120, 138, 2))
    mine = [
        replace(one, plan="R", starts_on=date(2018, 1, 1), ends_on=ON, final_on=ON, readings=())
        for one in year_ended([128])
    ]

    [trial] = backtest.replay_values(mine, peers, on=ON, demand=DEMAND, leads=(180,))

    assert trial.inside
    assert trial.error == 0
    assert trial.naive_error == Fraction(28, 128)  # without a report: the target of 100, where 128 came


def test_the_verdict_says_plainly_when_the_simple_guess_was_better():
    worse = Quality("合計", 20, 12, 12, 6, Fraction(9), Fraction(10, 3), 8, 2)

    said = sentences.verdict_text(worse, peer="一律視為如期", unit="天", cover=Fraction(4, 5))

    assert "「一律視為如期」反而較準，研判時請以其為準" in said
    assert "80% 區間實際涵蓋 50%（6/12）" in said
    assert "平均誤差 9 天，「一律視為如期」為 3.3 天" in said
    assert "回測 20 次，其中 12 次有足夠資料推估" in said
