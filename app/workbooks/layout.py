"""What a sheet of the reporting workbook is made of. Declared once; writers, reader and checker are driven by it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.plan_document import reported_fields

KEY_HEADER = "_key"  # header of the hidden column that identifies a row, whatever its author sorts or moves


class Kind(StrEnum):
    """How a value of the plan document stands in a cell."""

    TEXT = "text"
    TAX_ID = "tax_id"  # eight digits, always as text: Excel drops the zeros in front of a number
    CHOICE = "choice"  # one of the column's choices
    SUB_PLAN = "sub_plan"  # the letter of a sub-plan, shown with its name
    DATE = "date"  # 107/1/31, always as text: Excel turns a number into a day of its own
    COMPLETION = "completion"  # a date or an upper bound, 107/7/15前: completed_on and completion_basis
    QUANTITY = "quantity"  # a figure in the unit that stands in its row, in base units in the document
    MONEY = "money"  # whole 元
    COUNT = "count"  # a whole number without a unit
    MONTHS = "months"  # 人月, two decimals
    PERCENT = "percent"  # 4.00 stands for 4 %


#: Kinds that are figures: set right, and read as numbers.
NUMERIC = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.COUNT, Kind.MONTHS, Kind.PERCENT})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what a person sees above it, and which field of the row it is.

    ``width`` counts half-width characters (a Chinese character is two). ``help`` is the sentence shown when an
    open cell is selected. ``required`` speaks of rows that a file adds. ``totalled`` asks for a sum. ``locked``
    stays so in a sheet that is open otherwise.
    """

    header: str
    field: str
    kind: Kind = Kind.TEXT
    width: int = 12
    help: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    totalled: bool = False
    locked: bool = False

    @property
    def is_numeric(self) -> bool:
        """Whether the column holds figures."""
        return self.kind in NUMERIC

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields of the document that a cell of this column fills."""
        return ("completed_on", "completion_basis") if self.kind is Kind.COMPLETION else (self.field,)


class Signal(StrEnum):
    """What a colour that comes and goes tells; the cover explains it, and the help of the columns says the rule."""

    LATE = "落後"
    MISSING = "待補填"


@dataclass(frozen=True, slots=True)
class Highlight:
    """Cells that take a colour while a formula holds.

    ``when`` is in Excel's notation without the equals sign: ``{field}`` is the cell of that field in the same
    row, ``{cell}`` the coloured cell itself, ``{row}`` the row's cells. ``concerns`` leaves exported rows out.
    """

    signal: Signal
    fields: tuple[str, ...]
    when: str
    concerns: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a section of the plan document as a table.

    ``growing``: a report may add rows, and ``blank_rows`` of them are offered below the exported ones.
    ``note`` stands under the title; ``frozen`` columns stay in sight; ``pages_wide`` is for printing.
    ``row_height`` in points is for rows of a single line; ``None`` fits each row to its texts.
    ``split_totals_by`` names a column over whose choices the totals are also broken down. ``all_open`` is for
    the workbook in which the program office sets a plan up, where nothing is locked. New rows of a growing sheet
    are asked for their required columns without a highlight of their own.
    """

    name: str
    section: str
    columns: tuple[Column, ...]
    note: str
    growing: bool = False
    blank_rows: int = 0
    frozen: int = 2
    pages_wide: int = 1
    row_height: float | None = None
    split_totals_by: str | None = None
    all_open: bool = False
    highlights: tuple[Highlight, ...] = ()

    def is_open(self, column: Column) -> bool:
        """Whether people fill this column: contractors fill what the document says is reported, set-up everything."""
        if self.all_open:
            return not column.locked
        return column.field in reported_fields(self.section)

    def column_of(self, field: str) -> Column | None:
        """The column that shows a field, or ``None`` for a field that the sheet does not show."""
        return next((column for column in self.columns if field in column.fields), None)

    @property
    def key_column(self) -> Column | None:
        """The visible column that shows the row's key, where there is one (個案編號)."""
        return self.column_of("key")

    @property
    def unit_column(self) -> Column | None:
        """The column that says in which unit the quantities of a row are written."""
        return self.column_of("unit")

    @property
    def has_totals(self) -> bool:
        """Whether any column asks for a sum."""
        return any(column.totalled for column in self.columns)
