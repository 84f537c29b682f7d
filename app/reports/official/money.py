"""計畫經費 and 經資門經費表: the money as it was contracted, and below it in brackets as it was executed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.figures import NO_FIGURE, round_half_up
from app.domain.plan_document import FinanceLine, FundSource, PlanDocument
from app.reports.official.cells import figure
from app.reports.official.table import Cell, Line, Role, Table, heads
from app.reports.official.words import KINDS, NO_DIFFERENCE, Settled, Words

_PARTS = {"一": "經常支出", "二": "資本支出"}
_GROUPS = {"一-3": "3.其他經常支出"}  # the form prints it as a head of its own, above accounts of a third level
_NAMES = {FundSource.GOVERNMENT: "政府", FundSource.SELF: "廠商"}


@dataclass(frozen=True, slots=True)
class Sums:
    """Contracted and executed, whole 元. ``executed`` is ``None`` while an account with money is not reported."""

    contracted: int
    executed: int | None

    @classmethod
    def of(cls, lines: Iterable[FinanceLine]) -> Sums:
        """The sums over some lines; an account without money has nothing to report."""
        rows = list(lines)
        is_open = any(row.executed is None and row.contracted for row in rows)
        executed = None if is_open else sum(row.executed or 0 for row in rows)
        return cls(sum(row.contracted for row in rows), executed)

    @property
    def is_nothing(self) -> bool:
        """Whether there was no money, so that the form prints a lone 0."""
        return self.contracted == 0 and not self.executed


def settlement(document: PlanDocument, words: Words) -> Table:
    """計畫經費: 簽約數, 結報數, 繳庫數, 保留數. What nobody told is 「—」, never 0."""
    head = (Cell("項目", Role.HEAD, cols=2), *heads("簽約數", "結報數", "繳庫數", "保留數", "備註"))
    body = tuple(_settled(document, source, words.settled.get(source, Settled())) for source in FundSource)
    return Table((head,), body, unit="元")


def accounts(document: PlanDocument) -> Table:
    """經資門經費表: each account over both sources, the sums of 經常 and 資本支出, and the shares of the whole.

    Shares of executed amounts are taken of the contracted whole, too, as the form does: so 合計 may pass 100.00.
    """
    whole = Sums.of(document.finance_lines).contracted
    body = (
        *_part(document.finance_lines, "一", whole),
        *_part(document.finance_lines, "二", whole),
        (Cell("合計", Role.LABEL, rows=2), Cell("金額", Role.LABEL), *_amounts(document.finance_lines, whole, True)),
        (Cell("占總經費%", Role.LABEL), *_shares(document.finance_lines, whole)),
    )
    return Table(_heads(), body, unit="元")


def differences(document: PlanDocument) -> str:
    """The draft below the accounts: each source whose executed amount is not the contracted one, or 無差異."""
    found = [(source, Sums.of(row for row in document.finance_lines if row.source is source)) for source in FundSource]
    if any(sums.executed is None for _, sums in found):
        return "尚未填報。"
    told = [f"{source}實支數為 {sums.executed:,} 元" for source, sums in found if sums.executed != sums.contracted]
    return f"{'，'.join(told)}。" if told else NO_DIFFERENCE


def _heads() -> tuple[Line, ...]:
    return (
        (
            Cell("會計科目", Role.HEAD, rows=3, cols=2),
            Cell("簽約數／(執行數)", Role.HEAD, cols=4),
            Cell("備註", Role.HEAD, rows=3),
        ),
        (
            Cell("主管機關預算\n(委託、補助)", Role.HEAD, rows=2),
            Cell("自籌款", Role.HEAD, rows=2),
            Cell("合計", Role.HEAD, cols=2),
        ),
        heads("金額(元)", "占總經費%"),
    )


def _settled(document: PlanDocument, source: FundSource, told: Settled) -> Line:
    sums = Sums.of(row for row in document.finance_lines if row.source is source)
    boxes = "\n".join(f"{'■' if kind is told.kind else '□'}{kind}" for kind in KINDS[source])
    settled = sums.executed if told.settled is None else told.settled
    amounts = (sums.contracted, settled, told.returned, told.reserved)
    return (Cell(_NAMES[source], Role.LABEL), Cell(boxes), *map(figure, amounts), Cell(told.remark))


def _part(lines: Sequence[FinanceLine], code: str, whole: int) -> Iterator[Line]:
    """The accounts of 經常 or 資本支出 between its head and its sum."""
    own = [row for row in lines if _code(row).split("-")[0] == code]
    yield (Cell(f"{code}、{_PARTS[code]}", Role.LABEL, cols=7),)
    group = ""
    for account in dict.fromkeys(map(_code, own)):
        above = account.rpartition("-")[0]
        if above in _GROUPS and above != group:
            yield (Cell(_GROUPS[above], Role.LABEL, cols=7),)
        group = above
        rows = [row for row in own if _code(row) == account]
        yield (Cell(_label(rows[0]), Role.LABEL, cols=2), *_amounts(rows, whole, False))
    yield (Cell("小計", Role.LABEL, cols=2, is_total=True), *_amounts(own, whole, True))


def _code(row: FinanceLine) -> str:
    return row.key.partition("|")[0]


def _label(row: FinanceLine) -> str:
    """「1.人事費」, 「(2)管理費」: the last level of the code before the account."""
    last = _code(row).rpartition("-")[2]
    return f"{last}{'' if last.endswith(')') else '.'}{row.account}"


def _amounts(lines: Sequence[FinanceLine], whole: int, is_total: bool) -> Line:
    own = [Sums.of(row for row in lines if row.source is source) for source in FundSource]
    both = Sums.of(lines)
    notes = "" if is_total else "\n".join(row.note for row in lines if row.note)
    return (*(_money(sums, is_total) for sums in (*own, both)), _share(both, whole, is_total), Cell(notes))


def _shares(lines: Sequence[FinanceLine], whole: int) -> Line:
    own = [Sums.of(row for row in lines if row.source is source) for source in FundSource]
    both = Sums.of(lines)
    return (*(_share(sums, whole, True) for sums in (*own, both)), Cell(""), Cell(""))


def _money(sums: Sums, is_total: bool) -> Cell:
    if sums.is_nothing:
        return Cell("0", Role.FIGURE, value=Decimal(0), is_total=is_total)
    executed = NO_FIGURE if sums.executed is None else f"{sums.executed:,}"
    return Cell(f"{sums.contracted:,}\n({executed})", Role.FIGURE, is_total=is_total)


def _share(sums: Sums, whole: int, is_total: bool) -> Cell:
    if sums.is_nothing:
        return Cell("0", Role.FIGURE, value=Decimal(0), is_total=is_total)
    return Cell(f"{_pct(sums.contracted, whole)}\n({_pct(sums.executed, whole)})", Role.FIGURE, is_total=is_total)


def _pct(amount: int | None, whole: int) -> str:
    if amount is None or not whole:
        return NO_FIGURE
    return f"{round_half_up(Decimal(amount) * 100 / whole, 2):,f}"
