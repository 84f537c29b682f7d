"""Counties as people write them, and their regions (field-notes 4.2)."""

import pytest

from app.domain.cases.places import Region, is_other_name, official_county, region_of
from app.workbooks.code_lists import COUNTIES


@pytest.mark.parametrize(
    ("text", "county", "region"),
    [
        pytest.param("台中市", "臺中市", Region.MIDDLE, id="everyday-spelling"),
        pytest.param("宜蘭縣", "宜蘭縣", Region.NORTH, id="yilan-is-north-in-table-7"),
        pytest.param("金門縣", "金門縣", Region.OTHER, id="islands-are-other"),
        pytest.param("彰化市", "彰化縣", Region.MIDDLE, id="a-town-is-no-county"),
        pytest.param("台北縣", "新北市", Region.NORTH, id="former-name"),
    ],
)
def test_a_county_and_its_region(text: str, county: str, region: Region) -> None:
    assert official_county(text) == county
    assert region_of(text) is region


@pytest.mark.parametrize("text", ["", "臺灣省", "台中", "中壢市"])
def test_what_is_no_county_has_no_region(text: str) -> None:
    assert official_county(text) is None
    assert region_of(text) is None


def test_every_county_that_a_workbook_offers_has_a_region() -> None:
    assert all(official_county(county) == county and region_of(county) for county in COUNTIES)


def test_only_another_name_is_worth_telling() -> None:
    assert is_other_name("彰化市")
    assert not is_other_name("台中市")
