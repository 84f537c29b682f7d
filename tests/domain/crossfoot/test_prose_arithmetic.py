import pytest
from support.printed_tables import audited, only_finding, printed

from app.domain.crossfoot.finding import Kind

CASES = printed("縣市|案數\n台中市|131\n高雄市|119\n台南市|72\n合計|322")
BENEFITS = """
子項|北區|中區|合計(萬元)
增加產品訂單|14550|14490|29040
增加產品附加價值|2242|2075|4317
提高人員效率|693|471|1164
提高設備效率|1515|615|2130
降低人力成本|633|953|1586
降低製造成本|1035|929|1964
降低庫存成本|681|675|1356
降低採購成本|451|385|836
"""


@pytest.mark.parametrize(
    ("prose", "wrong", "right"),
    [
        pytest.param("其中29案占658案之4.14%。", "4.14%", "4.41%", id="share-of-a-figure"),
        pytest.param("女性52人，占總人數170人之36.0%。", "36.0%", "30.6%", id="share-no-slip"),
        pytest.param("北部190案、中部224案及南部221案，合計653案。", "653案", "635案", id="sum-behind"),
        pytest.param("增加產值5.01億元，降低成本0.97億元，合計效益5.89億元。", "5.89億元", "5.98億元", id="money"),
        pytest.param("共685案，其中76案為共通性，582案為一般個案。", "685案", "658案", id="whole-before"),
        pytest.param("台中市66案最多，其次為彰化縣72案。", "72案", "≤ 66案", id="second-more-than-first"),
    ],
)
def test_a_sentence_that_contradicts_itself_is_found(prose, wrong, right):
    finding = only_finding(audited(CASES, prose=prose))

    assert (finding.printed, finding.recomputed) == (wrong, right)


@pytest.mark.parametrize(
    "prose",
    [
        pytest.param("其中29案占658案之4.41%。", id="share"),
        pytest.param("北部190案、中部224案及南部221案，合計635案。", id="sum"),
        pytest.param("增加產值5.01億元，降低成本0.97億元，合計效益5.99億元。", id="rounded-sum"),
        pytest.param("共658案，其中76案為共通性，582案為一般個案。", id="whole"),
        pytest.param("共658案，其中76案為共通性，31案曾受查訪。", id="some-of-the-whole"),
        pytest.param("甲場12人、乙場30人；全年合計500人。", id="another-total"),
        pytest.param("台中市131案最多，其次為高雄市119案。", id="order"),
        pytest.param("中部224案最多，其中台中市131案；其次為南部221案。", id="parts-between"),
    ],
)
def test_a_sentence_whose_figures_may_well_agree_is_left_alone(prose):
    assert audited(CASES, prose=prose).findings == ()


def test_a_second_place_that_belongs_to_another_row_is_found():
    finding = only_finding(
        audited(printed(BENEFITS), prose="降低成本方面，北部地區以降低製造成本效益最高，其次為降低人力成本。")
    )

    assert (finding.printed, finding.recomputed) == ("降低人力成本", "降低庫存成本")
    assert finding.kind is Kind.CONTRADICTION


def test_every_column_must_bear_out_a_second_place_said_of_all():
    tables = printed(BENEFITS.replace("615|2130", "2615|4130"))

    finding = only_finding(audited(tables, prose="各地區以增加產品訂單效益最高，增加產品附加價值次之。"))

    assert finding.recomputed == "提高設備效率"
    assert "中區" in finding.message
    assert "北區" not in finding.message


@pytest.mark.parametrize(
    "prose",
    [
        pytest.param("各地區以增加產品訂單效益最高，增加產品附加價值次之。", id="right-everywhere"),
        pytest.param("中部地區以降低人力成本效益最高，其次為降低製造成本。", id="right-in-its-column"),
        pytest.param("北部地區以降低採購成本效益最高，其次為降低人力成本。", id="first-is-not-first"),
        pytest.param("以降低製造成本最高，其次為其他項目。", id="nobody-named"),
    ],
)
def test_an_order_that_holds_or_proves_nothing_is_left_alone(prose):
    assert audited(printed(BENEFITS), prose=prose).findings == ()
