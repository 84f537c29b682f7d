"""The audit of one table by itself: its sums, ratios, differences, groups, parts, numbers and ranks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.crossfoot.bases import report_bases
from app.domain.crossfoot.differences import difference_checks, report_differences
from app.domain.crossfoot.finding import CellRef, Finding
from app.domain.crossfoot.group_totals import report_group_totals
from app.domain.crossfoot.means import mean_checks, report_means
from app.domain.crossfoot.portions import report_portions
from app.domain.crossfoot.ratio_findings import inputs_of, report_ratios
from app.domain.crossfoot.ratios import RatioRelation, ratio_balance, ratio_relations
from app.domain.crossfoot.sequences import report_ranks, report_running_numbers, report_title_years
from app.domain.crossfoot.structure import Axis, Line, Structure
from app.domain.crossfoot.sums import Relation, sum_relations
from app.domain.crossfoot.total_findings import report_sums


@dataclass(frozen=True, slots=True)
class TableAudit:
    """What one table says about itself.

    :param support: how many holding sums and ratios each cell takes part in.
    """

    checks: int
    findings: tuple[Finding, ...]
    support: Counter[CellRef]


def audit_table(structure: Structure) -> TableAudit:
    """Run every check that needs no other table; findings and notes together."""
    sums = {axis: sum_relations(structure.view(axis)) for axis in Axis}
    parents = {Axis.COLUMNS: _parents(sums[Axis.ROWS]), Axis.ROWS: _parents(sums[Axis.COLUMNS])}

    def judge(trial: Structure) -> int:
        return sum(ratio_balance(trial.view(axis), parents[axis]) for axis in Axis)

    relations = [relation for axis in Axis for relation in sums[axis]]
    report = report_sums(structure, relations, judge)
    findings = [*report.findings]
    blamed = frozenset(ref for finding in findings for ref in finding.cells)
    ratios = [relation for axis in Axis for relation in ratio_relations(structure.view(axis), parents[axis])]
    for ratio in ratios:
        findings += report_ratios(ratio, blamed)
    findings += report_bases(ratios)
    differences = [check for axis in Axis for check in difference_checks(structure.view(axis))]
    findings += report_differences(differences, blamed)
    means = [check for axis in Axis for check in mean_checks(structure.view(axis), _explained(ratios))]
    findings += report_means(means)
    checks = sum(len(r.checks) for r in relations) + sum(len(r.checks) for r in ratios)
    checks += len(means) + len(differences)
    for check in (report_group_totals, report_portions, report_running_numbers, report_ranks):
        made, found = check(structure)
        checks += made
        findings += found
    findings += report_title_years(structure)
    return TableAudit(checks, (*findings, *report.notes), _support(relations, ratios))


def _support(relations: Sequence[Relation], ratios: Sequence[RatioRelation]) -> Counter[CellRef]:
    support: Counter[CellRef] = Counter()
    for relation in relations:
        for check in relation.checks:
            if check.holds:
                support.update(check.view.ref(line, check.position) for line in (check.total, *check.parts))
    for ratio in ratios:
        for trial in ratio.checks:
            if trial.holds:
                support.update({trial.view.ref(trial.line, trial.position), *inputs_of(trial)})
    return support


def _parents(relations: Iterable[Relation]) -> dict[int, tuple[Line, ...]]:
    """For each line the totals it is part of, the nearest (with the fewest parts) first."""
    found: dict[int, list[tuple[int, Line]]] = {}
    for relation in relations:
        for part in relation.parts:
            found.setdefault(part.index, []).append((len(relation.parts), relation.total))
    return {
        index: tuple(total for _, total in sorted(totals, key=lambda item: (item[0], item[1].index)))
        for index, totals in found.items()
    }


def _explained(ratios: Iterable[RatioRelation]) -> frozenset[CellRef]:
    return frozenset(
        check.view.ref(check.line, check.position) for ratio in ratios for check in ratio.checks if check.holds
    )
