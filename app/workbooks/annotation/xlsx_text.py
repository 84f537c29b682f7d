"""Texts as Excel writes them in XML."""

import re
from xml.sax.saxutils import escape

_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def excel_text(text: str) -> str:
    """A text between tags. ``_x0041_`` is Excel's code for a letter, so its own underscore is written as a code."""
    return escape(_CODE.sub("_x005F_", text))
