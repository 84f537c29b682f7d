"""The parts of an .ods package around its content: manifest, page set-up, frozen panes, properties."""

from app.workbooks.grid import Book, Grid
from app.workbooks.looks import FONT
from app.workbooks.ods_rules import tint_styles
from app.workbooks.ods_xml import DECLARATION, NAMESPACES, element, escape
from app.workbooks.package import ODS_MIMETYPE

_FROZEN = "2"


def manifest() -> str:
    """META-INF/manifest.xml."""
    mimetype = ODS_MIMETYPE.decode()
    entries = [("/", mimetype), *((f"{name}.xml", "text/xml") for name in ("content", "styles", "settings", "meta"))]
    files = "".join(
        element("manifest:file-entry", manifest_full_path=path, manifest_media_type=kind) for path, kind in entries
    )
    return f'{DECLARATION}<manifest:manifest {NAMESPACES} manifest:version="1.3">{files}</manifest:manifest>'


def properties(book: Book) -> str:
    """meta.xml: title, author, moment of export."""
    # The format has a time without offset here; the exact moment stands in the hidden sheet.
    body = (
        f"<dc:title>{escape(book.title)}</dc:title><dc:creator>{escape(book.author)}</dc:creator>"
        f"<meta:creation-date>{escape(book.created_at[:19])}</meta:creation-date>"
    )
    return _document("office:document-meta", f"<office:meta>{body}</office:meta>")


def styles(book: Book) -> str:
    """styles.xml: the default cell, and a page layout with its footer for every sheet."""
    default = element(
        "style:style",
        element("style:text-properties", style_font_name=FONT, style_font_name_asian=FONT, fo_font_size="11pt"),
        style_name="Default",
        style_family="table-cell",
    )
    layouts = "".join(_page_layout(index, grid) for index, grid in enumerate(book.grids))
    masters = "".join(_master_page(index, grid) for index, grid in enumerate(book.grids))
    return _document(
        "office:document-styles",
        f"{font_faces()}<office:styles>{default}{tint_styles(book.grids)}</office:styles>"
        f"<office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles>",
    )


def settings(book: Book) -> str:
    """settings.xml: which sheet is in front, and what stays in sight when scrolling."""
    tables = "".join(_view(grid) for grid in book.grids if grid.frame is not None)
    view = (
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f"{_item('ViewId', 'string', 'view1')}{_item('ActiveTable', 'string', book.grids[0].name)}"
        f'<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed>"
    )
    return _document(
        "office:document-settings",
        f'<office:settings><config:config-item-set config:name="ooo:view-settings">{view}'
        "</config:config-item-set></office:settings>",
    )


def font_faces() -> str:
    """The one font of the book."""
    face = element("style:font-face", style_name=FONT, svg_font_family=f"'{FONT}'", style_font_family_generic="swiss")
    return f"<office:font-face-decls>{face}</office:font-face-decls>"


def _document(name: str, body: str) -> str:
    return f'{DECLARATION}<{name} {NAMESPACES} office:version="1.3">{body}</{name}>'


def _page_layout(index: int, grid: Grid) -> str:
    width, height = ("29.7cm", "21cm") if grid.landscape else ("21cm", "29.7cm")
    page = element(
        "style:page-layout-properties",
        fo_page_width=width,
        fo_page_height=height,
        style_print_orientation="landscape" if grid.landscape else "portrait",
        fo_margin_top="1.2cm",
        fo_margin_bottom="1cm",
        fo_margin_left="1cm",
        fo_margin_right="1cm",
        style_scale_to_X=str(grid.pages_wide),
        style_scale_to_Y=str(grid.pages_tall),
        style_first_page_number="continue",
    )
    footer = element(
        "style:footer-style", element("style:header-footer-properties", fo_min_height="0.6cm", fo_margin_top="0.2cm")
    )
    return element("style:page-layout", page + element("style:header-style") + footer, style_name=f"pm{index}")


def _master_page(index: int, grid: Grid) -> str:
    left = f"<style:region-left><text:p>{escape(grid.footer)}</text:p></style:region-left>"
    pages = "第 <text:page-number>1</text:page-number> 頁，共 <text:page-count>1</text:page-count> 頁"
    right = f"<style:region-right><text:p>{pages}</text:p></style:region-right>"
    header = element("style:header", style_display="false")
    footer = f"<style:footer>{left}{right}</style:footer>"
    return element("style:master-page", header + footer, style_name=f"mp{index}", style_page_layout_name=f"pm{index}")


def _view(grid: Grid) -> str:
    assert grid.frame is not None
    column, row = str(grid.frame.frozen_columns), str(grid.frame.header_row + 1)
    items = "".join(
        [
            _item("HorizontalSplitMode", "short", _FROZEN),
            _item("VerticalSplitMode", "short", _FROZEN),
            _item("HorizontalSplitPosition", "int", column),
            _item("VerticalSplitPosition", "int", row),
            _item("ActiveSplitRange", "short", "3"),
            _item("PositionLeft", "int", "0"),
            _item("PositionRight", "int", column),
            _item("PositionTop", "int", "0"),
            _item("PositionBottom", "int", row),
            _item("CursorPositionX", "int", column),
            _item("CursorPositionY", "int", row),
        ]
    )
    return f'<config:config-item-map-entry config:name="{escape(grid.name)}">{items}</config:config-item-map-entry>'


def _item(name: str, kind: str, value: str) -> str:
    return f'<config:config-item config:name="{name}" config:type="{kind}">{escape(value)}</config:config-item>'
