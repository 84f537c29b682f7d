"""What all grids have in common on their way between page and service: the form, the draft, the answers."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import Optional

from app import clock, extensions
from app.domain.errors import PasteRefused
from app.services import grid_drafts
from app.services.grid import CellProblem, Grid
from app.services.grid import paste as paste_block
from app.services.grid_drafts import DraftMoved
from app.services.pages import grid_answer, grid_page
from app.web.access import user
from app.workbooks import typed
from app.workbooks.pasting import Anchor
from app.workbooks.typed import TypedRow

CHECK, PASTE, KEEP_LOCKED, DISCARD = "check", "paste", "keep-locked", "discard"
NEVER = -1  # no plan has this revision, so what does not say on which it stands is refused

Rows = Sequence[TypedRow]


class GridForm(FlaskForm):
    """The rows of the page with what is typed in them; ``revision`` is the plan that the person was looking at.

    ``draft`` is the number of the kept draft on which the page stands.
    """

    revision = IntegerField(validators=[Optional()])
    draft = IntegerField(default=grid_drafts.NONE, validators=[Optional()])
    overwrite = BooleanField()
    state = HiddenField()
    elsewhere = HiddenField()
    pasted = TextAreaField()
    at_row = IntegerField(validators=[Optional()])
    at_field = HiddenField()

    def anchor(self) -> Anchor | None:
        """The cell in which the block was pasted; ``None`` without scripts, where nobody can tell."""
        row, field = self.at_row.data, self.at_field.data
        return Anchor(row, field) if row is not None and field else None

    def seen_revision(self) -> int:
        """The plan that the person was looking at."""
        return NEVER if self.revision.data is None else int(self.revision.data)

    def rows(self, grid: Grid) -> "Typed":
        """What is typed, on the page and on others.

        :raises PasteRefused: if these are not rows of this grid.
        """
        here = typed.from_json(self.state.data or "", grid.sheet, grid.base)
        shown = {row.key for row in here}
        others = typed.from_json(self.elsewhere.data or "[]", grid.sheet, grid.base)
        return Typed(here, tuple(row for row in others if row.key and row.key not in shown))


class Typed(NamedTuple):
    """The rows of a page, and those of other pages in which something is typed."""

    here: Rows
    elsewhere: Rows

    @property
    def all(self) -> tuple[TypedRow, ...]:
        """Both."""
        return (*self.here, *self.elsewhere)


def opened(grid: Grid, words: str, number: int) -> tuple[Typed, Any, grid_drafts.Kept]:
    """The rows with which a page opens, what the person has typed there before, and where the page lies."""
    draft = grid_drafts.find(extensions.session(), grid.place, by=user())
    rows, where = grid_page.listed(grid, words, number)
    return Typed(*grid_drafts.laid_over(rows, grid_drafts.rows_of(draft))), where, grid_drafts.kept(draft)


def keep(grid: Grid, form: GridForm, check: Callable[[Rows], Sequence[CellProblem]]) -> ResponseReturnValue:
    """Keep what is typed and say how it was understood; a pasted block is laid over it first."""
    session, told = extensions.session(), None
    try:
        rows = form.rows(grid)
        if form.pasted.data:
            rows, told = paste(grid, rows, form)
    except PasteRefused as refusal:
        return jsonify(refused=str(refusal)), 422
    on, overwrite = form.draft.data or grid_drafts.NONE, bool(form.overwrite.data)
    try:
        kept = grid_drafts.keep(session, grid, rows.all, on=on, by=user(), at=clock.now(), force=overwrite)
    except DraftMoved as moved:
        return jsonify(grid_answer.collision(grid, rows.all, moved.kept)), 409
    return jsonify(grid_answer.answer(grid, rows.here, rows.elsewhere, check(rows.all), kept, told))


def paste(grid: Grid, rows: Typed, form: GridForm) -> tuple[Typed, str]:
    """The rows with the pasted block spread over them, and how it was aligned.

    :raises PasteRefused: if it does not fit.
    """
    done, told = paste_block(grid, rows.here, form.pasted.data or "", form.anchor())
    shown = {row.key for row in rows.here}
    strangers = {row.key: row for row in done if row.key is not None and row.key not in shown}
    known = {row.key: row for row in rows.elsewhere}
    joined = {
        key: TypedRow(key, {**(known[key].texts if key in known else {}), **row.texts})
        for key, row in strangers.items()
    }
    here = tuple(row for row in done if row.key is None or row.key in shown)
    if strangers:
        told += f"其中 {len(strangers)} 列在其他頁，已一併記入草稿。"
    return Typed(here, tuple((known | joined).values())), told


def thrown_away(grid: Grid) -> ResponseReturnValue:
    """Throw the draft away; the grid shows the plan again."""
    grid_drafts.discard(extensions.session(), grid.place, by=user())
    flash("已捨棄草稿，表格恢復為計畫現有資料。", "success")
    return redirect(request.path)
