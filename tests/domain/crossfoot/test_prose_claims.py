import pytest
from support.printed_tables import audited, only_finding, printed

from app.domain.crossfoot.finding import Kind

UNITS = """
單位別|申請案數|輔導單位數|占總申請案件比例%
財團法人|179|15|27.2
學校|240|49|36.5
技術服務業|239|74|36.3
合計|658|138|100
"""
RETURNS = """
年度|投入經費(千元)|增加產值(千元)|降低成本(千元)|案數|每案成效(千元)
99|22923|406576|150625|125|4458
100|23590|418168|193611|168|3642
101|27365|456802|147926|202|2994
總計|73878|1281546|492162|495|3583
"""


def test_a_sentence_that_repeats_its_table_is_passed_in_silence():
    prose = "財團法人共計有15個單位申請179案，佔總申請案數 27.2%；學校有 49 所申請 240 案，佔 36.5%。"

    result = audited(printed(UNITS), prose=prose)

    assert result.findings == ()
    assert result.checks > audited(printed(UNITS)).checks


def test_two_shares_exchanged_in_the_text_are_one_finding():
    prose = "學校有49所申請240案，佔總申請案數36.3%；技術服務業有74個單位申請239案，佔總申請案數36.5%。"

    finding = only_finding(audited(printed(UNITS), prose=prose))

    assert finding.kind is Kind.MISPLACED
    assert finding.file == "report.txt"
    assert (finding.printed, finding.recomputed) == ("36.3%、36.5%", "36.5、36.3")


def test_turned_digits_in_the_text_are_found_beside_the_rows_other_figure():
    finding = only_finding(audited(printed(UNITS), prose="技術服務業有74個單位，申請293案。"))

    assert (finding.printed, finding.recomputed) == ("293案", "239")


def test_a_list_of_names_and_figures_is_read_in_order():
    prose = "其次為學校、技術服務業及財團法人，分別為 240 案、293 案及 179 案。"

    assert only_finding(audited(printed(UNITS), prose=prose)).printed == "293案"


def test_a_figure_behind_its_measure_is_held_to_the_row_that_the_others_come_from():
    prose = "三年共創造增加產值12.82億元，降低成本4.92億元之成效，平均每案成效385萬元。"

    finding = only_finding(audited(printed(RETURNS), prose=prose))

    assert (finding.printed, finding.recomputed) == ("385萬元", "3583")


def test_cut_off_at_the_printed_place_is_the_same_figure():
    prose = "三年共創造增加產值12.81億元，降低成本4.92億元，每案成效358萬元。"

    assert audited(printed(RETURNS), prose=prose).findings == ()


def test_a_share_of_a_total_that_everybody_knows_is_recomputed():
    cases = "年度|輔導案數\n105|307\n106|261\n107|214\n合計|782"
    by_kind = "單位|輔導案數\n法人|270\n學校|239\n技服|273\n合計|782"
    tables = printed(cases), printed(by_kind, name="表2")

    assert audited(*tables, prose="其中 164 家屬民生產業，占輔導總個案數 20.97%。").findings == ()
    assert only_finding(audited(*tables, prose="其中 164 家屬民生產業，占輔導總個案數 21.97%。")).recomputed == "20.97%"


@pytest.mark.parametrize(
    "prose",
    [
        pytest.param("學校每年以 3 案為原則，並於 8 月 31 日前完成 20%。", id="no-figure-of-the-row"),
        pytest.param("學校預計再增加 249 案。", id="nothing-proves-the-row"),
        pytest.param("申請技術服務業輔導至少 240 案以上。", id="bounds-are-no-claims"),
        pytest.param("", id="no-text"),
    ],
)
def test_a_sentence_that_does_not_prove_that_it_reads_the_table_is_left_alone(prose):
    assert audited(printed(UNITS), prose=prose).findings == ()


def test_lines_of_a_table_inside_the_text_are_no_sentences():
    assert audited(printed(UNITS), prose="學校 240 49 36.3%\n技術服務業 239 74 36.5%\n").findings == ()
