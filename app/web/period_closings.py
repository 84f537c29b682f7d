"""關閉期別: the figures a period was closed with, closing it, and opening it again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from app import clock, extensions
from app.domain.errors import WrongState
from app.services import period_closings, plans
from app.services.pages import closing_page
from app.web.access import user

bp = Blueprint("period_closings", __name__)
OF_PERIOD = "/plans/<code>/periods/<period>/closing"


class ReasonForm(FlaskForm):
    """Why; whether a reason must be given is for the service to say."""

    reason = TextAreaField(
        "理由",
        [Length(max=period_closings.LONGEST_REASON, message=f"請在 {period_closings.LONGEST_REASON:,} 字以內說明。")],
    )


@bp.get(OF_PERIOD)
def show(code: str, period: str) -> ResponseReturnValue:
    """The figures of a period beside those of today."""
    return _page(code, period, ReasonForm())


@bp.post(f"{OF_PERIOD}/close")
def close(code: str, period: str) -> ResponseReturnValue:
    """Declare the figures final."""
    session, form = extensions.session(), ReasonForm()
    plan = plans.get(session, code, viewer=user())
    chosen = plans.period_of(session, plan, period)
    if not form.validate():
        return _page(code, period, form, 422)
    try:
        period_closings.close(session, plan, chosen, by=user(), at=clock.now(), reason=form.reason.data or "")
    except WrongState as refusal:
        return _refused(code, period, form, refusal)
    flash(f"「{period}」已關閉，數值已定案保存。", "success")
    return redirect(url_for(".show", code=code, period=period))


@bp.post(f"{OF_PERIOD}/reopen")
def reopen(code: str, period: str) -> ResponseReturnValue:
    """Let reports of the period come again."""
    session, form = extensions.session(), ReasonForm()
    plan = plans.get(session, code, viewer=user())
    chosen = plans.period_of(session, plan, period)
    if not form.validate():
        return _page(code, period, form, 422)
    try:
        period_closings.reopen(session, plan, chosen, by=user(), at=clock.now(), reason=form.reason.data or "")
    except WrongState as refusal:
        return _refused(code, period, form, refusal)
    flash(f"「{period}」已重新開放；先前定案的數值仍保留可查。", "success")
    return redirect(url_for(".show", code=code, period=period))


def _refused(code: str, period: str, form: ReasonForm, refusal: WrongState) -> ResponseReturnValue:
    """What was typed stays; the page says above it why nothing was done."""
    flash(str(refusal), "error")
    return _page(code, period, form, 409)


def _page(code: str, period: str, form: ReasonForm, status: int = 200) -> ResponseReturnValue:
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    chosen = plans.period_of(session, plan, period)
    page = closing_page.show(session, plan, chosen, viewer=user(), on=clock.today())
    return render_template("period_closings/show.html", page=page, form=form), status
