"""Where a pasted block goes: by its headers and row keys if it has them, else from the cell it was pasted in."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from support.excel_clipboard import copied
from support.plan_builder import case, plan
from support.plan_strategies import plans

from app.domain.errors import PasteRefused
from app.domain.plan_document import PlanDocument
from app.workbooks.checking import overlay
from app.workbooks.clipboard import read_block
from app.workbooks.layout import KEY_HEADER, Sheet
from app.workbooks.pasting import MOST_LINES, Anchor, Spread, spread
from app.workbooks.sheets import CASES, CHECKPOINTS, INDICATORS
from app.workbooks.typed import TypedRow, cell_text, read_typed

SMALL = plan()


def rows_of(sheet: Sheet, document: PlanDocument = SMALL) -> tuple[TypedRow, ...]:
    """A page that shows all rows, with nothing typed."""
    return tuple(TypedRow(row.key) for row in document.rows(sheet.section))


def pasted(sheet: Sheet, text: str, row: int | None = None, field: str = "", *, blank: int = 0) -> Spread:
    """The block spread over the small plan; ``blank`` rows to be added wait below."""
    at = None if row is None else Anchor(row, field)
    return spread(sheet, SMALL, (*rows_of(sheet), *[TypedRow(None)] * blank), read_block(text), at)


def typed(found: Spread) -> dict[str | None, dict[str, str]]:
    """What is typed, by the row's key."""
    return {row.key: dict(row.texts) for row in found.rows if row.texts}


# From the cell.


def test_a_block_spreads_to_the_right_and_down_from_its_cell() -> None:
    found = pasted(CHECKPOINTS, "107/4/27\t658\t受理\r\n107/3/7\t6\t辦畢\r\n", 1, "completed_on")

    assert typed(found) == {
        "A-2": {"completed_on": "107/4/27", "actual": "658", "achievement": "受理"},
        "A-3": {"completed_on": "107/3/7", "actual": "6", "achievement": "辦畢"},
    }
    assert found.told == "已貼上 2 列 × 3 欄：自「實際完成日」欄起對應各欄，自第 2 列起依序對應各列。"


def test_what_a_cell_says_already_is_no_change_however_it_is_written() -> None:
    found = pasted(CHECKPOINTS, "107年1月10日\t\t已於1月10日完成。", 0, "completed_on")

    assert typed(found) == {}


def test_a_blank_cell_clears_what_was_reported() -> None:
    found = pasted(CHECKPOINTS, "107/1/10\t\t", 0, "completed_on")

    assert typed(found) == {"A-1": {"achievement": ""}}


def test_a_line_that_ends_early_leaves_the_cells_behind_it_alone() -> None:
    found = pasted(CHECKPOINTS, "107/1/5\n107/4/27\t658\t受理", 0, "completed_on")

    assert typed(found)["A-1"] == {"completed_on": "107/1/5"}


def test_a_locked_cell_that_says_the_same_is_passed_over_and_one_that_differs_is_kept_for_the_checker() -> None:
    found = pasted(CHECKPOINTS, "20.00%\t334\t案\t107/4/27\n20%\t4\t場次\t107/3/7", 1, "weight_pct")

    assert typed(found) == {"A-2": {"completed_on": "107/4/27"}, "A-3": {"target": "4", "completed_on": "107/3/7"}}
    [problem] = overlay(SMALL, read_typed(CHECKPOINTS, SMALL, found.rows).reading).problems
    assert problem.code == "locked_cell_changed"


@pytest.mark.parametrize(
    ("text", "row", "field", "words"),
    [
        pytest.param("1\n2\n3", 3, "actual", "貼上的內容有 3 列，從這一格起只有 2 列", id="too-many-rows"),
        pytest.param("1\t2\t3", 0, "remedy", "貼上的內容有 3 欄，從「改善對策」起只有 2 欄", id="too-many-columns"),
        pytest.param("\t\n\t", 0, "actual", "沒有可貼上的內容", id="nothing"),
        pytest.param("\n".join("1" * (MOST_LINES + 1)), 0, "actual", f"一次最多貼上 {MOST_LINES} 列", id="too-long"),
        pytest.param("107/1/1\t1", None, "", "沒有欄位標題", id="nowhere"),
        pytest.param("1", 10**9, "actual", "看不出要從哪一格貼上", id="row-that-is-not-on-the-page"),
        pytest.param("1", -1, "actual", "看不出要從哪一格貼上", id="row-before-the-first"),
        pytest.param("1", 0, "measure", "看不出要從哪一格貼上", id="column-that-is-not-on-the-page"),
    ],
)
def test_a_block_that_does_not_fit_is_refused_whole(text: str, row: int | None, field: str, words: str) -> None:
    with pytest.raises(PasteRefused, match=words):
        pasted(CHECKPOINTS, text, row, field)


def test_blank_rows_below_the_last_one_do_no_harm() -> None:
    assert typed(pasted(CHECKPOINTS, "167\r\n\r\n\r\n", 4, "actual")) == {"B-2": {"actual": "167"}}


# By headers.


def test_a_block_with_headers_finds_its_columns_in_any_order() -> None:
    found = pasted(CHECKPOINTS, "達成情形\t備註二\t實際完成日\n受理\t我的\t107/4/27", 1, "sub_plan")

    assert typed(found) == {"A-2": {"completed_on": "107/4/27", "achievement": "受理"}}
    assert "依欄位標題對應各欄" in found.told
    assert "未帶入：備註二" in found.told


def test_a_header_that_stands_twice_is_refused() -> None:
    with pytest.raises(PasteRefused, match="「實際值」出現兩次"):
        pasted(CHECKPOINTS, "實際值\t實際值\n1\t2")


# By row keys.


@given(document=plans())
@settings(max_examples=50)
def test_a_sheet_copied_whole_and_pasted_as_it_is_changes_nothing(document: PlanDocument) -> None:
    for sheet in (CHECKPOINTS, INDICATORS, CASES):
        header = [*(column.header for column in sheet.columns), KEY_HEADER]
        rows = [
            [*(cell_text(column, row, document) for column in sheet.columns), row.key]
            for row in document.rows(sheet.section)
        ]
        # What Excel writes for two cells that are a quote each is also what it writes for one cell with a tab in it.
        assume(not any(cell.startswith('"') for row in rows for cell in row))
        if rows:
            pasted_whole = spread(sheet, document, rows_of(sheet, document), read_block(copied([header, *rows])))
            assert [row.texts for row in pasted_whole.rows] == [{}] * len(rows)


def test_rows_that_name_themselves_go_where_they_belong_whatever_their_order() -> None:
    text = "序號\t分項計畫\t實際值\n2\tB 個案輔導分項計畫\t170\n2\tA 管理及推廣分項計畫\t658"

    found = pasted(CHECKPOINTS, text, 4, "remedy")

    assert typed(found) == {"A-2": {"actual": "658"}, "B-2": {"actual": "170"}}
    assert "依「分項計畫、序號」對應各列" in found.told


def test_rows_that_name_themselves_need_no_header() -> None:
    line = "2\t\tS1.技術服務\t增加產值\t億元\t3.51\t5.01"

    assert typed(pasted(INDICATORS, "2\t技術創新\tS1.技術服務\t增加產值\t億元\t3.51\t5.01", 0, "key")) == {
        "2": {"actual": "5.01"}
    }
    assert set(typed(pasted(INDICATORS, line, 0, "key"))["2"]) == {"attribute", "actual"}


def test_a_whole_row_of_the_workbook_is_known_by_its_hidden_key() -> None:
    line = [*(cell_text(column, SMALL.checkpoints[3], SMALL) for column in CHECKPOINTS.columns), "B-1"]
    line[7] = "107/7/15前"

    found = pasted(CHECKPOINTS, "\t".join(line), 0, "sub_plan")

    assert typed(found) == {"B-1": {"completed_on": "107/7/15前"}}
    assert "依隱藏的識別欄對應各列" in found.told


def test_a_row_that_the_plan_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(PasteRefused, match="計畫中沒有「9」這一列"):
        pasted(INDICATORS, "編號\t實際達成值\n1\t214\n9\t1")


def test_a_row_that_stands_twice_is_refused() -> None:
    with pytest.raises(PasteRefused, match="「1」出現兩次"):
        pasted(INDICATORS, "編號\t實際達成值\n1\t214\n1\t215")


# 個案成效, which grows.


def test_cases_are_found_by_number_and_new_ones_are_added() -> None:
    found = pasted(CASES, "個案編號\t受輔導業者\n107-0003\t新一\n107-0002\t改名公司\n107-0004\t新二", blank=1)

    assert [(row.key, dict(row.texts)) for row in found.rows] == [
        ("107-0001", {}),
        ("107-0002", {"firm_name": "改名公司"}),
        (None, {"key": "107-0003", "firm_name": "新一"}),
        (None, {"key": "107-0004", "firm_name": "新二"}),
    ]
    assert "已貼上 3 列（新增 2 列）" in found.told


def test_pasting_a_new_case_again_corrects_the_row_that_waits() -> None:
    once = pasted(CASES, "個案編號\t受輔導業者\n107-0003\t新一")

    twice = spread(CASES, SMALL, once.rows, read_block("個案編號\t受輔導業者\n107-0003\t新一改"))

    assert [dict(row.texts) for row in twice.rows if row.key is None] == [{"key": "107-0003", "firm_name": "新一改"}]


def test_a_block_does_not_run_from_a_page_over_rows_that_it_does_not_show() -> None:
    some = rows_of(CASES)[:1]

    with pytest.raises(PasteRefused, match="超過這一頁的最後一列"):
        spread(CASES, SMALL, some, read_block("甲\n乙"), Anchor(0, "firm_name"))


def test_a_case_of_another_page_is_brought_in_by_its_number() -> None:
    found = spread(CASES, SMALL, rows_of(CASES)[:1], read_block("個案編號\t受輔導業者\n107-0002\t改名"), None)

    assert [row.key for row in found.rows] == ["107-0001", "107-0002"]


def test_a_page_has_an_end() -> None:
    once = pasted(CASES, "個案編號\n" + "\n".join(f"107-1{number:03}" for number in range(MOST_LINES)))

    with pytest.raises(PasteRefused, match="這一頁最多 1,000 列"):
        spread(CASES, SMALL, once.rows, read_block("個案編號\n" + "\n".join(f"107-2{n:03}" for n in range(MOST_LINES))))


# Reading what is typed.


@pytest.mark.parametrize(
    ("new", "words"),
    [(["107-0001"], "計畫中已有「107-0001」"), (["107-9", "１０７-9"], "「107-9」在新增的各列中重複")],
    ids=["taken", "twice"],
)
def test_an_added_case_does_not_take_the_number_of_another(new: list[str], words: str) -> None:
    rows = tuple(TypedRow(None, {"key": key, "firm_name": "甲", "state": "結案"}) for key in new)

    read = read_typed(CASES, SMALL, rows)

    assert [problem.code for problem in read.reading.problems] == ["key_repeated"]
    assert words in read.reading.problems[0].message
    assert read.places[read.reading.problems[0].cell or ""] == (len(new) - 1, "key")


def test_a_text_longer_than_a_cell_is_refused_and_not_cut() -> None:
    [problem] = read_typed(CASES, SMALL, (TypedRow("107-0001", {"firm_name": "甲" * 40_000}),)).reading.problems

    assert problem.code == "text_too_long"


def test_an_untouched_page_proposes_nothing() -> None:
    document = replace(SMALL, cases=tuple(case(f"107-{number:04}") for number in range(30)))

    for sheet in (CHECKPOINTS, INDICATORS, CASES):
        held = [
            TypedRow(
                row.key,
                {column.field: cell_text(column, row, document) for column in sheet.columns},
            )
            for row in document.rows(sheet.section)
        ]
        checked = overlay(document, read_typed(sheet, document, held).reading)
        assert checked.document == document
        assert checked.problems == ()
