"""A programme over its years: what was put in and what came of it, as table 33 prints it."""

from decimal import Decimal

from app.domain.charts.series_chart import YearFigures, series_chart

YEARS = (
    YearFigures(98, 1631, 279_000_000, 35_000_000, 5_850_000_000, 1_940_000_000),
    YearFigures(107, 214, 32_000_000, 7_000_000, 501_000_000, 97_000_000),
)


def test_the_table_prints_the_years_in_their_unit() -> None:
    chart = series_chart(YEARS)

    assert chart is not None
    assert chart.table.rows == (
        ("98 年", "1,631", "2.79", "0.35", "58.50", "19.40", "24.81"),
        ("107 年", "214", "0.32", "0.07", "5.01", "0.97", "15.33"),
    )


def test_nothing_invested_has_no_return_on_it() -> None:
    year = YearFigures(99, None, None, 0, 5, None)

    assert year.roi is None
    assert YEARS[1].roi == Decimal(598) / 39


def test_one_year_is_no_series() -> None:
    assert series_chart(YEARS[:1]) is None
