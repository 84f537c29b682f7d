from support.printed_tables import audited, only_finding, printed

from app.domain.crossfoot.finding import Kind

SHARES = """
單位別|申請案數|占總申請案件比例%
財團法人|179|27.2
學校|240|36.5
技術服務業|239|36.3
合計|658|100
"""
RETURNS = """
年度|投入經費(千元)|增加產值(千元)|降低成本(千元)|案數|每案成效(千元)|ROI
99|22923|406576|150625|125|4458|24.31
100|23590|418168|193611|168|3642|25.93
101|27365|456802|147926|202|2994|22.10
102|25171|706430|85731|183|4329|31.47
總計|99049|1987976|577893|678|3784|25.91
"""


def test_shares_rates_averages_and_multiples_that_follow_are_passed_in_silence():
    result = audited(printed(SHARES), printed(RETURNS, name="表2"))

    assert result.findings == ()
    assert result.checks == 19


def test_a_wrong_share_is_named_with_the_right_one():
    finding = only_finding(audited(printed(SHARES.replace("27.2", "72.2"))))

    assert finding.place == "表1 列『財團法人』欄『占總申請案件比例%』(C2)"
    assert (finding.printed, finding.recomputed) == ("72.2", "27.2")


def test_two_shares_exchanged_are_named_together():
    finding = only_finding(audited(printed(SHARES.replace("36.5", "x").replace("36.3", "36.5").replace("x", "36.3"))))

    assert finding.kind is Kind.MISPLACED
    assert (finding.printed, finding.recomputed) == ("36.3、36.5", "36.5、36.3")


def test_a_count_is_blamed_when_sum_and_share_both_say_so():
    finding = only_finding(audited(printed(SHARES.replace("|179|", "|197|"))))

    assert finding.place == "表1 列『財團法人』欄『申請案數』(B2)"
    assert (finding.kind, finding.recomputed) == (Kind.MISPLACED, "179")


def test_a_wrong_multiple_of_a_sum_is_found():
    finding = only_finding(audited(printed(RETURNS.replace("22.10", "22.01"))))

    assert (finding.printed, finding.recomputed) == ("22.01", "22.10")
    assert "增加產值" in finding.formula


def test_cut_off_instead_of_rounded_is_a_note():
    result = audited(printed("年度|申請數|執行數|通過率%\n103|314|113|35.98\n104|293|131|44.71\n105|211|89|42.18"))

    assert result.findings == ()
    assert [note.recomputed for note in result.notes] == ["35.99"]


def test_a_last_digit_that_neither_rounding_nor_cutting_off_gives_is_a_finding():
    table = "年度|申請數|執行數|通過率%\n104|293|131|44.71\n105|211|89|42.18\n106|214|88|41.11\n107|240|66|27.50"

    assert only_finding(audited(printed(table))).recomputed == "41.12"


def test_a_share_row_below_the_totals_is_read_sideways():
    table = """
        年度|北∕場次|南∕場次|合計∕場次|北∕人次|南∕人次|合計∕人次
        106|2|3|5|148|167|315
        107|3|1|4|366|288|654
        總計|5|4|9|514|455|969
        比例|55.56%|44.44%|100.00%|53.40%|46.96%|100.00%
    """

    finding = only_finding(audited(printed(table)))

    assert (finding.place, finding.printed) == ("表1 列『比例』欄『北∕人次』(E5)".replace("∕", "/"), "53.40%")
    assert finding.recomputed == "53.04"


def test_an_average_row_divides_money_by_the_count_beside_it():
    table = """
        功能|法人∕案數|法人∕績效(萬元)|學校∕案數|學校∕績效(萬元)|技服∕案數|技服∕績效(萬元)|小計∕案數|小計∕績效(萬元)
        設計|8|1885|16|3681|32|7742|56|13308
        製程|30|11757|11|2992|12|7230|53|21979
        小計|38|13642|27|6673|44|14972|109|35287
        每案平均績效||359.00||274.15||340.27||323.73
    """

    finding = only_finding(audited(printed(table)))

    assert (finding.printed, finding.recomputed) == ("274.15", "247.15")


def test_an_average_of_yearly_averages_is_unweighted():
    table = """
        年度|輔導家數|效益(元)|平均效益(元)
        105|30|119756000|3991866
        106|36|70514000|1958722
        107|44|129343200|2939618
        平均|||2963402
    """

    assert audited(printed(table)).findings == ()
    assert only_finding(audited(printed(table.replace("2963402", "2936402")))).recomputed == "2963402"


def test_a_header_that_names_another_base_than_its_figures_is_one_finding():
    table = printed("""
        類組|技審件數|技審案數|優先件數|優先案數|優先占技審案數比例%|列入件數|列入案數|列入占技審案數比例%
        化學工業|3|19|2|13|67|1|6|33
        知識服務|9|56|2|12|22|1|6|11
        小計|12|75|4|25|33|2|12|17
    """)

    finding = only_finding(audited(table))

    assert finding.kind is Kind.CONTRADICTION
    assert "優先件數 ÷ 技審件數" in finding.message


def test_a_difference_that_is_none_is_found():
    table = """
        機關|本年度預算數|上年度預算數|比較增減
        甲|1997839|1712450|285389
        乙|144413|147117|-2704
        丙|2533302|2568867|-35655
    """

    finding = only_finding(audited(printed(table)))

    assert (finding.printed, finding.recomputed) == ("-35655", "-35565")


def test_a_ratio_that_follows_from_nothing_in_the_table_is_left_alone():
    table = printed("項目|案數|滿意度比例%\n甲|10|91.5\n乙|20|88.2\n丙|30|95.1\n丁|17|90.3")

    assert audited(table).findings == ()
