"""Figures that are computed from cases (由個案計算): how one is declared, and what a sum over cases is as printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import compress
from typing import Any, TypeAlias

from app.domain.cases.lifecycle import CaseState
from app.domain.crosstab import measures as basic
from app.domain.crosstab.dimensions import DIMENSIONS, UNFILLED, Dimension
from app.domain.crosstab.folding import Where, filters_of
from app.domain.crosstab.measures import MEASURES, Kind
from app.domain.errors import NotFound
from app.domain.figures import round_half_up
from app.domain.units import UnitError, unit_kind, unit_scale

#: Measures that a target can be set for: what is counted or added up, not ratios of them.
ALLOWED = tuple(name for name, one in MEASURES.items() if not one.over and one.kind in (Kind.COUNT, Kind.MONEY))
#: What cases can be chosen by. A plan has one year, and joined words stand for others that can be named.
FILTERS = tuple(name for name, one in DIMENSIONS.items() if not one.buckets and one.field != "roc_year")

Cases: TypeAlias = Mapping[str, Sequence[Any]]  # what each holds, by the names of their fields; always of key

_AND = re.compile(r"\s*[;；]\s*")
_PLUS = re.compile(r"\s*[+＋]\s*")


class BadSource(ValueError):
    """A declaration that cannot be read; its text says why."""


@dataclass(frozen=True, slots=True)
class CaseSource:
    """Measures added up over the cases that pass every filter: 增加產值；狀態=結案."""

    measures: tuple[str, ...]
    where: Where = ()

    def __str__(self) -> str:
        filters = (f"{name}={'、'.join(labels)}" for name, labels in self.where)
        return "；".join(["+".join(self.measures), *filters])

    @property
    def figures(self) -> tuple[str, ...]:
        """The basic figures that are added up."""
        return tuple(dict.fromkeys(figure for name in self.measures for figure in MEASURES[name].figures))

    @property
    def fields(self) -> frozenset[str]:
        """The fields of a case that :func:`total` asks for."""
        counted = (field for name in self.figures for field in (_COUNTS[name][0] if name in _COUNTS else (name,)))
        return frozenset({"key", *counted, *(DIMENSIONS[name].field for name, _ in self.where)})

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The cases behind the figure, as the address of their list names them."""
        narrows = [one for name in self.measures for one in MEASURES[name].narrows]
        chosen = dict.fromkeys((*self.where, *narrows))
        return tuple((DIMENSIONS[name].field, text) for name, labels in chosen for text in _texts(name, labels))


def _texts(name: str, labels: tuple[str, ...]) -> Iterator[str]:
    for label in labels:
        yield from DIMENSIONS[name].texts(label)


def parse(text: str) -> CaseSource:
    """Read a declaration: measures with ``+`` between, then filters ``維度=值、值``, with ``；`` between all.

    :raises BadSource: if a name is not known, or measures of different units are added.
    """
    first, *filters = filter(None, _AND.split(text.strip())) if text.strip() else ("",)
    names = tuple(dict.fromkeys(_PLUS.split(first)))
    for name in names:
        if name not in ALLOWED:
            raise BadSource(f"「{name}」不能作為由個案計算的度量；可用：{'、'.join(ALLOWED)}。")
    if len(names) > 1 and any(not MEASURES[name].adds_up or MEASURES[name].unit != "元" for name in names):
        raise BadSource(f"「{first}」不能相加；只有金額可以相加。")
    try:
        where = filters_of(filters)
    except NotFound as error:
        raise BadSource(str(error)) from error
    for name, labels in where:
        _must_be_filter(name, labels)
    return CaseSource(names, where)


def _must_be_filter(name: str, labels: tuple[str, ...]) -> None:
    if name not in FILTERS:
        raise BadSource(f"「{name}」不能作為條件；可用：{'、'.join(FILTERS)}。")
    if not labels:
        raise BadSource(f"條件「{name}」沒有值；請寫成「維度=值」，例如「狀態=結案」。")
    official = (*DIMENSIONS[name].official, UNFILLED)
    if name in _CLOSED and (strange := [label for label in labels if label not in official]):
        raise BadSource(f"「{name}」沒有「{strange[0]}」；可用：{'、'.join(official)}。")


#: Filters whose words are all known beforehand; in others a case may bring a new one.
_CLOSED = frozenset(
    {"狀態", "核定與否", "技術審查結果", "專案別", "地區"} | {name for name, one in DIMENSIONS.items() if one.is_flag}
)


def source_fault(text: str, unit: str) -> str | None:
    """What is wrong with a declaration for a figure in ``unit``, as a sentence; ``None`` if nothing is."""
    try:
        source = parse(text)
        counted = {MEASURES[name].unit for name in source.measures}
        if {unit_kind(one) for one in counted} != {unit_kind(unit)}:
            return f"「{'+'.join(source.measures)}」的單位是{counted.pop()}，與「{unit}」不同；請改選度量或更正單位。"
    except (BadSource, UnitError) as error:
        return str(error)
    return None


def total(source: CaseSource, cases: Cases) -> Decimal | None:
    """The exact sum in the base unit; ``None`` where no case passes, or none says anything of what is added up.

    Not reported is not zero: targets are measured from the first case on that counts.
    """
    chosen: Cases = {name: cases[name] for name in source.fields}
    for name, labels in source.where:
        accepts = _Accepts(DIMENSIONS[name], labels)
        passes = list(map(accepts.__getitem__, chosen[DIMENSIONS[name].field]))
        chosen = {field: list(compress(column, passes)) for field, column in chosen.items()}
    parts = [_figure(name, chosen) for name in source.figures] if chosen["key"] else []
    known = [part for part in parts if part is not None]
    is_known = known and (len(known) == len(parts) or MEASURES[source.measures[0]].kind is Kind.MONEY)
    return Decimal(sum(known)) if is_known else None


class _Accepts(dict[Any, bool]):
    """Whether a filter lets a stored value pass, worked out once for each."""

    def __init__(self, dimension: Dimension, labels: tuple[str, ...]) -> None:
        self._dimension, self._labels = dimension, labels

    def __missing__(self, stored: Any) -> bool:
        self[stored] = passes = self._dimension.label(stored) in self._labels
        return passes


def _figure(name: str, cases: Cases) -> int | None:
    """A basic figure of cross-tables over these cases."""
    if name in _COUNTS:
        return _COUNTS[name][1](cases)
    told = [value for value in cases[name] if value is not None]
    return sum(told) if told else None


def _applications(cases: Cases) -> int | None:
    """How many applied is known where each application was registered: a gap is no count."""
    return None if None in cases["received_on"] else _count(cases)


def _count(cases: Cases) -> int:
    return len(cases["key"])


def _projects(cases: Cases) -> int:
    return len({joint or key for joint, key in zip(cases["joint_no"], cases["key"], strict=True)})


#: What is counted, with the fields of a case that it takes.
_COUNTS: Mapping[str, tuple[tuple[str, ...], Callable[[Cases], int | None]]] = {
    basic.CASES: ((), _count),
    basic.APPLICATIONS: (("received_on",), _applications),
    basic.EXECUTED: (("state",), lambda cases: sum(state == CaseState.CLOSED for state in cases["state"])),
    basic.PROJECTS: (("joint_no",), _projects),
    basic.FIRMS: (("tax_id",), lambda cases: len(set(cases["tax_id"]))),
    basic.ADVISERS: (("adviser_name",), lambda cases: len(set(filter(None, cases["adviser_name"])))),
}


def as_printed(exact: Decimal, unit: str, places: int) -> Decimal:
    """A sum over cases as the figure prints it, rounded half up at its last place; in base units."""
    scale = unit_scale(unit)[1]
    return round_half_up(exact / scale, places) * scale


def agrees(typed: Decimal, exact: Decimal, unit: str, places: int) -> bool:
    """Whether rounding or cutting off the sum at the last printed place gives what was typed."""
    scale = unit_scale(unit)[1]
    cut = (exact / scale).quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    return typed / scale in (round_half_up(exact / scale, places), cut)
