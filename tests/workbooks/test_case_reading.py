"""Lists of cases in whatever sheet holds one: their headers, and how much of a file is read."""

import pytest

from app.workbooks.case_reading import read_case_text
from app.workbooks.refusal import Limits


def read(text):
    return read_case_text(text.encode(), "個案")


@pytest.mark.parametrize(
    "headers", ["個案編號,案號", "案號,個案編號", "個案編號,case_no,key"], ids=["ours-first", "ours-last", "three"]
)
def test_one_column_under_two_headers_is_told_and_the_first_is_read(headers):
    numbers = ",".join(f"107-000{n}" for n in range(1, headers.count(",") + 2))

    reading = read(f"{headers},受輔導業者\n{numbers},甲公司\n")

    assert [row.values for row in reading.rows] == [{"key": "107-0001", "firm_name": "甲公司"}]
    first, *others = headers.split(",")
    assert [(problem.code, problem.message) for problem in reading.problems] == [
        ("column_repeated", f"欄位「{other}」與「{first}」是同一欄；請只保留一欄。") for other in others
    ]


def test_one_column_under_one_header_twice_is_told_once():
    reading = read("個案編號,受輔導業者,受輔導業者\n107-0001,甲公司,乙公司\n")

    assert [problem.code for problem in reading.problems] == ["column_repeated"]


HEADERS = "個案編號,受輔導業者\n"
FEW = Limits(rows=4, columns=5, area=12)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        pytest.param(["107-0001,甲公司"] * 3, [], id="as-many-rows"),
        pytest.param(["107-0001,甲公司"] * 4, ["sheet_too_large"], id="rows"),
        pytest.param([""] * 4, ["sheet_too_large"], id="blank-rows"),
        pytest.param(["107-0001,甲公司,,,"], [], id="as-many-columns"),
        pytest.param([",,,,,"], ["sheet_too_large"], id="columns"),
        pytest.param(["107-0001,甲公司,,,", ""], ["sheet_too_large"], id="both-together"),
    ],
)
def test_a_text_reaches_no_further_than_a_sheet_may(lines, codes):
    reading = read_case_text((HEADERS + "\n".join(lines) + "\n").encode(), "個案", FEW)

    assert [problem.code for problem in reading.problems] == codes


def test_one_long_line_makes_no_other_line_long():
    """Twenty megabytes of it would be a table of many million columns and as many rows."""
    reading = read_case_text(HEADERS.encode() + b"," * 100_000 + b"\n" * 100_000, "個案")

    assert [problem.code for problem in reading.problems] == ["sheet_too_large"]
