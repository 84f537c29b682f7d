"""Money and people as pages show them, with their totals."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.money import FinanceComponents, MoneyRate, execution_rate, payment_rate
from app.domain.plan_document import FinanceLine, Staffing

TOTAL = "合計"
ALL_SOURCES = "全部來源"


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """Money of one account and source, or a total; ``rate`` is 執行數 ÷ 簽約數."""

    account: str
    source: str
    contracted: int
    executed: int | None
    note: str | None = None
    original_contracted: int | None = None  # only when it was changed
    is_total: bool = False
    key: str | None = None  # of the row; a total has none

    @property
    def rate(self) -> Decimal | None:
        """``None`` when nothing was contracted or nothing reported."""
        if self.executed is None or not self.contracted:
            return None
        return Decimal(self.executed) / self.contracted

    @property
    def rate_pct(self) -> Decimal | None:
        """The rate as a bar draws it: 0 to 100, and beyond."""
        return None if self.rate is None else self.rate * 100


@dataclass(frozen=True, slots=True)
class StaffLine:
    """Person-months of one grade, or of all."""

    grade: str
    planned_months: Decimal
    actual_months: Decimal | None
    is_total: bool = False
    key: str | None = None  # of the row; a total has none

    @property
    def rate_pct(self) -> Decimal | None:
        """原訂人月 that were worked, 0 to 100 and beyond; ``None`` while nothing is reported, or none was planned."""
        if self.actual_months is None or not self.planned_months:
            return None
        return self.actual_months * 100 / self.planned_months

    @property
    def difference(self) -> Decimal | None:
        """Actual minus planned; ``None`` while nothing is reported."""
        return None if self.actual_months is None else self.actual_months - self.planned_months


@dataclass(frozen=True, slots=True)
class RateLine:
    """支用率 and 執行率 of the money from one source, with what each is made of; whole 元."""

    source: str
    components: FinanceComponents
    payment: MoneyRate
    execution: MoneyRate

    @property
    def missing(self) -> tuple[str, ...]:
        """The components that nobody has reported."""
        return tuple(word for name, word in COMPONENTS.items() if getattr(self.components, name) is None)


#: What the rates are made of, in the words of the field (field-notes 1.4).
COMPONENTS = {
    "allocated": "分配數",
    "paid": "實支數",
    "payable": "應付未付數",
    "surplus": "節餘數",
    "reserved": "保留數",
    "returned": "繳庫數",
}


def rate_lines(totals: Iterable[MoneyLine]) -> Iterator[RateLine]:
    """The rates of each total of :func:`money_lines`.

    Reports tell 簽約數, of which the whole is allotted, and 執行數, which is what was paid. Nothing tells the other
    components yet: a rate that asks for one of them is not guessed.
    """
    for line in totals:
        if line.is_total:
            components = FinanceComponents(allocated=line.contracted, paid=line.executed)
            yield RateLine(line.source, components, payment_rate(components), execution_rate(components))


def money_lines(lines: Sequence[FinanceLine], originally: Sequence[FinanceLine] = ()) -> Iterator[MoneyLine]:
    """Every account and source, then a total for each source, then the total.

    :param originally: the lines as they were set up, to be named beside.
    """
    first = {line.key: line.contracted for line in originally}
    for line in lines:
        was = first.get(line.key, line.contracted)
        original = None if was == line.contracted else was
        yield MoneyLine(
            line.account, line.source.value, line.contracted, line.executed, line.note, original, key=line.key
        )
    for source in dict.fromkeys(line.source for line in lines):
        yield _total([line for line in lines if line.source is source], source.value)
    if lines:
        yield _total(lines, ALL_SOURCES)


def staff_lines(rows: Sequence[Staffing]) -> Iterator[StaffLine]:
    """Every grade, then all of them."""
    for row in rows:
        yield StaffLine(row.key, row.planned_months, row.actual_months, key=row.key)
    if rows:
        actual = [row.actual_months for row in rows if row.actual_months is not None]
        planned = sum((row.planned_months for row in rows), Decimal(0))
        yield StaffLine(TOTAL, planned, sum(actual, Decimal(0)) if actual else None, is_total=True)


def _total(lines: Sequence[FinanceLine], source: str) -> MoneyLine:
    executed = [line.executed for line in lines if line.executed is not None]
    return MoneyLine(
        TOTAL, source, sum(line.contracted for line in lines), sum(executed) if executed else None, is_total=True
    )
