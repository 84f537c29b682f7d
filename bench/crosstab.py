"""A cross-table of 11 benefits by two dimensions, beside the database's own bare GROUP BY of that shape."""

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.cases.benefits import BENEFITS
from app.domain.crosstab.folding import Question
from app.models import Case, Plan
from app.services import crosstabs, plans
from bench.measuring import Figure, in_turn, seconds
from bench.stage import NOW, POSTGRESQL, in_both_databases, plan_with

SIZES, GOAL, SECONDS = (6_000, 200_000, 1_000_000), 1.5, 1.0
ASKED = Question("輔導功能", "地區", tuple(BENEFITS.values()))


def figures() -> Iterator[Figure]:
    """Both databases at every size; the largest on PostgreSQL also by the clock."""
    for name, session in in_both_databases():
        yield from _measured(name, session)


def _measured(name: str, session: Session) -> Iterator[Figure]:
    plan = plans.add(session, plan_with(SIZES[0]), is_demo=False, by=None, at=NOW)
    session.commit()
    for size in SIZES:
        _grow(session, size)
        measured, floor = _beside_the_floor(session, plan)
        yield Figure(f"cross-table of {size:,} cases, {name}", "s", measured, GOAL, floor)
    if name == POSTGRESQL:
        yield Figure(f"the same by the clock, {name}", "s", measured, SECONDS)


def _beside_the_floor(session: Session, plan: Plan) -> list[float]:
    scope, bare = crosstabs.Scope((plan,)), text(_bare(plan.id))
    rows = session.execute(bare).all()
    assert len(rows) > len(BENEFITS), "cases without a region make a smaller table"
    assert crosstabs.ask(session, scope, ASKED).value("增加產品附加價值") == sum(row[2] for row in rows)
    return in_turn(
        7, seconds(lambda: crosstabs.ask(session, scope, ASKED)), seconds(lambda: session.execute(bare).all())
    )


def _bare(plan_id: int) -> str:
    sums = ", ".join(f"SUM({field})" for field in BENEFITS)
    return (
        f"SELECT guidance_function, region, {sums} FROM plan_case "  # noqa: S608 nothing of it comes from outside
        f"WHERE plan_id = {plan_id} GROUP BY guidance_function, region"
    )


def _grow(session: Session, size: int) -> None:
    """Repeat the first cases until there are ``size``; the database does it, for rows sent one by one take minutes."""
    there = session.scalar(text("SELECT COUNT(*) FROM plan_case")) or 0
    names = [column.name for column in Case.__table__.columns if column.name != "id"]
    changed = {"key": "c.key || '-' || n.n", "position": f"c.position + {SIZES[0]} * n.n"}
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'c."{name}"') for name in names)
    if there < size:
        session.execute(
            text(
                f"INSERT INTO plan_case ({columns}) WITH RECURSIVE n(n) AS (SELECT CAST(:first AS INTEGER) UNION ALL "  # noqa: S608
                f"SELECT n + 1 FROM n WHERE n < :last) SELECT {values} FROM plan_case c CROSS JOIN n "
                "WHERE c.position < :base ORDER BY n.n, c.position LIMIT :missing"
            ),
            {
                "first": -(-there // SIZES[0]),
                "last": size // SIZES[0] + 1,
                "base": SIZES[0],
                "missing": size - there,
            },
        )
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()
