"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import InputRequired

from app import clock, extensions
from app.domain.errors import CodeRefused, SignInRefused
from app.services import sign_in, sign_in_sessions
from app.services.sign_in_sessions import Step
from app.web import access
from app.web.access import TOKEN, local_target

bp = Blueprint("auth", __name__)


class LoginForm(FlaskForm):
    """E-mail and password."""

    email = EmailField("電子郵件", [InputRequired("請輸入電子郵件。")])
    password = PasswordField("密碼", [InputRequired("請輸入密碼。")])


class CodeForm(FlaskForm):
    """The code of the second step."""

    code = StringField("驗證碼", [InputRequired("請輸入驗證碼。")])


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Sign in, and go on to where the person was heading."""
    form = LoginForm()
    if not form.validate_on_submit():
        return _login_page(form, 422 if form.errors else 200)
    settings = extensions.settings()
    try:
        token = sign_in.by_password(
            extensions.session(),
            form.email.data or "",
            form.password.data or "",
            origin=access.origin(),
            at=clock.now(),
            limits=settings.sign_in,
            demo_allowed=not settings.production,
        )
    except SignInRefused as refusal:
        form.password.errors = [str(refusal)]
        return _login_page(form, 422)
    access.let_in(token)
    return redirect(local_target(request.args.get("next")))


@bp.route("/login/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """The second step of signing in."""
    target = local_target(request.args.get("next"))
    if access.visit().step is not Step.CODE:
        return redirect(target)
    form, settings = CodeForm(), extensions.settings()
    if not form.validate_on_submit():
        return render_template("auth/code.html", form=form), 422 if form.errors else 200
    try:
        session[TOKEN] = sign_in.by_code(
            extensions.session(),
            access.visit(),
            form.code.data or "",
            secret_key=settings.secret_key,
            origin=access.origin(),
            at=clock.now(),
            limits=settings.sign_in,
        )
    except CodeRefused as refusal:
        form.code.errors = [str(refusal)]
        return render_template("auth/code.html", form=form), 422
    return redirect(target)


@bp.route("/logout", methods=["POST"])
def logout() -> ResponseReturnValue:
    """End this browser's session."""
    sign_in_sessions.sign_out(extensions.session(), session.pop(TOKEN, ""), origin=access.origin(), at=clock.now())
    flash("您已登出。", "success")
    return redirect(url_for("auth.login"))


def _login_page(form: LoginForm, status: int) -> ResponseReturnValue:
    settings = extensions.settings()
    page = render_template(
        "auth/login.html",
        form=form,
        offers_reset=settings.mail.is_configured,
        single_sign_on=settings.oidc.oidc_name if settings.oidc.is_configured else None,
        target=request.args.get("next"),
    )
    return page, status
