"""帳號與權限: who has an account, what it opens, and helping whoever cannot get in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app import clock, extensions
from app.domain.errors import AccountExists, NotFound, UnusableEntry, WrongState
from app.domain.roles import Role
from app.services import account_admin, grants, people
from app.services.accounts import SignedInUser
from app.services.grants import Term
from app.services.pages import people_page
from app.services.pages.paging import paged
from app.web import delegations
from app.web.access import origin, user
from app.web.delegations import REASON, DelegationForm
from app.web.fields import RocDateField

bp = Blueprint("admin_people", __name__, url_prefix="/admin/people")

EVERYWHERE = ""  # the choice of no agency in particular
ROLES = [("", "請選擇"), *((role.value, role.value) for role in Role)]


class NewPersonForm(FlaskForm):
    """A new account with its first role."""

    name = StringField("姓名", [InputRequired("請填寫姓名。"), Length(max=100, message="請在 100 字以內填寫。")])
    email = StringField("電子郵件", [InputRequired("請填寫電子郵件。"), Length(max=200, message="電子郵件過長。")])
    role = SelectField("角色", [InputRequired("請選擇角色。")], description="角色決定可以做什麼，見「角色一覽」。")
    agency = SelectField("授權機關", description="角色只在這個機關有效；全部機關包括日後新增者。")
    contractor = SelectField("受委託單位", description="僅角色為受委託單位時選填")


class GrantForm(FlaskForm):
    """One more role, for good or for a time."""

    role = SelectField("角色", [InputRequired("請選擇角色。")], description="角色決定可以做什麼，見「角色一覽」。")
    agency = SelectField("授權機關", description="角色只在這個機關有效；全部機關包括日後新增者。")
    plan = StringField("僅限計畫", [Optional()], description="計畫代號；空白則為整個機關")
    starts_on = RocDateField("開始日", description="有期限時，起訖都要填")
    ends_on = RocDateField("結束日", description="最後一天；當日過後角色自動失效。")
    reason = StringField("理由", REASON)

    def term(self) -> Term | None:
        """The days, if it is for a time.

        :raises UnusableEntry: if there is only one of them.
        """
        if (self.starts_on.data is None) != (self.ends_on.data is None):
            raise UnusableEntry("有期限的角色，開始日與結束日都要填；無期限則都空白。")
        return None if self.starts_on.data is None else Term(self.starts_on.data, self.ends_on.data)


class ResetForm(FlaskForm):
    """What else is forgotten with the password."""

    second_step = BooleanField("一併移除兩步驟驗證")


@bp.get("")
def index() -> ResponseReturnValue:
    """Every account that the person may look at."""
    words = request.args.get("q", "")
    found = people_page.lines(extensions.session(), viewer=user(), on=clock.today(), words=words)
    listing = paged(found, request.args.get("page", 1, type=int))
    return render_template("admin/people.html", listing=listing, filters={"q": words})


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Open an account; its initial password is shown once."""
    session, form = extensions.session(), NewPersonForm()
    form.role.choices, form.agency.choices = ROLES, _agencies()
    form.contractor.choices = [("", "—"), *((one.name, one.name) for one in people.contractors(session, viewer=user()))]
    if form.validate_on_submit():
        try:
            password = account_admin.add(
                session,
                email=form.email.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                agency=form.agency.data or None,
                contractor=form.contractor.data or None,
                at=clock.now(),
                by=user(),
                origin=origin(),
            )
        except AccountExists as refusal:
            form.email.errors = [str(refusal)]
        except UnusableEntry as refusal:
            (form.email if "電子郵件" in str(refusal) else form.contractor).errors = [str(refusal)]
        else:
            return _handed_over((form.email.data or "").strip().lower(), password)
    return render_template("admin/new_person.html", form=form), 422 if form.errors else 200


@bp.get("/<int:person_id>")
def show(person_id: int) -> ResponseReturnValue:
    """One account: its roles, who stands in, and what happened to it."""
    return _page(_person(person_id))


@bp.post("/<int:person_id>/grants")
def grant(person_id: int) -> ResponseReturnValue:
    """Give a role."""
    person, form = _person(person_id), _grant_form()
    if not form.validate_on_submit():
        return _page(person, grant_form=form)
    plan = (form.plan.data or "").strip() or None
    try:
        grants.grant(
            extensions.session(),
            person,
            Role(form.role.data),
            by=user(),
            at=clock.now(),
            on=clock.today(),
            agency=None if plan else form.agency.data or None,
            plan=plan,
            term=form.term(),
            reason=form.reason.data or "",
            origin=origin(),
        )
    except NotFound as refusal:
        form.plan.errors = [str(refusal)]
    except UnusableEntry as refusal:
        form.ends_on.errors = [str(refusal)]
    except WrongState as refusal:
        form.role.errors = [str(refusal)]
    else:
        flash(f"已授予{person.name}角色「{form.role.data}」。", "success")
        return redirect(url_for(".show", person_id=person_id))
    return _page(person, grant_form=form)


@bp.post("/<int:person_id>/delegations")
def delegate(person_id: int) -> ResponseReturnValue:
    """Find a stand-in for somebody who cannot do so."""
    person = _person(person_id)
    form = _delegation_form(person)
    if form is not None and delegations.delegate(form):
        return redirect(url_for(".show", person_id=person_id))
    return _page(person, delegation_form=form)


@bp.post("/grants/<int:grant_id>/revoke")
def revoke(grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    reason = request.form.get("reason", "")
    holder = grants.revoke(extensions.session(), grant_id, reason, by=user(), at=clock.now(), origin=origin())
    flash("已收回角色，立即生效。", "success")
    return redirect(url_for(".show", person_id=holder.id))


@bp.post("/<int:person_id>/reset")
def reset(person_id: int) -> ResponseReturnValue:
    """Give a new initial password, shown once."""
    person, form = _person(person_id), ResetForm()
    password = account_admin.reset(
        extensions.session(),
        person,
        at=clock.now(),
        limits=extensions.settings().sign_in,
        second_step=bool(form.second_step.data),
        by=user(),
        origin=origin(),
    )
    return _handed_over(person.email, password)


@bp.post("/<int:person_id>/unlock")
def unlock(person_id: int) -> ResponseReturnValue:
    """Open an account that too many failures have closed."""
    person, limits = _person(person_id), extensions.settings().sign_in
    account_admin.unlock(extensions.session(), person, at=clock.now(), limits=limits, by=user(), origin=origin())
    flash("已解除鎖定，可立即登入。", "success")
    return redirect(url_for(".show", person_id=person_id))


@bp.post("/<int:person_id>/disable")
def disable(person_id: int) -> ResponseReturnValue:
    """Close an account."""
    person, reason = _person(person_id), request.form.get("reason", "")
    account_admin.disable(extensions.session(), person, at=clock.now(), by=user(), reason=reason, origin=origin())
    flash("已停用帳號，登入階段與委任的代理均已結束。", "success")
    return redirect(url_for(".show", person_id=person_id))


@bp.post("/<int:person_id>/enable")
def enable(person_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    person, reason = _person(person_id), request.form.get("reason", "")
    account_admin.enable(extensions.session(), person, at=clock.now(), by=user(), reason=reason, origin=origin())
    flash("已恢復帳號，角色與停用前相同。", "success")
    return redirect(url_for(".show", person_id=person_id))


def _person(person_id: int) -> SignedInUser:
    return people.get(extensions.session(), person_id, viewer=user())


def _page(
    person: SignedInUser, *, grant_form: GrantForm | None = None, delegation_form: DelegationForm | None = None
) -> ResponseReturnValue:
    shown = people_page.show(
        extensions.session(),
        person,
        viewer=user(),
        on=clock.today(),
        at=clock.now(),
        limits=extensions.settings().sign_in,
    )
    is_refused = any(form is not None and form.errors for form in (grant_form, delegation_form))
    page = render_template(
        "admin/person.html",
        page=shown,
        grant_form=(grant_form or _grant_form()) if shown.may_grant else None,
        delegation_form=(delegation_form or _delegation_form(person)) if shown.may_keep else None,
        reset_form=ResetForm(),
    )
    return page, 422 if is_refused else 200


def _grant_form() -> GrantForm:
    form = GrantForm()
    form.role.choices, form.agency.choices = ROLES, _agencies()
    return form


def _delegation_form(person: SignedInUser) -> DelegationForm | None:
    roles = [people_page.grant_line(extensions.session(), held, None, clock.today()) for held in person.grants]
    return delegations.form_for(person, roles)


def _agencies() -> list[tuple[str, str]]:
    everywhere, agencies = people.agencies_kept(extensions.session(), user())
    return [*((one.name, one.name) for one in agencies), *([(EVERYWHERE, "全部機關")] if everywhere else [])]


def _handed_over(email: str, password: str) -> ResponseReturnValue:
    return render_template("admin/password.html", email=email, password=password)
