"""Rows made once and copied by the database: rows sent one by one take minutes."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Table, func, select, text
from sqlalchemy.orm import Session

from app.models import Plan

_NOTHING_ELSE: Mapping[str, str] = {}


def copy(
    session: Session,
    models: Sequence[Any],
    *,
    made: int,
    there: int,
    wanted: int,
    changed: Mapping[str, str] = _NOTHING_ELSE,
) -> None:
    """Copy the first ``made`` plans with their rows until ``wanted`` are there.

    :param models: what belongs to plans, and plans; each after those that it names.
    :param changed: by table and column ("plan.code"), what a copy has instead, in SQL; ``t`` is the row and ``n.n``
        the number of the copy.
    """
    tables = [model.__table__ for model in models]
    sizes = {table: _made(session, table, made) for table in tables}
    for table in tables:
        values = {column.name: _value(column, sizes, changed) for column in table.columns}
        columns = ", ".join(f'"{name}"' for name in values)
        session.execute(
            text(
                f"INSERT INTO {table.name} ({columns}) WITH RECURSIVE n(n) AS (SELECT CAST(:first AS BIGINT) UNION ALL "  # noqa: S608
                f"SELECT n + 1 FROM n WHERE n < :last) SELECT {', '.join(values.values())} FROM n "
                f"CROSS JOIN {table.name} t WHERE n.n <= :last AND t.id <= :made ORDER BY n.n, t.id"
            ),
            {"first": there // made, "last": wanted // made - 1, "made": sizes[table]},
        )


def _made(session: Session, table: Table, plans: int) -> int:
    """The last row of those plans; numbers of a copy are higher by as many."""
    of_plan = table.c.id if table is Plan.__table__ else table.c.plan_id
    return session.scalar(select(func.max(table.c.id)).where(of_plan <= plans)) or 0


def _value(column: Column[Any], sizes: Mapping[Table, int], changed: Mapping[str, str]) -> str:
    if own := changed.get(f"{column.table.name}.{column.name}"):
        return own
    named = [key.column for key in column.foreign_keys if key.column.table in sizes]
    target = column if column.name == "id" else next((one for one in named if one.name == "id"), None)
    if target is not None:
        return f't."{column.name}" + {sizes[target.table]} * n.n'
    return "t.code || '-' || n.n" if column.table is Plan.__table__ and column.name == "code" else f't."{column.name}"'
