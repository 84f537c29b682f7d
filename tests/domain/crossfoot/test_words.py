import pytest

from app.domain.crossfoot.words import (
    Role,
    is_total_label,
    role_of,
    unit_in,
    without_total_word,
    year_range,
)


@pytest.mark.parametrize(
    "label", ["合計", "小 計", "總計(案數)", "合計金額", "經常支出小計", "計", "效益合計(萬元)", "Total"]
)
def test_a_total_is_known_by_its_label(label):
    assert is_total_label(label)


@pytest.mark.parametrize("label", ["統計", "會計師", "總經費", "累計支用數", "設計服務", "計畫名稱"])
def test_words_that_merely_look_like_totals_are_none(label):
    assert not is_total_label(label)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        pytest.param("佔總申請案件比例", Role.RATIO, id="share"),
        pytest.param("通過率", Role.RATIO, id="rate"),
        pytest.param("每案平均績效(萬)", Role.RATIO, id="average"),
        pytest.param("ROI", Role.RATIO, id="roi"),
        pytest.param("提高人員生產效率", Role.AMOUNT, id="efficiency-is-no-rate"),
        pytest.param("比較增減", Role.DIFFERENCE, id="difference"),
        pytest.param("項次", Role.SEQUENCE, id="running-number"),
        pytest.param("名次", Role.RANK, id="rank"),
        pytest.param("年度", Role.LABEL, id="year"),
        pytest.param("科目編號", Role.LABEL, id="code"),
        pytest.param("申請案數", Role.AMOUNT, id="count"),
        pytest.param("110年度", Role.AMOUNT, id="figures-of-one-year"),
        pytest.param("進度差異(%)", Role.DIFFERENCE, id="difference-of-percentages"),
        pytest.param("增減百分比(%)", Role.RATIO, id="growth"),
    ],
)
def test_a_header_says_what_its_figures_are(label, role):
    assert role_of(label) is role


def test_a_total_header_leaves_its_measure():
    assert without_total_word("小計案數") == "案數"
    assert without_total_word("合計") == ""
    assert without_total_word("學校案數") is None


def test_units_know_their_worth_and_whether_they_are_rounded():
    assert unit_in("經費(千元)").scale == 1000
    assert unit_in("增加產值億元").is_rounded
    assert not unit_in("輔導效益(元)").is_rounded
    assert unit_in("申請案數").is_count


@pytest.mark.parametrize(
    ("label", "span"), [("98-107", (98, 107)), ("98~107 年", (98, 107)), ("107-98", None), ("107", None)]
)
def test_a_range_of_years_is_a_label_of_a_total(label, span):
    assert year_range(label) == span
