"""From bytes to checked, diffed preview: 20,000 cases, corrected here and there, or all of them new."""

from collections.abc import Iterator
from dataclasses import replace

from app.domain.plan_document import PlanDocument
from app.services import workbook_exchange
from bench.bare_read import bare_read
from bench.measuring import Figure, in_turn, seconds
from bench.stage import TODAY, database_with, plan_with, workbook_of

ROWS, GOAL = 20_000, 2.5


def figures() -> Iterator[Figure]:
    """Both previews against the bare read of their files."""
    cases = plan_with(ROWS)
    yield _preview("preview of 20,000 cases, 1,000 corrected", cases, _corrected(cases))
    yield _preview("preview of 20,000 cases, all new", plan_with(0), cases)


def _corrected(document: PlanDocument) -> PlanDocument:
    """Every twentieth case with another figure, and 200 cases more."""
    rows = [
        replace(case, new_orders=(case.new_orders or 0) + 1000) if number % 20 == 0 else case
        for number, case in enumerate(document.cases)
    ]
    more = (replace(case, key=f"{case.key}-2") for case in rows[:200])
    return replace(document, cases=(*rows, *more))


def _preview(name: str, exported: PlanDocument, filled: PlanDocument) -> Figure:
    data = workbook_of(filled, exported)
    with database_with(exported) as session:

        def preview() -> None:
            session.expunge_all()
            examined = workbook_exchange.examine(session, data, "期末.xlsx", by=None, on=TODAY)
            assert examined.is_accepted

        measured, floor = in_turn(5, seconds(preview), seconds(lambda: bare_read(data)))
    return Figure(name, "s", measured, GOAL, floor)
