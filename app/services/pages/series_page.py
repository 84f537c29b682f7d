"""歷年績效: a programme over its years, from the cases of each (表33)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.charts.drawing import Chart
from app.domain.charts.series_chart import YearFigures, series_chart
from app.domain.crosstab.layout import LaidOut, Line
from app.domain.crosstab.presets import PRESETS
from app.domain.errors import NotFound
from app.models import Plan, User
from app.services import crosstabs
from app.services.permissions import visible_plans

PRESET = "表33"
_FIELDS = {"cases": "執行案數", "government": "政府經費", "own": "自籌款", "output": "增加產值", "saving": "降低成本"}


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """A programme over its years.

    :ivar plans: its plans by year, the oldest first; ``newest`` is the last of them.
    :ivar table: as the report prints it, each figure with the cases behind it.
    :ivar hidden: years of plans that the person may not see, which are not counted.
    :ivar others: code of the newest plan and name of every programme that has a series, this one included.
    """

    plans: Sequence[Plan]
    table: LaidOut
    chart: Chart | None
    hidden: int
    others: Mapping[str, str]

    @property
    def newest(self) -> Plan:
        """The plan of the last year."""
        return self.plans[-1]

    @property
    def codes(self) -> Mapping[str, str]:
        """The code of each year's plan, by the year as tables name it."""
        return {str(plan.roc_year): plan.code for plan in self.plans}


def show(session: Session, *, viewer: User, code: str = "") -> SeriesPage | None:
    """The series of a programme that has two years or more; ``None`` where the person sees none.

    :param code: of one of its plans; blank is the programme with most years.
    :raises NotFound: if the plan has no series.
    """
    found = _series(session, viewer)
    if not found:
        return None
    newest = {plans[-1].code: plans for plans in found}
    chosen = next((plans for plans in found if code in {plan.code for plan in plans}), None) if code else found[0]
    if chosen is None:
        raise NotFound(f"計畫 {code} 沒有兩個以上年度的資料，無法列出歷年績效。")
    scope = crosstabs.scope_of(session, chosen[-1], all_years=True, viewer=viewer)
    [table] = PRESETS[PRESET].tables
    laid = crosstabs.lay(session, scope, table)
    return SeriesPage(
        scope.plans,
        laid,
        series_chart(_years(laid)),
        scope.hidden,
        {code: plans[-1].name for code, plans in newest.items()},
    )


def chart_of(session: Session, plan: Plan, *, viewer: User) -> Chart | None:
    """The chart alone, of the programme that a plan is a year of."""
    scope = crosstabs.scope_of(session, plan, all_years=True, viewer=viewer)
    [table] = PRESETS[PRESET].tables
    return series_chart(_years(crosstabs.lay(session, scope, table)))


def _series(session: Session, viewer: User) -> list[list[Plan]]:
    """The plans whose codes differ in the year alone, programme by programme, that with most years first."""
    found: dict[str, list[str]] = defaultdict(list)
    for plan_code, roc_year in session.execute(
        visible_plans(viewer).with_only_columns(Plan.code, Plan.roc_year).order_by(None).order_by(Plan.roc_year)
    ):
        shape = crosstabs.YEARLY.fullmatch(plan_code)
        if shape and int(shape["roc_year"]) == roc_year:
            found[shape["series"]].append(plan_code)
    several = sorted((codes for codes in found.values() if len(codes) > 1), key=len, reverse=True)
    wanted = [plan_code for codes in several for plan_code in codes]
    plans = {plan.code: plan for plan in session.scalars(visible_plans(viewer).where(Plan.code.in_(wanted)))}
    return [[plans[plan_code] for plan_code in codes] for codes in several]


def _years(laid: LaidOut) -> list[YearFigures]:
    places = {column.measure: at for at, column in enumerate(laid.columns)}

    def value(line: Line, measure: str) -> int | None:
        cell = line.cells[places[measure]]
        return None if cell is None or cell.value is None else int(cell.value)

    return [
        YearFigures(int(line.label), **{field: value(line, measure) for field, measure in _FIELDS.items()})
        for line in laid.lines
        if not line.is_total and line.label.isdecimal()
    ]
