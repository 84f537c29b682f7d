"""What Excel puts on the clipboard is read back as the cells that were copied."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.excel_clipboard import copied

from app.workbooks.clipboard import read_block

# Line ends within a cell are \n in Excel; a cell that a person typed cannot hold a tab, a pasted one can.
CELLS = st.text(st.sampled_from('甲A1 "\t\n,5=、'), max_size=8)


def _is_certain(cell: str) -> bool:
    """A bare cell that begins with a quote may look like a quoted one: what Excel writes leaves that open."""
    return not cell.startswith('"') or "\t" in cell or "\n" in cell


def _tables(width: int) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(st.lists(CELLS.filter(_is_certain), min_size=width, max_size=width), min_size=1)


@given(
    st.integers(1, 4).flatmap(_tables),
    st.sampled_from(["\r\n", "\n", "\r"]),
)
@example([["甲\n乙", '5" 管'], ['他說"好"\t了', ""]], "\r\n")
def test_whatever_cells_are_copied_come_back(rows: list[list[str]], line_end: str) -> None:
    assert read_block(copied(rows, line_end)) == tuple(map(tuple, rows))


@pytest.mark.parametrize(
    ("text", "block"),
    [
        pytest.param('"甲"', (('"甲"',),), id="quotes-that-a-person-typed"),
        pytest.param('"""甲"""\t1', (('"甲"', "1"),), id="quotes-that-a-program-doubled"),
        pytest.param('"未關閉\t1', (('"未關閉', "1"),), id="a-quote-that-never-closes"),
        pytest.param("1\r\n\r\n", (("1",), ("",)), id="a-blank-cell-below"),
        pytest.param("1\t", (("1", ""),), id="a-blank-cell-behind"),
        pytest.param("", (("",),), id="nothing"),
    ],
)
def test_quotes_and_blanks_are_read_as_they_were_meant(text: str, block: tuple) -> None:
    assert read_block(text) == block
