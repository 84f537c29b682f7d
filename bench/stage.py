"""What is measured: the 107 plan with as many cases as wanted, in a database and as the file of its contractor."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from app.database import make_engine, make_session_factory, upgrade
from app.demo import plan_107
from app.domain import canonical
from app.domain.plan_document import Case, PlanDocument
from app.domain.tax_id import is_valid_tax_id
from app.models.base import Base
from app.services import plans
from app.workbooks.meta import TEMPLATE_VERSION, WorkbookMeta
from app.workbooks.writer import write_workbook
from config import ROOT

NOW = datetime(2018, 12, 1, 9, 0, tzinfo=UTC)
TODAY = date(2018, 12, 1)
POSTGRESQL = "PostgreSQL"


def plan_with(count: int) -> PlanDocument:
    """The 107 plan as set up, with ``count`` reported cases, each of a firm of its own."""
    return replace(plan_107.plan_document(), cases=tuple(_cases(count)))


def _cases(count: int) -> Iterator[Case]:
    tax_ids = (text for number in range(10_000_000, 99_999_999) if is_valid_tax_id(text := f"{number}"))
    models = cycle(plan_107.reported().cases)
    for number, (model, tax_id) in enumerate(islice(zip(models, tax_ids, strict=False), count), 1):
        grant = (model.government_grant or 0) + number * 10
        yield replace(
            model,
            key=f"107-{number:06}",
            tax_id=tax_id,
            firm_name=f"{model.firm_name}第{number}廠",
            government_grant=grant,
            added_value=grant * 7 + number,
        )


def workbook_of(document: PlanDocument, exported: PlanDocument, revision: int = 1) -> bytes:
    """The .xlsx file in which the contractor says ``document``, made out of what was ``exported``."""
    period = document.periods[-1]
    meta = WorkbookMeta(
        plan_code=exported.code,
        period_key=period.key,
        revision=revision,
        fingerprint=canonical.fingerprint(exported),
        template_version=TEMPLATE_VERSION,
        exported_at=NOW.isoformat(timespec="seconds"),
    )
    out = BytesIO()
    write_workbook(document, period, meta, out, "xlsx")
    return out.getvalue()


@contextmanager
def database_with(document: PlanDocument) -> Iterator[Session]:
    """A session of a new database that holds the plan."""
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        Base.metadata.create_all(engine)
        with make_session_factory(engine)() as session:
            plans.add(session, document, is_demo=False, by=None, at=NOW)
            session.commit()
            yield session
        engine.dispose()


def in_both_databases() -> Iterator[tuple[str, Session]]:
    """The name of each database that we serve, and a session of an empty one."""
    with TemporaryDirectory() as folder, _empty(f"sqlite:///{Path(folder) / 'bench.sqlite3'}") as session:
        yield "SQLite", session
    with _postgres() as url, _empty(url) as session:
        yield POSTGRESQL, session


@contextmanager
def _empty(url: str) -> Iterator[Session]:
    upgrade(url)
    engine = make_engine(url)
    with make_session_factory(engine)() as session:
        yield session
    engine.dispose()


@contextmanager
def _postgres() -> Iterator[str]:
    """A server of our own, as the tests start it."""
    sys.path.append(str(ROOT / "tests"))
    postgres_server = import_module("support.postgres_server")
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the server runs as somebody else
        directory = Path(folder) / "server"
        url = postgres_server.start(directory)
        try:
            yield url
        finally:
            postgres_server.stop(directory)
