"""Tables for tests, written as they would be printed."""

from collections.abc import Sequence

from app.domain.crossfoot.audit import audit_tables
from app.domain.crossfoot.cells import parse_cell
from app.domain.crossfoot.finding import AuditResult, Finding
from app.domain.crossfoot.table import Prose, Table


def printed(text: str, *, name: str = "表1", title: str = "", unit: str = "") -> Table:
    """A table from lines with | between cells; ∕ inside a header separates its levels."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return table_of(lines, name=name, title=title, unit=unit)


def table_of(lines: Sequence[Sequence[str]], *, name: str = "表1", title: str = "", unit: str = "") -> Table:
    """A table from a header row and rows of texts."""
    head, *rows = lines
    return Table(
        file=f"{name}.csv",
        name=name,
        title=title,
        unit=unit,
        headers=tuple(tuple(level for level in cell.split("∕") if level) for cell in head),
        rows=tuple(tuple(parse_cell(cell) for cell in row) for row in rows),
        row_numbers=tuple(range(2, len(rows) + 2)),
        column_numbers=tuple(range(len(head))),
    )


def audited(*tables: Table, prose: str = "") -> AuditResult:
    """The audit of some tables and, if given, one text beside them."""
    return audit_tables(tables, [Prose("report.txt", prose)] if prose else [])


def only_finding(result: AuditResult) -> Finding:
    """The one finding of a result; more or none is a failure."""
    assert len(result.findings) == 1, [finding.message for finding in result.findings]
    return result.findings[0]
