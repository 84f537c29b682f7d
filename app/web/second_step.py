"""兩步驟驗證: switching it on and off, and new recovery codes."""

from collections.abc import Callable
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import clock, extensions
from app.domain.errors import CodeRefused
from app.services import second_factor
from app.services.sign_in_sessions import Step
from app.web import access
from app.web.auth import CodeForm

bp = Blueprint("second_step", __name__, url_prefix="/account/second-step")


@bp.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Teach the authenticator the secret, and prove with a code that it has learnt it."""
    user, form = access.visit().user, CodeForm()
    enrolment = second_factor.enrolment(extensions.session(), user, secret_key=extensions.settings().secret_key)
    is_on = second_factor.is_on(extensions.session(), user)
    if enrolment is not None and form.validate_on_submit() and (codes := _with_code(second_factor.confirm, form)):
        return render_template("account/recovery_codes.html", codes=codes, is_new=True)
    page = render_template(
        "account/second_step.html",
        form=form,
        is_on=is_on,
        is_forced=access.visit().step is Step.ENROL,
        is_required=second_factor.is_required(user, extensions.settings().sign_in),
        codes_left=second_factor.codes_left(extensions.session(), user) if is_on else 0,
        enrolment=enrolment,
        picture=_picture(enrolment.address) if enrolment else None,
    )
    return page, 422 if form.errors else 200


@bp.post("/begin")
def begin() -> ResponseReturnValue:
    """Make a secret to be learnt."""
    second_factor.begin(extensions.session(), access.visit().user, secret_key=extensions.settings().secret_key)
    return redirect(url_for(".show"))


@bp.post("/renew")
def renew() -> ResponseReturnValue:
    """New recovery codes in place of the old ones."""
    form = CodeForm()
    if form.validate_on_submit() and (codes := _with_code(second_factor.renew_codes, form)):
        return render_template("account/recovery_codes.html", codes=codes, is_new=False)
    flash(_first_error(form), "error")
    return redirect(url_for(".show"))


@bp.post("/disable")
def disable() -> ResponseReturnValue:
    """Switch the second step off."""
    form = CodeForm()
    if form.validate_on_submit():
        _with_code(second_factor.disable, form)
    if form.errors:
        flash(_first_error(form), "error")
        return redirect(url_for(".show"))
    flash("已停用兩步驟驗證。", "success")
    return redirect(url_for("account.show"))


def _with_code(deed: Callable[..., Any], form: CodeForm) -> Any:
    """Do what a code is asked for; a refusal stands beside the field."""
    settings = extensions.settings()
    try:
        return deed(
            extensions.session(),
            access.visit().user,
            form.code.data or "",
            secret_key=settings.secret_key,
            origin=access.origin(),
            at=clock.now(),
            limits=settings.sign_in,
        )
    except CodeRefused as refusal:
        form.code.errors = [str(refusal)]
        return None


def _first_error(form: CodeForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _picture(address: str) -> Markup:
    """The QR code, drawn here: no other host learns the secret. Dark on white in every theme, as cameras want it."""
    drawn = segno.make(address, error="l").svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr-code")
    return Markup(drawn)  # noqa: S704  made by the library out of squares alone
