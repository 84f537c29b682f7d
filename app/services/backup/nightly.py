"""The jobs of the night that keep and prove backups. What they find leaves their run red, of which the keepers hear."""

from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.domain.errors import BackupFailed
from app.services.backup import store
from app.services.backup.creating import create
from app.services.backup.verifying import verify
from app.services.transaction import release
from config import Settings

NONE_WANTED = "未設定備份目錄（BACKUP_DIR），沒有備份"
_TOLD = 5  # findings that the ledger names; the command names all


def back_up(session: Session, _on: date, *, settings: Settings) -> str:
    """Make the backup of the night.

    :raises BackupFailed: if it cannot be made, or if something is missing where it was made from.
    """
    if not settings.backup.backup_dir:
        return NONE_WANTED
    release(session)
    made = create(settings, at=clock.now())
    if made.findings:
        raise BackupFailed(f"備份 {made.name} 已完成，但有檔案遺失：{_shortened(made.findings)}")
    return (
        f"備份 {made.name}：{made.tables} 個資料表 {made.rows} 筆、檔案 {made.files} 件"
        f"（{made.file_bytes / 1024**2:.1f} MB）；汰除舊備份 {made.pruned} 份"
    )


def verify_newest(session: Session, _on: date, *, settings: Settings) -> str:
    """Prove that the newest backup can be restored.

    :raises BackupFailed: if it is not what it was made of.
    :raises NotFound: if there is none.
    """
    if not settings.backup.backup_dir:
        return NONE_WANTED
    release(session)
    found = verify(settings, store.find(store.place_of(settings.backup), None), at=clock.now())
    if found.findings:
        raise BackupFailed(f"備份 {found.name} 驗證不符：{_shortened(found.findings)}")
    return f"備份 {found.name} 可還原：{found.rows} 筆、檔案 {found.files} 件、稽核軌跡 {found.events} 筆均相符"


def _shortened(findings: tuple[str, ...]) -> str:
    rest = len(findings) - _TOLD
    return "".join(findings[:_TOLD]) + (f"另有 {rest} 項，請以 flask backup verify 檢視。" if rest > 0 else "")
