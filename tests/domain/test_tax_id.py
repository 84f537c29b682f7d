"""統一編號 by the rule of 112/4/1; the vectors are those of field-notes 4.1."""

import pytest

from app.domain.tax_id import is_valid_tax_id, plain_tax_id, tax_id_fault


@pytest.mark.parametrize(
    ("tax_id", "is_valid"),
    [
        pytest.param("04595257", True, id="old-and-new-rule"),
        pytest.param("04595252", True, id="new-rule-only"),
        pytest.param("10458575", True, id="seventh-digit-7"),
        pytest.param("10458574", True, id="seventh-digit-7-one-short"),
        pytest.param("12345675", True, id="one-short-of-40"),
        pytest.param("12345670", True, id="one-short-new-rule-only"),
        pytest.param("62140097", True, id="refused-by-the-former-rule"),
        pytest.param("88117126", False, id="sum-41"),
        pytest.param("12345678", False, id="sum-42"),
        pytest.param("00000000", False, id="all-zeros-pass-the-sum"),
        pytest.param("1234567", False, id="seven-digits"),
        pytest.param("１２３４５６７５", False, id="full-width-is-for-the-reader-to-narrow"),
        pytest.param("", False, id="empty"),
    ],
)
def test_the_check_sum(tax_id: str, is_valid: bool) -> None:
    assert is_valid_tax_id(tax_id) is is_valid
    assert (tax_id_fault(tax_id) is None) is is_valid


def test_a_number_that_excel_shortened_is_recognised_as_such() -> None:
    fault = tax_id_fault("4595257")

    assert fault is not None
    assert "開頭的 0" in fault


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("２２０９９１３１", "22099131"),
        ("2209-9131", "22099131"),
        (" 2209 9131 ", "22099131"),
        ("２２０９－９１３１", "22099131"),
        ("22099131", "22099131"),
        ("2209-913", "2209-913"),
        ("2209-91311", "2209-91311"),
        ("A209 9131", "A209 9131"),
        ("", ""),
    ],
)
def test_width_and_separators_are_dropped_only_if_eight_digits_are_left(typed: str, meant: str) -> None:
    assert plain_tax_id(typed) == meant
