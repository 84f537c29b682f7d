"""A new plan typed into grids: sheet by sheet, and then the same preview that an uploaded workbook leads to."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app import clock, extensions
from app.domain.errors import PasteRefused
from app.domain.findings import Severity
from app.domain.plan_setup import FACTS
from app.services import grid_drafts, grid_setups, plans
from app.services.grid import CellProblem, Grid, without_locked
from app.services.pages import grid_answer, grid_page
from app.web import grid_pages
from app.web.access import user
from app.web.grid_pages import CHECK, DISCARD, KEEP_LOCKED, PASTE, GridForm, Typed
from app.workbooks.setup_sheets import SETUP_SHEETS

bp = Blueprint("setup_grids", __name__)
OF_SECTION = "/plans/new/grid/<section>"
COPY, NEXT_YEAR = "copy", "next-year"


class SetupGridForm(GridForm):
    """The rows of a sheet; ``model`` is the code of a plan to begin with."""

    model = StringField("計畫代號")


@bp.route(OF_SECTION, methods=["GET", "POST"])
def edit(section: str) -> ResponseReturnValue:
    """Show a sheet; on POST, make a set-up workbook of all sheets and lead to its preview."""
    session, form = extensions.session(), SetupGridForm()
    grid = grid_setups.open_grid(section, by=user())
    if not form.is_submitted():
        return _page(grid, form)
    action = request.form.get("action", CHECK)
    if action == DISCARD:
        return grid_pages.thrown_away(grid)
    if action in (COPY, NEXT_YEAR):
        return _begun(form, is_next_year=action == NEXT_YEAR)
    rows, told = form.rows(grid), None
    if form.pasted.data:
        try:
            rows, told = grid_pages.paste(grid, rows, form)
        except PasteRefused as refusal:
            return _page(grid, form, rows, refused=str(refusal))
    if action == KEEP_LOCKED:
        rows = Typed(*(without_locked(grid, part) for part in rows))
    if action in (PASTE, KEEP_LOCKED):
        return _page(grid, form, rows, grid_setups.check(session, grid, rows.all, by=user()), told=told)
    grid_drafts.keep(
        session, grid, rows.all, on=form.draft.data or grid_drafts.NONE, by=user(), at=clock.now(), force=True
    )
    outcome = grid_setups.propose(
        session, grid, rows.all, by=user(), at=clock.now(), data_dir=extensions.settings().data_dir
    )
    if outcome.digest is not None:
        return redirect(url_for("plan_setup.preview", digest=outcome.digest, name=grid_setups.FILE_NAME))
    return _page(grid, form, rows, outcome.problems, is_rejected=True)


@bp.post(f"{OF_SECTION}/draft")
def keep(section: str) -> ResponseReturnValue:
    """Keep what is typed as it is typed, and say how it was understood."""
    session, form = extensions.session(), SetupGridForm()
    grid = grid_setups.open_grid(section, by=user())
    return grid_pages.keep(grid, form, lambda rows: grid_setups.check(session, grid, rows, by=user()))


def _begun(form: SetupGridForm, *, is_next_year: bool) -> ResponseReturnValue:
    session = extensions.session()
    plan = plans.get(session, (form.model.data or "").strip(), viewer=user())
    grid_setups.begin_with(session, plan, is_next_year=is_next_year, by=user(), at=clock.now())
    flash(f"已帶入計畫 {plan.code} 的設定，請逐表修改；計畫代號須改為新的代號。", "success")
    return redirect(url_for(".edit", section=FACTS))


def _page(
    grid: Grid,
    form: SetupGridForm,
    rows: Typed | None = None,
    problems: Sequence[CellProblem] = (),
    *,
    told: str | None = None,
    refused: str | None = None,
    is_rejected: bool = False,
) -> ResponseReturnValue:
    found, where, kept = grid_pages.opened(grid, "", 1)
    shown = rows or found
    page = render_template(
        "plans/new_grid.html",
        page=grid_page.show(grid, shown.here, where, "", problems, elsewhere=shown.elsewhere, kept=kept),
        form=form,
        tabs=[(sheet.name, url_for(".edit", section=sheet.section)) for sheet in SETUP_SHEETS],
        saved=grid_answer.saved_text(kept),
        others=(),
        keep_url=url_for(".keep", section=grid.sheet.section),
        told=told,
        refused=refused,
        conflicts=(),
        is_rejected=is_rejected,
        on_behalf_of=None,
        errors=sum(problem.severity is Severity.ERROR for problem in problems),
    )
    return page, 422 if is_rejected or refused else 200
