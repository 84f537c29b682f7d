"""What is said about shares, rates and averages that do not follow from their amounts."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.crossfoot import slips
from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.ratios import RatioCheck, RatioRelation, what_is_exchanged
from app.domain.crossfoot.rounding import shown
from app.domain.crossfoot.structure import Line
from app.domain.crossfoot.wording import cell_place, names, place


def report_ratios(relation: RatioRelation, blamed: frozenset[CellRef]) -> Iterator[Finding]:
    """Findings and, with class 尾差, notes about one ratio line.

    :param blamed: cells already found wrong, or right by another rule; a ratio with one of them proves nothing new.
    """
    off = [check for check in relation.checks if not check.holds and not _cells(check) & blamed]
    done: set[int] = set()
    for check in off:
        if id(check) in done:
            continue
        for other in off:
            if other is not check and id(other) not in done and (swap := _exchange(check, other)) is not None:
                done |= {id(check), id(other)}
                yield swap
                break
        else:
            yield _finding(check)
    yield from (_note(check) for check in relation.checks if check.holds and not _is_half_up(check))


def _exchange(one: RatioCheck, two: RatioCheck) -> Finding | None:
    """The finding that two cells were exchanged: the ratios themselves, or the amounts they follow from."""
    what = what_is_exchanged(one, two)
    if what is None:
        return None
    if what == "ratio":
        return _swap(one, two)
    return _amount_swap(one, two, one.reading.numerators[0][0] if what == "numerator" else one.reading.denominator)


def _cells(check: RatioCheck) -> set[CellRef]:
    return inputs_of(check) | {check.view.ref(check.line, check.position)}


def inputs_of(check: RatioCheck) -> set[CellRef]:
    """The cells that a ratio was computed from."""
    view, reading = check.view, check.reading
    base = reading.base(check.position)
    refs = {view.ref(top, check.position) for top, _ in reading.numerators}
    if base is not None:
        refs.add(view.ref(reading.denominator, base))
    return refs


def _amounts(check: RatioCheck) -> tuple[Line, ...]:
    return tuple(line for line, _ in check.reading.numerators)


def _is_half_up(check: RatioCheck) -> bool:
    return shown(check.value, check.printed.places) == shown(check.printed.value or check.value, check.printed.places)


def _finding(check: RatioCheck) -> Finding:
    at = cell_place(check.view, check.line, check.position)
    right = shown(check.value, check.printed.places)
    turned = check.printed.value is not None and slips.is_transposition(check.printed.value, Decimal(right))
    why = "，像是數字前後顛倒" if turned else ""
    return Finding(
        check.view.structure.table.file,
        at,
        _where(check),
        check.printed.text,
        right,
        _formula(check),
        Kind.MISPLACED if turned else Kind.CONTRADICTION,
        Sureness.HIGH if len(check.view.positions) > 2 else Sureness.MEDIUM,
        f"{at}印 {check.printed.text}，依 {check.formula} 應為 {right}{why}；請更正比率，或核對所用的數字。",
        (check.view.ref(check.line, check.position), *sorted(inputs_of(check))),
    )


def _amount_swap(one: RatioCheck, two: RatioCheck, line: Line) -> Finding:
    at, other = (cell_place(c.view, line, c.position) for c in (one, two))
    printed = [c.view.cell(line, c.position).text for c in (one, two)]
    return Finding(
        one.view.structure.table.file,
        at,
        other,
        "、".join(printed),
        "、".join(reversed(printed)),
        f"{_formula(one)}；{_formula(two)}",
        Kind.MISPLACED,
        Sureness.HIGH,
        f"{at}與{other}的數字像是對調了：{printed[0]} 與 {printed[1]} 互換後，『{one.line.name}』即相符；請核對。",
        (one.view.ref(line, one.position), two.view.ref(line, two.position)),
    )


def _swap(one: RatioCheck, two: RatioCheck) -> Finding:
    at, other = (cell_place(c.view, c.line, c.position) for c in (one, two))
    rights = [shown(c.value, c.printed.places) for c in (one, two)]
    return Finding(
        one.view.structure.table.file,
        at,
        other,
        f"{one.printed.text}、{two.printed.text}",
        "、".join(rights),
        f"{_formula(one)}；{_formula(two)}",
        Kind.MISPLACED,
        Sureness.HIGH,
        f"{at}與{other}的數字像是對調了：印 {one.printed.text}、{two.printed.text}，應為 {'、'.join(rights)}；"
        f"請對調，或核對所依的 {names(_amounts(one))} 是否對調。",
        (
            one.view.ref(one.line, one.position),
            two.view.ref(two.line, two.position),
            *sorted(inputs_of(one) | inputs_of(two)),
        ),
    )


def _note(check: RatioCheck) -> Finding:
    at = cell_place(check.view, check.line, check.position)
    right = shown(check.value, check.printed.places)
    return Finding(
        check.view.structure.table.file,
        at,
        _where(check),
        check.printed.text,
        right,
        _formula(check),
        Kind.ROUNDING,
        Sureness.HIGH,
        f"{at}印 {check.printed.text}，四捨五入為 {right}；像是無條件捨去或尾數調整。",
        (check.view.ref(check.line, check.position),),
    )


def _where(check: RatioCheck) -> str:
    return "、".join(place(check.view, top, check.position) for top, _ in check.reading.numerators)


def _formula(check: RatioCheck) -> str:
    scale = " × 100" if check.reading.scale == 100 else ""
    return f"{check.formula}{scale} = {shown(check.value, check.printed.places + 2)}"
