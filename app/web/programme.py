"""輔導規定: the figures in the rules of the programme, who is closed out, and which cases break a rule."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from app import clock, extensions
from app.domain.eligibility import LABELS, Abnormality
from app.domain.eligibility.limits import UNITS
from app.domain.errors import BadThreshold, NotFound, PermissionDenied, WrongState
from app.domain.roc_calendar import roc_year
from app.services import programme_limits, rule_settings
from app.services.pages import programme_page
from app.web.access import user
from app.web.fields import RocDateField

bp = Blueprint("programme", __name__)

LONGEST_TEXT = 500
_YEAR = NumberRange(90, 199, message="請填民國年度，例如 107。")
_REQUIRED_YEAR = InputRequired("請填民國年度，例如 107。")
_REASON = Length(max=LONGEST_TEXT, message=f"請在 {LONGEST_TEXT} 字以內說明。")


class LimitForm(FlaskForm):
    """A figure of the rules, from one year on."""

    name = SelectField("規定")
    value = StringField("新值", [DataRequired("請填寫新值。")])
    from_year = IntegerField(
        "自年度", [_REQUIRED_YEAR, _YEAR], description="自這個民國年度起適用；之前的年度仍依原規定。"
    )
    reason = StringField("理由", [DataRequired("請填寫變更輔導規定的理由。"), _REASON])


class AbnormalityForm(FlaskForm):
    """A serious abnormality of an adviser."""

    adviser = StringField("輔導單位", [DataRequired("請填寫輔導單位全名。")])
    year = IntegerField("年度", [_REQUIRED_YEAR, _YEAR])
    round = IntegerField(
        "梯次", [InputRequired("請填寫梯次。"), NumberRange(1, 99, message="梯次自 1 起。")], default=1
    )
    decided_on = RocDateField(
        "認定日", [InputRequired("請填寫認定日，例如 107/12/20。")], description="認定重大異常的日期。"
    )
    description = StringField("情形", [DataRequired("請填寫重大異常情形。"), _REASON])


@bp.get("/programme-rules")
def index() -> ResponseReturnValue:
    """The rules of an agency in one year."""
    return _shown(request.args.get("agency", type=int))


@bp.post("/programme-rules/<int:agency_id>/limits")
def change(agency_id: int) -> ResponseReturnValue:
    """Set a figure of the rules from one year on."""
    form = _limit_form()
    if form.validate():
        since, value, reason = form.from_year.data or 0, form.value.data or "", form.reason.data or ""
        try:
            programme_limits.set_limit(
                *(extensions.session(), agency_id, form.name.data, value),
                from_roc_year=since,
                reason=reason,
                by=user(),
                at=clock.now(),
            )
        except (BadThreshold, WrongState) as refusal:
            form.value.errors = [str(refusal)]
        else:
            flash(f"「{LABELS[form.name.data]}」已變更，自 {since} 年度起適用。", "success")
            return redirect(url_for(".index", agency=agency_id, year=since))
    return _shown(agency_id, limit=form), 422


@bp.post("/programme-rules/<int:agency_id>/abnormalities")
def note(agency_id: int) -> ResponseReturnValue:
    """Keep a serious abnormality of an adviser."""
    form = AbnormalityForm()
    if form.validate():
        found = Abnormality(
            str(form.adviser.data).strip(), form.year.data or 0, form.round.data or 0, form.decided_on.data
        )
        try:
            programme_limits.note_abnormality(
                extensions.session(), agency_id, found, str(form.description.data), by=user(), at=clock.now()
            )
        except WrongState as refusal:
            form.adviser.errors = [str(refusal)]
        else:
            flash(f"已登錄 {found.adviser} 的重大異常。", "success")
            return redirect(url_for(".index", agency=agency_id))
    return _shown(agency_id, abnormality=form), 422


def _limit_form(from_year: int | None = None) -> LimitForm:
    form = LimitForm(from_year=from_year)
    form.name.choices = [(name, f"{label}（{UNITS[name]}）") for name, label in LABELS.items()]
    return form


def _shown(agency_id: int | None, limit: LimitForm | None = None, abnormality: AbnormalityForm | None = None) -> str:
    session = extensions.session()
    agencies = rule_settings.agencies_of(session, user())
    if not agencies:
        raise PermissionDenied("您沒有「設定檢核規則」的權限。輔導規定請洽計畫辦公室。")
    agency = next((agency for agency in agencies if agency_id in (None, agency.id)), None)
    if agency is None:
        raise NotFound("查無這個機關，或您沒有設定其輔導規定的權限。")
    year = request.args.get("year", roc_year(clock.today()), type=int)
    return render_template(
        "programme/index.html",
        agency=agency,
        agencies=agencies,
        year=year,
        page=programme_page.page(session, agency, year, viewer=user()),
        limit=limit or _limit_form(from_year=year),
        abnormality=abnormality or AbnormalityForm(year=year),
    )
