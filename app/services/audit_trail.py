"""稽核軌跡: every change written down in the transaction that makes it, chained by hash, and verified.

Where a change comes from stands in ``session.info`` (:class:`app.domain.audit_trail.Origin`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import String, insert, select, text, type_coerce
from sqlalchemy.orm import Session

from app.domain import hash_chain
from app.domain.audit_trail import ORIGIN, Entry, Origin, OriginKind
from app.domain.canonical import encode
from app.domain.hash_chain import Link, Noted, Verdict
from app.models import AuditEvent, Plan, Submission, User

THE_MACHINE = "系統"  # acts where no person is signed in: a command of the machine's owner, or a job
_LOCK = 0x7472_6169_6C  # "trail": the one advisory lock that puts writers of the chain in a row
_HASHES = frozenset({"number", "previous_hash", "hash"})
_SAID = tuple(column.name for column in AuditEvent.__table__.columns if column.name not in _HASHES)


def record(
    session: Session,
    entries: Iterable[Entry],
    *,
    by: User | None,
    at: datetime,
    plan: Plan | None = None,
    agency_id: int | None = None,
    submission: Submission | None = None,
) -> int:
    """Write changes down, in the order given; returns how many. A step: the caller commits.

    To be called last in a transaction: until it ends, everybody else who changes something waits for it.

    :param plan: whose figures or decisions they are; its present revision is the one that the changes made.
    :param agency_id: whose settings they are, where there is no plan.
    :param submission: the report that was accepted; a cell makes its file the origin.
    """
    told = list(entries)
    if not told:
        return 0
    shared = _shared(session, by, at, plan, agency_id, submission)
    last, previous = _last(session)
    rows = []
    for number, entry in enumerate(told, start=last + 1):
        said = shared | _said(entry) | _reported(submission if entry.is_reported else None, by)
        said["origin"] = OriginKind.WORKBOOK.value if said["file_sha256"] else said["origin"]
        current = hash_chain.hash_of(number, _as_hashed(said), previous)
        rows.append(said | {"number": number, "previous_hash": previous, "hash": current})
        previous = current
    session.execute(insert(AuditEvent.__table__), rows)  # type: ignore[arg-type]
    return len(rows)


def verify(session: Session, noted: Noted | None = None) -> Verdict:
    """Read the whole trail and name every event that was tampered with; for the owner of the machine.

    :param noted: what somebody wrote down of the trail earlier, to find an end that was cut off.
    """
    return hash_chain.verify(_links(session), noted)


def _shared(
    session: Session,
    by: User | None,
    at: datetime,
    plan: Plan | None,
    agency_id: int | None,
    submission: Submission | None,
) -> dict[str, Any]:
    origin: Origin = session.info.get(ORIGIN, Origin())
    return {
        "at": at,
        "actor_id": by.id if by else None,
        "actor": by.name if by else THE_MACHINE,
        "origin": origin.kind.value,
        "door": origin.detail,
        "address": origin.address,
        "agency_id": plan.agency_id if plan else agency_id,
        "plan_id": plan.id if plan else None,
        "plan_code": plan.code if plan else None,
        "submission_id": submission.id if submission else None,
        "revision": plan.revision if plan else None,
    }


def _said(entry: Entry) -> dict[str, Any]:
    return {
        "subject": entry.subject.value,
        "section": entry.section,
        "row_key": entry.key,
        "field": entry.field,
        "label": entry.label,
        "unit": entry.unit,
        "cell": entry.cell,
        "before": _json(entry.before),
        "after": _json(entry.after),
    }


def _reported(submission: Submission | None, by: User | None) -> dict[str, Any]:
    """Whose figure it is, and from which file."""
    if submission is None:
        return {"reporter": None, "file_name": None, "file_sha256": None}
    return {
        "reporter": submission.created_by.name if submission.created_by is not by else None,
        "file_name": submission.file_name,
        "file_sha256": submission.file_sha256,
    }


def _json(value: Any) -> str | None:
    if value is None:
        return None
    return json.dumps(encode(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _as_hashed(said: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says as every engine gives it back."""
    return {name: said[name] for name in _SAID if name != "at"} | {"at": _moment(said["at"])}


def _moment(value: Any) -> Any:
    """A moment as one text, whether the engine keeps it as such or not; what is none stays as it is."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, AttributeError):
        return value


def _last(session: Session) -> tuple[int, str]:
    """Number and hash of the last event; nobody adds another until the transaction ends."""
    session.flush()  # what may still fail should do so before others wait for us
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    # On SQLite a transaction that writes is alone from its beginning (app.database).
    last = session.execute(
        select(AuditEvent.number, AuditEvent.hash).order_by(AuditEvent.number.desc()).limit(1)
    ).one_or_none()
    return (last.number, last.hash) if last else (0, hash_chain.FIRST)


def _links(session: Session) -> Iterator[Link]:
    """Every event, a portion at a time. A moment is read as text, so that one that was rewritten is told, not fatal."""
    columns = [
        type_coerce(column, String).label("at") if column.name == "at" else column
        for column in AuditEvent.__table__.columns
    ]
    found = session.execute(select(*columns).order_by(AuditEvent.number), execution_options={"yield_per": 2000})
    for row in found.mappings():
        yield Link(row["number"], _as_hashed(dict(row)), row["previous_hash"], row["hash"])
