"""What can be searched for, and how entries of the search index are numbered."""

from enum import StrEnum


class SearchKind(StrEnum):
    """A kind of thing that is found, in the order in which results are shown."""

    PLAN = "計畫"
    CHECKPOINT = "查核點"
    INDICATOR = "績效指標"
    WORK_ITEM = "工作項目"
    CASE = "個案"
    FIRM = "企業"
    EVIDENCE = "佐證資料"
    REPORT_FILE = "期報檔案"


#: The first digits of an entry's number; a kind that is added takes a new one.
_NUMBERS = {
    SearchKind.PLAN: 1,
    SearchKind.CHECKPOINT: 2,
    SearchKind.INDICATOR: 3,
    SearchKind.WORK_ITEM: 4,
    SearchKind.CASE: 5,
    SearchKind.FIRM: 6,
    SearchKind.EVIDENCE: 7,
    SearchKind.REPORT_FILE: 8,
}
_YEARS, _ROWS = 1000, 2**32


def entry_id(kind: SearchKind, roc_year: int, row_id: int) -> int:
    """The number of an entry: within a kind the newest year has the lowest ones, and a year its rows in their order.

    Both databases read an index by number from its beginning, and stop when they have enough: that is how the newest
    of 600,000 come first without a sort. What belongs to no year is of year 0.

    :raises ValueError: for a year or a row that does not fit.
    """
    if not (0 <= roc_year < _YEARS and 0 < row_id < _ROWS):
        raise ValueError(f"no entry can be numbered {kind.name}, {roc_year}, {row_id}")
    return (_NUMBERS[kind] * _YEARS + _YEARS - 1 - roc_year) * _ROWS + row_id


def ids_of(kind: SearchKind) -> tuple[int, int]:
    """The lowest and the highest number of a kind, both included."""
    first = _NUMBERS[kind] * _YEARS * _ROWS
    return first, first + _YEARS * _ROWS - 1
