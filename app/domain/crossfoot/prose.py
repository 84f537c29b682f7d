"""Figures in sentences against the cells that they speak of.

A sentence is held to a table only where it proves that it reads from it: it names a row and repeats one of the
row's figures, or it names a column and repeats others of the same row. Then the figures beside must agree too.
"""

import re
from collections.abc import Iterator, Sequence

from app.domain.crossfoot.claims import Claim, findings_of
from app.domain.crossfoot.finding import CellRef, Finding
from app.domain.crossfoot.prose_arithmetic import report_arithmetic
from app.domain.crossfoot.prose_order import OrderReader, groups_of
from app.domain.crossfoot.prose_totals import claims_on_totals, known_totals, report_shares, total_cells
from app.domain.crossfoot.statements import Statement, printed_ulp, statements_of
from app.domain.crossfoot.structure import Axis, Line, Structure, View
from app.domain.crossfoot.table import Prose
from app.domain.crossfoot.words import Role, squeeze, year_of
from app.domain.quantity import Quantity

_TELLING = 10  # smaller counts agree by chance
_LINKS = r"[、，,及與和以之\s]*"
_BETWEEN = re.compile(r"^(?:[的為達約共計有至：:「」（(]|合計|共計|分別|總計|高達)*$")
_UNIT_WORDS = re.compile(r"[（(].*?[)）]|[億萬千百]*元|[%％]|倍$")


def report_prose(
    structures: Sequence[Structure], prose: Sequence[Prose], blamed: frozenset[CellRef]
) -> tuple[int, list[Finding]]:
    """Comparisons made, and sentences that print another figure than their table.

    :param blamed: cells already found wrong; a sentence that differs from one of them may well be right.
    """
    checks = 0
    shares: list[Finding] = []
    alone: list[Finding] = []
    ordered: list[Finding] = []
    groups = groups_of(structures) if prose else {}
    orders = [OrderReader(structure, groups) for structure in structures] if prose else []
    readers = [_Reader(structure) for structure in structures] if prose else []
    totals = total_cells(structures) if prose else []
    wholes = known_totals(totals)
    broken: dict[tuple[int, int], Claim] = {}
    held: set[tuple[int, int]] = set()
    for number, statement in enumerate(s for text in prose for s in statements_of(text)):
        ordered += [f for reader in _introduced(orders, statement) for f in reader.findings(statement)]
        figures = statement.figures()
        if not figures:
            continue
        claims = [c for reader in _spoken_of(readers, statement) for c in reader.claims(statement, figures)]
        claims += claims_on_totals(totals, statement, figures)
        checks += len(claims)
        alone += report_arithmetic(statement, figures)
        for claim in claims:
            key = (number, claim.quantity.span[0])
            if claim.holds:
                held.add(key)
            elif claim.ref not in blamed:
                broken.setdefault(key, claim)
        settled = {start for n, start in held | broken.keys() if n == number}
        shares += report_shares(wholes, statement, figures, settled)
    left = [claim for key, claim in broken.items() if key not in held]
    return checks, [*findings_of(left), *shares, *alone, *ordered]


class _Reader:
    """A table with the names by which sentences may speak of it."""

    def __init__(self, structure: Structure) -> None:
        self.name = structure.table.name
        self.view = structure.view(Axis.ROWS)
        self.rows = sorted(
            ((_name(line), line) for line in self.view.lines if _is_name(line)), key=lambda each: -len(each[0])
        )
        self.measures = [
            (view, [(stem, measure) for measure in view.positions if len(stem := _stem(measure)) > 1])
            for view in (structure.view(axis) for axis in Axis)
        ]

    def claims(self, statement: Statement, figures: Sequence[Quantity]) -> Iterator[Claim]:
        """Everything that a sentence says about this table."""
        mentions = self._mentions(statement.text)
        yield from _beside_names(self.view, statement, figures, mentions)
        yield from _in_lists(self.view, statement, figures, mentions)
        for view, stems in self.measures:
            named = [(stem, measure) for stem, measure in stems if stem in statement.text]
            if len(named) > 1:
                yield from _beside_measures(view, statement, figures, named)

    def _mentions(self, text: str) -> list[tuple[int, int, Line]]:
        """Where a sentence names rows, in order; of names within names the longest counts."""
        found: list[tuple[int, int, Line]] = []
        for name, line in self.rows:
            if name not in text:
                continue
            for match in re.finditer(re.escape(name), text):
                if not any(start < match.end() and match.start() < end for start, end, _ in found):
                    found.append((match.start(), match.end(), line))
        return sorted(found, key=lambda each: each[:2])


def _spoken_of(readers: Sequence[_Reader], statement: Statement) -> Iterator[_Reader]:
    """The tables announced around a sentence, or, in a text that announces none, all tables."""
    return (reader for reader in readers if not statement.near or reader.name in statement.near)


def _introduced(orders: Sequence[OrderReader], statement: Statement) -> Iterator[OrderReader]:
    """The next table, or, in a text that announces none, all tables."""
    return (reader for reader in orders if not statement.near or reader.name == statement.near[0])


def _name(line: Line) -> str:
    return next((label for label in reversed(line.labels) if label), "")


def _is_name(line: Line) -> bool:
    name = _name(line)
    return len(name) > 1 and not line.is_total and line.role is Role.AMOUNT and year_of(name) is None


def _stem(measure: Line) -> str:
    """The name of a measure without its unit, as a sentence would say it."""
    return _UNIT_WORDS.sub("", squeeze("".join(measure.labels))).strip("_")


def _beside_names(
    view: View, statement: Statement, figures: Sequence[Quantity], mentions: Sequence[tuple[int, int, Line]]
) -> Iterator[Claim]:
    """Figures between one row's name and the next: when one is the row's own, the others must be, too."""
    for k, (_, end, line) in enumerate(mentions):
        if k and mentions[k - 1][2] is line:
            continue
        stop = next((start for start, _, other in mentions[k + 1 :] if other is not line), len(statement.text))
        own = [q for q in figures if end <= q.span[0] < stop]
        cells = [p for p in view.positions if view.cell(line, p).value is not None]
        matched = [(q, p) for q in own for p in cells if Claim(statement, q, view, line, p).holds]
        anchors = [q for q, _ in matched if q.unit != "%" and (q.value or 0) >= _TELLING]
        if not anchors:
            continue
        yield from (Claim(statement, q, view, line, p) for q, p in matched)
        free = [q for q in own if q not in [m[0] for m in matched]]
        open_cells = [p for p in cells if p not in [m[1] for m in matched]]
        for unit in {q.unit for q in free}:
            quantities = [q for q in free if q.unit == unit]
            columns = [p for p in open_cells if _measures(view, line, p, unit)]
            if len(quantities) == 1 and len(columns) == 1 and not _is_other_share(view, quantities[0], anchors):
                claim = Claim(statement, quantities[0], view, line, columns[0])
                if unit == "%" or claim.is_close:
                    yield claim


def _in_lists(
    view: View, statement: Statement, figures: Sequence[Quantity], mentions: Sequence[tuple[int, int, Line]]
) -> Iterator[Claim]:
    """「甲、乙及丙，分別為 3 案、2 案及 1 案」: names and figures in the same order."""
    for names in _runs(mentions, statement.text):
        after = [q for q in figures if q.span[0] >= names[-1][1]]
        for quantities in _figure_runs(after, statement.text):
            said = statement.text[max(0, names[0][0] - 6) : quantities[0].span[0]]
            if len(quantities) != len(names) or not re.search("分別|依序", said):
                continue
            options = [
                [Claim(statement, q, view, line, p) for (_, _, line), q in zip(names, quantities, strict=True)]
                for p in view.positions
                if all(view.cell(line, p).value is not None for _, _, line in names)
            ]
            best = max(options, key=lambda claims: sum(c.holds for c in claims), default=[])
            if sum(c.holds for c in best) >= 2 and 2 * sum(c.holds for c in best) >= len(best):
                yield from best


def _runs(mentions: Sequence[tuple[int, int, Line]], text: str) -> Iterator[list[tuple[int, int, Line]]]:
    run: list[tuple[int, int, Line]] = []
    for mention in mentions:
        if run and not re.fullmatch(_LINKS, text[run[-1][1] : mention[0]]):
            if len(run) > 1:
                yield run
            run = []
        run.append(mention)
    if len(run) > 1:
        yield run


def _figure_runs(figures: Sequence[Quantity], text: str) -> Iterator[list[Quantity]]:
    run: list[Quantity] = []
    for quantity in figures:
        if run and (
            quantity.unit != run[-1].unit or not re.fullmatch(_LINKS, text[run[-1].span[1] : quantity.span[0]])
        ):
            yield run
            run = []
        run.append(quantity)
    if run:
        yield run


def _beside_measures(
    view: View, statement: Statement, figures: Sequence[Quantity], stems: Sequence[tuple[str, Line]]
) -> Iterator[Claim]:
    """Figures right behind the names of several measures (增加產值 19.88 億元，降低成本 …): read from one line."""
    named = [
        (quantity, measure)
        for quantity in figures
        for stem, measure in stems
        if _precedes(stem, quantity, statement.text) and _measures_like(measure, quantity)
    ]
    if len({measure.index for _, measure in named}) < 2:
        return
    best: list[Claim] = []
    for line in view.lines:
        claims = [Claim(statement, q, view, line, m) for q, m in named if view.cell(line, m).value is not None]
        if sum(c.holds for c in claims) > sum(c.holds for c in best):
            best = claims
    telling = {c.position.index for c in best if c.holds and c.quantity.value != 0}
    if len(telling) >= 2:
        yield from (c for c in best if c.holds or c.is_close)


def _precedes(stem: str, quantity: Quantity, text: str) -> bool:
    before = text[max(0, quantity.span[0] - len(stem) - 6) : quantity.span[0]]
    at = before.rfind(stem)
    return at >= 0 and bool(_BETWEEN.match(before[at + len(stem) :]))


def _measures_like(measure: Line, quantity: Quantity) -> bool:
    if quantity.unit == "元":
        return measure.unit.scale is not None
    return measure.unit.scale is None


def _measures(view: View, line: Line, position: Line, unit: str) -> bool:
    """Whether a cell can hold a figure of this unit: shares for %, money for 元, and counts that name the unit."""
    if unit == "%":
        return position.role is Role.RATIO and (
            view.cell(line, position).is_percent or "%" in position.name or bool(re.search("[比占佔率]", position.name))
        )
    if position.role is not Role.AMOUNT:
        return False
    if unit == "元":
        return view.unit(line, position).scale is not None
    return bool(unit) and unit in position.name and view.unit(line, position).scale is None


def _is_other_share(view: View, share: Quantity, anchors: Sequence[Quantity]) -> bool:
    """A percentage that is an anchor's share of some other figure of the table is right as it stands."""
    if share.unit != "%" or share.value is None:
        return False
    ulp = printed_ulp(share)
    wholes = {v for line in view.lines for p in view.positions if (v := view.cell(line, p).value)}
    return any(
        abs(anchor.value * 100 / whole - share.value) < ulp
        for anchor in anchors
        for whole in wholes
        if anchor.value is not None and whole >= anchor.value
    )
