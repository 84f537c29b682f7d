"""What the application carries along: its database, one session a request or command."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import clock
from app.database import make_engine, make_session_factory
from app.domain.audit_trail import ORIGIN, Origin, OriginKind
from app.domain.roles import DAY
from config import Settings

csrf = CSRFProtect()
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def init_app(app: Flask) -> None:
    """Bind the extensions to ``app``."""
    app.extensions["engine"] = make_engine(settings_of(app).database_url)
    app.teardown_appcontext(_close_session)
    csrf.init_app(app)


def settings_of(app: Flask) -> Settings:
    """The settings that ``app`` was made with."""
    settings = app.config["SETTINGS"]
    assert isinstance(settings, Settings)
    return settings


def settings() -> Settings:
    """The settings of the application at work."""
    return settings_of(current_app)


def session() -> Session:
    """The database session of this request or command; pages that only read do not take the writers' lock."""
    if "session" not in g:
        g.session = _opened(writes=not _only_reads())
    found = g.session
    assert isinstance(found, Session)
    return found


@contextmanager
def writing_session() -> Iterator[Session]:
    """A session that may write: the request's own, or one beside it where a page only reads and has a line to write.

    A page that reads for long must not hold the writers' lock meanwhile, and one that writes holds it already.
    """
    if not _only_reads():
        yield session()
        return
    with _opened(writes=True) as opened:
        yield opened


def _only_reads() -> bool:
    return bool(request) and request.method in READING


def _opened(*, writes: bool) -> Session:
    engine: Engine = current_app.extensions["engine"]
    opened = make_session_factory(engine.execution_options(writes=writes))()
    opened.info.update({ORIGIN: _origin(), DAY: clock.today()})
    return opened


def _origin() -> Origin:
    """Where changes made in this request or command come from, for the audit trail."""
    if request:
        return Origin(OriginKind.PAGE, f"{request.method} {request.path}", request.remote_addr)
    context, words = click.get_current_context(silent=True), list[str]()
    while context is not None and context.parent is not None:
        context, words = context.parent, [context.info_name or "", *words]
    return Origin(OriginKind.COMMAND, " ".join(["flask", *words])) if words else Origin()


def _close_session(_error: BaseException | None) -> None:
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
