"""Settings come from the environment; production does without no secret."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from config import EvidenceSettings, MissingSetting, RateLimits, Settings, SignInLimits

PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "a secret of this server",
    "DATABASE_URL": "postgresql://tracker@db/tracker",
    "DATA_DIR": "/srv/tracker/files",
}


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "DATA_DIR"])
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_production_refuses_to_start_without_what_it_needs(name: str, value: str | None) -> None:
    environ = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        environ[name] = value

    with pytest.raises(MissingSetting, match=name):
        Settings.from_environment(environ)


@pytest.mark.parametrize("word", ["production", "PRODUCTION", "Production"])
def test_production_is_recognised_however_it_is_written(word: str) -> None:
    settings = Settings.from_environment(PRODUCTION | {"APP_ENV": word})

    assert settings.production
    assert settings.secret_key == "a secret of this server"


@pytest.mark.parametrize("environ", [{}, {"APP_ENV": ""}, {"APP_ENV": "development"}], ids=str)
def test_elsewhere_everything_has_a_default(environ: dict[str, str]) -> None:
    assert Settings.from_environment(environ) == Settings()
    assert not Settings.from_environment(environ).production


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("postgresql://tracker:pass@db:5432/tracker?sslmode=require", id="postgresql"),
        pytest.param("postgres://tracker:pass@db:5432/tracker?sslmode=require", id="postgres"),
        pytest.param("postgresql+psycopg://tracker:pass@db:5432/tracker?sslmode=require", id="with-its-driver"),
    ],
)
def test_an_address_of_postgresql_gets_the_driver_that_we_ship(url: str) -> None:
    found = make_url(Settings.from_environment({"DATABASE_URL": url}).database_url)

    assert found.drivername == "postgresql+psycopg"
    assert (found.host, found.database, found.query["sslmode"]) == ("db", "tracker", "require")


def test_another_database_is_left_as_it_was_given() -> None:
    assert Settings.from_environment({"DATABASE_URL": "sqlite:///x.sqlite3"}).database_url == "sqlite:///x.sqlite3"


def test_every_setting_of_the_environment_is_taken_over() -> None:
    settings = Settings.from_environment(
        {
            "DATA_DIR": "/srv/files",
            "DEMO_PASSWORD": "another password",
            "MAX_UPLOAD_BYTES": "1000",
            "SESSION_IDLE_MINUTES": "15",
            "SCAN_HOUR": "4",
            "TOTP_REQUIRED_FOR_ADMINS": "false",
            "SMTP_HOST": "relay.agency.example",
            "SMTP_PORT": "25",
            "MAIL_FROM": "tracker@agency.example",
            "OIDC_ISSUER": "https://sso.agency.example",
            "OIDC_CLIENT_ID": "tracker",
            "OIDC_CLIENT_SECRET": "a secret of the provider",
            "PUBLIC_URL": "https://tracker.agency.example/",
            "PROXY_HOPS": "1",
            "HSTS_SECONDS": "0",
            "SECRET_KEY_FALLBACKS": "the-last-key the-one-before",
            "UPLOAD_LIMIT": "5",
            "EVIDENCE_PLAN_BYTES": "5000",
            "CLAMD_ADDRESS": "clamav:3310",
            "CLAMD_REQUIRED": "1",
        }
    )

    assert settings.data_dir == Path("/srv/files")
    assert settings.demo_password == "another password"
    assert (settings.max_upload_bytes, settings.scan_hour, settings.proxy_hops) == (1000, 4, 1)
    assert settings.hsts_seconds == 0
    assert settings.secret_key_fallbacks == ("the-last-key", "the-one-before")
    assert settings.rates == RateLimits(upload_limit=5)
    assert settings.sign_in == SignInLimits(session_idle_minutes=15, totp_required_for_admins=False)
    assert (settings.mail.smtp_host, settings.mail.smtp_port) == ("relay.agency.example", 25)
    assert (settings.oidc.oidc_client_id, settings.oidc.oidc_email_claim) == ("tracker", "email")
    assert settings.evidence == EvidenceSettings(5000, "clamav:3310", clamd_required=True)
    assert settings.public_url == "https://tracker.agency.example"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SMTP_HOST": "relay"}, "MAIL_FROM"),
        ({"SMTP_HOST": "relay", "MAIL_FROM": "a@b.example"}, "PUBLIC_URL"),
        ({"OIDC_ISSUER": "https://sso"}, "OIDC_CLIENT_ID"),
        ({"OIDC_ISSUER": "https://sso", "OIDC_CLIENT_ID": "x", "OIDC_CLIENT_SECRET": "y"}, "PUBLIC_URL"),
        ({"CLAMD_REQUIRED": "1"}, "CLAMD_ADDRESS"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_another_setting_needs_must_be_set_beside_it(given: dict[str, str], missing: str) -> None:
    with pytest.raises(MissingSetting, match=missing):
        Settings.from_environment(given)


def test_midnight_is_an_hour_and_not_a_missing_setting() -> None:
    assert Settings.from_environment({"SCAN_HOUR": "0"}).scan_hour == 0
