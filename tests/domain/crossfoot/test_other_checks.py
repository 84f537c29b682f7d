from support.printed_tables import audited, only_finding, printed


def test_more_returned_than_sent_out_is_a_contradiction():
    table = printed("類組|母體樣本數|回收樣本數\n金屬|25|18\n電子|13|13\n紡織|5|5\n食品|17|18\n設計|61|38")

    finding = only_finding(audited(table))

    assert finding.place == "表1 列『食品』欄『回收樣本數』(C5)"
    assert (finding.printed, finding.recomputed) == ("18", "≤ 17")


def test_money_spent_may_exceed_money_planned():
    table = printed("項目|核定經費(元)|執行經費(元)\n甲|100|90\n乙|100|99\n丙|100|120\n丁|50|50\n戊|70|70")

    assert audited(table).findings == ()


def test_later_stages_of_another_thing_are_not_compared():
    table = printed("年度|申請學校單位數|執行案數\n98|17|102\n99|20|79\n100|23|113\n101|54|160")

    assert audited(table).findings == ()


def test_a_running_number_that_skips_is_found():
    table = printed("項次|名稱|人數\n1|甲|3\n2|乙|4\n3|丙|5\n5|丁|6")

    assert only_finding(audited(table)).recomputed == "4"


def test_running_numbers_may_begin_anew():
    table = printed("項次|名稱|人數\n1|甲|3\n2|乙|4\n3|丙|5\n1|丁|6\n2|戊|6")

    assert audited(table).findings == ()


def test_a_rank_that_does_not_follow_is_found():
    table = printed("縣市|案數|名次\n台中市|131|1\n高雄市|119|2\n台南市|72|4\n新北市|66|4\n台北市|52|5")

    finding = only_finding(audited(table))

    assert (finding.printed, finding.recomputed) == ("4", "3")


def test_a_title_that_promises_a_year_too_many_is_found():
    table = printed("年度|案數\n99|125\n100|168\n101|202\n102|183", title="98~102 年輔導績效統計")

    finding = only_finding(audited(table))

    assert (finding.printed, finding.recomputed) == ("98~102", "99~102")


def test_a_title_whose_years_are_all_there_is_right():
    table = printed("年度|案數\n99|125\n100|168\n101|202\n102|183", title="99~102 年輔導績效統計")

    assert audited(table).findings == ()


def test_text_only_and_empty_tables_are_passed():
    assert audited(printed("角色|任務\n召集人|主持會議")).findings == ()
    assert audited(printed("角色|任務")).tables == 1
