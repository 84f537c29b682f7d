"""The audit of one table by itself: its sums, ratios, differences, groups, parts, numbers and ranks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.crossfoot.balances import balance_checks
from app.domain.crossfoot.bases import report_bases
from app.domain.crossfoot.counted_shares import counted_shares, report_counted_shares
from app.domain.crossfoot.differences import difference_checks
from app.domain.crossfoot.exchanges import (
    Constraint,
    exchange_finding,
    exchanged,
    find_exchange,
    of_identity,
    of_mean,
    of_ratio,
    of_sum,
)
from app.domain.crossfoot.finding import CellRef, Finding
from app.domain.crossfoot.group_totals import report_group_totals
from app.domain.crossfoot.identities import Identity, balance, report_identities
from app.domain.crossfoot.means import MeanCheck, mean_checks, report_means
from app.domain.crossfoot.portions import report_portions
from app.domain.crossfoot.products import product_checks
from app.domain.crossfoot.ratio_findings import inputs_of, report_ratios
from app.domain.crossfoot.ratios import RatioRelation, ratio_balance, ratio_relations
from app.domain.crossfoot.running import running_checks
from app.domain.crossfoot.sequences import report_ranks, report_running_numbers, report_title_years
from app.domain.crossfoot.structure import Axis, Line, Structure
from app.domain.crossfoot.sums import Relation, sum_relations
from app.domain.crossfoot.total_findings import report_sums
from app.domain.crossfoot.wholes import report_wholes, whole_checks


@dataclass(frozen=True, slots=True)
class TableAudit:
    """What one table says about itself.

    :param support: how many holding sums and ratios each cell takes part in.
    """

    checks: int
    findings: tuple[Finding, ...]
    support: Counter[CellRef]


def audit_table(structure: Structure) -> TableAudit:
    """Run every check that needs no other table; findings and notes together.

    One exchange of two cells that mends everything is said first, and the rest of the audit looks at the table
    with both where they belong.
    """
    read = _read(structure)
    exchange = find_exchange(structure, _constraints(read))
    if exchange is None:
        return _audited(structure, read)
    mended = exchanged(structure, exchange)
    audit = _audited(mended, _read(mended))
    support = Counter({ref: n for ref, n in audit.support.items() if ref not in (exchange.first, exchange.second)})
    return TableAudit(audit.checks, (exchange_finding(structure, exchange), *audit.findings), support)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the numbers of a table confirm about its figures."""

    parents: dict[Axis, dict[int, tuple[Line, ...]]]
    sums: list[Relation]
    identities: list[Identity]
    ratios: list[RatioRelation]
    means: list[MeanCheck]


def _read(structure: Structure) -> _Read:
    sums = {axis: sum_relations(structure.view(axis)) for axis in Axis}
    parents = {Axis.COLUMNS: _parents(sums[Axis.ROWS]), Axis.ROWS: _parents(sums[Axis.COLUMNS])}
    ratios = [relation for axis in Axis for relation in ratio_relations(structure.view(axis), parents[axis])]
    return _Read(
        parents,
        [relation for axis in Axis for relation in sums[axis]],
        _identities(structure),
        ratios,
        [check for axis in Axis for check in mean_checks(structure.view(axis), _recomputed(ratios))],
    )


def _constraints(read: _Read) -> list[Constraint]:
    return [
        *(of_sum(check) for relation in read.sums if relation.confirmed for check in relation.checks),
        *(of_identity(identity) for identity in read.identities),
        *(of_ratio(check) for relation in read.ratios for check in relation.checks),
        *(of_mean(check) for check in read.means),
    ]


def _audited(structure: Structure, read: _Read) -> TableAudit:
    def judge(trial: Structure) -> int:
        return balance(_identities(trial)) + sum(ratio_balance(trial.view(axis), read.parents[axis]) for axis in Axis)

    report = report_sums(structure, read.sums, judge)
    findings = [*report.findings]
    findings += report_identities(read.identities, _blamed(findings))
    findings += report_means(read.means)
    blamed = _blamed(findings) | {m.view.ref(m.line, m.position) for m in read.means if m.holds}
    for ratio in read.ratios:
        findings += report_ratios(ratio, blamed)
    findings += report_bases(read.ratios)
    recomputed = _recomputed(read.ratios)
    shares = [check for axis in Axis for check in counted_shares(structure.view(axis), recomputed)]
    findings += report_counted_shares(shares, _blamed(findings))
    wholes = [check for axis in Axis for check in whole_checks(structure.view(axis), recomputed)]
    findings += report_wholes(wholes, _blamed(findings))
    checks = sum(len(relation.checks) for relation in read.sums) + sum(len(ratio.checks) for ratio in read.ratios)
    checks += len(read.means) + len(read.identities) + len(shares) + len(wholes)
    for check in (report_group_totals, report_portions, report_running_numbers, report_ranks):
        made, found = check(structure)
        checks += made
        findings += found
    findings += report_title_years(structure)
    return TableAudit(checks, (*findings, *report.notes), _support(read.sums, read.ratios))


def _identities(structure: Structure) -> list[Identity]:
    views = [structure.view(axis) for axis in Axis]
    readers = (difference_checks, product_checks, running_checks, balance_checks)
    return [identity for reader in readers for view in views for identity in reader(view)]


def _blamed(findings: Iterable[Finding]) -> frozenset[CellRef]:
    return frozenset(ref for finding in findings for ref in finding.cells)


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


def _recomputed(ratios: Iterable[RatioRelation]) -> frozenset[CellRef]:
    return frozenset(check.view.ref(check.line, check.position) for ratio in ratios for check in ratio.checks)
