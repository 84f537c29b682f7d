"""落後門檻: where late begins, for an agency and for single plans."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from app import clock, extensions
from app.domain.errors import BadThreshold, NotFound, PermissionDenied, WrongState
from app.domain.threshold_words import unit_of
from app.domain.thresholds import LABELS
from app.services import rule_settings, threshold_settings
from app.services.pages import threshold_page
from app.web.access import user

bp = Blueprint("threshold_settings", __name__)

LONGEST_TEXT = 500


class ThresholdForm(FlaskForm):
    """A threshold, for all plans or for one."""

    name = SelectField("門檻", description="選定後在下方填新值；目前的值與來源列在上表。")
    value = StringField("新值")
    plan_code = StringField("計畫代號")
    reason = StringField(
        "理由",
        [
            DataRequired("請填寫變更門檻的理由。"),
            Length(max=LONGEST_TEXT, message=f"請在 {LONGEST_TEXT} 字以內說明。"),
        ],
    )


@bp.get("/rules/<int:agency_id>/thresholds")
def index(agency_id: int) -> ResponseReturnValue:
    """The thresholds in force, and every change of them."""
    return _shown(agency_id, _form())


@bp.post("/rules/<int:agency_id>/thresholds")
def change(agency_id: int) -> ResponseReturnValue:
    """Set a threshold from the next evaluation on; what was typed stays if it is refused."""
    form = _form()
    if form.validate():
        try:
            understood = threshold_settings.change(
                *(extensions.session(), agency_id, form.name.data, form.value.data or "", form.reason.data or ""),
                plan_code=form.plan_code.data or "",
                by=user(),
                at=clock.now(),
            )
        except (BadThreshold, WrongState) as refusal:
            form.value.errors = [str(refusal)]
        except NotFound as refusal:
            form.plan_code.errors = [str(refusal)]
        else:
            flash(f"「{LABELS[form.name.data]}」已改為{understood}，自下一次掃描起適用。", "success")
            return redirect(url_for(".index", agency_id=agency_id))
    return _shown(agency_id, form), 422


def _form() -> ThresholdForm:
    form = ThresholdForm()
    form.name.choices = [(name, f"{label}（{unit_of(name)}）") for name, label in LABELS.items()]
    return form


def _shown(agency_id: int, form: ThresholdForm) -> str:
    session = extensions.session()
    agencies = rule_settings.agencies_of(session, user())
    if not agencies:
        raise PermissionDenied("您沒有「設定檢核規則」的權限，不能變更落後門檻。")
    agency = next((one for one in agencies if one.id == agency_id), None)
    if agency is None:
        raise NotFound("查無這個機關，或您沒有設定其落後門檻的權限。")
    return render_template(
        "rules/thresholds.html",
        agency=agency,
        lines=threshold_page.lines(session, agency),
        history=threshold_page.history(session, agency),
        form=form,
    )
