"""The same figures in two tables: by other dimensions, this year's column and the ten-year table.

No list of what ought to agree is needed. Two series over the same labels that agree nearly everywhere are the same
figures, and where they part company one of the tables is wrong; series that agree only here and there (申請 beside
核定) are different figures and say nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot import slips
from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.rounding import is_rounded
from app.domain.crossfoot.series import TOTAL, Entry, Series, series_of
from app.domain.crossfoot.structure import Structure
from app.domain.crossfoot.wording import cell_place
from app.domain.crossfoot.words import Role

_MIN_AGREEING = 3
_SAME = Decimal("0.7")  # share of labels on which two series must agree to be the same figures
_ROUNDED_UNITS = 3  # last places by which sums of rounded parts may differ between two tables
_CROWD = 60  # a figure that stands at the same label in more series than this tells nothing apart


@dataclass(frozen=True, slots=True)
class Pair:
    """Two series over common labels: where they agree, where rounding parts them, and where they differ."""

    one: Series
    two: Series
    agreeing: tuple[str, ...]
    rounded: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def are_same_figures(self) -> bool:
        """Agreement on most labels, with figures that are not all alike, and at most one or two that differ.

        Two that differ must do so in opposite directions: a table of some cases only is smaller everywhere.
        """
        values = {self.one.entries[key].cell.value for key in self.agreeing} - {Decimal(0)}
        alike = len(self.agreeing) + len(self.rounded)
        gaps = [self.gap(key) for key in self.differing if key != TOTAL]
        mistakes = 1 if self.is_swap else len(self.differing)
        return (
            len(values) >= _MIN_AGREEING
            and alike >= _SAME * (alike + mistakes)
            and (len(gaps) < 2 or (len(gaps) == 2 and gaps[0] * gaps[1] < 0))
        )

    @property
    def is_swap(self) -> bool:
        """Two figures differ, and each table prints them the other way round: one mistake, not two."""
        if len(self.differing) != 2:
            return False
        a, b = self.differing
        return _agree(self.one.entries[a], self.two.entries[b]) and _agree(self.one.entries[b], self.two.entries[a])

    def gap(self, key: str) -> Decimal:
        """By how much the first series is larger at a label."""
        return self.one.entries[key].base - self.two.entries[key].base

    @property
    def are_other_cases(self) -> bool:
        """Both tables add up, but of different cases (核定 215, 結案 214), or with other labels (東部含離島)."""
        parts = [key for key in self.differing if key != TOTAL]
        if TOTAL in self.differing and parts:
            return sum((self.gap(key) for key in parts), Decimal(0)) == self.gap(TOTAL)
        alone = {
            abs(series.entries[key].base)
            for series, other in ((self.one, self.two), (self.two, self.one))
            for key in series.entries
            if key not in other.entries
        }
        return any(abs(self.gap(key)) in alone for key in parts)


def report_between(
    structures: Sequence[Structure], blamed: frozenset[CellRef], support: Mapping[CellRef, int]
) -> tuple[int, list[Finding]]:
    """Comparisons made, and figures that two tables print differently.

    :param blamed: cells already found wrong, about which nothing more is said.
    :param support: how many sums and ratios of its own table bear a figure out: of two that differ, the one
        with less behind it is called wrong.
    """
    every = [series for structure in structures for series in series_of(structure)]
    checks = 0
    differing: list[tuple[Entry, Entry]] = []
    exchanged: list[tuple[tuple[Entry, Entry], tuple[Entry, Entry]]] = []
    compared: set[tuple[CellRef, CellRef]] = set()
    for pair in _pairs(every):
        checks += len(pair.agreeing)
        if pair.are_other_cases:
            continue
        keys = [key for key in pair.differing if not _is_blamed(pair, key, blamed)]
        exchanged += _exchanged(pair, keys)
        for key in (*keys, *pair.rounded):
            entries = (pair.one.entries[key], pair.two.entries[key])
            refs = (entries[0].ref, entries[1].ref)
            if refs not in compared:
                compared.add(refs)
                differing.append(entries)
    return checks, list(_findings(differing, exchanged, support))


def _pairs(every: Sequence[Series]) -> Iterator[Pair]:
    """Series of different tables that share enough figures at the same labels to be worth comparing."""
    index: dict[tuple[str, str], list[int]] = {}
    for number, series in enumerate(every):
        for key, entry in series.entries.items():
            if entry.base:
                index.setdefault((key, f"{entry.base:.2E}"), []).append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in index.values():
        if len(numbers) <= _CROWD:
            shared.update((a, b) for i, a in enumerate(numbers) for b in numbers[i + 1 :])
    for (a, b), count in shared.items():
        if count >= _MIN_AGREEING - 1 and every[a].table != every[b].table:
            pair = _compare(every[a], every[b])
            if pair.are_same_figures:
                yield pair


def _compare(one: Series, two: Series) -> Pair:
    keys = [key for key in one.entries if key in two.entries]
    agreeing = tuple(key for key in keys if _agree(one.entries[key], two.entries[key]))
    rounded = tuple(k for k in keys if k not in agreeing and _is_rounding(one.entries[k], two.entries[k]))
    return Pair(one, two, agreeing, rounded, tuple(k for k in keys if k not in agreeing and k not in rounded))


def _agree(one: Entry, two: Entry) -> bool:
    """Equal at the coarser of the two printed places."""
    gap = abs(one.base - two.base)
    return gap == 0 or (one.base_ulp != two.base_ulp and gap < max(one.base_ulp, two.base_ulp))


def _is_rounding(one: Entry, two: Entry) -> bool:
    """Apart by so little that rounded parts explain it (表 16 prints 2,249 where 表 17 adds up to 2,248)."""
    rounded = any(is_rounded(e.cell, e.unit) or Role.RATIO in (e.line.role, e.position.role) for e in (one, two))
    return rounded and abs(one.base - two.base) <= _ROUNDED_UNITS * max(one.base_ulp, two.base_ulp)


def _is_blamed(pair: Pair, key: str, blamed: frozenset[CellRef]) -> bool:
    return bool({pair.one.entries[key].ref, pair.two.entries[key].ref} & blamed)


def _exchanged(pair: Pair, keys: Sequence[str]) -> Iterator[tuple[tuple[Entry, Entry], tuple[Entry, Entry]]]:
    """Two labels whose figures one table prints the other way round."""
    for i, a in enumerate(keys):
        for b in keys[i + 1 :]:
            one, two = pair.one.entries, pair.two.entries
            if _agree(one[a], two[b]) and _agree(one[b], two[a]):
                yield (one[a], one[b]), (two[a], two[b])


def _findings(
    differing: Sequence[tuple[Entry, Entry]],
    exchanged: Sequence[tuple[tuple[Entry, Entry], tuple[Entry, Entry]]],
    support: Mapping[CellRef, int],
) -> Iterator[Finding]:
    """One finding for each cell that others contradict: of two cells, the one contradicted more often, or with
    less support in its own table."""
    votes = Counter(entry.ref for pair in differing for entry in pair)
    done: set[CellRef] = set()
    for sides in exchanged:
        refs = {entry.ref for side in sides for entry in side}
        wrong = min(sides, key=lambda side: sum(support.get(e.ref, 0) - votes[e.ref] for e in side))
        if not done & refs:
            yield _swap_finding(*wrong)
        done |= refs
    for one, two in sorted(differing, key=lambda pair: -max(votes[e.ref] for e in pair)):
        first, second = sorted((two, one), key=lambda e: (-votes[e.ref], support.get(e.ref, 0)))
        if not {first.ref, second.ref} & done:
            done.add(first.ref)
            yield _finding(first, second)


def _finding(wrong: Entry, right: Entry) -> Finding:
    at, other = (cell_place(e.view, e.line, e.position) for e in (wrong, right))
    small = _is_rounding(wrong, right)
    turned = slips.is_transposition(wrong.base, right.base)
    kind = Kind.ROUNDING if small else Kind.MISPLACED if turned else Kind.CONTRADICTION
    why = "四捨五入可以解釋" if small else "像是數字前後顛倒" if turned else "兩處應為同一數字"
    return Finding(
        wrong.view.structure.table.file,
        at,
        other,
        wrong.cell.text,
        right.cell.text,
        f"{at} = {other}",
        kind,
        Sureness.HIGH if small else Sureness.MEDIUM,
        f"{at}印 {wrong.cell.text}，{other}印 {right.cell.text}，{why}；請核對何者為準。",
        (wrong.ref, right.ref),
    )


def _swap_finding(one: Entry, two: Entry) -> Finding:
    at, other = (cell_place(e.view, e.line, e.position) for e in (one, two))
    return Finding(
        one.view.structure.table.file,
        at,
        other,
        f"{one.cell.text}、{two.cell.text}",
        f"{two.cell.text}、{one.cell.text}",
        "與另一表同名的數字相比",
        Kind.MISPLACED,
        Sureness.MEDIUM,
        f"{at}與{other}的數字像是對調了：另一表同名的兩個數字正好相反；請核對。",
        (one.ref, two.ref),
    )
