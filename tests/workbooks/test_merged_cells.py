"""Merged cells: a text holds for all rows that it covers, and is said to; a figure is never guessed."""

from datetime import date

import pytest
from support.plan_builder import plan
from support.workbook_files import edited, exported, exported_without_blank_rows, repacked, typed

from app.domain.findings import Severity
from app.workbooks.checking import overlay
from app.workbooks.reader import read_workbook


def merged(sheet, cells, *edits):
    """What a file says in which somebody typed, and then merged cells."""

    def edit(workbook):
        for one in edits:
            one(workbook)
        workbook[sheet].merge_cells(cells)

    document = plan()
    return overlay(document, read_workbook(edited(exported_without_blank_rows(document), edit)))


def test_a_text_merged_downwards_holds_for_every_row_and_each_row_that_changes_is_told():
    checked = merged("查核點", "K4:K6", typed("查核點", "落後原因", 4, "颱風停工"))

    rows = [checked.document.row("checkpoints", key) for key in ("A-1", "A-2", "A-3", "B-1")]
    assert [row.delay_reason for row in rows] == ["颱風停工"] * 3 + [None]
    assert [(p.cell, p.severity, p.code) for p in checked.problems] == [
        ("K5", Severity.WARNING, "taken_for_granted"),
        ("K6", Severity.WARNING, "taken_for_granted"),
    ]
    assert "颱風停工" in checked.problems[0].message


def test_a_date_merged_downwards_holds_for_every_row():
    checked = merged("查核點", "M5:M6", typed("查核點", "預定趕上日期", 5, "107/6/30"))

    rows = [checked.document.row("checkpoints", key) for key in ("A-2", "A-3")]
    assert [row.catch_up_on for row in rows] == [date(2018, 6, 30)] * 2


def test_locked_cells_merged_where_all_say_the_same_are_no_matter():
    checked = merged("查核點", "A4:A6")

    assert (checked.document, checked.problems) == (plan(), ())


def test_locked_cells_merged_where_they_say_different_things_are_refused():
    checked = merged("查核點", "D4:D5")

    assert [(p.cell, p.code) for p in checked.problems] == [("D5", "locked_cell_changed")]


@pytest.mark.parametrize(
    ("cells", "refused"),
    [
        pytest.param("I5:I6", ["I6"], id="figures-downwards"),
        pytest.param("J4:K4", [], id="a-blank-beside-a-text"),
        pytest.param("I4:J4", ["J4"], id="a-text-beside-a-figure"),
        pytest.param("H5:I5", ["I5"], id="a-figure-beside-a-date"),
        pytest.param("K4:L6", [], id="blank-block"),
        pytest.param("J4:K5", [], id="block-of-blanks-but-for-its-corner"),
        pytest.param("J3:J4", ["J4"], id="with-the-header"),
        pytest.param("A1:M2", [], id="title"),
        pytest.param("A30:M31", [], id="below-the-table"),
    ],
)
def test_merged_cells_are_refused_where_something_could_be_hidden(cells, refused):
    checked = merged("查核點", cells)

    assert [(p.cell, p.code) for p in checked.problems] == [(cell, "cells_merged") for cell in refused]
    assert checked.document.rows("checkpoints") == plan().rows("checkpoints") or refused


def test_a_case_number_merged_over_new_rows_is_not_guessed():
    edits = (
        typed("個案成效", "個案編號", 9, "107-0003"),
        typed("個案成效", "受輔導業者", 9, "示範貿易有限公司"),
        typed("個案成效", "受輔導業者", 10, "示範機械有限公司"),
    )

    checked = merged("個案成效", "A9:A10", *edits)

    assert [(p.cell, p.code) for p in checked.problems] == [("A10", "key_missing")]


def test_an_ods_says_the_same_of_cells_merged_downwards():
    """備註 of 經費, from the row with a note down."""

    def merge(xml):
        line = xml.index("一-1|自籌款".encode())
        note = xml.rindex("結餘".encode(), 0, line)
        cell = xml.rindex(b"<table:table-cell", 0, note)
        xml = xml[:cell] + xml[cell:].replace(
            b"<table:table-cell", b'<table:table-cell table:number-rows-spanned="2"', 1
        )
        last = xml.index("一-3|政府經費".encode())
        key = xml.rindex(b"<table:table-cell", 0, last)
        covered = xml.rindex(b"<table:table-cell", 0, key)
        return xml[:covered] + b"<table:covered-table-cell/>" + xml[key:]

    data = repacked(exported(plan(), "ods"), {"content.xml": merge})

    checked = overlay(plan(), read_workbook(data))

    assert [row.note for row in checked.document.finance_lines] == [None, "結餘 10,000 元", "結餘 10,000 元"]
    assert [(p.cell, p.code) for p in checked.problems] == [("E6", "taken_for_granted")]
