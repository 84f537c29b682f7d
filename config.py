"""Every setting, with its meaning. Values come from the environment; a secret has no default in production."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
Group = TypeVar("Group")


class MissingSetting(RuntimeError):
    """A setting that production, or another setting, cannot do without is not there."""


@dataclass(frozen=True, slots=True)
class SignInLimits:
    """What sign-in asks and allows. Each is set by its own name in capitals; 防護基準 (中), field-notes 5.2."""

    password_min_length: int = 12  # characters, whatever their kind
    password_history: int = 3  # a new password differs from this many before it, the present one included
    lockout_failures: int = 5  # wrong passwords or codes in a row, after which an account is closed …
    lockout_minutes: int = 15  # … for this long; a failure is forgotten after the same time
    address_failures: int = 50  # the same for a network address: a whole office may come from one
    session_idle_minutes: int = 30  # signed out after this long without a click
    session_warning_seconds: int = 120  # the page warns this long before
    session_hours: int = 12  # signed out after this long, whatever one does
    reset_minutes: int = 30  # how long the link of a password reset is good for
    totp_required_for_admins: bool = True  # 系統管理者 must sign in with a second step


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How mail leaves. Each is set by its own name in capitals; without SMTP_HOST nothing that mails is offered."""

    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"  # starttls, tls, or none (a relay on this machine)
    smtp_user: str = ""  # empty: the relay asks for none
    smtp_password: str = ""
    mail_from: str = ""  # the sender that people see

    @property
    def is_configured(self) -> bool:
        """Whether mail can be sent."""
        return bool(self.smtp_host)


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The agency's OpenID Connect provider. Each is set by its own name in capitals; off without OIDC_ISSUER."""

    oidc_issuer: str = ""  # as the provider names itself, without /.well-known/…
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_email_claim: str = "email"  # where the provider writes the address that finds an account the first time
    oidc_verified_claim: str = "email_verified"  # must be true beside it
    oidc_name: str = "機關單一簽入"  # what the button on the sign-in page says

    @property
    def is_configured(self) -> bool:
        """Whether single sign-on is offered."""
        return bool(self.oidc_issuer)


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How evidence files (佐證資料) are kept. Each is set by its own name in capitals."""

    evidence_plan_bytes: int = 2 * 1024**3  # for one plan, withdrawn or not
    clamd_address: str = ""  # ClamAV as host:port or /path/of/socket; empty: files are not scanned
    clamd_required: bool = False  # keep no file while ClamAV does not answer


@dataclass(frozen=True, slots=True)
class RateLimits:
    """How often one person may do what costs the server much; 0: without limit. Set like :class:`SignInLimits`."""

    upload_limit: int = 30  # files sent within …
    export_limit: int = 120  # files fetched within: a reviewer opens the evidence of a whole plan …
    feed_limit: int = 60  # calendars fetched within: programs on several devices of one person …
    rate_limit_minutes: int = 10  # … this long; each use comes back after its share of it


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """Where backups lie, and how many stay. Each is set by its own name in capitals; docs/backup.md."""

    backup_dir: str = ""  # a folder that is not on the disk of database and files; empty: no backups are made
    backup_keep_daily: int = 7  # of each of so many days the newest stays …
    backup_keep_weekly: int = 4  # … of each of so many weeks …
    backup_keep_monthly: int = 12  # … and of each of so many months


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """After how long what is not needed any more goes (docs/retention.md). Each is set by its own name in capitals."""

    keep_sessions_days: int = 30  # a sign-in session after its end; that there was one stays in the account's history
    keep_reset_links_days: int = 7  # the link of a password reset after it expired
    keep_read_notices_days: int = 184  # news after they were read: as long as logs, six months (field-notes 5.2)
    keep_unread_notices_days: int = 730  # news that nobody read
    keep_letter_texts_days: int = 30  # what a mail said that was sent
    keep_letters_days: int = 184  # that a mail was sent, to whom and about what; or that it could not be
    keep_runs_days: int = 184  # that a job ran …
    keep_failed_runs_days: int = 730  # … and that it failed
    keep_trainee_names_years: int = 3  # names of trainees after their plan's end (個資法 §11; field-notes 5.3 [D])
    keep_survey_texts_years: int = 3  # what people wrote in their own words, likewise
    keep_contacts_years: int = 10  # telephone and e-mail of a case's contact, likewise (field-notes 5.4: contracts)


@dataclass(frozen=True, slots=True)
class Settings:
    """What one process runs with."""

    database_url: str = f"sqlite:///{INSTANCE / 'tracker.sqlite3'}"  # DATABASE_URL; postgresql+psycopg://… on a server
    data_dir: Path = INSTANCE / "files"  # DATA_DIR: uploaded files, kept byte for byte under their hash
    secret_key: str = "only-for-development-and-demonstration"  # noqa: S105  SECRET_KEY: signs cookies and form tokens
    secret_key_fallbacks: tuple[str, ...] = ()  # SECRET_KEY_FALLBACKS: keys before it, blanks between; open cookies
    production: bool = False  # APP_ENV=production: demo sign-ins refused, cookies over TLS only
    demo_password: str = "Demo-107-Password"  # noqa: S105  DEMO_PASSWORD: of every demo account
    max_upload_bytes: int = 20 * 1024 * 1024  # MAX_UPLOAD_BYTES: 20 MB inclusive (field-notes 5.4)
    scan_hour: int = 1  # SCAN_HOUR: hour in Taipei at which the nightly slippage scan runs, unless changed on its page
    job_lease_seconds: int = 30  # JOB_LEASE_SECONDS: a scheduler silent for so long is replaced; one for all
    public_url: str = ""  # PUBLIC_URL: https://… as people type it; links in mails start with it
    hsts_seconds: int = 31_536_000  # HSTS_SECONDS: how long browsers insist on TLS after a visit by it; 0: not told to
    proxy_hops: int = 0  # PROXY_HOPS: reverse proxies in front, whose X-Forwarded-… tell the visitor's address
    sign_in: SignInLimits = field(default_factory=SignInLimits)
    mail: MailSettings = field(default_factory=MailSettings)
    oidc: OidcSettings = field(default_factory=OidcSettings)
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    rates: RateLimits = field(default_factory=RateLimits)
    backup: BackupSettings = field(default_factory=BackupSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Settings of this process.

        :raises MissingSetting: when the secret key, the database or the files' directory is not set in production,
            or something that another setting needs is not set beside it.
        """
        production = environ.get("APP_ENV", "").lower() == "production"
        if production:
            _require(environ, "APP_ENV is production", "SECRET_KEY", "DATABASE_URL", "DATA_DIR")
        if environ.get("SMTP_HOST"):
            _require(environ, "SMTP_HOST is set", "MAIL_FROM", "PUBLIC_URL")
        if environ.get("OIDC_ISSUER"):
            _require(environ, "OIDC_ISSUER is set", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "PUBLIC_URL")
        if _group(EvidenceSettings, environ).clamd_required:
            _require(environ, "CLAMD_REQUIRED is on", "CLAMD_ADDRESS")
        default = cls()
        return cls(
            database_url=_driver_named(environ.get("DATABASE_URL") or default.database_url),
            data_dir=Path(environ.get("DATA_DIR") or default.data_dir),
            secret_key=environ.get("SECRET_KEY") or default.secret_key,
            secret_key_fallbacks=tuple(environ.get("SECRET_KEY_FALLBACKS", "").split()),
            production=production,
            demo_password=environ.get("DEMO_PASSWORD") or default.demo_password,
            max_upload_bytes=int(environ.get("MAX_UPLOAD_BYTES") or default.max_upload_bytes),
            scan_hour=int(environ.get("SCAN_HOUR") or default.scan_hour),
            job_lease_seconds=int(environ.get("JOB_LEASE_SECONDS") or default.job_lease_seconds),
            public_url=environ.get("PUBLIC_URL", "").rstrip("/"),
            hsts_seconds=int(environ.get("HSTS_SECONDS") or default.hsts_seconds),
            proxy_hops=int(environ.get("PROXY_HOPS") or default.proxy_hops),
            sign_in=_group(SignInLimits, environ),
            mail=_group(MailSettings, environ),
            oidc=_group(OidcSettings, environ),
            evidence=_group(EvidenceSettings, environ),
            rates=_group(RateLimits, environ),
            backup=_group(BackupSettings, environ),
            retention=_group(RetentionSettings, environ),
        )


def _require(environ: Mapping[str, str], because: str, *names: str) -> None:
    for name in names:
        if not environ.get(name):
            raise MissingSetting(f"{name} must be set when {because}")


def _group(kind: type[Group], environ: Mapping[str, str]) -> Group:
    """A group of settings, each under its own name in capitals; what is empty or missing keeps its default."""
    given: dict[str, Any] = {}
    for one in fields(kind):  # type: ignore[arg-type]  # every group is a dataclass
        if text := environ.get(one.name.upper()):
            given[one.name] = _read(text, type(one.default))
    return kind(**given)


def _read(text: str, kind: type) -> Any:
    return text.lower() in {"1", "true", "yes", "on"} if kind is bool else kind(text)


def _driver_named(url: str) -> str:
    """Agencies paste ``postgresql://…``; the driver we ship is psycopg 3."""
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    return url
