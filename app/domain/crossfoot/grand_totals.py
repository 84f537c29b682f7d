"""The same grand total in several tables (申請案數 by region, by group, by function), where one prints another.

Each table may add up by itself and still count other cases, so a lone difference proves little: tables that agree
with each other against one, a title that says the same, or turned digits must speak for it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.rounding import is_rounded
from app.domain.crossfoot.slips import is_transposition
from app.domain.crossfoot.structure import Axis, Line, Structure, View
from app.domain.crossfoot.wording import cell_place
from app.domain.crossfoot.words import Role, Unit, is_total_label, squeeze

_CLOSE = Decimal("0.02")
_ALIKE = 0.6
_SPECIFIC = re.compile(r"^.{2,}(?:[案件家人場次戶校所份][數次]|人次|家次|場次|經費|預算數?|決算數|金額|產值|績效|效益)")
_STAGES = re.compile(r"申請|受理|提案|審查|核定|通過|簽約|執行|結案|完成|驗收|預算|決算")
_YEARS = re.compile(r"(?<!\d)\d{2,4}(?=\s*(?:年|[~～\-至]))")


@dataclass(frozen=True, slots=True)
class GrandTotal:
    """A cell of the one total row of a table."""

    view: View
    row: Line
    column: Line

    @property
    def value(self) -> Decimal:
        """The figure as printed."""
        return self.view.cell(self.row, self.column).value or Decimal(0)

    @property
    def ref(self) -> CellRef:
        """Its address."""
        return self.view.ref(self.row, self.column)

    @property
    def unit(self) -> Unit:
        """Its unit."""
        return self.view.unit(self.row, self.column)

    @property
    def place(self) -> str:
        """Its place in words."""
        return cell_place(self.view, self.row, self.column)

    @property
    def title(self) -> str:
        """The title of its table."""
        return squeeze(self.view.structure.table.title)


def report_grand_totals(
    structures: Sequence[Structure], blamed: frozenset[CellRef], support: Mapping[CellRef, int]
) -> Iterator[Finding]:
    """Totals of one name that differ by little from what the other tables print.

    :param support: how many sums of its own table bear a figure out; totals that nothing bears out say nothing.
    """
    named: dict[tuple[str, Unit], list[GrandTotal]] = {}
    for structure in structures:
        for total in _grand_totals(structure):
            if total.value and total.ref not in blamed and support.get(total.ref):
                named.setdefault((squeeze(total.column.name), total.unit), []).append(total)
    for totals in named.values():
        yield from _odd_ones(totals)


def _grand_totals(structure: Structure) -> Iterator[GrandTotal]:
    rows = [row for row in structure.rows if row.is_total]
    if len(rows) != 1 or any(label and not is_total_label(label) for label in rows[0].labels):
        return
    view = structure.view(Axis.ROWS)
    for column in structure.columns:
        if column.role is Role.AMOUNT and _SPECIFIC.match(squeeze(column.name)):
            yield GrandTotal(view, rows[0], column)


def _odd_ones(totals: Sequence[GrandTotal]) -> Iterator[Finding]:
    values = Counter(total.value for total in totals)
    usual, times = values.most_common(1)[0] if values else (Decimal(0), 0)
    if len(values) != 2 or min(values.values()) != 1:
        return
    odd = next(total for total in reversed(totals) if values[total.value] == 1 and (times == 1 or total.value != usual))
    other = next(total for total in totals if total.value != odd.value)
    if _other_cases(odd, other):
        return
    turned = is_transposition(odd.value, other.value)
    is_close = abs(odd.value - other.value) <= _CLOSE * other.value
    if is_rounded(odd.view.cell(odd.row, odd.column), odd.unit) and abs(odd.value - other.value) <= len(totals) + 1:
        return
    if (
        (times >= 2 and (is_close or turned))
        or (turned and _same_years(odd, other))
        or (is_close and _alike(odd, other))
    ):
        yield _finding(odd, other, times, turned)


def _same_years(one: GrandTotal, other: GrandTotal) -> bool:
    return _YEARS.findall(one.title) == _YEARS.findall(other.title)


def _alike(one: GrandTotal, other: GrandTotal) -> bool:
    """Titles that say the same but for the dimension (各縣市申請案件統計, 各類組申請案件統計)."""
    a, b = _pairs(one.title), _pairs(other.title)
    return (
        _same_years(one, other)
        and set(_STAGES.findall(one.title)) == set(_STAGES.findall(other.title))
        and bool(a and b)
        and len(a & b) >= _ALIKE * min(len(a), len(b))
    )


def _other_cases(one: GrandTotal, other: GrandTotal) -> bool:
    """Whether further totals of one name differ, too: then the tables count other cases."""
    totals = {squeeze(t.column.name): t.value for t in _grand_totals(one.view.structure) if t.ref != one.ref}
    return any(
        totals.get(squeeze(t.column.name), t.value) != t.value
        for t in _grand_totals(other.view.structure)
        if t.ref != other.ref
    )


def _pairs(title: str) -> set[str]:
    text = re.sub(r"^表\s*\d+", "", title)
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _finding(odd: GrandTotal, other: GrandTotal, times: int, turned: bool) -> Finding:
    printed, right = (total.view.cell(total.row, total.column).text for total in (odd, other))
    more = f"等 {times} 張表" if times > 1 else ""
    why = "，像是數字前後顛倒" if turned else ""
    return Finding(
        odd.view.structure.table.file,
        odd.place,
        other.place,
        printed,
        right,
        f"{odd.place} = {other.place}",
        Kind.MISPLACED if turned else Kind.CONTRADICTION,
        Sureness.MEDIUM,
        f"{odd.place}印 {printed}，{other.place}{more}印 {right}{why}；同名的總數應相同，請核對何者為準。",
        (odd.ref, other.ref),
    )
