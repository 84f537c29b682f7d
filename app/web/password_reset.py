"""忘記密碼: a link by mail, and the new password it leads to."""

from functools import partial

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import InputRequired

from app import clock, extensions
from app.domain.errors import NotFound, PasswordRefused
from app.services import mail, password_changes
from app.services.password_changes import ResetLink
from app.web import access
from app.web.account import NewPasswordForm

bp = Blueprint("password_reset", __name__, url_prefix="/password")


class ForgottenForm(FlaskForm):
    """Whose password was forgotten."""

    email = EmailField("電子郵件", [InputRequired("請輸入電子郵件。")])


@bp.route("/forgotten", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Ask for a link. The answer is the same, and as quick, whether or not anybody has this address."""
    _require_mail()
    form, settings = ForgottenForm(), extensions.settings()
    if not form.validate_on_submit():
        return render_template("auth/forgotten.html", form=form, is_sent=False), 422 if form.errors else 200
    link = password_changes.request_link(
        extensions.session(), form.email.data or "", origin=access.origin(), at=clock.now(), limits=settings.sign_in
    )
    answer = make_response(
        render_template("auth/forgotten.html", form=form, is_sent=True, minutes=settings.sign_in.reset_minutes)
    )
    if link is not None:
        _mail_after(answer, link)
    return answer


@bp.route("/choose/<token>", methods=["GET", "POST"])
def choose(token: str) -> ResponseReturnValue:
    """Choose a new password by the link."""
    db, form, limits = extensions.session(), NewPasswordForm(), extensions.settings().sign_in
    password_changes.require_good(db, token, at=clock.now())
    if form.validate_on_submit():
        try:
            password_changes.redeem(
                db, token, form.new.data or "", origin=access.origin(), at=clock.now(), limits=limits
            )
        except PasswordRefused as refusal:
            form.new.errors = [str(refusal)]
        else:
            flash("密碼已重設，請以新密碼登入。", "success")
            return redirect(url_for("auth.login"))
    return render_template("auth/choose.html", form=form, limits=limits), 422 if form.errors else 200


def _mail_after(answer: Response, link: ResetLink) -> None:
    """Mail when the answer has gone out: how long the relay takes would tell that the address is known."""
    settings = extensions.settings()
    # Not url_for(_external=True): the host that a request names is whatever its sender wrote.
    address = settings.public_url + url_for("password_reset.choose", token=link.token)
    words = {"name": link.name, "address": address, "minutes": settings.sign_in.reset_minutes}
    letter = mail.Letter(
        to=link.email,
        subject="【計畫績效管考系統】重設密碼",
        text=render_template("mail/password_reset.txt", **words),
        html=render_template("mail/password_reset.html", **words),
    )
    answer.call_on_close(partial(mail.deliver, settings.mail, letter))


def _require_mail() -> None:
    if not extensions.settings().mail.is_configured:
        raise NotFound("本系統未提供以電子郵件重設密碼，請洽系統管理者。")
