"""What a typed text was taken for, said back as the office writes it."""

import pytest

from app.workbooks.layout import Column, Kind
from app.workbooks.understood import understood


@pytest.mark.parametrize(
    ("kind", "text", "unit", "said"),
    [
        pytest.param(Kind.MONEY, "5.01億", None, "501,000,000 元", id="億-is-元"),
        pytest.param(Kind.QUANTITY, "5.01", "億元", "5.01 億元 = 501,000,000 元", id="scaled-unit-also-in-base-units"),
        pytest.param(Kind.QUANTITY, "0", "案", "0 案", id="zero-is-said"),
        pytest.param(Kind.DATE, "107.7.31", None, "107/07/31（星期二）", id="day-with-its-weekday"),
        pytest.param(Kind.COMPLETION, "107/7/15前", None, "107/07/15前（星期日）", id="upper-bound"),
        pytest.param(Kind.PERCENT, "4", None, "4%", id="percent"),
        pytest.param(Kind.MONTHS, "19.78", None, "19.78 人月", id="person-months"),
        pytest.param(Kind.DATE, "107/13/1", None, None, id="unreadable-has-its-own-message"),
        pytest.param(Kind.TEXT, "107.7.31", None, None, id="text-stands-for-itself"),
        pytest.param(Kind.MONEY, "", None, None, id="blank-says-nothing"),
        pytest.param(Kind.QUANTITY, "5", None, None, id="figure-without-unit-has-its-own-message"),
    ],
)
def test_a_text_is_said_back_as_it_was_understood(kind: Kind, text: str, unit: str | None, said: str | None) -> None:
    assert understood(Column("欄", "value", kind), text, unit=unit, roc_year=107) == said


def test_a_choice_is_said_in_its_official_spelling() -> None:
    county = Column("縣市", "county", Kind.CHOICE, choices=("臺北市",))
    assert understood(county, "台北市", unit=None, roc_year=None) == "臺北市"
