"""我的帳號: the password, and where one is signed in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from app import clock, extensions
from app.domain.errors import PasswordRefused
from app.services import account_events, calendar_feeds, password_changes, permissions, second_factor, sign_in_sessions
from app.services.pages import people_page
from app.services.sign_in_sessions import Step
from app.web import access
from app.web.access import local_target
from app.web.browser_names import browser_name

bp = Blueprint("account", __name__, url_prefix="/account")


class NewPasswordForm(FlaskForm):
    """A new password, typed twice."""

    new = PasswordField("新密碼", [InputRequired("請輸入新密碼。")])
    again = PasswordField(
        "再輸入一次新密碼",
        [InputRequired("請再輸入一次新密碼。"), EqualTo("new", "兩次輸入的新密碼不同，請重新輸入。")],
    )


class PasswordForm(NewPasswordForm):
    """The present password and a new one."""

    present = PasswordField("目前密碼", [InputRequired("請輸入目前密碼。")])


@bp.get("")
def show() -> ResponseReturnValue:
    """Who one is here, how one signs in, where one is signed in, and what happened lately."""
    db, user, limits = extensions.session(), access.user(), extensions.settings().sign_in
    return render_template(
        "account/show.html",
        person=user,
        roles=[people_page.grant_line(db, held, None, clock.today()) for held in permissions.in_force(user)],
        sessions=[
            (row, browser_name(row.browser), row.id == access.visit().session_id)
            for row in sign_in_sessions.open_of(db, user, at=clock.now(), limits=limits)
        ],
        events=[(kind, line, browser_name(line.browser)) for kind, line in account_events.latest_of(db, user)],
        second_step_on=second_factor.is_on(db, user),
        codes_left=second_factor.codes_left(db, user),
        feed=calendar_feeds.of_user(db, user),
        limits=limits,
    )


@bp.route("/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Choose a new password; the first thing one does with an initial one."""
    form, limits = PasswordForm(), extensions.settings().sign_in
    is_forced = access.visit().step is Step.PASSWORD
    if form.validate_on_submit():
        try:
            password_changes.change(
                extensions.session(),
                access.visit(),
                form.present.data or "",
                form.new.data or "",
                origin=access.origin(),
                at=clock.now(),
                limits=limits,
            )
        except PasswordRefused as refusal:
            (form.present if "目前密碼" in str(refusal) else form.new).errors = [str(refusal)]
        else:
            flash("密碼已變更，其他裝置上的登入均已結束。", "success")
            return redirect(local_target(request.args.get("next")) if is_forced else url_for(".show"))
    page = render_template("account/password.html", form=form, is_forced=is_forced, limits=limits)
    return page, 422 if form.errors else 200


@bp.post("/sessions/<int:session_id>/end")
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's sessions."""
    sign_in_sessions.revoke(extensions.session(), session_id, by=access.user(), origin=access.origin(), at=clock.now())
    flash("已結束該登入階段。", "success")
    return redirect(url_for(".show", _anchor="sessions"))


@bp.post("/sessions/end-others")
def end_other_sessions() -> ResponseReturnValue:
    """End all of one's sessions but this one."""
    ended = sign_in_sessions.revoke_others(extensions.session(), access.visit(), origin=access.origin(), at=clock.now())
    flash(f"已結束其他 {ended} 個登入階段。", "success")
    return redirect(url_for(".show", _anchor="sessions"))


@bp.get("/session")
def time_left() -> ResponseReturnValue:
    """How long the session lasts without another click; asking is none."""
    return {"seconds": access.seconds_until(access.visit().ends_at)}


@bp.post("/session/keep")
def keep_session() -> ResponseReturnValue:
    """繼續使用: the idle time begins anew."""
    ends_at = sign_in_sessions.keep(
        extensions.session(), access.visit(), at=clock.now(), limits=extensions.settings().sign_in
    )
    return {"seconds": access.seconds_until(ends_at)}
