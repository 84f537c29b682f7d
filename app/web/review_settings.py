"""審查方式: how many people review the reports of an agency, and of single plans."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.errors import NotFound, PermissionDenied
from app.services import review_settings, rule_settings
from app.services.review_settings import ReviewRule
from app.web.access import user

bp = Blueprint("review_settings", __name__)


@bp.get("/rules/<int:agency_id>/review")
def index(agency_id: int) -> ResponseReturnValue:
    """How the agency's reports are reviewed, and every change of that."""
    session = extensions.session()
    agencies = rule_settings.agencies_of(session, user())
    if not agencies:
        raise PermissionDenied("您沒有「設定檢核規則」的權限，不能變更審查方式。")
    agency = next((one for one in agencies if one.id == agency_id), None)
    if agency is None:
        raise NotFound("查無這個機關，或您沒有設定其審查方式的權限。")
    return render_template(
        "rules/review.html",
        agency=agency,
        in_force=review_settings.of_agency(session, agency),
        history=review_settings.history(session, agency),
    )


@bp.post("/rules/<int:agency_id>/review")
def change(agency_id: int) -> ResponseReturnValue:
    """Review in another way from now on."""
    number = {name: request.form.get(name, 0, type=int) for name in ("reviewers", "correction_days")}
    plan_code, reason = request.form.get("plan_code", "").strip(), request.form.get("reason", "")
    review_settings.change(
        extensions.session(), agency_id, ReviewRule(**number), reason, plan_code=plan_code, by=user(), at=clock.now()
    )
    flash("已變更審查方式，自下一次審查起適用。", "success")
    return redirect(url_for(".index", agency_id=agency_id))
