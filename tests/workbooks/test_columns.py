"""A column read at a time says what its cells say one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.workbooks.columns import read_column
from app.workbooks.layout import Column, Kind
from app.workbooks.showing import LONGEST_TEXT, clean_text

NOTE = Column("備註", "note")
GRANT = Column("政府輔導款", "government_grant", Kind.MONEY)

texts = st.text(st.sampled_from("甲a 　\t\n\u0301e\u200b"), max_size=4)


@given(st.lists(texts, min_size=1, max_size=6))
@example(["e", "\u0301"])  # composed together, and not each by itself
@example(["甲", " 甲"])
@example(["甲", ""])
@example(["甲" * (LONGEST_TEXT + 1), "甲"])
def test_each_text_is_cleaned_whatever_stands_beside_it(cells: list[str]) -> None:
    [found], remarks = read_column(NOTE, cells, [None] * len(cells), 107)

    assert found == [clean_text(cell) or None for cell in cells]
    assert not remarks


@given(st.lists(st.sampled_from([0.0, -5.0, 1000.0, 1e15, 1e16, 1.5, "", " ", "3萬", "約 3"]), min_size=1, max_size=5))
@example([1000.0, ""])
@example([1000.0, 1.5])
@example([1000.0, 1e16])
def test_each_figure_is_read_whatever_stands_beside_it(cells: list[str | float]) -> None:
    [found], remarks = read_column(GRANT, cells, [None] * len(cells), 107)

    alone = [read_column(GRANT, [cell], [None], 107) for cell in cells]
    assert found == [column[0] for [column], _ in alone]
    assert list(map(type, found)) == [type(column[0]) for [column], _ in alone]
    assert list(remarks) == [at for at, (_, said) in enumerate(alone) if said]


def test_a_column_of_whole_figures_and_blanks_is_read_exactly() -> None:
    largest = 999_999_999_999_999
    found, remarks = read_column(GRANT, [0.0, "", float(largest), -5.0], [None] * 4, 107)

    assert found == [[0, None, largest, -5]]
    assert not remarks
