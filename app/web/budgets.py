"""預算: a year's budget down to its plans, plans over several years, 立法院決議, and a programme's figures."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.roc_calendar import roc_year as roc_year_of
from app.services import budget, programme_indicators, resolutions
from app.services.pages import budget_page, multi_year_page, series_page
from app.web.access import user
from app.web.crosstabs import cases_address

bp = Blueprint("budgets", __name__, url_prefix="/programme")


@bp.get("/budget")
def index() -> ResponseReturnValue:
    """The newest budget that the person may read."""
    return _newest(".tree", budget.years(extensions.session(), viewer=user()))


@bp.get("/budget/<int:roc_year>")
def tree(roc_year: int) -> ResponseReturnValue:
    """工作計畫, 分支計畫 and the plans under them, with what each is worth."""
    session = extensions.session()
    return render_template(
        "budgets/tree.html",
        roc_year=roc_year,
        years=budget.years(session, viewer=user()),
        budgets=budget_page.of_year(session, roc_year, viewer=user()),
    )


@bp.get("/multi-year")
def multi_year() -> ResponseReturnValue:
    """What the plans over several years have in each."""
    return render_template("budgets/multi_year.html", page=multi_year_page.page(extensions.session(), viewer=user()))


@bp.get("/series")
def series() -> ResponseReturnValue:
    """A programme over its years: what was put in, what came of it, and what that is to each other."""
    page = series_page.show(extensions.session(), viewer=user(), code=request.args.get("plan", ""))
    cases_of = partial(cases_address, page.codes) if page else None
    return render_template("budgets/series.html", page=page, cases_of=cases_of)


@bp.get("/resolutions")
def resolved() -> ResponseReturnValue:
    """What the legislature asks for, until when, and how it was answered."""
    on = clock.today()
    lines = resolutions.listed(extensions.session(), viewer=user(), on=on)
    return render_template("budgets/resolutions.html", lines=lines, as_of=on, limits=resolutions.LIMITS)


@bp.get("/indicators")
def newest_indicators() -> ResponseReturnValue:
    """The newest figures that the person may read."""
    return _newest(".indicators", programme_indicators.years(extensions.session(), viewer=user()))


@bp.get("/<int:roc_year>")
def indicators(roc_year: int) -> ResponseReturnValue:
    """The figures of a year's programme, with our percentages beside the printed ones."""
    lines = programme_indicators.of_year(extensions.session(), roc_year, viewer=user())
    measured = [line for line in lines if line.row.target is not None]
    told = [line for line in lines if line.row.target is None]
    groups = [(name, list(of_group)) for name, of_group in groupby(told, lambda line: line.row.group_name)]
    return render_template("budgets/indicators.html", roc_year=roc_year, measured=measured, groups=groups)


def _newest(endpoint: str, years: Sequence[int]) -> ResponseReturnValue:
    """The page of the first of these years; where there is none, the empty page of this year."""
    return redirect(url_for(endpoint, roc_year=years[0] if years else roc_year_of(clock.today())))
