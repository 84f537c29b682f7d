"""The job that reads the whole audit trail, and holds it against what the newest backup noted of it."""

from datetime import date

from sqlalchemy.orm import Session

from app.database import make_engine, make_session_factory
from app.domain.errors import TrailBroken
from app.domain.hash_chain import Noted, Verdict
from app.services import audit_trail
from app.services.backup import store
from app.services.transaction import release
from config import Settings

_TOLD = 5  # breaks that the ledger names; the command names all


def work(session: Session, _on: date, *, settings: Settings) -> str:
    """Verify the trail.

    :raises TrailBroken: if an event was tampered with, or the end was cut off since the newest backup.
    """
    release(session)
    noted = store.noted_trail(settings.backup)
    verdict = _verified(settings, noted)
    if not verdict.ok:
        named = "".join(one.message for one in verdict.broken[:_TOLD])
        raise TrailBroken(f"稽核軌跡遭竄改，{verdict.events} 筆中發現 {len(verdict.broken)} 處：{named}")
    compared = "，並含最新備份所載的最後一筆" if noted.hash else ""
    return f"稽核軌跡完整{compared}：{verdict.events} 筆，最後雜湊 {verdict.last_hash}"


def _verified(settings: Settings, noted: Noted) -> Verdict:
    """Read by a connection that only reads: on SQLite the job's own would keep all writers waiting."""
    engine = make_engine(settings.database_url).execution_options(writes=False)
    try:
        with make_session_factory(engine)() as reading:
            return audit_trail.verify(reading, noted)
    finally:
        engine.dispose()
