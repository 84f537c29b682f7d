"""A section of a plan filled in like a sheet: a block pasted from Excel is checked and previewed as a workbook is."""

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.errors import PasteRefused
from app.domain.findings import Severity
from app.services import grid_drafts, grid_reports, plans, submissions
from app.services.grid import CellProblem, without_locked
from app.services.grid_reports import ReportGrid
from app.services.pages import grid_answer, grid_page, stale_lines
from app.services.stale_forms import Stale
from app.web import grid_pages
from app.web.access import user
from app.web.conflict_choices import choices_of, chosen_sides
from app.web.grid_pages import CHECK, DISCARD, KEEP_LOCKED, PASTE, GridForm, Typed

bp = Blueprint("grids", __name__)
OF_PERIOD = "/plans/<code>/periods/<period>/grid/<section>"


@bp.route(OF_PERIOD, methods=["GET", "POST"])
def edit(code: str, period: str, section: str) -> ResponseReturnValue:
    """Show a grid; on POST, spread a pasted block over it, or check what is typed and make a draft of it."""
    session, form = extensions.session(), GridForm()
    plan = plans.get(session, code, viewer=user())
    if not form.is_submitted():
        return _page(_as_kept(grid_reports.open_grid(session, plan, period, section, by=user())), form)
    grid = grid_reports.open_grid(session, plan, period, section, by=user(), revision=form.seen_revision())
    action = request.form.get("action", CHECK)
    if action == DISCARD:
        return grid_pages.thrown_away(grid)
    rows = form.rows(grid)
    told = None
    if form.pasted.data:
        try:
            rows, told = grid_pages.paste(grid, rows, form)
        except PasteRefused as refusal:
            return _page(grid, form, rows, refused=str(refusal))
    if action == KEEP_LOCKED:
        rows = Typed(*(without_locked(grid, part) for part in rows))
    if action in (PASTE, KEEP_LOCKED):
        return _page(grid, form, rows, grid_reports.unreadable(grid, rows.all), told=told)
    outcome = grid_reports.propose(
        session,
        grid,
        rows.all,
        by=user(),
        on=clock.today(),
        at=clock.now(),
        data_dir=extensions.settings().data_dir,
        choices=choices_of(request.form),
    )
    if outcome.submission is not None:
        grid_drafts.discard(session, grid.place, by=user())
        return redirect(url_for("submissions.show", submission_id=outcome.submission.id))
    return _page(grid, form, rows, outcome.problems, told=told, stale=outcome.stale, is_rejected=True)


@bp.post(f"{OF_PERIOD}/draft")
def keep(code: str, period: str, section: str) -> ResponseReturnValue:
    """Keep what is typed as it is typed, and say how it was understood."""
    session, form = extensions.session(), GridForm()
    plan = plans.get(session, code, viewer=user())
    grid = grid_reports.open_grid(session, plan, period, section, by=user(), revision=form.seen_revision())
    return grid_pages.keep(grid, form, partial(grid_reports.check, session, grid, on=clock.today()))


def _as_kept(grid: ReportGrid) -> ReportGrid:
    """The grid as it stood for what the person has typed before."""
    session = extensions.session()
    draft = grid_drafts.find(session, grid.place, by=user())
    if draft is None or draft.revision == grid.revision:
        return grid
    return grid_reports.open_grid(
        session, grid.plan, grid.period.key, grid.sheet.section, by=user(), revision=draft.revision
    )


def _page(
    grid: ReportGrid,
    form: GridForm,
    rows: Typed | None = None,
    problems: Sequence[CellProblem] = (),
    *,
    told: str | None = None,
    refused: str | None = None,
    stale: Stale | None = None,
    is_rejected: bool = False,
) -> ResponseReturnValue:
    session, words = extensions.session(), request.args.get("q", "")
    found, where, kept = grid_pages.opened(grid, words, request.args.get("page", 1, type=int))
    shown = Typed(rows.all, ()) if rows and is_rejected else rows or found
    page = render_template(
        "grids/show.html",
        page=grid_page.show(grid, shown.here, where, words, problems, elsewhere=shown.elsewhere, kept=kept),
        form=form,
        tabs=[
            (sheet.name, url_for(".edit", code=grid.plan.code, period=grid.period.key, section=section))
            for section, sheet in grid_reports.GRIDS.items()
        ],
        saved=grid_answer.saved_text(kept),
        others=grid_drafts.others(session, grid, by=user()),
        keep_url=url_for(".keep", code=grid.plan.code, period=grid.period.key, section=grid.sheet.section),
        told=told,
        refused=refused,
        conflicts=stale_lines.lines(session, stale) if stale else (),
        sides=chosen_sides(request.form),
        is_rejected=is_rejected,
        on_behalf_of=submissions.behalf(user(), grid.plan),
        errors=sum(problem.severity is Severity.ERROR for problem in problems),
    )
    status = 409 if stale else 422 if is_rejected or refused else 200
    return page, status
