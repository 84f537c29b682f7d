"""Small pieces of OpenDocument XML: elements, texts, formulas."""

import re
from xml.sax.saxutils import escape as escaped
from xml.sax.saxutils import quoteattr

_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
    "config": "urn:oasis:names:tc:opendocument:xmlns:config:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "of": "urn:oasis:names:tc:opendocument:xmlns:of:1.2",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())

_CELL = r"\$?[A-Z]{1,3}\$?\d+"
_REFERENCE = re.compile(rf"(?<![\w$])({_CELL})(?::({_CELL}))?(?![\w(])")
_QUOTED = re.compile(r'("[^"]*")')
_BLANKS = re.compile(r"^ +| {2,}| +$")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # not even escaped may they stand in XML


def escape(text: str) -> str:
    """A text between tags; characters that no XML file can hold are left out."""
    return escaped(_ILLEGAL.sub("", text))


def element(name: str, content: str = "", **attributes: str) -> str:
    """An element; ``style_name`` stands for the attribute ``style:name``, ``_`` after that for ``-``."""
    words = "".join(f" {_attribute(key)}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{words}>{content}</{name}>" if content else f"<{name}{words}/>"


def paragraphs(text: str) -> str:
    """A text as the paragraphs of a cell, one for each line; runs of blanks survive."""
    return "".join(f"<text:p>{_BLANKS.sub(_blanks, escape(line))}</text:p>" for line in text.split("\n"))


def open_formula(text: str) -> str:
    """A formula in Excel's notation as OpenFormula: ``SUM(A1:A3)`` is ``SUM([.A1:.A3])``."""
    parts = _QUOTED.split(text)
    # Every second part is a quoted text, in which nothing is a range or a separator.
    parts[::2] = [_REFERENCE.sub(_reference, part).replace(",", ";") for part in parts[::2]]
    return "".join(parts)


def _reference(match: re.Match[str]) -> str:
    return f"[.{match[1]}:.{match[2]}]" if match[2] else f"[.{match[1]}]"


def _attribute(key: str) -> str:
    prefix, _, name = key.partition("_")
    return f"{prefix}:{name.replace('_', '-')}"


def _blanks(match: re.Match[str]) -> str:
    return f'<text:s text:c="{len(match[0])}"/>'
