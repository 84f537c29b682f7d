"""代理人: somebody stands in for me, from day to day."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app import clock, extensions
from app.domain.errors import NotFound, UnusableEntry, WrongState
from app.services import delegations
from app.services.accounts import SignedInUser
from app.services.grants import Term
from app.services.pages import people_page
from app.services.pages.people_page import GrantLine
from app.web.access import origin, user
from app.web.fields import RocDateField

bp = Blueprint("delegations", __name__, url_prefix="/account/delegations")

REASON = [InputRequired("請填寫理由。"), Length(max=500, message="請在 500 字以內說明。")]


class DelegationForm(FlaskForm):
    """Who exercises which role, from when to when, and why."""

    held = SelectField("角色", coerce=int, description="代理人在期間內以您的這個角色辦理，紀錄會註明代理。")
    deputy = SelectField("代理人", coerce=int)
    starts_on = RocDateField("開始日", [InputRequired("請填寫開始日。")], description="代理的第一天。")
    ends_on = RocDateField("結束日", [InputRequired("請填寫結束日。")], description="代理的最後一天；過後自動終止。")
    reason = StringField("理由", REASON)


def form_for(person: SignedInUser, roles: Sequence[GrantLine]) -> DelegationForm | None:
    """The form with the person's roles and colleagues; ``None`` where there is nothing to delegate, or nobody to."""
    form = DelegationForm(prefix="delegation-")  # on a page with other forms
    form.held.choices = [(line.id, f"{line.role}（{line.reach}）") for line in roles if line.may_delegate]
    if not form.held.choices:
        return None
    others = [one for one in delegations.colleagues(extensions.session(), person, on=clock.today()) if one != user()]
    form.deputy.choices = [(other.id, f"{other.name}（{other.email}）") for other in others]
    return form if form.deputy.choices else None


def delegate(form: DelegationForm) -> bool:
    """Do what the form says; ``False`` if it says nothing that can be done, with the reason in it."""
    if not form.validate_on_submit():
        return False
    try:
        delegations.delegate(
            extensions.session(),
            form.held.data,
            form.deputy.data,
            Term(form.starts_on.data, form.ends_on.data),
            form.reason.data or "",
            by=user(),
            at=clock.now(),
            on=clock.today(),
            origin=origin(),
        )
    except UnusableEntry as refusal:
        form.ends_on.errors = [str(refusal)]
    except (NotFound, WrongState) as refusal:
        form.deputy.errors = [str(refusal)]
    else:
        flash("已委任代理人，到期自動終止。", "success")
        return True
    return False


@bp.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Who stands in for me, and for whom I do; on POST, one more."""
    session, on = extensions.session(), clock.today()
    mine = [people_page.grant_line(session, held, None, on) for held in user().grants]
    form = form_for(user(), mine)
    if form is not None and request.method == "POST" and delegate(form):
        return redirect(url_for(".show"))
    page = render_template(
        "account/delegations.html",
        form=form,
        given=[people_page.grant_line(session, one, None, on) for one in delegations.given_by(session, user(), on=on)],
        borrowed=[line for line in mine if line.in_place_of],
    )
    return page, 422 if form is not None and form.errors else 200


@bp.post("/<int:grant_id>/end")
def end(grant_id: int) -> ResponseReturnValue:
    """End one before its last day."""
    reason = request.form.get("reason", "")
    delegations.end(extensions.session(), grant_id, reason, by=user(), at=clock.now(), origin=origin())
    flash("已終止代理。", "success")
    return redirect(url_for(".show"))
