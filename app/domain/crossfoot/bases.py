"""A share whose header names one base while its figures were computed from another (占案數比例, but of 件)."""

import re
from collections.abc import Iterator, Sequence

from app.domain.crossfoot.finding import Finding, Kind, Sureness
from app.domain.crossfoot.ratio_readings import Reading
from app.domain.crossfoot.ratios import RatioCheck, RatioRelation, check_ratio
from app.domain.crossfoot.rounding import shown
from app.domain.crossfoot.structure import Axis, Line
from app.domain.crossfoot.wording import line_place, names
from app.domain.crossfoot.words import squeeze

_MEASURE = re.compile(r"[案件家人戶場次校所份項](?:數|次數?)|單位數|金額|經費|次數")
_AFTER_OF = re.compile(r"[占佔].*")


def report_bases(relations: Sequence[RatioRelation]) -> Iterator[Finding]:
    """One finding per table for all ratio columns that follow another measure than their headers name."""
    off = [(relation, named) for relation in relations if (named := _named_reading(relation)) is not None]
    if not off:
        return
    first, named = off[0]
    view = first.view
    lines = tuple(relation.line for relation, _ in off)
    cells = [check for relation, reading in off for check in _changed(relation, reading)]
    printed = [check.printed.text for check, _ in cells]
    recomputed = [value for _, value in cells]
    at = f"{view.structure.table.name} 欄『{names(lines)}』"
    yield Finding(
        view.structure.table.file,
        at,
        line_place(view, first.reading.denominator),
        "、".join(printed),
        "、".join(recomputed),
        f"標題：{named.formula}；數字實為：{first.reading.formula}",
        Kind.CONTRADICTION,
        Sureness.MEDIUM,
        f"{at}的標題說是{_measure_of(first.line)}的比例，數字卻是依 {first.reading.formula} 算的；"
        f"照標題應為 {'、'.join(recomputed)}（印 {'、'.join(printed)}）。請改標題或改數字。",
        tuple(view.ref(check.line, check.position) for check, _ in cells),
    )


def _named_reading(relation: RatioRelation) -> Reading | None:
    """The reading that the header names, when it exists beside the confirmed one and its figures differ."""
    measure = _measure_of(relation.line)
    reading = relation.reading
    top, bottom = reading.numerators[0][0], reading.denominator
    if relation.view.axis is Axis.ROWS or not measure or len(reading.numerators) > 1:
        return None
    used = _measure(bottom)
    if not used or used == measure or _measure(top) != used:
        return None
    other_top = _sibling(relation, top, used, measure)
    other_bottom = _sibling(relation, bottom, used, measure)
    if other_top is None or other_bottom is None:
        return None
    named = Reading(((other_top, 1),), other_bottom, reading.base, reading.base_name, reading.scale)
    return named if _changed(relation, named) else None


def _changed(relation: RatioRelation, named: Reading) -> list[tuple[RatioCheck, str]]:
    found = []
    for position in relation.view.positions:
        check = check_ratio(relation.view, relation.line, named, position)
        if check is not None and not check.holds:
            found.append((check, shown(check.value, check.printed.places)))
    return found


def _sibling(relation: RatioRelation, line: Line, used: str, measure: str) -> Line | None:
    wanted = squeeze("".join(line.labels)).replace(used, measure)
    return next((a for a in relation.view.amounts if squeeze("".join(a.labels)) == wanted), None)


def _measure_of(line: Line) -> str:
    """The measure that a share's header says it is a share of."""
    after = _AFTER_OF.search(squeeze("".join(line.labels)))
    return _first_measure(after[0]) if after else ""


def _measure(line: Line) -> str:
    return _first_measure(squeeze("".join(line.labels)))


def _first_measure(text: str) -> str:
    found = _MEASURE.findall(text)
    return found[-1] if found else ""
