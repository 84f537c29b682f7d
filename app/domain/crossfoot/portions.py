"""A part that is larger than its whole: more returned than sent out, more approved than applied for."""

import re
from collections.abc import Iterator

from app.domain.crossfoot.finding import Finding, Kind, Sureness
from app.domain.crossfoot.structure import Axis, Line, Structure, View
from app.domain.crossfoot.wording import cell_place
from app.domain.crossfoot.words import Role, squeeze

# In the order in which a case passes through them: each stage can only lose cases. Budgets are no stages, since
# spending may lawfully exceed them (field-notes 1.4).
_STAGES = (
    re.compile(r"母體|應到|應繳|應辦|發放|寄發|發出|報名"),
    re.compile(r"申請|受理|提案|投件"),
    re.compile(r"技審|審查|送審"),
    re.compile(r"核定|通過|錄取|入選|獲選|回收|實到|出席|簽約"),
    re.compile(r"執行|有效"),
    re.compile(r"完成|結案|驗收"),
)
_COUNTED = re.compile(r"[案件家人戶份校所名場次]數|樣本數|單位數|申請數|執行數|核定數|通過數|回收數|份數")


def report_portions(structure: Structure) -> tuple[int, list[Finding]]:
    """Checks made, and rows in which the later stage counts more than the earlier one."""
    view = structure.view(Axis.COLUMNS)
    checks, findings = 0, []
    for whole, part in _pairs(view):
        rows = [p for p in view.positions if _both(view, whole, part, p)]
        over = [p for p in rows if _exceeds(view, whole, part, p)]
        checks += len(rows)
        if over and len(over) * 4 <= len(rows):
            findings += [_finding(view, whole, part, p) for p in over]
    return checks, findings


def _pairs(view: View) -> Iterator[tuple[Line, Line]]:
    """Columns that count the same thing at an earlier and at a later stage."""
    staged = [(stage, rest, line) for line in view.amounts if (found := _stage(line)) for stage, rest in [found]]
    for i, rest, whole in staged:
        for k, other, part in staged:
            if i < k and rest == other:
                yield whole, part


def _stage(line: Line) -> tuple[int, str] | None:
    header = squeeze("".join(line.labels))
    if line.unit.scale is not None or not _COUNTED.search(header):
        return None
    stages = [k for k, words in enumerate(_STAGES) if words.search(header)]
    if len(stages) != 1:
        return None
    return stages[0], _STAGES[stages[0]].sub("", header)


def _both(view: View, whole: Line, part: Line, position: Line) -> bool:
    cells = (view.cell(whole, position), view.cell(part, position))
    return position.role is Role.AMOUNT and all(cell.value is not None for cell in cells)


def _exceeds(view: View, whole: Line, part: Line, position: Line) -> bool:
    one, other = view.cell(whole, position).value, view.cell(part, position).value
    return one is not None and other is not None and other > one


def _finding(view: View, whole: Line, part: Line, position: Line) -> Finding:
    at, other = cell_place(view, part, position), cell_place(view, whole, position)
    printed, limit = view.cell(part, position).text, view.cell(whole, position).text
    return Finding(
        view.structure.table.file,
        at,
        other,
        printed,
        f"≤ {limit}",
        f"{part.name} ≤ {whole.name}",
        Kind.CONTRADICTION,
        Sureness.HIGH,
        f"{at}印 {printed}，多於{other}的 {limit}；部分不可能多於全體，請核對兩處的數字。",
        (view.ref(part, position), view.ref(whole, position)),
    )
