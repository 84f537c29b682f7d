"""推估: what will become of a plan's open checkpoints and indicators, as of any day."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import ValidationError

from app import clock, extensions
from app.domain.roc_calendar import format_roc
from app.services import plans
from app.services.pages import forecast_page
from app.web.access import user
from app.web.fields import RocDateField

bp = Blueprint("forecasts", __name__)


class DayForm(FlaskForm):
    """As of which day. It only reads, so it comes by address and carries no token."""

    class Meta:
        csrf = False

    on = RocDateField("資料日期")

    def validate_on(self, field: RocDateField) -> None:
        """Nobody knows yet what will have happened by a later day."""
        if isinstance(field.data, date) and field.data > clock.today():
            raise ValidationError(f"資料日期不可晚於今天（{format_roc(clock.today())}），請改填今天或以前的日期。")


@bp.get("/plans/<code>/forecast")
def show(code: str) -> ResponseReturnValue:
    """The forecasts as of today; with ``?on=107/7/31`` as they would have been made on that day."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    form = DayForm(request.args)
    asked = form.on.data if form.validate() and isinstance(form.on.data, date) else clock.today()
    page = forecast_page.show(session, plan, viewer=user(), on=asked)
    return render_template("plans/forecast.html", page=page, form=form, is_today=asked == clock.today())
