"""What changes of cases tell the audit trail. Personal data is told of, and not repeated."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.audit_trail import Entry, Subject
from app.domain.canonical import encode
from app.models import Case

PERSONAL = frozenset(column.key for column in Case.__table__.columns if "personal" in column.info)
_AS_THEY_ARE = frozenset({str, int, bool})  # most values by far
_HIDDEN = "（個人資料）"
_NEVER_TOLD = frozenset({"id", "firm_id", "position"})


def of_new(values: Mapping[str, Any], *, cell: str | None = None) -> Entry:
    """A case that is new, as a whole row."""
    told = {
        name: value if type(value) in _AS_THEY_ARE and name not in PERSONAL else _told(name, value)
        for name, value in values.items()
        if value is not None
    }
    return Entry(Subject.CASE, values["key"], None, told, section="cases", label=label_of(values), cell=cell)


def of_changes(
    before: Mapping[str, Any], changes: Mapping[str, Any], cells: Mapping[str, str] | None = None
) -> Iterator[Entry]:
    """A changed cell each.

    :param cells: where the new values stood in a file, by field.
    """
    for name, value in changes.items():
        if name not in _NEVER_TOLD:
            yield Entry(
                Subject.CASE,
                before["key"],
                _told(name, before.get(name)),
                _told(name, value),
                section="cases",
                field=name,
                label=label_of(before),
                cell=(cells or {}).get(name),
            )


def label_of(values: Mapping[str, Any]) -> str:
    """How people call a case: its number and the firm."""
    return f"{values['key']} {values['firm_name']}"


def _told(name: str, value: Any) -> Any:
    return _HIDDEN if name in PERSONAL and value is not None else encode(value)
