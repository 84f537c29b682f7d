"""The page of a cross-table: what was chosen, what else there is to choose, and the tables with their charts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.cases.benefits import OUTPUT, SAVING
from app.domain.charts.drawing import Chart
from app.domain.crosstab.chart import chart_of
from app.domain.crosstab.dimensions import DIMENSIONS
from app.domain.crosstab.layout import LaidOut
from app.domain.crosstab.measures import MEASURES
from app.domain.crosstab.tables import Table
from app.domain.errors import NotFound
from app.models import Plan, User
from app.services import crosstabs

#: What the page offers to filter by; an address may name any dimension.
FILTERED_BY = (
    *("狀態", "核定與否", "技術審查結果", "輔導功能", "地區", "縣市", "類組", "輔導單位別", "輔導模式"),
    *("加強輔導型", "女性負責人", "女性計畫主持人"),
)
_OF_YEARS = {name: f"{name}（歷年）" for name in ("輔導功能", "地區", "輔導單位別")}
MEASURE_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("個數", ("案數", "件數", "家數", "輔導單位數", "申請案數", "執行案數")),
    ("效益合計", ("合計效益", "平均效益", "增加產值", "降低成本")),
    ("增加產值各項", tuple(OUTPUT.values())),
    ("降低成本各項", tuple(SAVING.values())),
    ("經費", ("政府經費", "自籌款", "投入", "ROI")),
    ("比率", ("占比", "列占比", "欄占比", "效益占比", "通過率", "申請占比", "執行占比", "件數列占比")),
)
assert {name for _, names in MEASURE_GROUPS for name in names} == set(MEASURES)


@dataclass(frozen=True, slots=True)
class FilterLine:
    """One filter as the page offers it: its values with what stands for them (``地區=北部``), and what is chosen."""

    name: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class CrosstabPage:
    """``hidden_plans`` counts plans of the series that the viewer may not see; ``codes`` are those counted, by year."""

    tables: tuple[tuple[LaidOut, Chart | None], ...]
    filters: tuple[FilterLine, ...]
    codes: dict[str, str]
    hidden_plans: int
    has_series: bool


def show(session: Session, plan: Plan, title: str, tables: Sequence[Table], *, viewer: User) -> CrosstabPage:
    """The tables over the plan, or its series, and what they may be narrowed to.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    series = crosstabs.scope_of(session, plan, all_years=True, viewer=viewer)
    scope = series if tables[0].all_years else crosstabs.Scope((plan,))
    laid = [crosstabs.lay(session, scope, table) for table in tables]
    return CrosstabPage(
        tables=tuple((one, chart_of(one, title, str(at))) for at, one in enumerate(laid, 1)),
        filters=_filters(tables[0]),
        codes={str(one.roc_year): one.code for one in scope.plans},
        hidden_plans=scope.hidden,
        has_series=len(series.plans) > 1,
    )


def chart(session: Session, plan: Plan, title: str, tables: Sequence[Table], name: str, *, viewer: User) -> Chart:
    """One chart of the page, by its name.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    :raises NotFound: if there is no such chart, or nothing to draw in it.
    """
    page = show(session, plan, title, tables, viewer=viewer)
    found = next((one for _, one in page.tables if one and one.name == name), None)
    if found is None:
        raise NotFound("查無這張圖，請由樞紐分析頁面點選。")
    return found


def _filters(table: Table) -> tuple[FilterLine, ...]:
    """By official words: they cost no look at the cases, however many there are."""
    chosen = dict(table.where)
    offered = (_OF_YEARS.get(name, name) if table.all_years else name for name in FILTERED_BY)
    return tuple(_filter(name, chosen.get(name, ())) for name in dict.fromkeys((*offered, *chosen)))


def _filter(name: str, chosen: tuple[str, ...]) -> FilterLine:
    choices = {f"{name}={value}": value for value in DIMENSIONS[name].official}
    picked = f"{name}={','.join(chosen)}" if chosen else ""
    if picked:
        choices.setdefault(picked, "、".join(chosen))
    return FilterLine(name, tuple(choices.items()), picked)
