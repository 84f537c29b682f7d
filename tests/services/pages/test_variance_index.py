"""What the lines of several plans add up to: like things only, and nothing that nobody measured."""

from decimal import Decimal

from app.services.pages.variance_index import added_up
from app.services.variance_list import Sum


def of(unit: str, target: int | None, actual: int | None, *, more_is_better: bool = True, item: str = "輔導") -> Sum:
    """One plan's line."""
    figures = [None if value is None else Decimal(value) for value in (target, actual)]
    reported = None if actual is None else figures[0]
    return Sum("甲組", item, unit, more_is_better, 1, int(actual is not None), figures[0], reported, figures[1])


def test_cases_are_not_added_to_items_nor_firms_to_visits() -> None:
    added, left = added_up([of("案", 10, 9), of("件", 10, 8), of("家", 5, 5), of("家次", 7, 7)], worst=False)

    assert {line.unit: line.target for line in added} == {"家": 5, "家次": 7, "件": 10, "案": 10}
    assert left == []


def test_money_is_added_whatever_scale_it_is_written_in() -> None:
    [line], _ = added_up([of("億元", 200_000_000, 100_000_000), of("萬元", 50_000_000, 40_000_000)], worst=False)

    assert (line.unit, line.target, line.variance.actual) == ("億元", 250_000_000, 140_000_000)
    assert line.rate_text == "56.0%"


def test_what_was_not_reported_yet_is_no_shortfall() -> None:
    [line], _ = added_up([of("案", 10, 10), of("案", 90, None)], worst=False)

    assert (line.rows, line.reported, line.target) == (2, 1, 100)
    assert (line.variance.target, line.variance.difference, line.status) == (10, 0, "達成")


def test_what_has_no_target_is_not_set_against_the_targets_of_others() -> None:
    added, _ = added_up([of("案", 10, 8), of("案", None, 50)], worst=True)

    assert [(line.variance.actual, line.status) for line in added] == [(8, "未達成"), (50, "無目標")]


def test_percentages_are_listed_and_not_added() -> None:
    added, left = added_up([of("%", 20, 30), of("%", 20, 10), of("案", 1, 1)], worst=False)

    assert [line.unit for line in added] == ["案"]
    assert [(one.unit, one.rows) for one in left] == [("%", 2)]
    assert "不可相加" in left[0].reason


def test_what_should_be_low_is_not_added_to_what_should_be_high() -> None:
    added, _ = added_up([of("件", 10, 8), of("件", 10, 8, more_is_better=False)], worst=True)

    assert [(line.variance.actual, line.status) for line in added] == [(8, "未達成"), (8, "超越")]
