"""An .xlsx file with its problems marked: they are seen where they are, and nothing else has changed."""

from io import BytesIO

import openpyxl
import pytest
from support.rich_workbooks import (
    MAIN,
    QUOTED,
    in_strict_form,
    meant,
    parts,
    rich_xlsx,
    saved_by_openpyxl,
    with_a_button,
    with_prefixes,
    without_styles,
)
from support.workbook_files import edited, repacked

from app.domain.findings import Problem, Severity
from app.workbooks.annotation import NotAWorkbook, annotate, cleared

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

RED, AMBER = "00FFC7CE", "00FFD966"


def problem(cell="B2", message="這一格不是數字", *, sheet=MAIN, severity=Severity.ERROR, key="A-1"):
    return Problem(sheet, cell, severity, "code", message, key)


def loaded(content):
    return openpyxl.load_workbook(BytesIO(content))


def comment_at(content, cell, sheet=MAIN):
    comment = loaded(content)[sheet][cell].comment
    return comment and comment.text


def colours(content, sheet=MAIN):
    """The fill of our rules by the cells they colour, in the order in which they count."""
    rules = [
        (rule.priority, str(found.sqref), rule.dxf.fill.bgColor.rgb[-6:])
        for found in loaded(content)[sheet].conditional_formatting
        for rule in found.rules
        if rule.type == "expression"
    ]
    return [(cells, colour) for _, cells, colour in sorted(rules)]


def test_the_cell_is_coloured_above_its_own_conditional_formats():
    marked = annotate(rich_xlsx(), [problem("B5"), problem("B3", severity=Severity.WARNING)])

    assert colours(marked) == [("B3", "FFD966"), ("B5", "FFC7CE")]
    others = [rule for found in loaded(marked)[MAIN].conditional_formatting for rule in found.rules]
    assert sorted(rule.priority for rule in others if rule.type != "expression") == [3, 4]


def test_a_cell_with_an_error_and_a_warning_has_the_colour_of_the_error():
    marked = annotate(rich_xlsx(), [problem(severity=Severity.WARNING), problem()])

    assert colours(marked) == [("B2", "FFC7CE")]


def test_the_cell_says_what_is_wrong():
    marked = annotate(rich_xlsx(), [problem(severity=Severity.WARNING, message="請確認"), problem(message="不是數字")])

    assert comment_at(marked, "B2") == "檢核系統：\n【錯誤】不是數字\n【警示】請確認"
    assert loaded(marked)[MAIN]["B2"].comment.author == "檢核系統"


def test_a_comment_of_the_author_is_kept_and_ours_stands_below():
    marked = annotate(rich_xlsx(), [problem("B3")])

    assert comment_at(marked, "B3").replace(" ", "") == "承辦人的註解\n第二行\n\n檢核系統：\n【錯誤】這一格不是數字"
    assert loaded(marked)[MAIN]["B3"].comment.author == "王小明"
    assert comment_at(marked, "E1") == "別的註解"


def test_a_discussion_is_left_to_those_who_discuss():
    thread = {"xl/comments1.xml": lambda xml: xml.replace("王小明".encode(), b"tc={8A2B}")}

    marked = annotate(repacked(rich_xlsx(), thread), [problem("B3"), problem("B4")])

    assert "檢核系統" not in comment_at(marked, "B3")
    assert "檢核系統" in comment_at(marked, "B4")


def test_of_merged_cells_the_one_that_is_seen_is_marked():
    marked = annotate(rich_xlsx(), [problem("F6")])

    assert colours(marked) == [("E4", "FFC7CE")]
    assert "這一格不是數字" in comment_at(marked, "E4")


def test_a_cell_far_from_all_others_is_marked():
    assert "這一格不是數字" in comment_at(annotate(rich_xlsx(), [problem("ZZ4000")]), "ZZ4000")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(rich_xlsx(), id="rich"),
        pytest.param(with_a_button(), id="form-control"),
        pytest.param(saved_by_openpyxl(), id="openpyxl"),
        pytest.param(in_strict_form(rich_xlsx()), id="strict"),
        pytest.param(with_prefixes(saved_by_openpyxl()), id="prefixed"),
    ],
)
def test_what_carries_no_mark_stays_as_it_was_and_marks_can_be_taken_out(content):
    problems = [problem("B2"), problem("B3", severity=Severity.WARNING), problem("C9"), problem(None)]

    marked = annotate(content, problems, summary=["期別：期末"])

    before, after = parts(content), parts(marked)
    carrying = ("sheet", "comments", "vmlDrawing", "styles", "workbook", "[Content_Types]")
    untouched = [name for name in before if not any(word in name for word in carrying)]
    assert untouched
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert meant(parts(cleared(marked))) == meant(before)
    assert meant(parts(annotate(marked, problems, summary=["期別：期末"]))) == meant(after)


def test_a_file_without_marks_stays_as_it_was():
    assert parts(cleared(rich_xlsx())) == parts(rich_xlsx())


def test_marks_of_before_make_way_for_those_of_now():
    first = annotate(rich_xlsx(), [problem("B2"), problem("B3")])

    second = annotate(first, [problem("B4")])

    assert second == annotate(rich_xlsx(), [problem("B4")])
    assert loaded(second).sheetnames == ["檢核結果", MAIN, QUOTED, "藏"]


def test_marks_are_taken_out_of_a_file_that_another_program_has_saved():
    saved = edited(annotate(rich_xlsx(), [problem("B2"), problem("B3")]), lambda book: None)

    clean = cleared(saved)

    assert colours(clean) == []
    assert comment_at(clean, "B2") is None
    assert comment_at(clean, "B3").split() == ["承辦人的註解", "第二行"]
    assert loaded(clean).sheetnames == [MAIN, QUOTED, "藏"]


def test_what_somebody_answered_in_our_comment_is_kept():
    def answer(book):
        book[MAIN]["B2"].comment.text += "\n已更正"

    clean = cleared(edited(annotate(rich_xlsx(), [problem()]), answer))

    assert comment_at(clean, "B2").strip() == "已更正"


def test_our_words_are_known_again_when_a_program_has_cut_them_into_pieces():
    def cut(xml):
        return (
            xml.replace("【錯誤】這一格".encode(), "【錯</t></r><r><t>誤】這一</t></r><r><t>格".encode())
            .replace('<t xml:space="preserve">檢核系統'.encode(), '<r><t xml:space="preserve">檢核系統'.encode())
            .replace("數字</t>".encode(), "數字</t></r>".encode())
        )

    saved = repacked(annotate(with_a_button(), [problem()]), {"xl/comments_check1.xml": cut})

    assert comment_at(saved, "B2") == "檢核系統：\n【錯誤】這一格不是數字"
    assert "xl/comments_check1.xml" not in parts(cleared(saved))


def test_the_names_of_sheets_move_with_them():
    marked = loaded(annotate(rich_xlsx(), [problem()]))

    assert marked[QUOTED].print_title_rows == "$1:$1"
    assert marked[MAIN].auto_filter.ref == "A1:C9"
    assert marked["檢核結果"].print_title_rows == "$4:$4"


def test_only_the_sheet_of_results_is_in_front():
    marked = annotate(rich_xlsx(), [problem()])

    selected = [sheet.title for sheet in loaded(marked) if sheet.sheet_view.tabSelected]
    assert (loaded(marked).active.title, selected) == ("檢核結果", ["檢核結果"])
    assert loaded(cleared(marked)).active.title == QUOTED


def test_a_sheet_of_that_name_of_their_own_is_left_alone():
    theirs = edited(saved_by_openpyxl(), lambda book: book.create_sheet("檢核結果").append(["我自己的"]))

    marked = annotate(theirs, [problem()])

    assert loaded(marked).sheetnames == ["檢核結果 (2)", MAIN, QUOTED, "檢核結果"]
    assert loaded(cleared(marked)).sheetnames == [MAIN, QUOTED, "檢核結果"]


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("<b>&amp;</b> ]]> \"'", id="markup"),
        pytest.param("=1+1", id="formula"),
        pytest.param("_x0041_", id="code-of-excel"),
        pytest.param("全形　空白", id="wide-blank"),
    ],
)
def test_a_message_is_shown_as_it_is(message):
    marked = annotate(saved_by_openpyxl(), [problem(message=message, key=message)])

    shown = loaded(marked)["檢核結果"]["F5"]
    assert (shown.value.replace("_x005F_", "_"), shown.data_type) == (message, "s")
    assert message.split() == comment_at(marked, "B2").partition("】")[2].replace("_x005F_", "_").split()


def test_a_message_that_no_cell_can_hold_is_cut_and_says_so():
    marked = annotate(saved_by_openpyxl(), [problem(message="\x00\ud800\x0b長" * 40_000)])

    shown = loaded(marked)["檢核結果"]["F5"].value
    assert shown == "長" * 8_000 + "…（以下省略）"


def test_of_very_many_problems_all_are_listed_and_the_first_commented():
    many = [problem(f"B{line}") for line in range(2, 2_502)]

    marked = annotate(saved_by_openpyxl(), many)

    book = loaded(marked)
    sheet, results = book[MAIN], book["檢核結果"]
    assert sum("檢核系統" in cell.comment.text for (cell,) in sheet["B2:B2501"] if cell.comment) == 2_000
    assert colours(marked) == [("B2:B2501", "FFC7CE")]
    assert results.max_row == 6 + 2_500 - 1
    assert "2,500 格" in results["A4"].value


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"a,b\n1,2\n", id="csv"),
        pytest.param(rich_xlsx()[:3_000], id="truncated"),
        pytest.param(repacked(rich_xlsx(), {"xl/workbook.xml": lambda xml: xml[:200]}), id="broken-xml"),
        pytest.param(repacked(rich_xlsx(), {"_rels/.rels": lambda xml: b"<Relationships/>"}), id="no-workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(broken):
    with pytest.raises(NotAWorkbook):
        annotate(broken, [problem()])


@pytest.mark.filterwarnings("ignore:.*no default style:UserWarning")
def test_a_workbook_without_styles_can_be_marked():
    bare = without_styles(saved_by_openpyxl())

    marked = annotate(bare, [problem()])

    assert colours(marked) == [("B2", "FFC7CE")]
    assert loaded(marked)[MAIN]["A1"].font.b is False
