"""A list of 20,000 applications brought in, beside inserting the very rows that this leaves in the tables."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import xlsxwriter
from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from app.demo import plan_107
from app.domain.roles import Role
from app.models import AuditEvent, Case, CaseEvent, Firm, User
from app.services import accounts
from app.services.cases import importing
from bench.measuring import Figure
from bench.stage import NOW, database_with, plan_with

HEADERS = (
    "個案編號",
    "受輔導業者",
    "統一編號",
    "縣市",
    "類組",
    "輔導功能",
    "輔導單位",
    "輔導單位別",
    "輔導模式",
    "受理日",
)
_FILLED = (Firm, Case, CaseEvent, AuditEvent)  # in the order in which they refer to each other
_ROUNDS = 3


def figures(count: int = 20_000) -> Iterator[Figure]:
    """Import of ``count`` applications; the floor inserts the same rows into the same tables, prepared."""
    lines = _lines(count)
    for kind, content in (("csv", _as_csv(lines)), ("xlsx", _as_xlsx(lines))):
        ours, floors = [], []
        for _ in range(_ROUNDS):
            taken, rows = _import(content, f"list.{kind}")
            ours.append(taken)
            floors.append(_insert_bare(rows))
        yield Figure(f"import of {count:,} cases (.{kind})", "s", median(ours), goal=2.0, floor=median(floors))


def _lines(count: int) -> list[tuple[str, ...]]:
    return [
        (
            *(case.key, case.firm_name, case.tax_id, case.county, case.group, case.function),
            *(case.adviser_name, case.adviser_kind, "一般", "107/3/1"),
        )
        for case in plan_with(count).cases
    ]


def _as_csv(lines: list[tuple[str, ...]]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows([HEADERS, *lines])
    return out.getvalue().encode()


def _as_xlsx(lines: list[tuple[str, ...]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("批次申請")
        for number, line in enumerate([HEADERS, *lines]):
            sheet.write_row(number, 0, line)
    return out.getvalue()


def _import(content: bytes, name: str) -> tuple[float, dict[Table, list[dict[str, Any]]]]:
    """How long the import takes, and the rows that it left."""
    with database_with(plan_107.plan_document()) as session, TemporaryDirectory() as folder:
        officer = _officer(session)
        before = session.scalar(select(AuditEvent.number).order_by(AuditEvent.number.desc()).limit(1)) or 0
        start = perf_counter()
        examined = importing.examine(session, content, name, by=officer)
        importing.take(session, examined, by=officer, at=NOW, data_dir=Path(folder))
        taken = perf_counter() - start
        rows: dict[Table, list[dict[str, Any]]] = {}
        for model in _FILLED:
            table: Any = model.__table__
            query = select(table)
            if model is AuditEvent:
                query = query.where(table.c.number > before)
            rows[table] = [dict(row) for row in session.execute(query).mappings()]
        return taken, rows


def _insert_bare(rows: dict[Table, list[dict[str, Any]]]) -> float:
    with database_with(plan_107.plan_document()) as session:
        _officer(session)
        start = perf_counter()
        for table, values in rows.items():
            session.execute(insert(table), values)
        session.commit()
        return perf_counter() - start


def _officer(session: Session) -> User:
    officer = accounts.create(
        session,
        email="officer@bench.example",
        name="承辦人",
        password="a long enough password",  # noqa: S106
        role=Role.OFFICER,
        agency=None,
        contractor=None,
    )
    session.commit()
    return officer
