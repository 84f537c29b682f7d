"""Any report on a plan, for property tests: some of its cells changed, and perhaps cases added."""

from dataclasses import replace

from hypothesis import strategies as st
from support.plan_strategies import plans

from app.domain.merge import cell_value, fields_of
from app.domain.plan_document import GROWING_SECTIONS, REPORTED_SECTIONS, PlanDocument, Row, reported_cells


@st.composite
def reported(draw: st.DrawFn, document: PlanDocument, wave: str = "") -> PlanDocument:
    """The document after somebody has reported on it. ``wave`` keeps the cases of two reports apart."""
    said = draw(plans())
    for section in REPORTED_SECTIONS:
        told = {row.key: row for row in said.rows(section)}
        rows = [_with(section, row, told.get(row.key), draw) for row in document.rows(section)]
        if section in GROWING_SECTIONS:
            known = {row.key for row in rows}
            new = (replace(row, key=row.key + wave) for row in told.values())
            rows += [row for row in new if row.key not in known and draw(st.booleans())]
        document = replace(document, **{section: tuple(rows)})  # type: ignore[arg-type]
    return document


def _with(section: str, row: Row, told: Row | None, draw: st.DrawFn) -> Row:
    if told is None:
        return row
    for lead in reported_cells(section):
        if draw(st.booleans()):
            row = replace(row, **fields_of(section, lead, cell_value(section, told, lead)))  # type: ignore[arg-type]
    return row
