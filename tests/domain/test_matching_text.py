import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.matching_text import matching_text


@pytest.mark.parametrize(
    ("original", "plain"),
    [
        pytest.param("５．０１億元", "5.01億元", id="full-width"),
        pytest.param("３，０００家", "3,000家", id="full-width-comma-among-digits"),
        pytest.param("5案，3家", "5案，3家", id="full-width-comma-between-clauses"),
        pytest.param("超 支 325,219\n元", "超支325,219元", id="justified-text"),
        pytest.param("129,343,200 2,939,618", "129,343,200 2,939,618", id="two-cells"),
        pytest.param("總計**22萬**家", "總計22萬家", id="markdown"),
        pytest.param("①5家", "¶5家", id="circled-mark"),
        pytest.param("Ⅲ5家", "¶5家", id="roman-mark"),
        pytest.param("100–800", "100-800", id="dash"),
        pytest.param("3～7", "3~7", id="tilde"),
        pytest.param("CO₂e", "CO2e", id="subscript-of-a-formula"),
        pytest.param("658²案", "658²案", id="footnote-mark-is-no-digit"),
        pytest.param("一○七年", "一〇七年", id="round-zero"),
        pytest.param("一○○年", "一〇〇年", id="two-round-zeros"),
        pytest.param("○○公司", "○○公司", id="blank-name"),
        pytest.param("差異 -0.28", "差異 -0.28", id="blank-before-a-sign"),
        pytest.param("12\t案", "12\t案", id="tab-is-a-cell"),
        pytest.param("㎡", "m2", id="squared-unit"),
        pytest.param("佰仟", "百千", id="formal-scales"),
    ],
)
def test_text_is_folded_for_matching(original, plain):
    assert matching_text(original).plain == plain


@given(st.text())
def test_every_plain_character_knows_its_origin(original):
    matched = matching_text(original)

    assert len(matched.starts) == len(matched.plain)
    assert list(matched.starts) == sorted(matched.starts)
    for at in range(len(matched.plain)):
        start, end = matched.span(at, at + 1)
        assert original[start:end] == matched.verbatim(at, at + 1) != ""
