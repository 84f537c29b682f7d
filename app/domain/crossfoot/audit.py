"""The audit as a whole: every check on every table, between tables and against prose, every place blamed once."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.domain.crossfoot.between import report_between
from app.domain.crossfoot.finding import AuditResult, CellRef, Finding, Kind, Sureness
from app.domain.crossfoot.grand_totals import report_grand_totals
from app.domain.crossfoot.prose import report_prose
from app.domain.crossfoot.structure import Structure
from app.domain.crossfoot.table import Prose, Table
from app.domain.crossfoot.within import audit_table


def audit_tables(tables: Sequence[Table], prose: Sequence[Prose] = ()) -> AuditResult:
    """Recompute everything in a set of tables that can be recomputed, and hold prose to it.

    Deterministic, and linear in the number of cells but for the few readings tried per ratio line.
    """
    structures = [Structure(table, number) for number, table in enumerate(tables)]
    audits = [audit_table(structure) for structure in structures]
    findings = [finding for audit in audits for finding in audit.findings]
    support: Counter[CellRef] = Counter()
    for audit in audits:
        support.update(audit.support)
    blamed = frozenset(ref for finding in findings if not _is_note(finding) for ref in finding.cells)
    compared, between = report_between(structures, blamed, support)
    between += report_grand_totals(structures, blamed | {r for f in between for r in f.cells}, support)
    read, in_prose = report_prose(structures, prose, blamed)
    kept = [*_once([*findings, *between]), *in_prose]
    return AuditResult(
        len(tables),
        sum(audit.checks for audit in audits) + compared + read,
        tuple(finding for finding in kept if not _is_note(finding)),
        tuple(finding for finding in kept if _is_note(finding)),
    )


def _is_note(finding: Finding) -> bool:
    return finding.kind is Kind.ROUNDING or finding.sureness is Sureness.LOW


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Two findings on the very same cells are one; the first, from the stronger check, stays."""
    seen: set[tuple[CellRef, ...]] = set()
    for finding in findings:
        key = finding.cells[:1]
        if key and key in seen:
            continue
        seen.add(key)
        yield finding
