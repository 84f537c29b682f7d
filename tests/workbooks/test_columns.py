"""A column read at a time says what its cells say one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from app.workbooks.columns import read_column
from app.workbooks.layout import Column
from app.workbooks.showing import LONGEST_TEXT, clean_text

NOTE = Column("備註", "note")

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
