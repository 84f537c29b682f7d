"""The list of plans, the page of one plan, and its workbook."""

from io import BytesIO
from typing import Literal

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.lights import Light
from app.domain.portfolio import Grouping, Order, View
from app.services import alerts, plans, saved_views, workbook_exchange
from app.services.pages import heat_map, plan_list, plan_page, trend_part
from app.services.portfolio import asking, choosing
from app.web.access import user

bp = Blueprint("plans", __name__)

PAGE = "plans"  # of saved views
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@bp.get("/plans")
def index() -> ResponseReturnValue:
    """The plans the person may see, as a table or month by month."""
    session, on = extensions.session(), clock.today()
    shelves = choosing.shelves(session, user(), on=on)
    asked = asking.wanted(request.args.to_dict(flat=False), year=shelves.year)
    number = request.args.get("page", 1, type=int)
    listing = plan_list.page(session, user(), on=on, wanted=asked, number=number)
    is_heat = asked.view is View.HEAT
    return render_template(
        "plans/index.html",
        listing=listing,
        heat=heat_map.rows(session, listing.rows, on=on) if is_heat else None,
        asked=asked,
        choices=shelves.choices(asked.roc_year),
        as_of=on,
        views=saved_views.of_page(session, PAGE, by=user()),
        orders=list(Order),
        groupings=list(Grouping),
        shapes=list(View),
        lights=list(Light),
    )


@bp.get("/plans/<code>")
def show(code: str) -> ResponseReturnValue:
    """One plan today; with ``?baseline=original`` its indicators stand beside their first targets."""
    page = plan_page.show(
        extensions.session(),
        code,
        viewer=user(),
        on=clock.today(),
        against_original=request.args.get("baseline") == "original",
        versions=None if request.args.get("versions") == "all" else plan_page.NEWEST,
    )
    return render_template("plans/show.html", plan=page)


@bp.get("/plans/<code>/days")
def days(code: str) -> ResponseReturnValue:
    """The light and the progress of every day that was kept."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    return render_template("plans/days.html", plan=plan, trend=trend_part.trend(session, plan, on=clock.today()))


@bp.get("/plans/<code>/workbook/<period>")
def workbook(code: str, period: str) -> ResponseReturnValue:
    """The reporting workbook of a period, .xlsx or (``?kind=ods``) .ods."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    chosen = plans.period_of(session, plan, period)
    kind: Literal["xlsx", "ods"] = "ods" if request.args.get("kind") == "ods" else "xlsx"
    content = BytesIO()
    workbook_exchange.export(session, plan, chosen, content, kind=kind, by=user(), at=clock.now())
    content.seek(0)
    name = f"{plan.code}-{chosen.key}.{kind}"
    return send_file(content, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


@bp.post("/plans/<code>/scan")
def scan(code: str) -> ResponseReturnValue:
    """Look for slippage now instead of at night."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    outcome = alerts.scan_on_demand(session, plan, by=user(), on=clock.today(), at=clock.now())
    flash(
        f"掃描完成：新開 {len(outcome.opened)}、升級 {len(outcome.escalated)}、解除 {len(outcome.resolved)}、"
        f"未結 {len(outcome.open)} 件。",
        "success",
    )
    return redirect(url_for(".show", code=code))
