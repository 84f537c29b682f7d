"""A change of a plan typed into grids: section by section like a sheet, and one change request out of all of them."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from app import clock, extensions
from app.domain.change_request import CHANGEABLE, NothingToChange
from app.domain.errors import PasteRefused
from app.domain.findings import Severity
from app.services import grid_changes, grid_drafts, plans, submissions
from app.services.change_cells import TITLES
from app.services.grid import CellProblem, without_locked
from app.services.grid_changes import ChangeGrid, Why
from app.services.pages import grid_answer, grid_page
from app.web import grid_pages
from app.web.access import user
from app.web.grid_pages import CHECK, DISCARD, KEEP_LOCKED, PASTE, GridForm, Typed

bp = Blueprint("change_grids", __name__)
OF_PLAN = "/plans/<code>/changes/grid/<section>"


class ChangeGridForm(GridForm):
    """The rows of a section, and why."""

    reason = TextAreaField("變更理由", [DataRequired("請填寫變更理由。")])
    effect = TextAreaField("變更影響", [DataRequired("請填寫變更影響；沒有影響請寫明「無」。")])

    def why(self) -> Why:
        """Reason and effect as they are typed."""
        return Why((self.reason.data or "").strip(), (self.effect.data or "").strip())


@bp.route(OF_PLAN, methods=["GET", "POST"])
def edit(code: str, section: str) -> ResponseReturnValue:
    """Show a section; on POST, make a draft of a change request of what is typed in all sections."""
    session, form = extensions.session(), ChangeGridForm()
    plan = plans.get(session, code, viewer=user())
    if not form.is_submitted():
        form.process(obj=grid_changes.why_of(session, plan, by=user()))
        return _page(_as_kept(grid_changes.open_grid(session, plan, section, by=user())), form)
    grid = grid_changes.open_grid(session, plan, section, by=user(), revision=form.seen_revision())
    action = request.form.get("action", CHECK)
    if action == DISCARD:
        return grid_pages.thrown_away(grid)
    rows, told = form.rows(grid), None
    if form.pasted.data:
        try:
            rows, told = grid_pages.paste(grid, rows, form)
        except PasteRefused as refusal:
            return _page(grid, form, rows, refused=str(refusal))
    if action == KEEP_LOCKED:
        rows = Typed(*(without_locked(grid, part) for part in rows))
    if action in (PASTE, KEEP_LOCKED):
        return _page(grid, form, rows, grid_changes.check(session, grid, rows.all, by=user()), told=told)
    try:
        outcome = grid_changes.propose(session, grid, rows.all, form.why(), by=user(), at=clock.now())
    except NothingToChange as refusal:
        form.validate()  # says beside the fields what is missing there
        problem = CellProblem(None, None, Severity.ERROR, "nothing_changed", str(refusal))
        return _page(grid, form, rows, (problem,), is_rejected=True)
    if outcome.request is not None:
        return redirect(url_for("plan_changes.show", code=plan.code, change_id=outcome.request.id))
    return _page(grid, form, rows, outcome.problems, is_rejected=True)


@bp.post(f"{OF_PLAN}/draft")
def keep(code: str, section: str) -> ResponseReturnValue:
    """Keep what is typed as it is typed, and say how it was understood."""
    session, form = extensions.session(), ChangeGridForm()
    plan = plans.get(session, code, viewer=user())
    grid = grid_changes.open_grid(session, plan, section, by=user(), revision=form.seen_revision())
    grid_changes.keep_why(session, grid, form.why(), by=user(), at=clock.now())
    return grid_pages.keep(grid, form, lambda rows: grid_changes.check(session, grid, rows, by=user()))


def _as_kept(grid: ChangeGrid) -> ChangeGrid:
    """The grid as it stood for what the person has typed before."""
    session = extensions.session()
    draft = grid_drafts.find(session, grid.place, by=user())
    if draft is None or draft.revision == grid.revision:
        return grid
    return grid_changes.open_grid(session, grid.plan, grid.sheet.section, by=user(), revision=draft.revision)


def _page(
    grid: ChangeGrid,
    form: ChangeGridForm,
    rows: Typed | None = None,
    problems: Sequence[CellProblem] = (),
    *,
    told: str | None = None,
    refused: str | None = None,
    is_rejected: bool = False,
) -> ResponseReturnValue:
    session, code = extensions.session(), grid.plan.code
    found, where, kept = grid_pages.opened(grid, "", request.args.get("page", 1, type=int))
    shown = Typed(rows.all, ()) if rows and is_rejected else rows or found
    page = render_template(
        "plan_changes/grid.html",
        page=grid_page.show(grid, shown.here, where, "", problems, elsewhere=shown.elsewhere, kept=kept),
        form=form,
        tabs=[(TITLES[section], url_for(".edit", code=code, section=section)) for section in CHANGEABLE],
        saved=grid_answer.saved_text(kept),
        others=grid_drafts.others(session, grid, by=user()),
        keep_url=url_for(".keep", code=code, section=grid.sheet.section),
        waiting=_waiting(grid),
        told=told,
        refused=refused,
        conflicts=(),
        is_rejected=is_rejected,
        on_behalf_of=submissions.behalf(user(), grid.plan),
        errors=sum(problem.severity is Severity.ERROR for problem in problems),
    )
    return page, 422 if is_rejected or refused else 200


def _waiting(grid: ChangeGrid) -> list[tuple[str, str, int]]:
    """The other sections in which something waits to be proposed together with this one."""
    drafts = grid_drafts.under(extensions.session(), grid_changes.place_of(grid.plan), by=user())
    changed: dict[str, Any] = {draft.place.rpartition("/")[2]: draft.changed for draft in drafts}
    return [
        (TITLES[section], url_for(".edit", code=grid.plan.code, section=section), changed[section])
        for section in CHANGEABLE
        if section != grid.sheet.section and changed.get(section)
    ]
