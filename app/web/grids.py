"""A section of a plan filled in like a sheet: a block pasted from Excel is checked and previewed as a workbook is."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Optional

from app import clock, extensions
from app.domain.errors import PasteRefused
from app.domain.findings import Severity
from app.services import grid_reports, plans, submissions
from app.services.grid_reports import CellProblem, Grid
from app.services.pages import grid_page, stale_lines
from app.services.stale_forms import Stale
from app.web.access import user
from app.web.conflict_choices import choices_of, chosen_sides
from app.workbooks import typed
from app.workbooks.pasting import Anchor
from app.workbooks.typed import TypedRow

bp = Blueprint("grids", __name__)
CHECK, PASTE, KEEP_LOCKED = "check", "paste", "keep-locked"
NEVER = 0  # no plan has this revision, so what does not say on which it stands is refused


class GridForm(FlaskForm):
    """The rows of the page with what is typed in them; ``revision`` is the plan that the person was looking at."""

    revision = IntegerField(validators=[InputRequired()])
    state = HiddenField()
    pasted = TextAreaField()
    at_row = IntegerField(validators=[Optional()])
    at_field = HiddenField()

    def anchor(self) -> Anchor | None:
        """The cell in which the block was pasted; ``None`` without scripts, where nobody can tell."""
        row, field = self.at_row.data, self.at_field.data
        return Anchor(row, field) if row is not None and field else None


@bp.route("/plans/<code>/periods/<period>/grid/<section>", methods=["GET", "POST"])
def edit(code: str, period: str, section: str) -> ResponseReturnValue:
    """Show a grid; on POST, spread a pasted block over it, or check what is typed and make a draft of it."""
    session, form = extensions.session(), GridForm()
    plan = plans.get(session, code, viewer=user())
    if not form.is_submitted():
        return _page(grid_reports.open_grid(session, plan, period, section, by=user()), form)
    revision = form.revision.data if form.validate() else NEVER
    grid = grid_reports.open_grid(session, plan, period, section, by=user(), revision=revision)
    rows = typed.from_json(form.state.data or "", grid.sheet, grid.base)
    told = None
    if form.pasted.data:
        try:
            rows, told = grid_reports.paste(grid, rows, form.pasted.data, form.anchor())
        except PasteRefused as refusal:
            return _page(grid, form, rows, refused=str(refusal))
    action = request.form.get("action", CHECK)
    if action == KEEP_LOCKED:
        rows = grid_reports.without_locked(grid, rows)
    if action in (PASTE, KEEP_LOCKED):
        return _page(grid, form, rows, grid_reports.unreadable(grid, rows), told=told)
    outcome = grid_reports.propose(
        session,
        grid,
        rows,
        by=user(),
        on=clock.today(),
        at=clock.now(),
        data_dir=extensions.settings().data_dir,
        choices=choices_of(request.form),
    )
    if outcome.submission is not None:
        return redirect(url_for("submissions.show", submission_id=outcome.submission.id))
    return _page(grid, form, rows, outcome.problems, told=told, stale=outcome.stale, is_rejected=True)


def _page(
    grid: Grid,
    form: GridForm,
    rows: Sequence[TypedRow] | None = None,
    problems: Sequence[CellProblem] = (),
    *,
    told: str | None = None,
    refused: str | None = None,
    stale: Stale | None = None,
    is_rejected: bool = False,
) -> ResponseReturnValue:
    words = request.args.get("q", "")
    opened, where = grid_page.listed(grid, words, request.args.get("page", 1, type=int))
    page = render_template(
        "grids/show.html",
        page=grid_page.show(grid, opened if rows is None else rows, where, words, problems),
        form=form,
        told=told,
        refused=refused,
        conflicts=stale_lines.lines(extensions.session(), stale) if stale else (),
        sides=chosen_sides(request.form),
        is_rejected=is_rejected,
        on_behalf_of=submissions.behalf(user(), grid.plan),
        errors=sum(problem.severity is Severity.ERROR for problem in problems),
    )
    status = 409 if stale else 422 if is_rejected or refused else 200
    return page, status
