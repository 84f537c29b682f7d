import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.numerals import chinese_number

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", 0),
        ("十", 10),
        ("十五", 15),
        ("廿五", 25),
        ("卅", 30),
        ("卌二", 42),
        ("一百零七", 107),
        ("一百一十", 110),
        ("一〇七", 107),
        ("三千五百", 3500),
        ("二五〇萬", 2_500_000),
        ("一千零五十萬", 10_500_000),
        ("一億二千萬", 120_000_000),
        ("貳億伍仟萬", 250_000_000),
        ("壹仟貳佰參拾肆", 1234),
        ("兩", 2),
        ("萬", 10_000),
    ],
)
def test_a_chinese_numeral_has_a_value(text, value):
    assert chinese_number(text) == value


@pytest.mark.parametrize("text", ["", "兩百五", "兩萬五", "十百", "百千", "一二十", "億萬兆", "一" * 41, "三x"])
def test_what_is_malformed_or_colloquial_has_none(text):
    assert chinese_number(text) is None


def spelled(value):
    """A number below 10,000 as a textbook spells it."""
    text = ""
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // scale % 10
        if digit:
            text += DIGITS[digit] + name
        elif text and not text.endswith("零") and value % scale:
            text += "零"
    return text or "零"


@given(st.integers(0, 9999), st.sampled_from(["", "萬", "億"]))
def test_spelling_and_reading_are_inverse(value, scale):
    worth = {"": 1, "萬": 10**4, "億": 10**8}[scale]
    text = spelled(value) + (scale if value else "")

    assert chinese_number(text) == value * worth


@given(st.text(alphabet="〇零一二三九兩十百千萬億兆廿壹拾仟x", max_size=45))
def test_no_text_breaks_the_reader(text):
    value = chinese_number(text)

    assert value is None or value >= 0
