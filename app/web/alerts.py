"""The list of alerts."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app import extensions
from app.domain.lights import Light
from app.services import alerts, plans
from app.services.pages import alert_list
from app.services.pages.paging import paged
from app.web.access import user

bp = Blueprint("alerts", __name__)
IS_OPEN = {"open": True, "resolved": False}


@bp.get("/alerts")
def index() -> ResponseReturnValue:
    """What slips in the plans the person may see."""
    session = extensions.session()
    filters = {
        "status": request.args.get("status", "open"),
        "light": request.args.get("light", ""),
        "plan": request.args.get("plan", ""),
    }
    rows = alert_list.lines(
        session, user(), is_open=IS_OPEN.get(filters["status"]), light=filters["light"], plan_code=filters["plan"]
    )
    return render_template(
        "alerts/index.html",
        listing=paged(rows, request.args.get("page", 1, type=int)),
        scanned_on=alerts.last_scan_on(session),
        filters=filters,
        plans=plans.visible_to(session, user()),
        lights=list(Light),
    )
