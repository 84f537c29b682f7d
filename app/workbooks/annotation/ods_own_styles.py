"""Our styles in an .ods file: known by their names, so that they can be taken out again."""

from __future__ import annotations

import re

from app.domain.findings import Severity
from app.workbooks.annotation.marks import FILLS, MARKER
from app.workbooks.annotation.result_page import NAME
from app.workbooks.annotation.xml_part import XmlPart
from app.workbooks.ods_xml import NAMESPACES, element

#: Opens the names of all our styles, so that they never meet those of the file.
OURS = "check-"
PAGE, _LAYOUT = f"{OURS}page", f"{OURS}layout"
#: The names by which conditional formats, and people, know the colours.
COLOURS = {severity: f"檢核{severity}" for severity in Severity}
_COLOUR_NAMES = frozenset(COLOURS.values())

#: What follows the styles, for files that have none of a kind.
_AFTER = {"styles": ("automatic-styles", "master-styles"), "automatic-styles": ("master-styles", "body")}
_STYLE = re.compile(r"<(style:style|number:[a-z]+-style|style:page-layout|style:master-page) ")


def colour_styles() -> str:
    """The colours of errors and warnings, as styles that all sheets share."""
    styles = (
        element(
            "style:style",
            element("style:table-cell-properties", fo_background_color=f"#{FILLS[severity]}"),
            style_name=OURS + severity.name.lower(),
            style_display_name=name,
            style_family="table-cell",
        )
        for severity, name in COLOURS.items()
    )
    return declared("".join(styles))


def page_layout() -> str:
    """A4 across, as wide as the table."""
    properties = element(
        "style:page-layout-properties",
        fo_page_width="29.7cm",
        fo_page_height="21cm",
        style_print_orientation="landscape",
        fo_margin_top="1.2cm",
        fo_margin_bottom="1cm",
        fo_margin_left="1cm",
        fo_margin_right="1cm",
        style_scale_to_X="1",
        style_scale_to_Y="0",
    )
    footer = element("style:header-footer-properties", fo_min_height="0.6cm", fo_margin_top="0.2cm")
    sides = element("style:header-style") + element("style:footer-style", footer)
    return declared(element("style:page-layout", properties + sides, style_name=_LAYOUT))


def master_page() -> str:
    """The page of the sheet, with its number below."""
    pages = "第 <text:page-number>1</text:page-number> 頁，共 <text:page-count>1</text:page-count> 頁"
    footer = f"<style:footer><text:p>{NAME}　{pages}</text:p></style:footer>"
    header = element("style:header", style_display="false")
    return declared(element("style:master-page", header + footer, style_name=PAGE, style_page_layout_name=_LAYOUT))


def declared(styles: str) -> str:
    """With the prefixes that the file itself may lack."""
    return _STYLE.sub(rf"<\1 {NAMESPACES} ", styles)


def add_styles(part: XmlPart, place: str, xml: str) -> None:
    """Put styles into a collection (``automatic-styles``) of a part, which may have none yet."""
    if node := part.root.first(place):
        part.append(node, xml)
        return
    after = [node for node in part.root.children if node.name in _AFTER.get(place, ())]
    whole = f"<office:{place}>{xml}</office:{place}>"
    if after:
        part.insert(after[0].start, whole)
    else:
        part.append(part.root, whole)


def remove_our_styles(part: XmlPart) -> None:
    """Take all of our styles out of a part."""
    for place in part.root.children:
        for node in place.children if place.name in ("styles", "automatic-styles", "master-styles") else ():
            if node.get("name").startswith(OURS) or {node.get("name"), node.get("display-name")} & _COLOUR_NAMES:
                part.remove(node)
                continue
            # LibreOffice writes a conditional format a second time, into the cells' styles.
            for rule in node.every("map"):
                if MARKER in rule.get("condition"):
                    part.remove(rule)
