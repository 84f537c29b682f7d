"""Running numbers (項次), ranks (名次) and the years that a title promises."""

import re
from collections.abc import Iterator
from decimal import Decimal

from app.domain.crossfoot.finding import Finding, Kind, Sureness
from app.domain.crossfoot.structure import Axis, Line, Structure, View
from app.domain.crossfoot.wording import cell_place
from app.domain.crossfoot.words import Role, year_of, year_range

_MIN_ROWS = 3
_TITLE_RANGE = re.compile(r"(?<!\d)(\d{2,3})\s*[-~～－–—至]\s*(\d{2,3})\s*年")


def report_running_numbers(structure: Structure) -> tuple[int, list[Finding]]:
    """Checks made, and numbers that repeat or skip in a column that otherwise counts 1, 2, 3 (per group)."""
    view = structure.view(Axis.COLUMNS)
    checks, findings = 0, []
    for line in view.lines:
        if line.role is Role.SEQUENCE:
            steps = list(_steps(view, line))
            checks += len(steps)
            off = [step for step in steps if step[1] not in (step[2] + 1, Decimal(1), step[2])]
            repeats = [step for step in steps if step[1] == step[2]]
            if len(steps) >= _MIN_ROWS and len(off) == 1 and len(repeats) <= len(steps) // 4:
                findings.append(_step_finding(view, line, *off[0]))
    return checks, findings


def _steps(view: View, line: Line) -> Iterator[tuple[Line, Decimal, Decimal]]:
    before: Decimal | None = None
    for position in view.positions:
        value = view.cell(line, position).value
        if value is not None and before is not None:
            yield position, value, before
        before = value if value is not None else before


def _step_finding(view: View, line: Line, position: Line, value: Decimal, before: Decimal) -> Finding:
    at = cell_place(view, line, position)
    return Finding(
        view.structure.table.file,
        at,
        "",
        f"{value}",
        f"{before + 1}",
        f"前一列為 {before}",
        Kind.CONTRADICTION,
        Sureness.MEDIUM,
        f"{at}印 {value}，前一列為 {before}，應為 {before + 1}；請核對是否漏列、重複或誤植。",
        (view.ref(line, position),),
    )


def report_ranks(structure: Structure) -> tuple[int, list[Finding]]:
    """Checks made, and ranks that do not follow from the amount column that explains the others."""
    view = structure.view(Axis.COLUMNS)
    checks, findings = 0, []
    for line in view.lines:
        if line.role is not Role.RANK:
            continue
        ranked = [p for p in view.positions if view.cell(line, p).value is not None and not p.is_total]
        readings = [_ranking(view, amount, ranked) for amount in view.lines if amount.role is not Role.RANK]
        scored = [(sum(view.cell(line, p).value == r for p, r in reading.items()), reading) for reading in readings]
        if not scored:
            continue
        held, reading = max(scored, key=lambda item: item[0])
        if held >= _MIN_ROWS and 2 * held >= len(ranked):
            checks += len(ranked)
            off = [p for p in ranked if view.cell(line, p).value != reading.get(p)]
            findings += [_rank_finding(view, line, p, reading[p]) for p in off if p in reading]
    return checks, findings


def _ranking(view: View, amount: Line, ranked: list[Line]) -> dict[Line, int]:
    values = {p: v for p in ranked if (v := view.cell(amount, p).value) is not None}
    return {p: 1 + sum(other > value for other in values.values()) for p, value in values.items()}


def _rank_finding(view: View, line: Line, position: Line, rank: int) -> Finding:
    at = cell_place(view, line, position)
    printed = view.cell(line, position).text
    return Finding(
        view.structure.table.file,
        at,
        "",
        printed,
        str(rank),
        "由大到小排序",
        Kind.CONTRADICTION,
        Sureness.MEDIUM,
        f"{at}印 {printed}，依數值大小應為第 {rank}；請核對名次。",
        (view.ref(line, position),),
    )


def report_title_years(structure: Structure) -> list[Finding]:
    """A title that promises other years (98~102 年) than the rows or columns hold (99 to 102)."""
    table = structure.table
    match = _TITLE_RANGE.search(table.title)
    if match is None:
        return []
    promised = (int(match[1]), int(match[2]))
    for lines in (structure.rows, structure.columns):
        texts = {label for line in lines for label in line.labels}
        years = sorted({y for text in texts if (y := year_of(text)) is not None})
        ranges = {r for text in texts if (r := year_range(text)) is not None}
        held = (years[0], years[-1]) if years else None
        if held and len(years) >= _MIN_ROWS and held != promised and promised not in ranges:
            return [_title_finding(table.name, table.file, table.title, promised, held)]
    return []


def _title_finding(name: str, file: str, title: str, promised: tuple[int, int], held: tuple[int, int]) -> Finding:
    printed, right = f"{promised[0]}~{promised[1]}", f"{held[0]}~{held[1]}"
    return Finding(
        file,
        f"{name} 表名",
        f"{name} 各年度",
        printed,
        right,
        "表內最早與最晚的年度",
        Kind.CONTRADICTION,
        Sureness.MEDIUM,
        f"{name}的表名寫 {printed} 年，表內卻是 {right} 年；請更正表名或補上缺少的年度。（{title}）",
    )
