import pytest
from support.printed_tables import audited, only_finding, printed

from app.domain.crossfoot.finding import Kind
from app.domain.crossfoot.table import Table

BY_GROUP = "類組|技審案數\n金屬機電|83\n電子資訊|41\n紡織製鞋|15\n化學工業|32\n食品藥技|57\n總計|228"
BY_RATING = """
類組|極力推薦|列入推薦|不予推薦|合計(案)
金屬機電|4|41|38|83
電子資訊|2|20|19|41
紡織製鞋|1|5|9|15
化學工業|0|17|15|32
食品藥技|2|27|28|57
總計|9|110|109|228
"""


def test_the_same_figures_in_two_tables_are_compared():
    result = audited(printed(BY_GROUP), printed(BY_RATING, name="表2"))

    assert result.findings == ()
    assert result.checks > audited(printed(BY_GROUP)).checks + audited(printed(BY_RATING)).checks


def test_two_figures_exchanged_in_the_table_with_less_behind_it_are_named():
    swapped = BY_GROUP.replace("83", "x").replace("57", "83").replace("x", "57")

    finding = only_finding(audited(printed(swapped), printed(BY_RATING, name="表2")))

    assert finding.kind is Kind.MISPLACED
    assert finding.file == "表1.csv"
    assert finding.recomputed == "83、57"


def test_a_ten_year_table_is_held_against_this_years_table():
    kinds = ("新產品", "產品設計", "製程技術", "E化", "資訊應用", "環保工安", "總計")
    years = {"106": (162, 189, 99, 143, 0, 3, 596), "107": (193, 199, 77, 106, 69, 6, 650)}
    long_table = "年度|輔導功能別|申請數\n" + "\n".join(
        f"{year}|{kind}|{cases}" for year, row in years.items() for kind, cases in zip(kinds, row, strict=True)
    )
    this_year = (
        "單位別|新產品|產品設計|製程技術|E化|資訊應用|環保工安|合計(案)\n"
        "法人|95|89|55|42|27|1|309\n學校|98|110|22|64|42|5|341\n小計|193|199|77|106|69|6|650"
    )

    assert audited(printed(long_table), printed(this_year, name="表2")).findings == ()
    swapped = long_table.replace("107|E化|106", "107|E化|69").replace("107|資訊應用|69", "107|資訊應用|106")
    finding = only_finding(audited(printed(swapped), printed(this_year, name="表2")))
    assert (finding.file, finding.printed, finding.recomputed) == ("表1.csv", "69、106", "106、69")


def test_tables_of_different_cases_are_not_held_against_each_other():
    applied = "類組|案數\n金屬機電|25\n電子資訊|13\n紡織製鞋|5\n化學工業|29\n食品藥技|17\n設計服務|61\n總計|150"
    general = "類組|案數\n金屬機電|25\n電子資訊|13\n紡織製鞋|5\n化學工業|10\n食品藥技|17\n設計服務|61\n總計|131"

    assert audited(printed(applied), printed(general, name="表2")).findings == ()


def test_regions_joined_in_one_table_and_apart_in_another_are_no_contradiction():
    joined = "地區|案數\n北區|62\n中區|85\n南區|63\n東區(及離島)|4\n合計|214"
    apart = "地區|案數\n北部|62\n中部|85\n南部|63\n東部|3\n離島|1\n合計|214"

    assert audited(printed(joined), printed(apart, name="表2")).findings == ()


def test_sums_of_rounded_parts_may_differ_between_tables():
    one = "項目|合計(萬元)\n甲|6107\n乙|39653\n丙|1592\n丁|2797\n戊|2249"
    two = "項目|合計(萬元)\n甲|6108\n乙|39653\n丙|1592\n丁|2797\n戊|2248"

    result = audited(printed(one), printed(two, name="表2"))

    assert result.findings == ()
    assert {note.kind for note in result.notes} == {Kind.ROUNDING}


def test_thousands_in_one_table_and_yuan_in_another_are_the_same_money():
    one = "年度|經費(千元)\n99|22923\n100|23590\n101|27365\n102|25171"
    two = "年度|經費(元)\n99|22922774\n100|23590000\n101|27364549\n102|52171005"

    finding = only_finding(audited(printed(one), printed(two, name="表2")))

    assert {finding.printed, finding.recomputed} == {"25171", "52171005"}


def by(kind: str, *cases: int, title: str = "", name: str = "表1", header: str = "申請案數") -> Table:
    rows = [f"{kind}{n}|{value}" for n, value in enumerate(cases)]
    return printed("\n".join([f"{kind}|{header}", *rows, f"合計|{sum(cases)}"]), name=name, title=title)


def test_one_table_whose_total_differs_from_two_others_is_found():
    tables = by("地區", 190, 224, 221, 23), by("類組", 300, 358, name="表2"), by("單位", 179, 240, 238, name="表3")

    finding = only_finding(audited(*tables))

    assert (finding.file, finding.printed, finding.recomputed) == ("表3.csv", "657", "658")


def test_two_totals_differ_when_their_titles_say_the_same():
    one, two = "107年度各地區申請案件統計", "107年度各類組申請案件統計"

    finding = only_finding(audited(by("地區", 437, 221, title=one), by("類組", 300, 357, title=two, name="表2")))

    assert {finding.printed, finding.recomputed} == {"658", "657"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param("106年度各地區申請案件統計", "107年度各類組申請案件統計", id="other-years"),
        pytest.param("一般型計畫受理情形", "災後重建專案成果", id="other-cases"),
        pytest.param("", "", id="nothing-says-the-same"),
    ],
)
def test_totals_of_tables_that_may_count_other_cases_are_left_alone(one, two):
    assert audited(by("地區", 437, 221, title=one), by("類組", 300, 357, title=two, name="表2")).findings == ()


def test_totals_of_another_name_are_left_alone():
    tables = by("地區", 437, 221), by("類組", 300, 357, name="表2", header="核定案數"), by("單位", 258, 400, name="表3")

    assert audited(*tables).findings == ()


def test_tables_of_which_several_totals_differ_count_other_cases():
    title = "107年度共通性及一般個案輔導情形"
    one = printed("類組|共通案數|個案案數\n甲|40|300\n乙|36|282\n合計|76|582", title=title)
    two = printed("類組|共通案數|個案案數\n甲|40|290\n乙|35|264\n合計|75|554", title=title, name="表2")

    assert audited(one, two).findings == ()
