"""The audit trail as people read it: values in the words and units of the workbook."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import InvalidOperation
from types import SimpleNamespace
from typing import Any, get_type_hints

from app.domain import canonical
from app.domain.merge import ChangeKind, is_blank
from app.domain.personal_data import PersonalKind, Purpose
from app.domain.plan_document import REPORTED_SECTIONS, ROW_TYPES, reported_cells
from app.domain.roc_calendar import format_roc
from app.models import AuditEvent, User
from app.services.pages.differences import WHOLE_ROW, cell_text
from app.services.personal_data import shown
from app.workbooks.sheets import sheet_of

_HEADER = {
    "agency": "主辦機關",
    "contractor": "受委託單位",
    "code": "計畫代號",
    "name": "名稱",
    "roc_year": "年度",
    "year_index": "第幾年",
    "years_total": "總年數",
    "division": "主辦單位",
    "starts_on": "開始日",
    "ends_on": "結束日",
    "government_budget": "政府經費",
    "self_fund": "自籌款",
    "key": "代號",
    "weight_pct": "權重",
    "ordinal": "次序",
    "opens_on": "開放日",
    "due_on": "截止日",
    "disposition": "撤銷、停辦或併案",
    "disposition_on": "生效日",
    "disposition_reason": "撤銷原因",
}


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One event; ``old`` and ``new`` as people write them, empty where nothing stood."""

    number: int
    at: datetime
    actor: str
    reporter: str | None
    origin: str
    door: str
    address: str | None
    file_name: str | None
    file_sha256: str | None
    cell: str | None
    plan_code: str | None
    submission_id: int | None
    subject: str
    label: str
    column: str
    kind: ChangeKind
    old: str
    new: str
    hash: str


def lines(events: Iterable[AuditEvent], field: str | None = None, *, viewer: User) -> Iterator[TrailLine]:
    """The events as lines; who did it and from where only as far as ``viewer`` needs it.

    :param field: the one field that is asked for; of an event that tells a whole row, only this is shown.
    """
    for event in events:
        chosen = event.field or field
        before, after = _value(event.before), _value(event.after)
        if event.field is None and field is not None:
            before, after = _part(before, field, event.section), _part(after, field, event.section)
        yield TrailLine(
            number=event.number,
            at=event.at,
            actor=event.actor if event.actor_id is None else _name(event.actor, viewer),
            reporter=event.reporter and _name(event.reporter, viewer),
            origin=event.origin,
            door=event.door,
            address=event.address and shown(event.address, PersonalKind.NETWORK, Purpose.RECORD, viewer=viewer),
            file_name=event.file_name,
            file_sha256=event.file_sha256,
            cell=event.cell,
            plan_code=event.plan_code,
            submission_id=event.submission_id,
            subject=event.subject,
            label=event.label or event.row_key,
            column=column_name(event.section, chosen),
            kind=_kind(event, before, after),
            old=_text(event, chosen, before),
            new=_text(event, chosen, after),
            hash=event.hash,
        )


def column_name(section: str | None, field: str | None) -> str:
    """The header of a cell's column; of a whole row, that word; of a setting, nothing."""
    if section is None:
        return ""
    if field is None:
        return WHOLE_ROW
    column = sheet_of(section).column_of(field) if section in REPORTED_SECTIONS else None
    return column.header if column else _HEADER.get(field, field)


def _name(name: str, viewer: User) -> str:
    return shown(name, PersonalKind.NAME, Purpose.RECORD, viewer=viewer)


def _kind(event: AuditEvent, before: Any, after: Any) -> ChangeKind:
    if event.section and event.field is None and event.before is None:
        return ChangeKind.ROW_ADDED
    if event.section and event.field is None and event.after is None:
        return ChangeKind.ROW_REMOVED
    if _is_blank(before):
        return ChangeKind.FILLED
    return ChangeKind.CLEARED if _is_blank(after) else ChangeKind.CHANGED


def _is_blank(value: Any) -> bool:
    return is_blank(tuple(value) if isinstance(value, list) else value)


def _value(text: str | None) -> Any:
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return text  # somebody rewrote it; verifying says so, reading shows what is there


def _part(row: Any, field: str, section: str | None) -> Any:
    """What a whole row says in one cell."""
    if not isinstance(row, dict):
        return None
    names = reported_cells(section or "").get(field, (field,)) if section in REPORTED_SECTIONS else (field,)
    return row.get(field) if len(names) == 1 else [row.get(name) for name in names]


def _text(event: AuditEvent, field: str | None, value: Any) -> str:
    if _is_blank(value):
        return ""
    try:
        if event.section in REPORTED_SECTIONS:
            return _row_text(event, value) if field is None else _cell(event, field, value)
    except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
        return str(value)  # what an earlier version wrote, or somebody rewrote, is shown as it stands
    if isinstance(value, dict):
        return "；".join(f"{_HEADER.get(name, name)} {_plain(one)}" for name, one in value.items() if one is not None)
    return _plain(value)


def _plain(value: Any) -> str:
    """A value of which no column of the workbook tells how to write it: only a day is not as it is kept."""
    text = str(value)
    return format_roc(date.fromisoformat(text)) if _DAY.fullmatch(text) else text


def _row_text(event: AuditEvent, row: dict[str, Any]) -> str:
    columns = [column for column in sheet_of(event.section or "").columns if column.field in row]
    parts = ((column.header, _part(row, column.field, event.section), column.field) for column in columns)
    return "；".join(f"{name} {_cell(event, field, value)}" for name, value, field in parts if not _is_blank(value))


def _cell(event: AuditEvent, field: str, value: Any) -> str:
    """A value as it would stand in the workbook, in the unit that its row had."""
    section = event.section or ""
    column = sheet_of(section).column_of(field)
    names = reported_cells(section).get(field, (field,))
    found = dict(zip(names, value, strict=True)) if len(names) > 1 else {field: value}
    hints = get_type_hints(ROW_TYPES[section])
    decoded = {name: canonical.decode(hints[name], one) for name, one in found.items()}
    if column is None or field == "sub_plan":
        return _plain(value)
    row: Any = SimpleNamespace(unit=event.unit, **{name: one for name, one in decoded.items() if name != "unit"})
    if field == "unit":
        row.unit = decoded["unit"]
    return cell_text(column, row, None)
