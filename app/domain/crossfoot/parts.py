"""Which lines a total may be the sum of: the layouts that offices use, as candidates for the numbers to choose
from (小計 under its block, 總計 over the 小計s, 合計 in the first row, year × kind in long tables)."""

from collections.abc import Callable, Iterator

from app.domain.crossfoot.structure import Axis, Line, View
from app.domain.crossfoot.words import (
    NO_UNIT,
    Role,
    is_total_label,
    squeeze,
    without_total_word,
    without_whole_word,
    year_of,
    year_range,
)

Parts = tuple[Line, ...]
_TAIL = 6  # so many columns at most make up a total that leaves others out


def candidates(view: View, total: Line) -> Iterator[tuple[str, Parts]]:
    """Every set of lines that this line may be the sum (or mean) of, the likelier first, none twice."""
    seen: set[tuple[int, ...]] = set()
    announced = total.is_total or total.is_weak_total or total.role is Role.RATIO
    bound = is_bound(total)
    for name, scheme in _SCHEMES.items():
        if name != "level" and (not announced or (bound and name != "labels")):
            continue
        for parts in scheme(view, total):
            key = tuple(part.index for part in parts)
            if len(parts) > (name not in ("level", "labels")) and key not in seen:
                seen.add(key)
                yield name, parts


def _same_labels(view: View, total: Line) -> Iterator[Parts]:
    """Lines that share every label of the total but the one that says total (107 年×合計, 98-107×學校)."""
    if len(total.labels) < 2:
        return
    for level, label in enumerate(total.labels):
        if _is_total_text(label):
            over_years = year_range(label) is not None
            yield tuple(
                line
                for line in view.amounts
                if len(line.labels) == len(total.labels)
                and not _is_total_text(line.labels[level])
                and _agree(line.labels, total.labels, level, over_years)
            )


def _agree(labels: tuple[str, ...], wanted: tuple[str, ...], but: int, over_years: bool) -> bool:
    """Whether all labels but one agree; over several years a second year column (西元年) cannot agree."""
    return all(
        a == b or (over_years and year_of(a) is not None and (not b or year_of(b) is not None))
        for k, (a, b) in enumerate(zip(labels, wanted, strict=True))
        if k != but
    )


def is_bound(total: Line) -> bool:
    """A total row with other labels beside its total word sums the rows that share them, and no others."""
    others = [label for label in total.labels if label and not _is_total_text(label) and year_of(label) is None]
    return len(total.labels) > 1 and bool(others or sum(_is_total_text(label) for label in total.labels) > 1)


def _by_level(view: View, total: Line) -> Iterator[Parts]:
    """The lines one level deeper, down to the next line of the total's own level."""
    if total.level is None:
        return
    below: list[Line] = []
    for line in view.amounts:
        if line.index <= total.index or line.level is None:
            continue
        if line.level <= total.level:
            break
        below.append(line)
    if below:
        child = min(line.level for line in below if line.level is not None)
        yield tuple(line for line in below if line.level == child)


def _same_measure(view: View, total: Line) -> Iterator[Parts]:
    """Columns whose header carries what the total's header says besides its total word (小計案數 ← …案數)."""
    header = "".join(total.labels)
    measure = without_total_word(header) or without_whole_word(header)
    if view.axis is Axis.ROWS or not measure:
        return
    named = [
        line for line in _plain(view, total) if measure in (text := squeeze("".join(line.labels))) and text != measure
    ]
    yield tuple(
        line for line in named if line.index < total.index and line.index > _previous_twin(view, total, measure)
    )
    yield tuple(line for line in named if line.index < total.index)
    yield tuple(line for line in named if line.index > total.index)


def _previous_twin(view: View, total: Line, measure: str) -> int:
    """Index of the last total before this one with the same measure, or -1."""
    twins = [
        line.index
        for line in view.amounts
        if line.index < total.index and line.is_total and measure in squeeze("".join(line.labels))
    ]
    return max(twins, default=-1)


def _block(view: View, total: Line) -> Iterator[Parts]:
    """The lines since the total before, or, when the total comes first, up to the next total."""
    plain = _plain(view, total)
    before = max((line.index for line in view.amounts if line.is_total and line.index < total.index), default=-1)
    after = min((line.index for line in view.amounts if line.is_total and line.index > total.index), default=10**9)
    yield tuple(line for line in plain if before < line.index < total.index)
    yield tuple(line for line in plain if total.index < line.index < after)


def _all(view: View, total: Line) -> Iterator[Parts]:
    """All plain lines on one side."""
    plain = _plain(view, total)
    yield tuple(line for line in plain if line.index < total.index)
    yield tuple(line for line in plain if line.index > total.index)
    every = [line for line in view.amounts if not line.is_total and line is not total and _fits(line, total)]
    yield tuple(line for line in every if line.index < total.index)
    yield tuple(line for line in every if line.index > total.index)


def _tail(view: View, total: Line) -> Iterator[Parts]:
    """The last few columns before a total, when others stand before them (投入經費, 增加產值, 降低成本, 產出合計)."""
    before = [line for line in view.amounts if line.index < total.index and not line.is_total and _fits(line, total)]
    if view.axis is Axis.COLUMNS:
        for count in range(2, min(len(before), _TAIL + 1)):
            yield tuple(before[-count:])


def _of_totals(view: View, total: Line) -> Iterator[Parts]:
    """The other totals on one side: 總計 over the 小計s, with plain lines that stand outside every block."""
    totals = [line for line in view.amounts if line.is_total and line is not total and _fits(line, total)]
    before = [line for line in totals if line.index < total.index]
    yield tuple(before)
    yield tuple(line for line in totals if line.index > total.index)
    if before:
        rest = [line for line in _plain(view, total) if before[-1].index < line.index < total.index]
        yield (*before, *rest)


def _plain(view: View, total: Line) -> list[Line]:
    return [
        line
        for line in view.amounts
        if not (line.is_total or line.is_weak_total) and line is not total and _fits(line, total)
    ]


def _fits(line: Line, total: Line) -> bool:
    """Same unit, or one of the two states none."""
    return NO_UNIT in (line.unit, total.unit) or line.unit == total.unit


def _is_total_text(label: str) -> bool:
    return is_total_label(label) or year_range(label) is not None or "平均" in label


_SCHEMES: dict[str, Callable[[View, Line], Iterator[Parts]]] = {
    "labels": _same_labels,
    "level": _by_level,
    "measure": _same_measure,
    "block": _block,
    "all": _all,
    "totals": _of_totals,
    "tail": _tail,
}


def may_be_total(line: Line) -> bool:
    """Whether a line's label or level lets it be the sum of others."""
    return line.role is Role.AMOUNT and (line.is_total or line.is_weak_total or line.level is not None)
