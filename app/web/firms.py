"""企業: search, 輔導履歷, 預先登錄, and whether two entries are one firm."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from app import clock, extensions
from app.domain.errors import NotFound, WrongState
from app.domain.firms.pasted import MOST_LINES
from app.domain.firms.verdict import FirmVerdict
from app.services.firms import deciding, registering
from app.services.pages import duplicate_list, firm_list, firm_page
from app.web.access import user

bp = Blueprint("firms", __name__)

_CHOICE = "choice-"  # in front of the two 統一編號 in the names of the preview's fields


class PasteForm(FlaskForm):
    """Firms, a line each."""

    text = TextAreaField("企業", [Length(max=200_000, message="貼上的內容過長，請分次貼上。")])


class DecisionForm(FlaskForm):
    """Why two entries are one firm, or two."""

    reason = StringField("理由", [Length(max=500, message="請在 500 字以內說明。")])


@bp.get("/firms")
def index() -> str:
    """The firms that fit the words, by name."""
    words = request.args.get("q", "")
    listing = firm_list.search(extensions.session(), words, request.args.get("page", 1, type=int), viewer=user())
    return render_template("firms/index.html", listing=listing, words=words, sees_all=firm_list.sees_all(user()))


@bp.get("/firms/<tax_id>")
def show(tax_id: str) -> str:
    """The history of one firm."""
    return render_template("firms/show.html", page=firm_page.show(extensions.session(), tax_id, viewer=user()))


@bp.get("/firms/duplicates")
def duplicates() -> str:
    """The firms that may be one."""
    number = request.args.get("page", 1, type=int)
    return render_template(
        "firms/duplicates.html", page=duplicate_list.show(extensions.session(), number, viewer=user())
    )


@bp.route("/firms/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Paste firms; on POST, hold them against those that are there."""
    form = PasteForm()
    if not form.validate_on_submit():
        return render_template("firms/new.html", form=form, most=MOST_LINES), 422 if form.errors else 200
    return _preview(form, form.text.data or "")


@bp.post("/firms/register")
def register() -> ResponseReturnValue:
    """Enter the firms that were looked through, with what was decided of them."""
    form = PasteForm()
    if not form.validate():
        abort(400)
    text = form.text.data or ""
    try:
        count = registering.register(extensions.session(), text, _choices(), by=user(), at=clock.now())
    except (WrongState, NotFound) as refusal:
        flash(str(refusal), "error")
        return _preview(form, text)
    flash(f"已登錄 {count} 家企業。", "success")
    return redirect(url_for(".duplicates"))


@bp.post("/firms/<tax_id>/merge/<into>")
def merge(tax_id: str, into: str) -> ResponseReturnValue:
    """Show the one firm under the other from now on."""
    done = f"已將 {tax_id} 併入 {into}；個案資料未變更，可隨時撤銷。"
    return _decide(lambda reason: _merge(tax_id, into, reason), done, into)


@bp.post("/firms/<tax_id>/apart/<other>")
def apart(tax_id: str, other: str) -> ResponseReturnValue:
    """Note that they are two."""
    return _decide(
        lambda reason: _tell_apart(tax_id, other, reason), f"已註記 {tax_id} 與 {other} 為不同企業。", tax_id
    )


@bp.post("/firms/decisions/<int:decision_id>/undo")
def undo(decision_id: int) -> ResponseReturnValue:
    """Take a decision back."""
    try:
        deciding.undo(extensions.session(), decision_id, by=user(), at=clock.now())
    except WrongState as refusal:
        flash(str(refusal), "error")
    else:
        flash("已撤銷判定，兩家企業恢復個別顯示。", "success")
    return redirect(url_for(".duplicates"))


def _merge(tax_id: str, into: str, reason: str) -> None:
    deciding.merge(extensions.session(), tax_id, into, reason=reason, by=user(), at=clock.now())


def _tell_apart(tax_id: str, other: str, reason: str) -> None:
    deciding.tell_apart(extensions.session(), tax_id, other, reason=reason, by=user(), at=clock.now())


def _decide(work: Callable[[str], None], done: str, tax_id: str) -> ResponseReturnValue:
    form = DecisionForm()
    if form.validate():
        try:
            work(form.reason.data or "")
        except WrongState as refusal:
            flash(str(refusal), "error")
        else:
            flash(done, "success")
    else:
        flash("；".join(str(error) for errors in form.errors.values() for error in errors), "error")
    from_list = request.form.get("back") == "duplicates"
    return redirect(url_for(".duplicates") if from_list else url_for(".show", tax_id=tax_id))


def _preview(form: PasteForm, text: str) -> ResponseReturnValue:
    try:
        lines = registering.examine(extensions.session(), text, by=user())
    except WrongState as refusal:
        form.text.errors = [str(refusal)]
        return render_template("firms/new.html", form=form, most=MOST_LINES), 422
    faults = sum(line.pasted.fault is not None for line in lines)
    known = sum(line.known_as is not None for line in lines)
    page = render_template(
        "firms/preview.html", form=form, lines=lines, faults=faults, known=known, chosen=request.form, choice=_CHOICE
    )
    return page, 422 if faults else 200


def _choices() -> dict[tuple[str, str], FirmVerdict]:
    """What was chosen beside each match; nothing stays open."""
    found = {}
    for name, word in request.form.items():
        if name.startswith(_CHOICE) and word:
            tax_id, _, other = name.removeprefix(_CHOICE).partition("-")
            try:
                found[tax_id, other] = FirmVerdict(word)
            except ValueError:
                abort(400)
    return found
