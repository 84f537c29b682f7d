"""Where a workbook comes from: the hidden sheet ``_meta``. The identity of a file lives in it, never in its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

#: Raised whenever a file of the version before must be converted to be read.
TEMPLATE_VERSION = 1

META_NAME = "_meta"

_YEAR = "roc_year"
_NUMBERS = frozenset({"revision", "template_version"})


@dataclass(frozen=True, slots=True)
class WorkbookMeta:
    """What was exported: which plan and period, which revision of it, by which template."""

    plan_code: str
    period_key: str
    revision: int
    fingerprint: str  # SHA-256 of the exported document
    template_version: int
    exported_at: str  # ISO 8601 with offset


@dataclass(frozen=True, slots=True)
class MetaSheet:
    """All that the hidden sheet holds. ``roc_year`` completes dates that are written without a year."""

    meta: WorkbookMeta | None
    roc_year: int | None

    def lines(self) -> list[tuple[str, str]]:
        """Name and value of every part, as they stand in the sheet."""
        parts: dict[str, Any] = asdict(self.meta) if self.meta else {}
        return [(name, str(value)) for name, value in {**parts, _YEAR: self.roc_year}.items()]


def read_meta(lines: Iterable[Sequence[Any]]) -> MetaSheet:
    """What the hidden sheet holds; the identity is ``None`` if a part of it is missing or unreadable."""
    found = {str(line[0]).strip(): _text(line[1]) for line in lines if len(line) > 1}
    year = found.get(_YEAR, "")
    return MetaSheet(_meta(found), int(year) if year.isascii() and year.isdigit() else None)


def _meta(found: Mapping[str, str]) -> WorkbookMeta | None:
    names = [f.name for f in fields(WorkbookMeta)]
    if not all(found.get(name) for name in names):
        return None
    try:
        parts: dict[str, Any] = {name: int(found[name]) if name in _NUMBERS else found[name] for name in names}
    except ValueError:
        return None
    return WorkbookMeta(**parts)


def _text(value: Any) -> str:
    """Spreadsheet programs may turn the texts into numbers: 3.0 is revision 3."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
