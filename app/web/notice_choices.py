"""通知方式: by which way one wants news of which kind."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField

from app import extensions
from app.domain.notices import Channel, NoticeKind
from app.services import notice_choices
from app.web.access import user

bp = Blueprint("notice_choices", __name__, url_prefix="/account/notices")
WAYS = [(channel.name, channel.value) for channel in Channel]


class ChoicesForm(FlaskForm):
    """One choice for each kind of news; a field is named after its kind."""


for _kind in NoticeKind:
    setattr(ChoicesForm, _kind.name, RadioField(_kind.value))


@bp.route("", methods=["GET", "POST"])
def edit() -> ResponseReturnValue:
    """Show what is chosen; on POST, choose."""
    session = extensions.session()
    known = notice_choices.choices_of(session, user())
    form = ChoicesForm(data={kind.name: channel.name for kind, channel in known.items()})
    for kind in NoticeKind:
        form[kind.name].choices = WAYS
    if form.validate_on_submit():
        chosen = {kind: Channel[form[kind.name].data] for kind in NoticeKind}
        notice_choices.choose(session, chosen, by=user())
        flash("已儲存通知方式，之後的通知依此辦理。", "success")
        return redirect(url_for(".edit"))
    page = render_template(
        "account/notices.html",
        form=form,
        kinds=[(kind, kind.hint, form[kind.name]) for kind in NoticeKind],
        mails=extensions.settings().mail.is_configured,
    )
    return page, 422 if form.errors else 200
