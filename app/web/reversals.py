"""復原: a manager looks at what would go back to what, decides where it was changed since, and confirms."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from app import clock, extensions
from app.domain.errors import PlanMovedOn, UnsettledConflicts
from app.domain.merge import Side
from app.services import reversals, submissions
from app.services.pages import reversal_page
from app.web.access import user
from app.web.conflict_choices import chosen_sides

bp = Blueprint("reversals", __name__)


class ReversalForm(FlaskForm):
    """Why a report is taken back; ``revision`` is the plan that the person was looking at."""

    revision = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    reason = TextAreaField(
        "復原理由",
        [
            DataRequired("復原須填寫理由。"),
            Length(max=reversals.LONGEST_REASON, message=f"請在 {reversals.LONGEST_REASON:,} 字以內說明。"),
        ],
    )


@bp.route("/submissions/<int:submission_id>/revert", methods=["GET", "POST"])
def revert(submission_id: int) -> ResponseReturnValue:
    """Show what taking an accepted report back would do; on POST, do it."""
    session, form = extensions.session(), ReversalForm()
    submission = submissions.get(session, submission_id, viewer=user())
    sides = chosen_sides(request.form)
    if not form.validate_on_submit():
        return _page(submission_id, form, sides, status=422 if form.errors else 200)
    try:
        reversal = reversals.revert(
            session,
            submission,
            by=user(),
            at=clock.now(),
            reason=form.reason.data or "",
            settled_as=sides,
            seen=form.revision.data,
        )
    except (UnsettledConflicts, PlanMovedOn) as refusal:
        flash(str(refusal), "error")
        return _page(submission_id, form, sides, status=409)  # with what was chosen already
    flash(f"已復原，計畫資料已更新 {reversal.differences} 處。", "success")
    return redirect(url_for("submissions.show", submission_id=submission_id))


def _page(
    submission_id: int, form: ReversalForm, sides: Mapping[str, Side] = MappingProxyType({}), *, status: int
) -> ResponseReturnValue:
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    page = reversal_page.show(session, submission, viewer=user())
    form.revision.raw_data, form.revision.data = None, page.revision  # what is shown is what is decided on
    return render_template("reversals/show.html", page=page, form=form, sides=sides), status
