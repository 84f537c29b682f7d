"""立法院決議 taken out as a file: all that the list says, with what was done about each."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.resolution_reply import STILL_OPEN
from app.domain.roc_calendar import format_roc
from app.models import ResolutionReply, User
from app.services import audit_entries, audit_trail, resolutions
from app.services.list_files import FileKind, written
from app.services.resolutions import ResolutionLine
from app.services.transaction import transaction
from app.workbooks.list_book import Figure, Sheet, Value

TITLE = "立法院決議"
DEMO = "含示範資料，請勿作為正式管考依據。"
COLUMNS = (
    *(("年度", 8), ("決議類別", 14), ("項次", 8), ("案由", 44), ("示範", 8), ("辦理機關", 24), ("期限", 12)),
    *(("燈號", 8), ("狀態", 12), ("逾期天數", 10), ("燈號依據", 40), ("誰處理", 20)),
    *(("辦理結果", 22), ("辦理情形", 50), ("函復日期", 12), ("函復文號", 24)),
)


def export(session: Session, *, kind: FileKind, by: User, on: date, at: datetime, trail: Session) -> bytes:
    """The resolutions that the list shows, in its order. Taking them out leaves an event.

    :param trail: a session that may write: reading holds up nobody.
    :raises PermissionDenied: if ``by`` may read no budget at all.
    """
    lines = resolutions.listed(session, viewer=by, on=on)
    newest = _newest(session, lines)
    notes = [f"資料日期 {format_roc(on)}", *([DEMO] if any(line.resolution.is_demo for line in lines) else [])]
    rows = [_cells(line, newest) for line in lines]
    headers, widths = zip(*COLUMNS, strict=True)
    with transaction(trail):
        told = {"匯出": f"{TITLE} .{kind}", "列數": len(rows)}
        entry = Entry(Subject.EXPORT, TITLE, None, told, label=f"{TITLE}（{len(rows)} 項）")
        audit_trail.record(trail, [entry], by=by, at=at, agency_id=audit_entries.agency_of(by))
    return written(Sheet(TITLE, tuple(notes), headers, widths, rows, TITLE), kind, at)


def _newest(session: Session, lines: Sequence[ResolutionLine]) -> Mapping[int, str | None]:
    """What was last said of each, by the resolution's number."""
    ids = [line.resolution.id for line in lines]
    last = select(func.max(ResolutionReply.id)).where(ResolutionReply.resolution_id.in_(ids))
    found = select(ResolutionReply.resolution_id, ResolutionReply.text)
    rows = session.execute(found.where(ResolutionReply.id.in_(last.group_by(ResolutionReply.resolution_id))))
    return {row.resolution_id: row.text for row in rows}


def _cells(line: ResolutionLine, newest: Mapping[int, str | None]) -> list[Value]:
    row = line.resolution
    answer = row.answer or (STILL_OPEN if row.id in newest else None)
    late = line.days if line.days is not None and line.days > 0 else None
    return [
        *(_whole(row.roc_year), row.section, row.item, row.subject, "示範" if row.is_demo else None),
        *(row.agency.name, format_roc(row.due_on) if row.due_on else None, line.reading.light.value, str(line.state)),
        *(None if late is None else _whole(late), line.reading.sentence, line.who),
        *(str(answer) if answer else None, newest.get(row.id)),
        *(format_roc(row.answered_on) if row.answered_on else None, row.letter_no),
    ]


def _whole(value: int) -> Figure:
    return Figure(Decimal(value), 0)
