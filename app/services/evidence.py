"""佐證資料: files beside 查核點 and 個案 that show that what was reported is so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import EvidenceRefused, NotFound, PermissionDenied, WrongState
from app.domain.evidence import EVIDENCED
from app.domain.plan_document import REPORTED_SECTIONS
from app.domain.roles import Permission
from app.models import EvidenceFile, Plan, User
from app.services import audit_trail, evidence_rows, evidence_types, files, plans, virus_scan
from app.services.permissions import may, require
from app.services.transaction import release, transaction
from app.services.virus_scan import Scanner

LONGEST_TEXT = 200  # characters of a title or a reason
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Archive:
    """Where evidence is kept, and how much of it. Bytes; what is withdrawn stays and counts."""

    data_dir: Path
    file_bytes: int
    plan_bytes: int
    scanner: Scanner | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came, and what its sender calls it; without a title it goes by its file name."""

    content: bytes
    file_name: str
    title: str = ""


def add(
    session: Session,
    plan: Plan,
    section: str,
    key: str,
    upload: Upload,
    *,
    by: User,
    at: datetime,
    archive: Archive,
) -> EvidenceFile:
    """Keep a file as evidence of one row of the plan.

    :param section: of the plan document: ``checkpoints`` or ``cases``.
    :raises PermissionDenied: if ``by`` may not report on this plan.
    :raises NotFound: if the plan has no such row.
    :raises EvidenceRefused: if the file is not allowed, is there already, or the plan has no room; nothing is kept.
    :raises ScannerUnavailable: if the scanner is required and does not answer; nothing is kept.
    """
    require(by, Permission.REPORT, plan)
    _require_row(session, plan, section, key, by)
    name = evidence_types.plain_name(upload.file_name)
    title = _text(upload.title, "名稱") or Path(name).stem
    digest = files.digest_of(upload.content)
    release(session)  # reading and scanning a file takes time; writers should not wait for it
    kind = evidence_types.kind_of(upload.content, name, most_bytes=archive.file_bytes)
    scan_result, scanned_at = virus_scan.scan(upload.content, archive.scanner, at=at)
    with transaction(session):
        plans.lock(session, plan)
        _require_new(session, plan, section, key, digest)
        _require_room(session, plan, digest, len(upload.content), archive.plan_bytes)
        files.keep(archive.data_dir, upload.content)
        row = EvidenceFile(
            plan=plan,
            plan_id=plan.id,
            agency_id=plan.agency_id,
            section=section,
            key=key,
            title=title,
            file_name=name,
            file_sha256=digest,
            size_bytes=len(upload.content),
            kind=kind,
            scan_result=scan_result,
            scanned_at=scanned_at,
            uploaded_by=by,
            uploaded_at=at,
            on_behalf_of=None if by.contractor_id == plan.contractor_id else plan.contractor.name,
        )
        session.add(row)
        audit_trail.record(session, [_told(row, None, _standing(row))], by=by, at=at, plan=plan)
    return row


def withdraw(session: Session, plan: Plan, number: int, reason: str, *, by: User, at: datetime) -> EvidenceFile:
    """Let a file count as evidence no more. It stays readable, with the reason beside it.

    :raises NotFound: if the plan has no such file.
    :raises PermissionDenied: if ``by`` may not review the plan, and is not the one who added the file either.
    :raises WrongState: without a reason, or if it is withdrawn already.
    """
    row = get(session, plan, number, viewer=by)
    if not may_withdraw(row, by):
        raise PermissionDenied("只有上傳者本人或審查人員可以撤回佐證資料。如有需要，請洽計畫辦公室。")
    if not reason.strip():
        raise WrongState("請填寫撤回的理由，理由會與檔案一起保存。")
    written = _text(reason, "撤回理由")
    with transaction(session):
        plans.lock(session, plan)
        session.refresh(row)
        if row.is_withdrawn:
            raise WrongState("這份佐證資料已經撤回，請重新整理頁面。")
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = by, at, written
        told = _told(row, _standing(row), {"撤回理由": written})
        audit_trail.record(session, [told], by=by, at=at, plan=plan)
    return row


def get(session: Session, plan: Plan, number: int, *, viewer: User) -> EvidenceFile:
    """A file of the plan's evidence.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    :raises NotFound: if the plan has no such file.
    """
    require(viewer, Permission.VIEW, plan)
    row = session.get(EvidenceFile, number)
    if row is None or row.plan_id != plan.id:
        raise NotFound(f"計畫 {plan.code} 沒有這份佐證資料。")
    return row


def read(session: Session, plan: Plan, number: int, *, viewer: User, data_dir: Path) -> tuple[EvidenceFile, bytes]:
    """A file with its bytes as they came; raises what :func:`get` does."""
    row = get(session, plan, number, viewer=viewer)
    return row, files.read(data_dir, row.file_sha256)


def of_plan(session: Session, plan: Plan, *, viewer: User) -> Sequence[EvidenceFile]:
    """All evidence of a plan, withdrawn or not, in the order in which it came.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    return session.scalars(
        select(EvidenceFile)
        .where(EvidenceFile.plan_id == plan.id)
        .options(joinedload(EvidenceFile.uploaded_by), joinedload(EvidenceFile.withdrawn_by))
        .order_by(EvidenceFile.id)
    ).all()


def counts(session: Session, plan: Plan) -> dict[tuple[str, str], int]:
    """How many files stand as evidence of each row that has any, by section and key."""
    found = session.execute(
        select(EvidenceFile.section, EvidenceFile.key, func.count())
        .where(EvidenceFile.plan_id == plan.id, EvidenceFile.withdrawn_at.is_(None))
        .group_by(EvidenceFile.section, EvidenceFile.key)
    )
    return {(section, key): count for section, key, count in found}


def may_withdraw(row: EvidenceFile, user: User) -> bool:
    """Whether the person may withdraw this file: who reviews the plan may, and who added it while still reporting."""
    own = row.uploaded_by_id == user.id and may(user, Permission.REPORT, row.plan)
    return own or may(user, Permission.REVIEW, row.plan)


def kept_bytes(session: Session, plan: Plan) -> int:
    """How much is kept for the plan, withdrawn or not; the same bytes count once."""
    each = select(EvidenceFile.file_sha256, EvidenceFile.size_bytes).where(EvidenceFile.plan_id == plan.id).distinct()
    return int(session.scalar(select(func.coalesce(func.sum(each.subquery().c.size_bytes), 0))) or 0)


def _require_row(session: Session, plan: Plan, section: str, key: str, by: User) -> None:
    if (section, key) not in evidence_rows.of_plan(session, plan, viewer=by):
        name = REPORTED_SECTIONS[section] if section in EVIDENCED else "項目"
        raise NotFound(f"計畫 {plan.code} 沒有{name} {key}，請重新選擇佐證的項目。")


def _require_new(session: Session, plan: Plan, section: str, key: str, digest: str) -> None:
    standing = session.scalar(
        select(EvidenceFile).filter_by(plan_id=plan.id, section=section, key=key, file_sha256=digest, withdrawn_at=None)
    )
    if standing is not None:
        raise EvidenceRefused(f"同一個檔案已經是這一項的佐證資料（{standing.title}），沒有重複保存。")


def _require_room(session: Session, plan: Plan, digest: str, size: int, most: int) -> None:
    is_kept = select(EvidenceFile.id).filter_by(plan_id=plan.id, file_sha256=digest).limit(1)
    kept = kept_bytes(session, plan)
    if kept + size > most and session.scalar(is_kept) is None:
        raise EvidenceRefused(
            f"計畫 {plan.code} 的佐證資料已用 {kept / _MEGABYTE:.1f} MB，加上這個檔案會超過上限 "
            f"{most // _MEGABYTE:,} MB，檔案未保存；請縮小檔案，或洽系統管理者調高上限。"
        )


def _told(row: EvidenceFile, before: dict[str, str] | None, after: dict[str, str]) -> Entry:
    # Without the section: it is an event of the file, and no change of the row's figures.
    return Entry(Subject.EVIDENCE, row.key, before, after, label=f"{REPORTED_SECTIONS[row.section]} {row.key}")


def _standing(row: EvidenceFile) -> dict[str, str]:
    return {"名稱": row.title, "檔案": row.file_name, "SHA-256": row.file_sha256}


def _text(typed: str, what: str) -> str:
    """A short text in one line.

    :raises EvidenceRefused: if it is too long.
    """
    text = " ".join(typed.split())
    if len(text) > LONGEST_TEXT:
        raise EvidenceRefused(f"{what}有 {len(text)} 個字，請縮短到 {LONGEST_TEXT} 個字以內。")
    return text
