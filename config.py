"""Every setting, with its meaning. Values come from the environment; a secret has no default in production."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"


class MissingSetting(RuntimeError):
    """A setting that production cannot do without is not there."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one process runs with."""

    database_url: str = f"sqlite:///{INSTANCE / 'tracker.sqlite3'}"  # DATABASE_URL; postgresql+psycopg://… on a server
    data_dir: Path = INSTANCE / "files"  # DATA_DIR: uploaded files, kept byte for byte under their hash
    secret_key: str = "only-for-development-and-demonstration"  # noqa: S105  SECRET_KEY: signs cookies and form tokens
    production: bool = False  # APP_ENV=production: demo sign-ins refused, cookies over TLS only
    demo_password: str = "Demo-107-Password"  # noqa: S105  DEMO_PASSWORD: of every demo account
    max_upload_bytes: int = 20 * 1024 * 1024  # MAX_UPLOAD_BYTES: 20 MB inclusive (field-notes 5.4)
    session_idle_minutes: int = 30  # SESSION_IDLE_MINUTES: signed out after this long without a click (field-notes 5.2)
    scan_hour: int = 1  # SCAN_HOUR: hour in Taipei at which the nightly slippage scan runs
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Settings of this process.

        :raises MissingSetting: in production, when the secret key or the database is not set.
        """
        production = environ.get("APP_ENV", "").lower() == "production"
        if production:
            for name in ("SECRET_KEY", "DATABASE_URL", "DATA_DIR"):
                if not environ.get(name):
                    raise MissingSetting(f"{name} must be set when APP_ENV is production")
        default = cls()
        return cls(
            database_url=_driver_named(environ.get("DATABASE_URL") or default.database_url),
            data_dir=Path(environ.get("DATA_DIR") or default.data_dir),
            secret_key=environ.get("SECRET_KEY") or default.secret_key,
            production=production,
            demo_password=environ.get("DEMO_PASSWORD") or default.demo_password,
            max_upload_bytes=int(environ.get("MAX_UPLOAD_BYTES") or default.max_upload_bytes),
            session_idle_minutes=int(environ.get("SESSION_IDLE_MINUTES") or default.session_idle_minutes),
            scan_hour=int(environ.get("SCAN_HOUR") or default.scan_hour),
        )


def _driver_named(url: str) -> str:
    """Agencies paste ``postgresql://…``; the driver we ship is psycopg 3."""
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url
