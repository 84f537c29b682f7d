import pytest
from support.printed_tables import audited, only_finding, printed

from app.domain.crossfoot.finding import Kind, Sureness

REGIONS = """
地區|產品設計(案)|製程技術(案)|合計(案)
北部|48|19|67
中部|75|24|99
南部|71|30|101
小計|194|73|267
"""


def test_a_table_that_adds_up_is_passed_in_silence():
    result = audited(printed(REGIONS))

    assert (result.findings, result.notes) == ((), ())
    assert result.checks == 7


def test_one_wrong_cell_is_found_where_row_and_column_cross():
    finding = only_finding(audited(printed(REGIONS.replace("75|24", "57|24"))))

    assert finding.place == "表1 列『中部』欄『產品設計(案)』(B3)"
    assert (finding.printed, finding.recomputed) == ("57", "75")
    assert finding.kind is Kind.MISPLACED


def test_a_wrong_cell_that_is_no_slip_is_a_contradiction():
    finding = only_finding(audited(printed(REGIONS.replace("48|19", "40|19"))))

    assert (finding.place, finding.recomputed) == ("表1 列『北部』欄『產品設計(案)』(B2)", "48")
    assert finding.kind is Kind.CONTRADICTION
    assert finding.sureness is Sureness.HIGH


def test_two_swapped_cells_are_named_together():
    swapped = REGIONS.replace("北部|48|", "北部|71|").replace("南部|71|", "南部|48|")

    finding = only_finding(audited(printed(swapped)))

    assert finding.kind is Kind.MISPLACED
    assert (finding.place, finding.other) == (
        "表1 列『北部』欄『產品設計(案)』(B2)",
        "表1 列『南部』欄『產品設計(案)』(B4)",
    )
    assert finding.recomputed == "48、71"


def test_cells_swapped_across_rows_and_columns_are_named_together():
    swapped = REGIONS.replace("北部|48|", "北部|30|").replace("71|30|", "71|48|")

    finding = only_finding(audited(printed(swapped)))

    assert finding.kind is Kind.MISPLACED
    assert finding.printed == "30、48"


@pytest.mark.parametrize(
    ("total", "words"),
    [
        pytest.param("小計|48|19|67", "與『北部』的數字完全相同", id="repeats-a-row"),
        pytest.param("小計|388|146|534", "兩倍", id="holds-itself"),
    ],
)
def test_a_whole_total_row_gone_wrong_is_one_finding(total, words):
    finding = only_finding(audited(printed(REGIONS.replace("小計|194|73|267", total))))

    assert finding.kind is Kind.MISPLACED
    assert words in finding.message
    assert finding.recomputed == "194、73、267"


def test_a_grand_total_that_takes_its_subtotals_along_is_recognised():
    table = printed("""
        單位|案數
        法人甲|10
        法人乙|20
        小計|30
        學校甲|7
        學校乙|5
        小計|12
        總計|84
    """)

    finding = only_finding(audited(table))

    assert finding.kind is Kind.MISPLACED
    assert (finding.printed, finding.recomputed) == ("84", "42")


def test_a_lone_total_with_turned_digits_is_a_slip():
    finding = only_finding(audited(printed("場次|人數\n台中|267\n高雄|243\n台北|302\n合計|821")))

    assert (finding.kind, finding.recomputed) == (Kind.MISPLACED, "812")


def test_counts_allow_no_rounding():
    finding = only_finding(audited(printed(REGIONS.replace("小計|194", "小計|195"))))

    assert (finding.printed, finding.recomputed) == ("195", "194")


def test_what_rounding_of_the_parts_explains_is_a_note():
    table = printed("項目|金額(千元)\n甲|22,923\n乙|23,590\n丙|27,365\n丁|25,171\n總計|99,048")

    result = audited(table)

    assert result.findings == ()
    assert [(note.kind, note.recomputed) for note in result.notes] == [(Kind.ROUNDING, "99049")]


def test_beyond_rounding_a_rounded_sum_is_a_finding():
    table = printed("項目|金額(千元)\n甲|22,923\n乙|23,590\n丙|27,365\n丁|25,171\n總計|99,058")

    assert only_finding(audited(table)).recomputed == "99049"


def test_a_total_of_schools_over_the_years_may_count_each_once():
    table = printed("""
        年度|學校單位數|申請案數
        98|17|256
        99|20|131
        100|23|169
        98-100|31|556
    """)

    result = audited(table)

    assert result.findings == ()
    assert result.notes[0].sureness is Sureness.LOW


def test_a_total_over_the_years_of_cases_counts_every_case():
    table = printed("年度|學校單位數|申請案數\n98|17|256\n99|20|131\n100|23|169\n98-100|60|565")

    assert only_finding(audited(table)).recomputed == "556"


def test_long_tables_are_added_up_by_year_and_by_kind():
    table = """
        年度|單位別|申請數
        106|法人|214
        106|學校|182
        106|合計|396
        107|法人|179
        107|學校|240
        107|合計|419
        106-107|法人|393
        106-107|學校|422
        106-107|合計|815
    """

    assert audited(printed(table)).findings == ()
    finding = only_finding(audited(printed(table.replace("106-107|學校|422", "106-107|學校|242"))))
    assert finding.place == "表1 列『106-107/學校』欄『申請數』(C9)"
    assert finding.kind is Kind.MISPLACED


def test_columns_of_two_measures_are_added_up_apart():
    table = """
        功能|法人∕案數|法人∕績效(萬元)|學校∕案數|學校∕績效(萬元)|小計∕案數|小計∕績效(萬元)
        設計|8|1885|16|3681|24|5566
        製程|30|11757|11|2992|41|14749
        E化|2|675|3|709|5|1384
        小計|40|14317|30|7382|70|21699
    """

    assert audited(printed(table)).findings == ()
    finding = only_finding(audited(printed(table.replace("|24|5566", "|42|5566"))))
    assert (finding.printed, finding.recomputed) == ("42", "24")


def test_a_total_in_the_first_row_and_account_codes_make_a_tree():
    table = """
        科目|金額(千元)
        合計|711738
        0200 業務費|707578
        0203 通訊費|300
        0250 按日按件計資酬金|1248
        0251 委辦費|706030
        0400 獎補助費|4160
        0437 對國內團體之捐助|3960
        0475 獎勵及慰問|200
    """

    assert audited(printed(table)).findings == ()
    assert len(audited(printed(table.replace("委辦費|706030", "委辦費|760030"))).findings) == 1


def test_a_subtotal_hidden_among_the_rows_is_no_error():
    table = printed("項目|金額(千元)\n合計|429949\n1.對團體之捐助|429949\n捐助甲|100000\n捐助乙|329949")

    assert audited(table).findings == ()


def test_a_total_repeated_beside_each_row_of_its_group_is_checked():
    table = """
        地區|縣市|申請案數|地區案數
        北|台北市|52|118
        北|新北市|66|118
        中|台中市|131|173
        中|彰化縣|42|173
        南|台南市|72|191
        南|高雄市|119|191
    """

    assert audited(printed(table)).findings == ()
    wrong = only_finding(audited(printed(table.replace("|173", "|137"))))
    assert (wrong.printed, wrong.recomputed) == ("137", "173")
    assert audited(printed(table.replace("南|台南市|72|191", "南|台南市|72|"))).findings == ()
