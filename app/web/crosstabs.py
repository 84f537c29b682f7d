"""樞紐分析: cases counted and added up as a person chooses, or as the tables of the report do."""

from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.charts.drawing import Chart
from app.domain.crosstab.dimensions import DIMENSIONS, Dimension
from app.domain.crosstab.folding import filters_of, measure_of
from app.domain.crosstab.layout import Cell
from app.domain.crosstab.names import named
from app.domain.crosstab.presets import PRESETS, preset_of
from app.domain.crosstab.tables import MONEY_UNITS, Table, chosen
from app.domain.errors import NotFound
from app.services import crosstab_files, plans, saved_views
from app.services.pages import crosstab_page
from app.web import chart_files
from app.web.access import user
from app.web.plans import MEDIA_TYPES

bp = Blueprint("crosstabs", __name__)
ROWS, MEASURE, UNIT = "輔導功能", "案數", "元"  # what an address without anything chosen shows
ALL_YEARS = "all"
YEAR = "年度"
PAGE = "crosstabs"  # of saved views


@bp.get("/plans/<code>/crosstab")
def show(code: str) -> ResponseReturnValue:
    """The table that the address says."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    title, tables = _tables()
    page = crosstab_page.show(session, plan, title, tables, viewer=user())
    return render_template(
        "crosstabs/show.html",
        plan=plan,
        title=title,
        table=tables[0],
        preset=request.args.get("preset", ""),
        page=page,
        presets=PRESETS.values(),
        dimensions=tuple(DIMENSIONS),
        measure_groups=crosstab_page.MEASURE_GROUPS,
        units=MONEY_UNITS,
        asked=_asked(),
        views=saved_views.of_page(session, PAGE, by=user()),
        chart_file=partial(_chart_file, plan.code),
        cases_of=partial(cases_address, page.codes),
    )


@bp.get("/plans/<code>/crosstab.<kind>")
def export(code: str, kind: str) -> ResponseReturnValue:
    """The same as a workbook."""
    if kind not in MEDIA_TYPES:
        raise NotFound("樞紐分析可匯出為 .xlsx 或 .ods。")
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    title, tables = _tables()
    content = crosstab_files.workbook(session, plan, title, tables, kind=kind, viewer=user(), at=clock.now())
    name = f"{plan.code}-樞紐分析-{request.args.get('preset') or title.replace('/', '_')}"[:80]
    return send_file(BytesIO(content), mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=f"{name}.{kind}")


@bp.get("/plans/<code>/crosstab/charts/<chart>.svg")
def drawing(code: str, chart: str) -> ResponseReturnValue:
    """The chart beside a table as a drawing that office programs take."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    title, tables = _tables()
    return chart_files.drawing(crosstab_page.chart(session, plan, title, tables, chart, viewer=user()), plan)


@bp.get("/plans/<code>/crosstab/charts/<chart>.csv")
def data(code: str, chart: str) -> ResponseReturnValue:
    """The figures of the chart beside a table."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    title, tables = _tables()
    return chart_files.data(crosstab_page.chart(session, plan, title, tables, chart, viewer=user()), plan)


@bp.post("/plans/<code>/crosstab/views")
def save_view(code: str) -> ResponseReturnValue:
    """Keep the table that the address asks for."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    _tables()  # an address that asks for nothing there is is not kept
    query = urlencode(_asked())
    saved_views.save(session, PAGE, request.form.get("name", ""), query, by=user())
    flash("已儲存檢視。", "success")
    return redirect(f"{url_for('.show', code=plan.code)}?{query}")


@bp.post("/plans/<code>/crosstab/views/<int:view_id>/remove")
def remove_view(code: str, view_id: int) -> ResponseReturnValue:
    """Forget a view of one's own."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    saved_views.remove(session, view_id, by=user())
    flash("已刪除檢視。", "success")
    return redirect(url_for(".show", code=plan.code))


def _tables() -> tuple[str, tuple[Table, ...]]:
    """Title and tables that the address asks for.

    :raises UnknownName: for what is in no catalogue.
    """
    if name := request.args.get("preset"):
        preset = preset_of(name)
        return preset.label, preset.tables
    measures = tuple(measure_of(measure).name for measure in request.args.getlist("measure")) or (MEASURE,)
    table = chosen(
        _dimension("rows") if "rows" in request.args else ROWS,
        _dimension("cols"),
        measures,
        filters_of(filter(None, request.args.getlist("where"))),
        unit=named("單位", request.args.get("unit") or UNIT, {unit: unit for unit in MONEY_UNITS}),
        all_years=request.args.get("years") == ALL_YEARS,
    )
    return table.title, (table,)


def _dimension(axis: str) -> str | None:
    name = request.args.get(axis)
    return named("維度", name, DIMENSIONS).name if name else None


def _chart_file(code: str, chart: Chart, shape: str) -> str:
    """Where a chart of the page is as a file: ``drawing`` or ``data``."""
    return f"{url_for(f'.{shape}', code=code, chart=chart.name)}?{urlencode(_asked())}"


def _asked() -> list[tuple[str, str]]:
    """What the address says, for links to the same in another shape."""
    return [(name, value) for name, values in request.args.lists() for value in values if value]


def cases_address(codes: Mapping[str, str], cell: Cell) -> str | None:
    """The list of the cases behind a figure; ``None`` where there is none, or several plans' lists.

    :param codes: the plan of each year that is counted.
    """
    if cell.where is None:
        return None
    where = dict(cell.where)
    years = where.pop(YEAR, tuple(codes))
    if len(years) != 1:
        return None
    query = [
        (DIMENSIONS[name].field, text) for name, words in where.items() for text in _texts(DIMENSIONS[name], words)
    ]
    return f"{url_for('cases.index', code=codes[years[0]])}?{urlencode(query)}"


def _texts(dimension: Dimension, words: tuple[str, ...]) -> Iterator[str]:
    return (text for word in words for text in dimension.texts(word))
