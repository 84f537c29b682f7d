"""Tables of the report that a plan document alone fills, beside what the 107 report printed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.demo import plan_107
from app.domain.checkpoint_state import Disposition
from app.domain.plan_document import FundSource
from app.reports.official import course, money, results, staffing
from app.reports.official.document import Section
from app.reports.official.table import Table
from app.reports.official.words import NOT_WRITTEN, FundKind, Settled, Words

REPORTED = plan_107.reported()
SET_UP = plan_107.plan_document()
#: What the contract's accounts say of the treasury, as 計畫經費 printed it.
SETTLED = Words(
    settled={
        FundSource.GOVERNMENT: Settled(FundKind.COMMISSIONED, returned=0, reserved=0),
        FundSource.SELF: Settled(FundKind.SELF, returned=2_851, reserved=0),
    }
)
NOTHING = ("0", "0", "0", "0")
ACCOUNTS = [
    ("1.人事費", "2,740,000\n(2,740,000)", "0", "2,740,000\n(2,740,000)", "4.10\n(4.10)"),
    ("2.其他直接費用-業務費項下之材料費", *NOTHING),
    (
        "(1)其他直接費用(除業務費項下之材料費外)",
        *("52,172,368\n(52,172,368)", "7,503,195\n(8,002,216)", "59,675,563\n(60,174,584)", "89.28\n(90.02)"),
    ),
    ("(2)管理費", "959,000\n(959,000)", "0", "959,000\n(959,000)", "1.43\n(1.43)"),
    # printed (4.60), so that the column adds up to 100.58; 3,071,256 ÷ 66,842,355 is 4.5948 %
    ("(3)營業稅", "2,807,809\n(2,807,809)", "375,160\n(263,447)", "3,182,969\n(3,071,256)", "4.76\n(4.59)"),
    ("(4)公費", "284,823\n(284,823)", "0", "284,823\n(284,823)", "0.43\n(0.43)"),
    ("(5)代管補助款", *NOTHING),
]
WHOLE = ("58,964,000\n(58,964,000)", "7,878,355\n(8,265,663)", "66,842,355\n(67,229,663)", "100.00\n(100.58)")
DUE_OF_A = (
    *("107/1/31", "107/3/31", "107/3/31", "107/4/30", "107/5/10", "107/6/30", "107/6/30", "107/6/30", "107/7/15"),
    *("107/7/31", "107/8/31", "107/8/31", "107/9/10", "107/9/30", "107/10/31", *["107/12/16"] * 6),
)


def texts(table: Table) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in line) for line in table.grid]


def table_of(section: Section) -> Table:
    (table,) = section.content
    assert isinstance(table, Table)
    return table


def test_the_accounts_stand_as_they_were_printed() -> None:
    lines = [(line[1], *line[2:6]) for line in texts(money.accounts(REPORTED))]

    assert lines[6] == ("3.其他經常支出",) * 5
    assert [line for line in lines[3:] if line[0][0] in "12("] == ACCOUNTS
    assert [line[1:] for line in lines if line[0] in ("小計", "金額")] == [WHOLE, NOTHING, WHOLE]
    assert lines[-1][:4] == ("占總經費%", "88.21\n(88.21)", "11.79\n(12.37)", "100.00\n(100.58)")


def test_an_account_that_is_not_reported_leaves_the_sums_open() -> None:
    lines = tuple(replace(row, executed=None) if row.account == "管理費" else row for row in REPORTED.finance_lines)
    shown = {line[1]: line for line in texts(money.accounts(replace(REPORTED, finance_lines=lines)))}

    assert shown["(2)管理費"][2] == "959,000\n(—)"
    assert shown["金額"][2:5] == ("58,964,000\n(—)", "7,878,355\n(8,265,663)", "66,842,355\n(—)")


def test_the_settlement_stands_as_it_was_printed() -> None:
    _, government, own = texts(money.settlement(REPORTED, SETTLED))

    assert government[:6] == ("政府", "■委辦費\n□補助款\n□代管補助款", "58,964,000", "58,964,000", "0", "0")
    assert own[:6] == ("廠商", "■自籌款\n□補助計畫自籌款", "7,878,355", "8,265,663", "2,851", "0")
    assert money.differences(REPORTED) == "自籌款實支數為 8,265,663 元。"


def test_what_nobody_told_of_the_settlement_is_not_shown_as_nothing() -> None:
    _, government, _ = texts(money.settlement(SET_UP, Words()))

    assert government[1:6] == ("□委辦費\n□補助款\n□代管補助款", "58,964,000", "—", "—", "—")


def test_the_staffing_stands_as_it_was_printed() -> None:
    assert texts(staffing.staffing(REPORTED)) == [
        ("執行情形", "總人力(人月)", "研究員級", "副研究員級", "助理研究員級", "研究助理"),
        ("原訂", "40", "1", "20", "19", "0"),
        ("實際", "39.72", "1.68", "19.78", "18.26", "0"),
        ("差異", "-0.28", "0.68", "-0.22", "-0.74", "0"),
    ]
    assert texts(staffing.staffing(SET_UP))[2][1:] == ("—",) * 5


def test_promises_stand_beside_what_was_reached() -> None:
    assert texts(results.expected_and_actual(REPORTED, Words()))[1:] == [
        (
            "(1) 完成個案輔導數 167 案以上",
            "(1) 完成個案輔導數 214 案",
            "(1) 完成個案輔導數比原預期規劃超出 47 案。",
        ),
        ("(2) 增加產值 3.51 億元", "(2) 增加產值 5.01 億元", "(2) 增加產值比原預期規劃超出 1.5 億元。"),
        ("(3) 降低成本 0.50 億元", "(3) 降低成本 0.97 億元", "(3) 降低成本比原預期規劃超出 0.47 億元。"),
    ]


def test_a_composed_sentence_is_a_draft_until_a_person_wrote_one() -> None:
    table = results.expected_and_actual(REPORTED, Words(analyses={"2": "因輔導案數增加所致。"}))

    assert [(line[2].text, line[2].is_draft) for line in table.body[1:]] == [
        ("(2) 因輔導案數增加所致。", False),
        ("(3) 降低成本比原預期規劃超出 0.47 億元。", True),
    ]


def test_indicators_of_one_attribute_and_item_share_their_cells() -> None:
    table = results.indicators(REPORTED)

    assert [(line[0].text, line[0].rows) for line in table.body if len(line) == 7] == [
        ("技術創新（科技技術創新）", 2),
        ("社會影響（社會福祉提升）", 3),
    ]
    assert [line[3:5] for line in texts(table)[2:]] == [
        ("完成個案輔導數 167 案以上", "完成個案輔導數 214 案"),
        ("推廣說明會及成果發表會場次 6 場次", "推廣說明會及成果發表會場次 6 場次"),
        ("網站累計瀏覽 35 萬人次以上", "網站累計瀏覽 42 萬人次"),
        ("女性負責人提案占率 20%以上", "女性負責人提案占率 25.84%"),
        ("女性計畫主持人提案占率 20%以上", "女性計畫主持人提案占率 34.04%"),
    ]
    assert results.indicator_differences(REPORTED) == "無"


def test_the_targets_of_the_agency_stand_in_the_closing_section() -> None:
    shown = {line[1]: line[2:] for line in texts(results.overall_targets(REPORTED))}

    assert shown["降低成本"] == ("降低成本 0.50 億元", "降低成本 0.97 億元")
    assert shown["增加產值"] == ("增加產值 3.51 億元", "增加產值 5.01 億元")


def test_checkpoints_stand_by_their_sub_plan_with_the_printed_days() -> None:
    first, second = course.checkpoints(REPORTED).sections

    assert [section.heading for section in (first, second)] == [
        "個案輔導管理及推廣分項計畫",
        "技術升級個案輔導分項計畫",
    ]
    assert tuple(line[1] for line in texts(table_of(first))[1:]) == DUE_OF_A
    assert texts(table_of(first))[4][:3] == ("4", "107/4/30", "完成公告受理輔導個案申請334案以上")
    assert [line[1] for line in texts(table_of(second))[1:]] == ["107/6/30", "107/6/30", "107/8/31", "107/12/16"]


def test_an_extended_and_a_withdrawn_checkpoint_say_so() -> None:
    extended, withdrawn, *others = SET_UP.checkpoints
    extended = replace(extended, due_on=date(2018, 2, 28))
    withdrawn = replace(
        withdrawn,
        disposition=Disposition.WITHDRAWN,
        disposition_on=date(2018, 3, 1),
        disposition_reason="併入聯合說明會",
    )
    first, _ = course.checkpoints(replace(SET_UP, checkpoints=(extended, withdrawn, *others))).sections
    lines = texts(table_of(first))

    assert lines[1][1:] == ("107/2/28\n（原訂 107/1/31）", extended.description, NOT_WRITTEN)
    assert lines[2][3] == f"（自 107/3/1 起{Disposition.WITHDRAWN}：併入聯合說明會）"


def test_work_items_stand_alone_and_beside_their_difference() -> None:
    alone, beside = (course.work_items(REPORTED).sections[0], course.differences(REPORTED).sections[0])

    assert len(texts(table_of(alone))) == len(texts(table_of(beside))) == 1 + 6
    assert texts(table_of(alone))[1] == texts(table_of(beside))[1][:2]
    assert "324" in texts(table_of(beside))[1][2]


def test_the_months_of_a_grade_may_be_parts_of_a_hundredth() -> None:
    grade = replace(REPORTED.staffing[0], actual_months=Decimal("1.05"))

    assert staffing.differences(replace(REPORTED, staffing=(grade,))) == "研究員級增加 0.05 人月。"
