"""The small chart of how a plan went."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.domain.lights import Light
from app.domain.trend import TrendPoint, trend_of, turning_points, until_settled


def point(day: int, planned: int | None = 20, actual: int | None = 20, light: Light = Light.GREEN) -> TrendPoint:
    def exact(value: int | None) -> Decimal | None:
        return None if value is None else Decimal(value)

    return TrendPoint(date(2018, 3, day), light, "符合", exact(planned), exact(actual), 0, is_afterwards=False)


def test_one_day_is_no_trend() -> None:
    assert trend_of([]) is None
    assert trend_of([point(1)]) is None


def test_a_value_holds_until_another_is_kept() -> None:
    trend = trend_of([point(1), point(6, planned=60), point(11, planned=60)])

    assert trend is not None
    assert trend.planned == "0,80 50,80 50,40 100,40" or trend.planned.replace(".00", "") == "0,80 50,80 50,40 100,40"
    assert trend.actual.replace(".00", "") == "0,80 50,80 100,80"


def test_days_without_progress_leave_the_line_out() -> None:
    trend = trend_of([point(1, planned=None, actual=None), point(11)])

    assert trend is not None
    assert trend.actual.replace(".00", "") == "100,80"


def test_the_lights_fill_the_whole_time() -> None:
    trend = trend_of([point(1), point(6, light=Light.RED), point(11, light=Light.RED)])

    assert trend is not None
    assert [(one.light, one.start, one.length) for one in trend.lights] == [
        (Light.GREEN, "0.00%", "50.00%"),
        (Light.RED, "50.00%", "50.00%"),
    ]


def test_the_table_keeps_the_days_on_which_something_changed() -> None:
    days = [point(1), point(2), point(3, actual=40), point(4, actual=40), point(5, actual=40)]

    assert [one.on.day for one in turning_points(days)] == [1, 3, 5]


def test_after_the_term_only_what_still_changes_is_drawn() -> None:
    days = [point(1), point(10), replace(point(12), actual_pct=Decimal(30)), replace(point(20), actual_pct=Decimal(30))]

    assert [one.on.day for one in until_settled(days, date(2018, 3, 10))] == [1, 10, 12]
