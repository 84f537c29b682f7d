"""No secret and no e-mail address gets into a log, whoever writes the line and wherever it goes.

Lines are cleaned where they are made, not where they are written: a handler that somebody adds later, the web
server's own and the scheduler's get clean ones too. What looks like a secret is left out by its shape; the secrets of
this installation are left out wherever they stand.
"""

import logging
import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import make_url

from app.domain.personal_data import PersonalKind, masked
from config import Settings

LEFT_OUT = "[略]"
_SHORTEST = 8  # a secret of fewer characters would blacken ordinary words
_NAMES = r"[\w-]*(?:password|passwd|pwd|secret|token|csrf|authorization|cookie|api[_-]?key)[\w-]*"
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = (
    # the password in postgresql://tracker:password@db; it ends with the last @ before the path
    (re.compile(r"(://[^\s:/@]*:)[^\s/]+(?=@)"), rf"\1{LEFT_OUT}"),
    (re.compile(r"(/password/choose/)[^\s/?#\"']+"), rf"\1{LEFT_OUT}"),
    (re.compile(r"(/calendar/)[^\s/?#\"']+(?=\.ics)"), rf"\1{LEFT_OUT}"),
    (re.compile(r"(?i)\b(cookie|authorization|proxy-authorization)(\s*:\s*)[^\r\n]+"), rf"\1\2{LEFT_OUT}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {LEFT_OUT}"),
    (re.compile(rf"(?i)\b({_NAMES})([\"']?\s*[=:]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&)}}]+)"), rf"\1\2{LEFT_OUT}"),
    (re.compile(r"([?&](?:code|state|id_token)=)[^\s&#\"']+"), rf"\1{LEFT_OUT}"),
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_known: set[str] = set()
_make = logging.getLogRecordFactory()
_layout = logging.Formatter()


def install(settings: Settings) -> None:
    """Clean every line of this process from now on, and know the secrets of this installation."""
    _known.update(secret for secret in _secrets(settings) if len(secret) >= _SHORTEST)
    logging.setLogRecordFactory(_clean_record)


def to_stderr(level: int) -> None:
    """Write to standard error, in the one layout of all our processes: moment with its distance from UTC, who, what."""
    layout = "%(asctime)s %(name)s %(levelname)s %(message)s"
    logging.basicConfig(level=level, format=layout, datefmt="%Y-%m-%dT%H:%M:%S%z")


def cleaned(text: str, known: Iterable[str] = ()) -> str:
    """The text without what looks like a secret or is one of ``known``; of an e-mail address a mask is left."""
    for secret in sorted(known, key=len, reverse=True):
        text = text.replace(secret, LEFT_OUT)
    for shape, instead in _SHAPES:
        text = shape.sub(instead, text)
    return _ADDRESS.sub(lambda found: masked(found[0], PersonalKind.EMAIL), text)


def _secrets(settings: Settings) -> tuple[str, ...]:
    database = make_url(settings.database_url).password
    mail, provider = settings.mail.smtp_password, settings.oidc.oidc_client_secret
    keys = (settings.secret_key, *settings.secret_key_fallbacks)
    return *keys, settings.demo_password, str(database or ""), mail, provider


def _clean_record(*arguments: Any, **named: Any) -> logging.LogRecord:
    record = _make(*arguments, **named)
    record.msg, record.args = cleaned(_message(record), _known), None
    if record.exc_info and record.exc_info[0] is not None:
        record.exc_text = cleaned(_layout.formatException(record.exc_info), _known)
    return record


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # words and values do not fit; to lose the line over that would be worse
        return f"{record.msg} {record.args}"
