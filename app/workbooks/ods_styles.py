"""The automatic styles of an .ods file: each style, width and height once, named when first used."""

from collections.abc import Callable

from app.workbooks.looks import FONT, Align, NumberFormat, Style
from app.workbooks.ods_xml import element

_CM_PER_CHARACTER = 0.205  # a half-width character of 11 points
_ALIGN = {Align.LEFT: "start", Align.CENTER: "center", Align.RIGHT: "end"}


class OdsStyles:
    """Gathers what the cells of a book need and writes it down afterwards."""

    def __init__(self) -> None:
        self._xml: list[str] = []
        self._names: dict[object, str] = {}

    def xml(self) -> str:
        """All styles gathered so far."""
        return "".join(self._xml)

    def cell(self, style: Style) -> str:
        """The name of a cell style."""
        return self._named(("cell", style), "ce", lambda name: self._cell_xml(name, style))

    def column(self, width: int) -> str:
        """The name of a column style, ``width`` in half-width characters."""
        return self._named(("column", width), "co", lambda name: _column_xml(name, width))

    def row(self, height: float | None) -> str:
        """The name of a row style, ``height`` in points; ``None`` fits the row to its text."""
        return self._named(("row", height), "ro", lambda name: _row_xml(name, height))

    def table(self, index: int, *, is_hidden: bool) -> str:
        """The name of the style of sheet number ``index``, with its own page set-up."""
        return self._named(("table", index), "ta", lambda name: _table_xml(name, index, is_hidden))

    def _named(self, key: object, prefix: str, write: Callable[[str], str]) -> str:
        if key not in self._names:
            name = f"{prefix}{len(self._names) + 1}"
            self._names[key] = name
            self._xml.append(write(name))
        return self._names[key]

    def _cell_xml(self, name: str, style: Style) -> str:
        look = style.look
        number = self._named(("number", style.number), "nu", lambda name: _number_xml(name, style.number))
        cell = {
            "fo_wrap_option": "wrap" if look.wrap else "no-wrap",
            "style_vertical_align": "middle" if look.middle else "top",
            "style_cell_protect": "protected" if look.locked else "none",
            "fo_padding": "0.05cm",
        }
        if style.align is Align.LEFT:  # LibreOffice pads figures by fits and starts
            cell["fo_padding_left"] = "0.12cm"
        if look.fill:
            cell["fo_background_color"] = f"#{look.fill}"
        if look.border:
            cell["fo_border"] = f"0.5pt solid #{look.border}"
        text = {"fo_color": f"#{look.colour}", "style_font_name": FONT, "style_font_name_asian": FONT}
        for suffix in ("", "_asian"):
            space = "style" if suffix else "fo"
            text[f"{space}_font_size{suffix}"] = f"{look.size}pt"
            text[f"{space}_font_weight{suffix}"] = "bold" if look.bold else "normal"
        return element(
            "style:style",
            element("style:table-cell-properties", **cell)
            + element("style:paragraph-properties", fo_text_align=_ALIGN[style.align])
            + element("style:text-properties", **text),
            style_name=name,
            style_family="table-cell",
            style_parent_style_name="Default",
            style_data_style_name=number,
        )


def _number_xml(name: str, number: NumberFormat) -> str:
    if number.places is None:
        return element("number:text-style", element("number:text-content"), style_name=name)
    places = str(number.places)
    figure = element(
        "number:number",
        number_decimal_places=places,
        number_min_decimal_places=places,
        number_min_integer_digits="1",
        number_grouping="true",
    )
    suffix = element("number:text", number.suffix) if number.suffix else ""
    return element("number:number-style", figure + suffix, style_name=name)


def _column_xml(name: str, width: int) -> str:
    properties = element(
        "style:table-column-properties", style_column_width=f"{width * _CM_PER_CHARACTER + 0.15:.2f}cm"
    )
    return element("style:style", properties, style_name=name, style_family="table-column")


def _row_xml(name: str, height: float | None) -> str:
    attributes = {"style_use_optimal_row_height": "true" if height is None else "false"}
    if height is not None:
        attributes["style_row_height"] = f"{height}pt"
    properties = element("style:table-row-properties", **attributes)
    return element("style:style", properties, style_name=name, style_family="table-row")


def _table_xml(name: str, index: int, is_hidden: bool) -> str:
    properties = element("style:table-properties", table_display="false" if is_hidden else "true")
    return element(
        "style:style",
        properties,
        style_name=name,
        style_family="table",
        style_master_page_name=f"mp{index}",
    )
