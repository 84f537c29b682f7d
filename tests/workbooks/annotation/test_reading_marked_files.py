"""A marked file says exactly what the unmarked one said, so that it can be corrected and uploaded again."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.plan_builder import plan
from support.plan_strategies import plans, texts
from support.workbook_files import exported, repacked

from app.domain.findings import Problem, Severity
from app.workbooks.annotation import AnnotationFailed, annotate, annotate_safely, cleared
from app.workbooks.grid import cell_name
from app.workbooks.precheck import Limits, refusal_of
from app.workbooks.reader import read_workbook
from app.workbooks.sheets import SHEETS

KINDS = ("xlsx", "ods")
SAVED_BY_LIBREOFFICE = [Path(__file__).with_name(f"saved_by_libreoffice.{kind}") for kind in KINDS]

cells = st.none() | st.builds(cell_name, st.integers(0, 40), st.integers(0, 30)) | st.sampled_from(["XFD1", "A0", "?"])
problems = st.lists(
    st.builds(
        Problem,
        st.sampled_from([*(sheet.name for sheet in SHEETS), "填表說明", "_meta", "", "沒有"]),
        cells,
        st.sampled_from(Severity),
        st.just("code"),
        texts,
        st.none() | texts,
    ),
    max_size=12,
)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@given(document=plans(), found=problems, more=problems)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_marks_change_nothing_of_what_a_file_says(kind, document, found, more):
    data = exported(document, kind)
    reading = read_workbook(data)

    marked = annotate(data, found, summary=["期別：期末"])

    assert read_workbook(marked) == reading
    assert read_workbook(cleared(marked)) == reading
    assert annotate(marked, found, summary=["期別：期末"]) == marked
    assert read_workbook(annotate(marked, more)) == reading
    assert refusal_of(marked, "", Limits()) is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_marked_the_same_in_a_process_of_its_own(kind):
    data = exported(plan(), kind)
    found = [Problem("查核點", "I5", Severity.ERROR, "code", "不是數字\ud800", "A-2")]

    assert annotate_safely(data, found, ["期別：期末"]) == annotate(data, found, summary=["期別：期末"])


def test_what_cannot_be_marked_ends_only_the_other_process():
    with pytest.raises(AnnotationFailed):
        annotate_safely(b"PK\x03\x04 broken", [])


def test_a_formula_that_was_never_calculated_stays_one_when_its_cell_is_commented():
    def uncalculated(xml):
        return xml.replace(b' office:value-type="float" office:value="250000"/>', b' table:formula="of:=1+1"/>', 1)

    data = repacked(exported(plan(), "ods"), {"content.xml": uncalculated})
    reading = read_workbook(data)
    assert [problem.code for problem in reading.problems] == ["formula_not_calculated"]

    assert read_workbook(annotate(data, reading.problems)) == reading


@pytest.mark.parametrize("path", SAVED_BY_LIBREOFFICE, ids=KINDS)
def test_marks_are_known_again_after_libreoffice_has_saved_the_file(path):
    marked = path.read_bytes()

    clean = cleared(marked)

    assert read_workbook(clean) == read_workbook(marked)
    assert all(our in _all_text(marked) for our in ("檢核標示", "檢核系統：", "【錯誤】「約"))
    assert not any(our in _all_text(clean) for our in ("檢核標示", "檢核系統", 'name="檢核結果"'))


def _all_text(content):
    """All that a program shows; texts that no cell refers to any more are not among it."""
    with ZipFile(BytesIO(content)) as package:
        names = [name for name in package.namelist() if name.endswith(".xml") and "sharedStrings" not in name]
        return "".join(package.read(name).decode() for name in names)
