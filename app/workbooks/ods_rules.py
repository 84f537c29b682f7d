"""What cells of an .ods obey: input messages, drop-downs and guards, and colours that come and go."""

from collections.abc import Sequence

from app.workbooks.grid import Grid, Hint, Tint, cell_name
from app.workbooks.looks import Look
from app.workbooks.ods_xml import element, open_formula, paragraphs


def validation_name(grid: Grid, number: int) -> str:
    """The name of the validation that the hint of this number becomes."""
    return f"{grid.name}-{number + 1}"


def validations(grids: Sequence[Grid]) -> str:
    """All hints of the book; cells refer to them by name."""
    return "".join(_validation(grid, number, hint) for grid in grids for number, hint in enumerate(grid.hints))


def _validation(grid: Grid, number: int, hint: Hint) -> str:
    """A list warns and lets other texts through: the checker knows more spellings than the list."""
    attributes = {
        "table_name": validation_name(grid, number),
        "table_base_cell_address": f"'{grid.name}'.{cell_name(hint.first, hint.column)}",
    }
    error = ""
    if hint.must:
        attributes["table_condition"] = f"of:is-true-formula({open_formula(hint.must)})"
        error = _error(hint, hint.refusal, "stop")
    elif hint.choices:
        choices = ";".join(f'"{choice}"' for choice in hint.choices)
        attributes["table_condition"] = f"of:cell-content-is-in-list({choices})"
        attributes["table_display_list"] = "unsorted"
        error = _error(hint, "不在選項內，上傳檢核時可能退回。仍要保留嗎？", "warning")
    help_text = element("table:help-message", paragraphs(hint.message), table_title=hint.title, table_display="true")
    return element("table:content-validation", help_text + error, **attributes)


def _error(hint: Hint, message: str, kind: str) -> str:
    return element(
        "table:error-message",
        paragraphs(message),
        table_title=hint.title,
        table_display="true",
        table_message_type=kind,
    )


def tint_styles(grids: Sequence[Grid]) -> str:
    """The named styles that conditions lay over cells."""
    names = {_style_name(tint.look): tint.look for grid in grids for tint in grid.tints}
    return "".join(_style(name, look) for name, look in names.items())


def _style_name(look: Look) -> str:
    return f"tint-{look.fill}-{look.colour}"


def _style(name: str, look: Look) -> str:
    return element(
        "style:style",
        element("style:table-cell-properties", fo_background_color=f"#{look.fill}")
        + element("style:text-properties", fo_color=f"#{look.colour}"),
        style_name=name,
        style_family="table-cell",
        style_parent_style_name="Default",
    )


def conditional_formats(grid: Grid) -> str:
    """The tints of a sheet, in the extension of OpenDocument that LibreOffice writes and reads."""
    if not grid.tints:
        return ""
    return element("calcext:conditional-formats", "".join(_conditional_format(grid, tint) for tint in grid.tints))


def _conditional_format(grid: Grid, tint: Tint) -> str:
    sheet = f"'{grid.name}'."
    areas = [area.split(":") for area in tint.areas()]
    condition = element(
        "calcext:condition",
        calcext_apply_style_name=_style_name(tint.look),
        calcext_value=f"formula-is({open_formula(tint.formula)})",
        calcext_base_cell_address=sheet + areas[0][0],
    )
    ranges = " ".join(f"{sheet}{first}:{sheet}{last}" for first, last in areas)
    return element("calcext:conditional-format", condition, calcext_target_range_address=ranges)
