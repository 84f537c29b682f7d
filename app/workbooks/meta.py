"""Where a workbook comes from: the hidden sheet ``_meta``. The identity of a file lives in it, never in its name."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

#: Raised whenever a file of the version before must be converted to be read (:mod:`template_versions`).
TEMPLATE_VERSION = 2

SEAL = "seal"
VERSION = "template_version"

_YEAR = "roc_year"
_NUMBERS = frozenset({"revision", VERSION})


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
    """All that the hidden sheet holds. ``roc_year`` completes dates that are written without a year.

    ``is_intact`` is false where a line says something else than when the sheet was sealed.
    """

    meta: WorkbookMeta | None
    roc_year: int | None
    is_intact: bool = True

    @property
    def intact(self) -> WorkbookMeta | None:
        """The identity, if it can be trusted to be the exported one."""
        return self.meta if self.is_intact else None

    def lines(self) -> list[tuple[str, str]]:
        """Name and value of every part, as they stand in the sheet; the seal comes last."""
        parts: dict[str, Any] = asdict(self.meta) if self.meta else {}
        named = {name: str(value) for name, value in {**parts, _YEAR: self.roc_year}.items()}
        return [*named.items(), (SEAL, seal_of(named))]


def read_meta(lines: Iterable[Sequence[Any]]) -> MetaSheet:
    """What the hidden sheet holds; the identity is ``None`` if a part of it is missing or unreadable."""
    found = named_lines(lines)
    return MetaSheet(_meta(found), _number(found.get(_YEAR, "")), found.get(SEAL) == seal_of(found))


def named_lines(lines: Iterable[Sequence[Any]]) -> dict[str, str]:
    """The lines of the sheet by their names, without the accidents of their cells."""
    named = {_text(line[0]): _text(line[1]) for line in lines if len(line) > 1}
    return {name: value for name, value in named.items() if name}


def seal_of(named: Mapping[str, str]) -> str:
    """SHA-256 over all lines but the seal itself, in whatever order they stand.

    It shows that somebody typed over a line, such as the period. It is no signature: who may report on what, the
    services check, and the document is known by its own fingerprint.
    """
    sealed = {name: value for name, value in named.items() if name != SEAL}
    return hashlib.sha256(json.dumps(sealed, sort_keys=True).encode()).hexdigest()


def _meta(found: Mapping[str, str]) -> WorkbookMeta | None:
    names = [f.name for f in fields(WorkbookMeta)]
    parts: dict[str, Any] = {
        name: _number(found.get(name, "")) if name in _NUMBERS else found.get(name) or None for name in names
    }
    return None if None in parts.values() else WorkbookMeta(**parts)


def _number(text: str) -> int | None:
    """A count of ours; no database holds one of more than nine digits."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _text(value: Any) -> str:
    """Spreadsheet programs may turn the texts into numbers: 3.0 is revision 3."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
