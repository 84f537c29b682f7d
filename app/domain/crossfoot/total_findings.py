"""What is said about totals that do not add up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.crossfoot import slips
from app.domain.crossfoot.arbitration import Judge, arbitrate
from app.domain.crossfoot.diagnosis import Fault, Swap, crossings, fault_of, paired, swaps, unexplained
from app.domain.crossfoot.finding import CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.parts import is_bound
from app.domain.crossfoot.structure import Axis, Line, Structure
from app.domain.crossfoot.sums import Relation, SumCheck
from app.domain.crossfoot.wording import addition, cell_place, figure, line_place, names, place
from app.domain.crossfoot.words import counts_entities, year_of

_FAR = Decimal("0.5")  # sums that miss a lone total by more than half of it are probably not its parts


@dataclass(frozen=True, slots=True)
class SumReport:
    """Findings and notes about the totals of one table."""

    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def report_sums(structure: Structure, relations: Sequence[Relation], judge: Judge) -> SumReport:
    """Explain every failing sum of a table once, at the cell most likely to be wrong.

    :param judge: says how well the ratios of a table hold; asked when a sum alone cannot tell which cell it is.
    """
    findings: list[Finding] = []
    notes: list[Finding] = []
    failing: list[SumCheck] = []
    doubtful: list[SumCheck] = []
    borne_out = any(_is_group_total(r) and r.checks and r.matches == len(r.checks) for r in relations)
    for relation in relations:
        notes += [_rounding_note(check) for check in relation.checks if check.holds and check.difference]
        bad = [check for check in relation.checks if not check.holds]
        whole = _whole_line(relation, bad)
        if whole is not None:
            findings.append(whole)
            continue
        notes += [_repeats_note(check) for check in bad if _leaves_out_repeats(check)]
        bad = [check for check in bad if not _leaves_out_repeats(check)]
        if relation.confirmed or (borne_out and _is_group_total(relation)) or _is_plausible(relation, bad):
            failing += bad
        elif relation.total.is_total:
            doubtful += bad
    borne = frozenset(
        check.view.ref(line, check.position)
        for relation in relations
        for check in relation.checks
        if check.holds
        for line in (check.total, *check.parts)
    )
    findings += _explain(structure, failing, judge, borne)
    findings += [_fault_finding(fault) for fault in arbitrate(structure, doubtful, judge)]
    return SumReport(tuple(findings), tuple(notes))


def _explain(
    structure: Structure, failing: Sequence[SumCheck], judge: Judge, borne: frozenset[CellRef]
) -> Iterator[Finding]:
    """:param borne: cells that other sums bear out; a total among them is right, and one of its parts is wrong."""
    exchanged, faults = paired(crossings(failing))
    exchanged += swaps(unexplained(failing, faults, exchanged))
    faults += arbitrate(structure, unexplained(failing, faults, exchanged), judge)
    for swap in exchanged:
        yield _swap_finding(swap)
    for fault in faults:
        yield _fault_finding(fault)
    for check in unexplained(failing, faults, exchanged):
        part = _turned_part(check)
        if part is not None and check.view.ref(check.total, check.position) in borne:
            yield _fault_finding(fault_of(check, part, (check,)))
        else:
            yield _total_finding(check)


def _whole_line(relation: Relation, bad: Sequence[SumCheck]) -> Finding | None:
    """A total line that is wrong at most positions in one and the same way."""
    if not bad or _is_nested(bad) or (relation.confirmed and len(bad) * 2 <= len(relation.checks)):
        return None
    view = relation.view
    rows = [[view.cell(part, check.position).value for check in bad] for part in relation.parts]
    twin = slips.repeated([check.printed for check in bad], rows)
    if twin is not None:
        part = relation.parts[twin]
        why = f"與『{part.name}』的數字完全相同，像是只複製了這一{view.axis.value}，沒有把各{view.axis.value}加起來"
        return _line_finding(relation, bad, line_place(view, part), Kind.MISPLACED, Sureness.HIGH, why)
    if len(bad) > 1 and all(slips.counted_twice(c.printed, c.added, (), c.slack) for c in bad):
        why = "恰為各項之和的兩倍，像是把合計本身（或小計）又加了一次"
        return _line_finding(relation, bad, names(relation.parts), Kind.MISPLACED, Sureness.HIGH, why)
    if len(bad) > 1 and view.axis is Axis.ROWS and not relation.matches and _is_plausible(relation, bad):
        why = "每一欄都與各項之和不符，可能漏列或多列了項目"
        return _line_finding(relation, bad, names(relation.parts), Kind.CONTRADICTION, Sureness.MEDIUM, why)
    return None


def _line_finding(
    relation: Relation, bad: Sequence[SumCheck], other: str, kind: Kind, sureness: Sureness, why: str
) -> Finding:
    view, total = relation.view, relation.total
    cells = "、".join(f"『{check.position.name}』" for check in bad)
    printed = "、".join(check.cell().text for check in bad)
    recomputed = "、".join(figure(check.added) for check in bad)
    return Finding(
        view.structure.table.file,
        f"{line_place(view, total)}（{cells}）",
        other,
        printed,
        recomputed,
        f"{names(relation.parts)} 相加",
        kind,
        sureness,
        f"{line_place(view, total)}{why}。印 {printed}，相加應為 {recomputed}；請改為各項之和。",
        tuple(view.ref(total, check.position) for check in bad),
    )


def _swap_finding(swap: Swap) -> Finding:
    one, two = swap.first, swap.second
    sums = [check for fault in (one, two) for check in fault.witnesses]
    at, other = (cell_place(f.view, f.line, f.position) for f in (one, two))
    unsure = f"（另有 {swap.alternatives} 組對調也能解釋）" if swap.alternatives else ""
    return Finding(
        one.view.structure.table.file,
        at,
        other,
        f"{figure(one.printed)}、{figure(two.printed)}",
        f"{figure(one.expected)}、{figure(two.expected)}",
        "；".join(_formula(check) for check in sums),
        Kind.MISPLACED,
        Sureness.MEDIUM if swap.alternatives else Sureness.HIGH,
        f"{at}與{other}的數字像是對調了{unsure}：{figure(one.printed)} 與 {figure(two.printed)} 互換後，"
        f"相關合計即相符；請核對原始資料。",
        (one.ref, two.ref, *(check.view.ref(check.total, check.position) for check in sums)),
    )


def _fault_finding(fault: Fault) -> Finding:
    at = cell_place(fault.view, fault.line, fault.position)
    both = len({check.view.axis for check in fault.witnesses}) > 1
    basis = "依橫向與縱向合計都" if both else "依合計與其他數字"
    others = "、".join(place(check.view, check.total, check.position) for check in fault.witnesses)
    turned = slips.is_transposition(fault.printed, fault.expected)
    repeats = _repeats_part(fault)
    why = "，像是數字前後顛倒" if turned else repeats
    return Finding(
        fault.view.structure.table.file,
        at,
        others,
        fault.view.cell(fault.line, fault.position).text,
        figure(fault.expected),
        "；".join(_formula(check) for check in fault.witnesses),
        Kind.MISPLACED if why else Kind.CONTRADICTION,
        Sureness.HIGH,
        f"{at}印 {figure(fault.printed)}，{basis}應為 {figure(fault.expected)}{why}；請核對後更正。",
        (fault.ref, *(check.view.ref(check.total, check.position) for check in fault.witnesses)),
    )


def _repeats_part(fault: Fault) -> str:
    for check in fault.witnesses:
        if check.view.ref(check.total, check.position) == fault.ref and (why := _slip_of_total(check)):
            return f"，{why}"
    return ""


def _total_finding(check: SumCheck) -> Finding:
    view = check.view
    at = cell_place(view, check.total, check.position)
    part = _turned_part(check)
    why = _slip_of_total(check) or (f"像是『{part.name}』的數字前後顛倒" if part else "")
    suspects = (check.total, part) if part else (check.total,)
    sure = Sureness.HIGH if check.slack == 0 or why else Sureness.MEDIUM
    return Finding(
        view.structure.table.file,
        at,
        names(check.parts),
        check.cell().text,
        figure(check.added),
        _formula(check),
        Kind.MISPLACED if why else Kind.CONTRADICTION,
        sure,
        f"{at}印 {check.cell().text}，{names(check.parts)} 相加為 {figure(check.added)}，相差 "
        f"{figure(abs(check.difference))}{'，' + why if why else ''}；請核對合計與各項何者有誤。",
        tuple(view.ref(line, check.position) for line in suspects),
    )


def _slip_of_total(check: SumCheck) -> str:
    """What kind of slip the printed total looks like, or ""."""
    values = [check.view.cell(part, check.position).value for part in check.parts]
    filled = [value for value in values if value]
    if slips.transposed_from(check.printed, check.added, check.slack, check.cell().ulp) is not None:
        return "像是合計的數字前後顛倒"
    if len(filled) > 1 and check.printed in filled:
        twin = check.parts[values.index(check.printed)]
        return f"像是誤抄了『{twin.name}』的數字"
    exchanged = next((v for v in filled if check.added - v + check.printed == v), None)
    if exchanged is not None:
        return f"像是與『{check.parts[values.index(exchanged)].name}』的數字對調了"
    if slips.counted_twice(check.printed, check.added, _subtotals_within(check), check.slack):
        return "像是把合計本身或小計又加了一次"
    return ""


def _subtotals_within(check: SumCheck) -> list[Decimal]:
    """Printed totals that lie among the parts, whose sum a careless grand total takes along."""
    if not check.parts:
        return []
    span = range(check.parts[0].index, check.parts[-1].index + 2)
    return [
        value
        for line in check.view.amounts
        if line.is_total and line is not check.total and line not in check.parts and line.index in span
        if (value := check.view.cell(line, check.position).value)
    ]


def _turned_part(check: SumCheck) -> Line | None:
    """The one part whose neighbouring digits, turned back, mend the sum."""
    values = [check.view.cell(part, check.position).value or Decimal(0) for part in check.parts]
    index = slips.transposed_part(values, -check.difference)
    return None if index is None else check.parts[index]


def _leaves_out_repeats(check: SumCheck) -> bool:
    """A total of firms or schools over several years may count each once (扣除年度重複)."""
    texts = "".join(check.total.labels)
    label = check.position.name + texts
    if "扣除" in texts or "不重複" in texts or "去重" in texts:
        return True
    values = [check.view.cell(part, check.position).value or Decimal(0) for part in check.parts]
    over_years = sum(any(year_of(text) is not None for text in part.labels) for part in check.parts) > 1
    return counts_entities(label) and over_years and max(values) <= check.printed < check.added


def _is_nested(bad: Sequence[SumCheck]) -> bool:
    """Sums that are everywhere twice or three times the total: sub-totals hide among the parts, and it is the
    reading that is wrong, not the table."""
    return any(all(check.added == times * check.printed for check in bad) for times in (2, 3, 4))


def _is_plausible(relation: Relation, bad: Sequence[SumCheck]) -> bool:
    """A label says total but no position adds up: believe the label unless the sums are far away."""
    if not relation.total.is_total or not bad or len(relation.parts) < 2 or _is_nested(bad):
        return False
    if any(_slip_of_total(check) for check in bad):
        return True
    return all(abs(c.difference) <= _FAR * max(abs(c.printed), abs(c.added)) for c in bad)


def _is_group_total(relation: Relation) -> bool:
    """A total row that names its group (人事費/小計): when another group's adds up, so must this one."""
    return relation.view.axis is Axis.ROWS and is_bound(relation.total) and len(relation.parts) > 1


def _formula(check: SumCheck) -> str:
    cells = [check.view.cell(part, check.position) for part in check.parts]
    return f"{place(check.view, check.total, check.position)} = {addition(cells, check.added)}"


def _rounding_note(check: SumCheck) -> Finding:
    words = f"各項相加為 {figure(check.added)}；四捨五入或捨去可以解釋，必要時加註尾數調整。"
    return _note(check, Kind.ROUNDING, Sureness.HIGH, words)


def _repeats_note(check: SumCheck) -> Finding:
    words = f"少於各項之和 {figure(check.added)}；若已扣除重複者即無誤，請加註。"
    return _note(check, Kind.CONTRADICTION, Sureness.LOW, words)


def _note(check: SumCheck, kind: Kind, sureness: Sureness, words: str) -> Finding:
    at = cell_place(check.view, check.total, check.position)
    return Finding(
        check.view.structure.table.file,
        at,
        names(check.parts),
        check.cell().text,
        figure(check.added),
        _formula(check),
        kind,
        sureness,
        f"{at}印 {check.cell().text}，{words}",
        (check.view.ref(check.total, check.position),),
    )
