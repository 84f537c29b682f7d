"""差異分析 to take away: just what the page shows, on all its pages, with its day and its filters in the head."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app import clock
from app.domain.audit_trail import Entry, Subject
from app.domain.figures import round_half_up
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.models import Plan, User
from app.services import audit_trail
from app.services.list_files import FileKind, written
from app.services.pages import variance_index, variance_page
from app.services.pages.variance_index import GroupLine, IndexLine, NotAdded
from app.services.pages.variance_page import ShownLine
from app.services.permissions import require, require_anywhere
from app.services.transaction import transaction
from app.services.variance_list import FIGURES, Grouping, Wanted
from app.workbooks.list_book import Figure, Sheet, Value

TAB = "差異分析"
PCT_PLACES = 2
DEMO = "示範資料，非實際執行結果。"
HOW = "差異＝實際值－目標值；達成率不設上限，越低越好之指標依反向公式計算；各列數字以「單位」欄之單位表示。"

_LINE = (
    *(("層級", 10), ("項目", 34), ("單位", 8), ("原訂目標", 12), ("目標變更", 34), ("現行目標", 12), ("應達數", 12)),
    *(("實際", 12), ("差異", 12), ("達成率（%）", 11), ("狀態", 9), ("差異分析", 44), ("原因類別", 18)),
    *(("原因", 30), ("改善對策", 30), ("預定趕上日期", 13), ("責任歸屬", 13)),
)
_PLAN = (("計畫編號", 14), ("計畫", 30), ("組別", 14), ("受委託單位", 22))
_GROUP = (
    *(("彙總", 22), ("項目", 34), ("單位", 8), ("項數", 8), ("已填報", 8), ("目標合計", 14)),
    *(("已填報者目標合計", 16), ("實際合計", 14), ("差異", 14), ("達成率（%）", 11), ("狀態", 12)),
)


@dataclass(frozen=True, slots=True)
class VarianceFile:
    """A file to be sent, and what it is called."""

    content: bytes
    name: str


def of_plan(
    session: Session,
    plan: Plan,
    wanted: variance_page.Wanted,
    *,
    kind: FileKind,
    by: User,
    at: datetime,
    trail: Session,
) -> VarianceFile:
    """The table of a plan as its page shows it. Taking it out leaves an event.

    :param trail: a session that may write: reading holds up nobody.
    :raises PermissionDenied: if ``by`` may not take data of the plan out.
    """
    require(by, Permission.EXPORT, plan)
    page = variance_page.show(session, plan, wanted, viewer=by, on=clock.day_of(at))
    about = [
        f"{plan.full_name}　{page.title}　資料日 {format_roc(page.told.on)}　製表 {format_roc(clock.day_of(at))}",
        "對照原訂目標值" if wanted.against_original else "對照現行目標值",
        *_filters(page.wanted.pairs()),
    ]
    rows = [_line_cells(row) for row in page.rows]
    sheet = _sheet(f"{plan.code} 差異分析", about, _LINE, rows, has_demo=plan.is_demo)
    _tell(trail, f"{plan.code} 差異分析", kind, wanted.pairs(), len(rows), by=by, at=at, plan=plan)
    return VarianceFile(written(sheet, kind, at), f"{plan.code}-差異分析.{kind}")


def of_everything(
    session: Session,
    wanted: Wanted,
    by_group: Grouping | None,
    *,
    kind: FileKind,
    by: User,
    at: datetime,
    trail: Session,
) -> VarianceFile:
    """The table over all plans of a year that the person may see, or what it adds up to. Leaves an event, too.

    :raises PermissionDenied: if ``by`` may not take data out at all.
    """
    require_anywhere(by, Permission.EXPORT)
    on = clock.day_of(at)
    title = f"{wanted.roc_year} 年度{wanted.level}差異分析"
    if by_group is None:
        found = variance_index.everything(session, by, wanted, on=on)
        rows: list[list[Value]] = [_index_cells(row) for row in found]
        columns: tuple[tuple[str, int], ...] = (*_PLAN, *_LINE)
        has_demo = any(row.is_demo for row in found)
    else:
        added, left = variance_index.sums_of(session, by, wanted, by_group, on=on)
        rows = [*(_group_cells(line, wanted) for line in added), *map(_left_cells, left)]
        columns, has_demo = _GROUP, any(line.is_demo for line in added)
        title = f"{title}（依{by_group}彙總）"
    filters = {name: str(getattr(wanted, name)) for name in _WORDS if getattr(wanted, name, "")}
    about = [f"各計畫最新核定數（累計）　製表 {format_roc(on)}", *_filters(filters)]
    _tell(trail, title, kind, filters, len(rows), by=by, at=at)
    return VarianceFile(written(_sheet(title, about, columns, rows, has_demo=has_demo), kind, at), f"{title}.{kind}")


_WORDS = {
    "level": "層級",
    "status": "狀態",
    "owner": "分項計畫",
    "q": "文字",
    "period": "期別",
    "beside": "並列期別",
    "division": "組別",
    "contractor": "受委託單位",
    "line": "分支計畫",
    "agency": "機關",
    "words": "文字",
}


def _filters(chosen: dict[str, str]) -> list[str]:
    told = "；".join(f"{_WORDS[name]}為「{value}」" for name, value in chosen.items() if name in _WORDS)
    return [f"篩選：{told}"] if told else []


def _sheet(
    title: str,
    about: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
    *,
    has_demo: bool,
) -> Sheet:
    notes = (*about, HOW, *([DEMO] if has_demo else []))
    return Sheet(title, notes, [name for name, _ in columns], tuple(width for _, width in columns), rows, TAB)


def _tell(
    trail: Session,
    what: str,
    kind: FileKind,
    filters: dict[str, str],
    rows: int,
    *,
    by: User,
    at: datetime,
    plan: Plan | None = None,
) -> None:
    with transaction(trail):
        said = {"匯出": f"差異分析 .{kind}", "條件": "；".join(filters.values()), "列數": rows}
        entry = Entry(Subject.EXPORT, plan.code if plan else what, None, said, label=f"{what}（{rows} 列）")
        audit_trail.record(trail, [entry], by=by, at=at, plan=plan)


def _index_cells(row: IndexLine) -> list[Value]:
    return [row.code, row.plan_name, row.division, row.contractor, *_line_cells(row.shown)]


def _line_cells(shown: ShownLine) -> list[Value]:
    line, said = shown.line, shown.voices.counts
    row, variance = line.row, line.row.variance

    def figure(value: Decimal | None, places: int = row.places) -> Value:
        return None if value is None else _figure(value / row.scale, places)

    original = shown.steps[0].value if shown.steps else variance.target
    changes = "；".join(
        f"{step.title} {format_roc(step.approved_on)} 改為 {step.value / row.scale:,f}"
        for step in shown.steps
        if step.approved_on is not None and step.value is not None
    )
    caught_up = said.catch_up_on if said else None
    return [
        *(str(line.kind), row.item, row.unit, figure(original), changes or None, figure(variance.target)),
        *(_rounded(line.expected.value, row.scale, row.places), figure(variance.actual), figure(variance.difference)),
        *(_percent(line.rate), str(line.status), shown.sentence),
        *(str(said.cause) if said and said.cause else None, said.reason if said else None),
        *(said.remedy if said else None, format_roc(caught_up) if caught_up else None),
        str(said.responsibility) if said and said.responsibility else None,
    ]


def _group_cells(line: GroupLine, wanted: Wanted) -> list[Value]:
    scale = line.scale

    def figure(value: Decimal | None) -> Value:
        return None if value is None else _figure(value / scale, 0)

    variance = line.variance
    return [
        *(line.group, line.item, line.unit, Figure(Decimal(line.rows), 0), Figure(Decimal(line.reported), 0)),
        *(figure(line.target), figure(variance.target), figure(variance.actual), figure(variance.difference)),
        *(_percent(variance.rate), str(line.status) if wanted.level in FIGURES else None),
    ]


def _left_cells(line: NotAdded) -> list[Value]:
    count = Figure(Decimal(line.rows), 0)
    return [line.group, line.item, line.unit, count, None, None, None, None, None, None, f"未加總：{line.reason}"]


def _figure(printed: Decimal, places: int) -> Figure:
    """A figure with its printed decimals, and more where it has more: nothing is rounded away in a file."""
    exponent = printed.normalize().as_tuple().exponent
    return Figure(printed, max(places, -exponent if isinstance(exponent, int) else 0))


def _rounded(value: Decimal | None, scale: Decimal, places: int) -> Value:
    """應達數 is a product, and shown with the decimals of the row."""
    return None if value is None else Figure(round_half_up(value / scale, max(places, 0)), places)


def _percent(rate: Decimal | None) -> Value:
    return None if rate is None else Figure(round_half_up(rate * 100, PCT_PLACES), PCT_PLACES)
