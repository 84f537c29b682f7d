"""The jobs of the night that keep and prove backups. What they find makes their run red, and is told to the keepers."""

from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.domain.errors import BackupFailed
from app.services import keepers
from app.services.backup import store
from app.services.backup.creating import create
from app.services.backup.verifying import verify
from app.services.transaction import release
from config import Settings

NONE_WANTED = "未設定備份目錄（BACKUP_DIR），沒有備份"
_TOLD = 5  # findings that a notice and the ledger name; the command names all


def back_up(session: Session, on: date, *, settings: Settings) -> str:
    """Make the backup of the night.

    :raises BackupFailed: if it cannot be made, or if something is missing where it was made from.
    """
    if not settings.backup.backup_dir:
        return NONE_WANTED
    release(session)
    try:
        made = create(settings, at=clock.now())
    except BackupFailed as failure:
        _tell(session, f"backup/failed/{on}", "夜間備份沒有完成", str(failure))
        raise
    if made.findings:
        told = _shortened(made.findings)
        _tell(session, f"backup/missing/{on}", "備份時發現檔案遺失或損毀", told)
        raise BackupFailed(f"備份 {made.name} 已完成，但有檔案遺失：{told}")
    return (
        f"備份 {made.name}：{made.tables} 個資料表 {made.rows} 筆、檔案 {made.files} 件"
        f"（{made.file_bytes / 1024**2:.1f} MB）；汰除舊備份 {made.pruned} 份"
    )


def verify_newest(session: Session, on: date, *, settings: Settings) -> str:
    """Prove that the newest backup can be restored.

    :raises BackupFailed: if there is none, or it is not what it was made of.
    """
    if not settings.backup.backup_dir:
        return NONE_WANTED
    release(session)
    backups = store.standing(store.place_of(settings.backup))
    if not backups:
        raise BackupFailed("備份目錄中沒有任何備份可供驗證。")
    found = verify(settings, backups[0], at=clock.now())
    if found.findings:
        told = _shortened(found.findings)
        _tell(session, f"backup/unsound/{found.name}/{on}", f"備份 {found.name} 驗證不符", told)
        raise BackupFailed(f"備份 {found.name} 驗證不符：{told}")
    return f"備份 {found.name} 可還原：{found.rows} 筆、檔案 {found.files} 件、稽核軌跡 {found.events} 筆均相符"


def _tell(session: Session, key: str, subject: str, text: str) -> None:
    keepers.tell(session, key=key, subject=subject, text=text, path="/admin/jobs", at=clock.now())


def _shortened(findings: tuple[str, ...]) -> str:
    rest = len(findings) - _TOLD
    return "".join(findings[:_TOLD]) + (f"另有 {rest} 項，請以 flask backup verify 檢視。" if rest > 0 else "")
