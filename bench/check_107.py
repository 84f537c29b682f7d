"""The 107 plan's own workbook, filled with the whole year: looked through while its contractor waits."""

from collections.abc import Iterator

from app.demo import plan_107
from app.services import workbook_exchange
from bench.measuring import Figure, in_turn, seconds
from bench.stage import TODAY, database_with, workbook_of


def figures() -> Iterator[Figure]:
    """How long the check takes; no floor, because half a second is what feels immediate."""
    exported = plan_107.plan_document()
    data = workbook_of(plan_107.reported(), exported)
    with database_with(exported) as session:

        def check() -> None:
            session.expunge_all()
            assert workbook_exchange.examine(session, data, "期末.xlsx", by=None, on=TODAY).is_accepted

        check()
        (measured,) = in_turn(7, seconds(check))
    yield Figure("check of the 107 workbook", "s", measured, goal=0.5)
