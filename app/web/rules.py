"""檢核規則: what is checked, and which rules are only tried out."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.errors import NotFound, PermissionDenied, WrongState
from app.domain.leniency import RuleMode, is_lenient
from app.services import rule_settings
from app.services.pages import rule_list
from app.web.access import user

bp = Blueprint("rules", __name__)


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that was refused: of which rule, the reason that was typed, and why not."""

    code: str
    reason: str
    message: str


@bp.get("/rules")
def index() -> ResponseReturnValue:
    """The rules of an agency: the one that is asked for, or the first whose rules the person may set."""
    return _page(request.args.get("agency", type=int))


@bp.post("/rules/<int:agency_id>/<code>")
def change(agency_id: int, code: str) -> ResponseReturnValue:
    """Put a rule on trial or in force; a refusal keeps the reason that was typed."""
    mode = RuleMode.TRIAL if request.form.get("mode") == RuleMode.TRIAL else RuleMode.IN_FORCE
    reason = request.form.get("reason", "")
    try:
        rule_settings.change(extensions.session(), agency_id, code, mode, reason, by=user(), at=clock.now())
    except WrongState as refusal:
        if not is_lenient(code):
            raise
        return _page(agency_id, Refused(code, reason, str(refusal))), 409
    flash(f"已改為「{mode}」，自下一次檢核起適用。", "success")
    return redirect(url_for(".index", agency=agency_id))


def _page(wanted: int | None, refused: Refused | None = None) -> str:
    session = extensions.session()
    agencies = rule_settings.agencies_of(session, user())
    if not agencies:
        raise PermissionDenied("您沒有「設定檢核規則」的權限。各項規則的說明請見填報說明。")
    agency = next((agency for agency in agencies if wanted in (None, agency.id)), None)
    if agency is None:
        raise NotFound("查無這個機關，或您沒有設定其檢核規則的權限。")
    groups = rule_list.groups(session, agency)
    return render_template("rules/index.html", agency=agency, agencies=agencies, groups=groups, refused=refused)
