"""計畫變更: propose, look, send, decide; and what was promised at first beside what is promised now."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from app import clock, extensions
from app.domain.change_request import NothingToChange
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.services import change_forms, change_requests, permissions, plans
from app.services.change_requests import Proposal
from app.services.pages import change_page
from app.web.access import user
from app.web.conflict_choices import choices_of

bp = Blueprint("plan_changes", __name__)
OF_PLAN = "/plans/<code>/changes"
LONG = Length(max=2000, message="請在 2,000 字以內說明。")


class ChangeForm(FlaskForm):
    """Why, and with what effect; the cells themselves are read by the service. ``revision``: what the person saw."""

    revision = IntegerField(widget=HiddenInput())
    reason = TextAreaField("變更理由", [DataRequired("請填寫變更理由。"), LONG])
    effect = TextAreaField("變更影響", [DataRequired("請填寫變更影響；沒有影響請寫明「無」。"), LONG])


class DecisionForm(FlaskForm):
    """The decision; a comment is required to return, nothing to approve."""

    letter = StringField("核定文號", [Length(max=200, message="請在 200 字以內填寫。")])
    comment = TextAreaField("審查意見", [LONG])


@bp.get("/changes")
def waiting() -> ResponseReturnValue:
    """What waits for this person's decision, over all plans."""
    return render_template("plan_changes/waiting.html", rows=change_page.waiting(extensions.session(), user()))


@bp.get(OF_PLAN)
def index(code: str) -> ResponseReturnValue:
    """All change requests of a plan, and 原訂 beside every later value."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    listing = change_page.index(session, plan, viewer=user())
    return render_template("plan_changes/index.html", plan=plan, listing=listing)


@bp.route(f"{OF_PLAN}/new", methods=["GET", "POST"])
def new(code: str) -> ResponseReturnValue:
    """Propose a change; ``?like=`` begins with what another request said, for instance one that was returned."""
    return _form_page(code, None, like=request.args.get("like", type=int))


@bp.route(f"{OF_PLAN}/<int:change_id>/edit", methods=["GET", "POST"])
def edit(code: str, change_id: int) -> ResponseReturnValue:
    """Go on with a draft."""
    return _form_page(code, change_id, like=None)


@bp.get(f"{OF_PLAN}/<int:change_id>")
def show(code: str, change_id: int) -> ResponseReturnValue:
    """One request: what it would alter, what is wrong with it, and the decision."""
    return _page(code, change_id, DecisionForm())


@bp.post(f"{OF_PLAN}/<int:change_id>/send")
def send(code: str, change_id: int) -> ResponseReturnValue:
    """Send a draft for approval."""
    session = extensions.session()
    found = change_requests.get(session, plans.get(session, code, viewer=user()), change_id, viewer=user())
    change_requests.send(session, found, by=user(), at=clock.now())
    flash("已送審；核定前計畫內容不會改變。", "success")
    return redirect(url_for(".show", code=code, change_id=change_id))


@bp.post(f"{OF_PLAN}/<int:change_id>/discard")
def discard(code: str, change_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    session = extensions.session()
    found = change_requests.get(session, plans.get(session, code, viewer=user()), change_id, viewer=user())
    change_requests.discard(session, found, by=user())
    flash("已捨棄草稿。", "success")
    return redirect(url_for(".index", code=code))


@bp.post(f"{OF_PLAN}/<int:change_id>/approve")
def approve(code: str, change_id: int) -> ResponseReturnValue:
    """Approve a request and apply it."""
    session, form = extensions.session(), DecisionForm()
    found = change_requests.get(session, plans.get(session, code, viewer=user()), change_id, viewer=user())
    if not form.validate():
        return _page(code, change_id, form, 422)
    chosen = choices_of(request.form)
    applied = change_requests.approve(
        session, found, by=user(), at=clock.now(), settled=chosen.sides, seen=chosen.seen, letter=form.letter.data
    )
    flash(f"已核定為第 {found.number} 次計畫變更，更新 {applied} 處；原訂內容仍保留可查。", "success")
    return redirect(url_for(".show", code=code, change_id=change_id))


@bp.post(f"{OF_PLAN}/<int:change_id>/return")
def send_back(code: str, change_id: int) -> ResponseReturnValue:
    """Return a request with a comment."""
    session, form = extensions.session(), DecisionForm()
    found = change_requests.get(session, plans.get(session, code, viewer=user()), change_id, viewer=user())
    if not (form.comment.data or "").strip():
        form.validate()
        form.comment.errors = ["退回變更申請須填寫審查意見，請說明退回的原因。"]
    if form.comment.errors or not form.validate():
        return _page(code, change_id, form, 422)
    change_requests.send_back(session, found, by=user(), at=clock.now(), comment=form.comment.data or "")
    flash("已退回，計畫內容沒有改變。", "success")
    return redirect(url_for(".show", code=code, change_id=change_id))


def _page(code: str, change_id: int, form: DecisionForm, status: int = 200) -> ResponseReturnValue:
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    found = change_requests.get(session, plan, change_id, viewer=user())
    page = change_page.show(session, found, viewer=user())
    return render_template("plan_changes/show.html", plan=plan, page=page, form=form), status


def _form_page(code: str, change_id: int | None, *, like: int | None) -> ResponseReturnValue:
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    permissions.require(user(), Permission.PROPOSE_CHANGE, plan)
    draft = None if change_id is None else change_requests.to_edit(session, plan, change_id, by=user())
    model = draft or (None if like is None else change_requests.get(session, plan, like, viewer=user()))
    form = ChangeForm(obj=model, data={"revision": plan.revision})
    document = change_requests.seen(session, plan, form.revision.data or plan.revision)
    if not form.is_submitted():
        texts = change_forms.texts_of(document, change_requests.wanted(model)) if model else {}
        return _shown(plan, document, form, change_id, texts, {})
    read = change_forms.read_form(document, request.form)
    if not form.validate() or read.faults:
        return _shown(plan, document, form, change_id, request.form, read.faults)
    wanted = Proposal(read.changes, form.reason.data or "", form.effect.data or "", form.revision.data or plan.revision)
    try:
        if draft is None:
            change_id = change_requests.draft(session, plan, wanted, by=user(), at=clock.now()).id
        else:
            change_requests.rewrite(session, draft, wanted, by=user())
    except NothingToChange as refusal:
        return _shown(plan, document, form, change_id, request.form, {}, nothing=str(refusal))
    return redirect(url_for(".show", code=code, change_id=change_id))


def _shown(
    plan: Any,
    document: PlanDocument,
    form: ChangeForm,
    change_id: int | None,
    texts: Mapping[str, str],
    faults: Mapping[str, str],
    nothing: str | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "plan_changes/form.html",
        plan=plan,
        form=form,
        change_id=change_id,
        sections=change_forms.sections_of(document, texts, faults),
        new_rows=change_forms.new_rows_of(document, texts, faults),
        fault_count=len(faults),
        nothing=nothing,
    )
    return page, 422 if form.errors or faults or nothing else 200
