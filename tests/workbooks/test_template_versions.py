"""The hidden identity is sealed; a file made with the template before is converted."""

from collections.abc import Mapping

import pytest
from support.plan_builder import plan
from support.workbook_files import edited, exported_without_blank_rows, meta_of

from app.workbooks.meta import SEAL, TEMPLATE_VERSION, seal_of
from app.workbooks.reader import read_workbook
from app.workbooks.template_versions import CONVERSIONS


def read_with_identity(change):
    """The reading of the small plan's workbook after ``change`` was made to the names and values of its identity."""

    def edit(workbook):
        sheet = workbook["_meta"]
        lines = change(dict(sheet.iter_rows(values_only=True)))
        sheet.delete_rows(1, sheet.max_row)
        for line in lines.items() if isinstance(lines, Mapping) else lines:
            sheet.append(line)

    return read_workbook(edited(exported_without_blank_rows(plan()), edit))


def codes(reading):
    return [(problem.sheet, problem.code) for problem in reading.problems]


def as_version_1(lines):
    """What the template before this one wrote: no seal."""
    return {name: value for name, value in lines.items() if name != SEAL} | {"template_version": "1"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines: lines | {"period_key": "期中"}, id="period"),
        pytest.param(lambda lines: lines | {"plan_code": "OTHER-107"}, id="plan"),
        pytest.param(lambda lines: lines | {"revision": "4"}, id="revision"),
        pytest.param(lambda lines: lines | {"exported_at": "2018-12-02T09:00:00+08:00"}, id="moment"),
        pytest.param(lambda lines: lines | {"roc_year": "108"}, id="year"),
        pytest.param(lambda lines: lines | {SEAL: "0" * 64}, id="seal"),
        pytest.param(lambda lines: lines | {"note": "已改"}, id="line-added"),
        pytest.param(lambda lines: {name: lines[name] for name in lines if name != SEAL}, id="seal-taken-off"),
        pytest.param(lambda lines: lines | {"template_version": "1", "period_key": "期中"}, id="called-older"),
    ],
)
def test_an_identity_that_was_typed_over_is_no_identity(change):
    reading = read_with_identity(change)

    assert reading.meta is None
    assert codes(reading) == [("_meta", "meta_tampered")]
    assert "重新下載" in reading.problems[0].message


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines: dict(reversed(lines.items())), id="sorted"),
        pytest.param(lambda lines: {f" {name} ": f"{value} " for name, value in lines.items()}, id="stray-blanks"),
        pytest.param(lambda lines: [*lines.items(), (None, None), ("", "x")], id="blank-lines"),
        pytest.param(lambda lines: lines | {"revision": 3, "template_version": TEMPLATE_VERSION}, id="numbers"),
    ],
)
def test_what_spreadsheet_programs_do_to_the_lines_breaks_no_seal(change):
    reading = read_with_identity(change)

    assert reading.meta == meta_of(plan())
    assert reading.problems == ()


def test_a_file_of_the_template_before_is_converted():
    reading = read_with_identity(as_version_1)

    assert reading.meta == meta_of(plan())
    assert reading.problems == ()


def test_every_earlier_version_has_its_conversion():
    assert list(CONVERSIONS) == [str(version) for version in range(1, TEMPLATE_VERSION)]


@pytest.mark.parametrize("version", ["3", "99"])
def test_a_file_of_a_later_template_is_refused_with_both_versions(version):
    def later(lines):
        lines = lines | {"template_version": version}
        return lines | {SEAL: seal_of(lines)}

    reading = read_with_identity(later)

    assert codes(reading) == [("_meta", "template_unknown")]
    assert f"第 {version} 版" in reading.problems[0].message
    assert f"第 {TEMPLATE_VERSION} 版" in reading.problems[0].message


@pytest.mark.parametrize("value", ["9" * 5000, "10000000000", "-1", "1.5", "１", "0x2"])
@pytest.mark.parametrize("name", ["revision", "template_version", "roc_year"])
def test_a_number_that_no_export_writes_is_no_number(name, value):
    reading = read_with_identity(lambda lines: lines | {name: value})

    assert reading.meta is None
    assert len(reading.problems) == 1
