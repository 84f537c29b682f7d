"""Colours that come and go: which cells take them, on what condition, in both kinds of file."""

import re
import shutil
import subprocess
from datetime import date
from io import BytesIO
from xml.sax.saxutils import unescape
from zipfile import ZipFile

import openpyxl
import pytest
from support.plan_builder import checkpoint, counted_checkpoint, plan
from support.workbook_files import exported

from app.domain.plan_document import CompletionBasis
from app.workbooks import looks
from app.workbooks.cover import LEGEND
from app.workbooks.highlights import tints
from app.workbooks.layout import Signal
from app.workbooks.sheets import SHEETS

OFFICE = shutil.which("soffice")


def rules(document, sheet):
    """Formula and range of every conditional colour of a sheet of the .xlsx."""
    formats = openpyxl.load_workbook(BytesIO(exported(document)))[sheet].conditional_formatting
    return {(str(one.sqref), rule.formula[0]): rule for one in formats for rule in one.rules}


def test_an_overdue_checkpoint_is_coloured_by_the_day_on_which_it_is_looked_at():
    found = rules(plan(), "查核點")

    ((area, formula),) = [key for key in found if key[0].startswith("B4")]
    assert area == "B4:D8 H4:H8"
    assert formula.startswith('AND($H4="",DATE(1911+')
    assert formula.endswith("<TODAY())")


def test_each_explanation_is_asked_for_by_itself():
    areas = [area for area, _ in rules(plan(), "查核點")]

    assert {"K4:K8", "L4:L8", "M4:M8"} <= set(areas)


def test_a_ceiling_is_not_a_target_to_fall_short_of():
    document = plan(checkpoints=(checkpoint("A-1"), counted_checkpoint("A-2", target_qualifier="<=")))

    short = [area for area, formula in rules(document, "查核點") if "ISNUMBER" in formula]
    assert short == ["K4", "L4", "M4"]


def test_a_new_case_is_asked_for_what_it_must_hold_once_anything_is_typed():
    found = rules(plan(), "個案成效")

    assert {area.split(":")[0] for area, _ in found} == {"A4", "B4", "C4", "J4"}
    assert all(re.fullmatch(r'AND\(\$[ABCJ]4="",COUNTA\(\$A4:\$W4\)>0\)', formula) for _, formula in found)


def test_marks_put_on_a_returned_file_go_before_our_colours():
    assert min(rule.priority for rule in rules(plan(), "查核點").values()) > 100


def test_every_colour_is_explained_on_the_cover():
    explained = {look for look, _, _ in LEGEND}

    assert {looks.LATE, looks.MISSING} <= explained
    assert {word for _, word, _ in LEGEND} >= set(Signal)


def test_the_ods_holds_the_same_conditions():
    document = plan()
    content = unescape(ZipFile(BytesIO(exported(document, "ods"))).read("content.xml").decode())
    declared = [
        tint for sheet in SHEETS for tint in tints(sheet, document.rows(sheet.section), 3, 3 + sheet.blank_rows + 20)
    ]

    assert content.count("<calcext:condition ") == len(declared)
    assert "formula-is(AND([.$H4]=" in content
    assert "target-range-address=\"'查核點'.B4:'查核點'.D8 " in content


def late(key, **changes):
    return checkpoint(key, due_on=date(2018, 4, 30), **changes)


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice")
def test_libreoffice_finds_the_conditions_true_where_the_rules_do(tmp_path):
    """The conditions stand in cells of their own here, because no program tells which colour it shows."""
    document = plan(
        checkpoints=(
            late("A-1"),
            late("A-2", completed_on=date(2018, 4, 30)),
            late("A-3", completed_on=date(2018, 5, 15), completion_basis=CompletionBasis.ON_OR_BEFORE),
            counted_checkpoint("A-4", due_on=date(2018, 4, 30), completed_on=date(2018, 4, 1)),
            checkpoint("A-5", due_on=date(2999, 12, 31)),
        )
    )
    _write_conditions(document, tmp_path / "conditions.xlsx")

    assert _calculated(tmp_path) == [
        # overdue, its reason, reason of the late, actual missing
        [True, True, False, False],
        [False, False, False, False],
        [False, False, True, False],
        [False, False, False, True],
        [False, False, False, False],
    ]


def _write_conditions(document, path):
    workbook = openpyxl.load_workbook(BytesIO(exported(document)))
    sheet = workbook["查核點"]
    found = [formula for area, formula in rules(document, "查核點") if area.startswith(("B4", "K4", "I4"))]
    wanted = [formula for formula in found if "ISNUMBER" not in formula]
    for line in range(4, 9):
        for offset, formula in enumerate(wanted):
            sheet.cell(line, 30 + offset).value = "=" + re.sub(r"(\$[A-Z]+)4\b", rf"\g<1>{line}", formula)
    workbook.save(path)


def _calculated(folder):
    command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx"]
    out = folder / "out"
    subprocess.run(
        [*command, "--outdir", out, folder / "conditions.xlsx"], check=True, capture_output=True, timeout=120
    )
    sheet = openpyxl.load_workbook(out / "conditions.xlsx", data_only=True)["查核點"]
    # A condition that cannot be worked out is not fulfilled.
    return [[sheet.cell(line, column).value is True for column in range(30, 34)] for line in range(4, 9)]
