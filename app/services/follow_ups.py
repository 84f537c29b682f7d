"""訓練成效追蹤: the follow-ups of a plan, planned and made; as a list that is taken out, filled in and brought back."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.canonical import as_text, encode
from app.domain.findings import Problem, Severity, has_errors
from app.domain.follow_up import faults_of
from app.domain.roles import Permission
from app.domain.slippage import FollowUpOnDay
from app.models import FollowUp, Plan, User
from app.services import audit_trail, files, personal_data, plans, uploaded_lists
from app.services.permissions import require
from app.services.transaction import transaction
from app.services.uploaded_lists import TakenList
from app.workbooks.case_book import case_book
from app.workbooks.follow_up_sheet import FOLLOW_UPS
from app.workbooks.parsing import number_of
from app.workbooks.reading import ReadRow, WorkbookReading
from app.workbooks.writer import WRITERS

FIELDS = tuple(column.field for column in FOLLOW_UPS.columns)
PERSONAL = frozenset(column.key for column in FollowUp.__table__.columns if "personal" in column.info)
_HIDDEN = "（個人資料）"


def of_plan(session: Session, plan: Plan, *, viewer: User) -> Sequence[FollowUp]:
    """The follow-ups of a plan, in the order in which they are planned.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    return _all(session, plan)


def not_made(session: Session, plan_ids: Collection[int]) -> dict[int, list[FollowUpOnDay]]:
    """The follow-ups of each plan that nobody has made yet, by the plan's id. A step: no trainee is named in it."""
    rows = session.execute(
        select(FollowUp.plan_id, FollowUp.key, FollowUp.course, FollowUp.firm_name, FollowUp.planned_on).where(
            FollowUp.plan_id.in_(plan_ids), FollowUp.done_on.is_(None)
        )
    )
    found: dict[int, list[FollowUpOnDay]] = {}
    for plan_id, key, course, firm_name, planned_on in rows:
        one = FollowUpOnDay(key, f"「{course}」（{firm_name or '學員'}）", planned_on)
        found.setdefault(plan_id, []).append(one)
    return found


def workbook(
    session: Session, plan: Plan, *, kind: Literal["xlsx", "ods"], by: User, at: datetime, trail: Session
) -> bytes:
    """The list as it stands, to be filled in. Names of trainees that leave the system leave an event.

    :param trail: a session that may write: reading holds up nobody.
    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    require(by, Permission.MANAGE_CASES, plan)
    rows = _all(session, plan)
    people = sum(row.trainee_name is not None for row in rows)
    personal_data.tell_export(trail, FOLLOW_UPS.name, people=people, rows=len(rows), by=by, at=at, plan=plan)
    book = case_book(
        FOLLOW_UPS,
        tuple(SimpleNamespace(**_values(row)) for row in rows),
        code=plan.code,
        title=plan.full_name,
        agency=plan.agency.name,
        roc_year=plan.roc_year,
        revision=plan.revision,
        created_at=at.isoformat(timespec="seconds"),
        kind=FOLLOW_UPS.name,
        fingerprint=_fingerprint(rows),
    )
    out = BytesIO()
    WRITERS[kind](book, out)
    return out.getvalue()


def take(
    session: Session,
    plan: Plan,
    content: bytes,
    file_name: str,
    *,
    by: User,
    on: date,
    at: datetime,
    data_dir: Path,
) -> TakenList:
    """Bring a filled-in list in: all of it, or, if anything in it blocks, nothing. Rows it lacks stay as they are.

    The file is kept byte for byte; the trail names it.

    :param on: the day in the offices.
    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    require(by, Permission.MANAGE_CASES, plan)
    reading = uploaded_lists.read(session, content, file_name, plan, book="follow_ups", kind=FOLLOW_UPS.name)
    with transaction(session):
        plans.lock(session, plan)
        judged = _judged(session, plan, reading, on)
        if has_errors(judged.problems) or not judged.entries:
            return TakenList(judged.problems, unchanged=judged.unchanged)
        source = f"{file_name}（SHA-256 {files.keep(data_dir, content)}）"
        for row, values in judged.rows:
            _write(session, plan, row, values, by, at)
        told = Entry(Subject.FOLLOW_UP, "匯入", None, {"檔案": source}, label=FOLLOW_UPS.name)
        audit_trail.record(session, [told, *judged.entries], by=by, at=at, plan=plan)
        new = sum(row is None for row, _ in judged.rows)
        return TakenList(judged.problems, new, len(judged.rows) - new, judged.unchanged)


def add(session: Session, plan: Plan, rows: Sequence[Mapping[str, Any]], *, by: User | None, at: datetime) -> None:
    """Put new follow-ups into the tables and tell the trail. A step: the caller commits."""
    for values in rows:
        _write(session, plan, None, values, by, at)
    audit_trail.record(session, map(_of_new, rows), by=by, at=at, plan=plan)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A list held against the tables: what it would write, and what is to be told of it."""

    problems: tuple[Problem, ...]
    rows: tuple[tuple[FollowUp | None, dict[str, Any]], ...]
    entries: tuple[Entry, ...]
    unchanged: int


def _judged(session: Session, plan: Plan, reading: WorkbookReading, on: date) -> _Judged:
    standing = _all(session, plan)
    known = {row.key: row for row in standing}
    problems: list[Problem] = list(reading.problems)
    rows: list[tuple[FollowUp | None, dict[str, Any]]] = []
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for read in reading.rows:
        values = dict.fromkeys(FIELDS) | read.values
        key = values["key"] = number_of(values["key"])
        problems += _problems_of(read, values, key, seen, on)
        if key is None or key in seen:
            continue
        seen[key] = read.line + 1
        row = known.get(key)
        told = list(_told(row, values, read))
        entries += told
        if told:
            rows.append((row, values))
    problems += _left_out(known, seen)
    if entries and reading.meta and reading.meta.fingerprint != _fingerprint(standing):
        message = "清單下載後，系統中的追蹤紀錄已有更新；請重新下載，將修改的內容填入後再上傳。"
        problems.append(Problem("", None, Severity.ERROR, "list_outdated", message))
    return _Judged(tuple(problems), tuple(rows), tuple(entries), len(seen) - len(rows))


def _problems_of(
    read: ReadRow, values: Mapping[str, Any], key: str | None, seen: Mapping[str, int], on: date
) -> Iterator[Problem]:
    if key is None:
        message = "這一列沒有追蹤編號；請填寫，或將整列清空。"
        yield Problem(read.sheet, read.cell("key"), Severity.ERROR, "key_missing", message)
    elif key in seen:
        message = f"「{key}」與第 {seen[key]} 列重複；請只保留一列。"
        yield Problem(read.sheet, read.cell("key"), Severity.ERROR, "key_repeated", message, key)
    if (
        not read.columns.keys() - read.values.keys()
    ):  # what could not be read has been said, and nothing follows from it
        for fault in faults_of(values, on=on):
            yield Problem(read.sheet, read.cell(fault.field), Severity.ERROR, fault.code, fault.message, key)


def _left_out(known: Mapping[str, FollowUp], seen: Mapping[str, int]) -> Iterator[Problem]:
    if seen and (missing := [key for key in known if key not in seen]):
        message = f"清單缺少 {len(missing)} 列（{'、'.join(missing[:5])}），系統保留其原有內容。"
        yield Problem(FOLLOW_UPS.name, None, Severity.WARNING, "row_missing", message)


def _told(row: FollowUp | None, values: Mapping[str, Any], read: ReadRow) -> Iterator[Entry]:
    """What differs, for the trail: a new row as a whole, of a known one a cell each."""
    if row is None:
        yield _of_new(values, cell=f"{read.sheet} 第 {read.line + 1} 列")
        return
    for field, value in values.items():
        before = getattr(row, field)
        if before != value:
            yield Entry(
                Subject.FOLLOW_UP,
                row.key,
                _shown(field, before),
                _shown(field, value),
                field=field,
                label=_label(values),
                cell=f"{read.sheet}!{read.cell(field)}",
            )


def _of_new(values: Mapping[str, Any], *, cell: str | None = None) -> Entry:
    told = {field: _shown(field, value) for field, value in values.items() if value is not None}
    return Entry(Subject.FOLLOW_UP, values["key"], None, told, label=_label(values), cell=cell)


def _label(values: Mapping[str, Any]) -> str:
    return f"{values['key']} {values['course']}"


def _shown(field: str, value: Any) -> Any:
    return _HIDDEN if field in PERSONAL and value is not None else encode(value)


def _write(
    session: Session, plan: Plan, row: FollowUp | None, values: Mapping[str, Any], by: User | None, at: datetime
) -> None:
    if row is None:
        row = FollowUp(plan_id=plan.id, agency_id=plan.agency_id)
        session.add(row)
    for field, value in values.items():
        setattr(row, field, value)
    row.changed_by, row.changed_at = by, at


def _all(session: Session, plan: Plan) -> Sequence[FollowUp]:
    query = select(FollowUp).where(FollowUp.plan_id == plan.id).order_by(FollowUp.planned_on, FollowUp.key)
    return session.scalars(query).all()


def _values(row: FollowUp) -> dict[str, Any]:
    return {field: getattr(row, field) for field in FIELDS}


def _fingerprint(rows: Iterable[FollowUp]) -> str:
    """Says whether a list was written from what stands in the tables now."""
    said = {row.key: {field: encode(value) for field, value in _values(row).items()} for row in rows}
    return hashlib.sha256(as_text(said).encode()).hexdigest()
