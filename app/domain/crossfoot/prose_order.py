"""Sentences about order: 「各地區以甲最高，乙次之」, 「北部以甲最高，其次為乙」 against the rows they speak of.

Only the second place is judged, and only where the first is right: that proves which figures the sentence compares.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from app.domain.crossfoot.finding import Finding, Kind, Sureness
from app.domain.crossfoot.series import label_key
from app.domain.crossfoot.statements import Statement
from app.domain.crossfoot.structure import Axis, Line, Structure, View
from app.domain.crossfoot.wording import cell_place
from app.domain.crossfoot.words import Role, squeeze

_TOP = re.compile(r"最大宗|最多|最高|居冠|居首|最為?顯著|為主要")
_SECOND = re.compile(r"其次(?:則?[為是]|依序為)?|次之")
_EVERY = re.compile(r"各[^，。；、]{1,8}?(?:[均皆]|是?以)")
_REACH = 14
_SMALL = 3  # the first of three is right by chance too often

Groups = Mapping[str, frozenset[str]]
"""For each name the names that a table lists under the same heading (增加產值: four kinds)."""


def groups_of(structures: Sequence[Structure]) -> Groups:
    """Which rows belong together, as the tables with two label columns say."""
    found: dict[str, frozenset[str]] = {}
    for structure in structures:
        blocks: dict[str, set[str]] = {}
        for row in structure.rows:
            if len(row.labels) == 2 and row.role is Role.AMOUNT and not row.is_total:
                blocks.setdefault(row.labels[0], set()).add(row.labels[1])
        for names in blocks.values():
            if len(blocks) > 1:
                found |= {name: frozenset(names) for name in names if name not in found}
    return found


class OrderReader:
    """A table with the names of what it ranks."""

    def __init__(self, structure: Structure, groups: Groups) -> None:
        self.name = structure.table.name
        self._groups = groups
        self._views = [_NamedView(structure.view(axis)) for axis in Axis]

    def findings(self, statement: Statement) -> Iterator[Finding]:
        """Second places of a sentence that this table gives to another name."""
        for start, text in _segments(statement.text):
            top, second = _TOP.search(text), _SECOND.search(text)
            if top is None or second is None or second.start() < top.start():
                continue
            for named in self._views:
                yield from self._judge(named, statement, start, text, (top, second))

    def _judge(
        self,
        named: "_NamedView",
        statement: Statement,
        start: int,
        text: str,
        words: tuple[re.Match[str], re.Match[str]],
    ) -> Iterator[Finding]:
        top, second = words
        mentions = named.mentions(text)
        first = _last(mentions, top.start() - _REACH, top.start())
        next_to = (top.end(), second.start()) if second[0] == "次之" else (second.end(), second.end() + _REACH)
        other = _last(mentions, *next_to) if second[0] == "次之" else _first(mentions, *next_to)
        if first is None or other is None or first[1] is other[1]:
            return
        scopes = named.scopes(text[: first[0]], is_every=bool(_EVERY.search(text[: first[0] + 1])))
        right = [scope for scope in scopes if (family := self._family(named, first[1], other[1], scope))]
        if not scopes or 2 * len(right) < len(scopes) + 1:
            return
        better: list[tuple[Line, Line]] = []
        for scope in right:
            family = [line for line in self._family(named, first[1], other[1], scope) if line is not first[1]]
            best = max(family, key=lambda line: _value(named.view, line, scope))
            if _value(named.view, best, scope) > _value(named.view, other[1], scope):
                better.append((best, scope))
        if better:
            yield _finding(statement, start + other[0], other[1], named.view, better)

    def _family(self, named: "_NamedView", first: Line, other: Line, scope: Line) -> list[Line]:
        """The lines compared: those of one heading, or all, among which the named first one is the first."""
        group = self._groups.get(_label(first), frozenset())
        wanted = [[line for line in named.items if _label(line) in group], named.items]
        if not group:
            prefix = _label(first)[:2]
            wanted.insert(0, [line for line in named.items if _label(line).startswith(prefix)])
        for family in wanted:
            lines = [line for line in family if named.view.cell(line, scope).value is not None]
            if len(lines) <= _SMALL or first not in lines or other not in lines:
                continue
            if max(_value(named.view, line, scope) for line in lines) == _value(named.view, first, scope):
                return lines
        return []


class _NamedView:
    """One direction of a table: items that are ranked, along scopes that a sentence may name."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.items = [line for line in view.amounts if not line.is_total and len(_label(line)) > 1]
        self._scopes = [p for p in view.positions if p.role is Role.AMOUNT]

    def mentions(self, text: str) -> list[tuple[int, Line]]:
        """Where a text names items; of names within names the longest counts."""
        taken: list[tuple[int, int, Line]] = []
        for line in sorted(self.items, key=lambda item: -len(_label(item))):
            for match in re.finditer(re.escape(_label(line)), text):
                if not any(a < match.end() and match.start() < b for a, b, _ in taken):
                    taken.append((match.start(), match.end(), line))
        return sorted(((start, line) for start, _, line in taken), key=lambda each: each[0])

    def scopes(self, text: str, *, is_every: bool) -> list[Line]:
        """The one scope that a text names, all of them for 「各…」, else the total or the only column."""
        named = [p for p in self._scopes if not p.is_total and any(form in text for form in _forms(_label(p)))]
        if named:
            return named if len(named) == 1 else []
        if is_every:
            return [p for p in self._scopes if not p.is_total]
        totals = [p for p in self._scopes if p.is_total]
        return totals if len(totals) == 1 else self._scopes if len(self._scopes) == 1 else []


def _segments(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for part in re.split(r"(?<=[；。：])|(?=另)", text):
        yield start, part
        start += len(part)


def _label(line: Line) -> str:
    return squeeze(next((label for label in reversed(line.labels) if label), ""))


def _forms(label: str) -> tuple[str, ...]:
    key = label_key(label)
    if len(key) == 1:
        return (f"{key}部", f"{key}區", f"{key}地區")
    return (label, key) if key else (label,)


def _value(view: View, line: Line, scope: Line) -> Decimal:
    return view.cell(line, scope).value or Decimal(0)


def _first(mentions: Sequence[tuple[int, Line]], start: int, end: int) -> tuple[int, Line] | None:
    return next((m for m in mentions if start <= m[0] < end), None)


def _last(mentions: Sequence[tuple[int, Line]], start: int, end: int) -> tuple[int, Line] | None:
    return next((m for m in reversed(mentions) if start <= m[0] < end), None)


def _finding(statement: Statement, at: int, said: Line, view: View, better: Sequence[tuple[Line, Line]]) -> Finding:
    name = _label(said)
    place = statement.quote_span(at, at + len(name))
    cells = [cell_place(view, best, scope) for best, scope in better]
    printed = [(view.cell(best, scope).text, view.cell(said, scope).text) for best, scope in better]
    right = "、".join(dict.fromkeys(_label(best) for best, _ in better))
    listed = "；".join(
        f"{scope.name}：{_label(best)} {more} ＞ {name} {less}"
        for (best, scope), (more, less) in zip(better, printed, strict=True)
    )
    return Finding(
        statement.file,
        place,
        "、".join(cells),
        name,
        right,
        listed,
        Kind.CONTRADICTION,
        Sureness.MEDIUM,
        f"{place}說其次為『{name}』，{view.structure.table.name}卻是 {listed}；請核對。",
    )
