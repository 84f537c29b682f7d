"""Files made with an earlier template, read as if today's had made them: converted, never refused.

A new version gets a function here that turns the sheets of the version before into its own, and its place in
``CONVERSIONS``; a file then goes through all that lie between its version and today's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.workbooks.meta import SEAL, VERSION, named_lines, seal_of
from app.workbooks.raw_sheets import META_NAME, Sheets


def converted(sheets: Sheets) -> Sheets:
    """The sheets as today's template would hold them; those of an unknown version as they are.

    Any of them may be missing: people delete sheets, and the identity is asked for before the others are read.
    """
    while convert := CONVERSIONS.get(_version(sheets)):
        sheets = convert(sheets)
    return sheets


def _version(sheets: Sheets) -> str:
    return named_lines(sheets.get(META_NAME, ())).get(VERSION, "")


def _from_1_to_2(sheets: Sheets) -> Sheets:
    """Version 2 seals the identity. What was never sealed cannot have been altered since; a seal that is there stays,
    so that calling a file older than it is hides nothing."""
    named = named_lines(sheets[META_NAME]) | {VERSION: "2"}
    named.setdefault(SEAL, seal_of(named))
    return {**sheets, META_NAME: tuple(named.items())}


CONVERSIONS: Mapping[str, Callable[[Sheets], Sheets]] = {"1": _from_1_to_2}
