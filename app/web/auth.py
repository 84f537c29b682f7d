"""Signing in and out."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired

from app import clock, extensions
from app.domain.errors import SignInRefused
from app.services import accounts
from app.web.access import TOKEN, local_target

bp = Blueprint("auth", __name__)


class LoginForm(FlaskForm):
    """E-mail and password."""

    email = EmailField("電子郵件", [InputRequired("請輸入電子郵件。")])
    password = PasswordField("密碼", [InputRequired("請輸入密碼。")])


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Sign in, and go on to where the person was heading."""
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("auth/login.html", form=form), 422 if form.errors else 200
    try:
        token = accounts.sign_in(
            extensions.session(),
            form.email.data or "",
            form.password.data or "",
            at=clock.now(),
            demo_allowed=not extensions.settings().production,
        )
    except SignInRefused as refusal:
        form.password.errors = [str(refusal)]
        return render_template("auth/login.html", form=form), 422
    session.clear()  # nothing that was set before signing in stays
    session[TOKEN] = token
    return redirect(local_target(request.args.get("next")))


@bp.route("/logout", methods=["POST"])
def logout() -> ResponseReturnValue:
    """End this browser's session."""
    accounts.sign_out(extensions.session(), session.pop(TOKEN, ""), at=clock.now())
    flash("您已登出。", "success")
    return redirect(url_for("auth.login"))
