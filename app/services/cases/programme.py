"""The rules of the programme asked about cases that would change (app.services.programme_rules)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.domain.cases.lifecycle import Scheme
from app.domain.cases.registration import Fault
from app.domain.eligibility import Candidate, Rule, Violation
from app.domain.eligibility.candidate import HELPED
from app.domain.findings import Severity
from app.models import Plan
from app.services import programme_rules
from app.services.cases import case_rows

_MONEY = frozenset({Rule.GRANT, Rule.ENHANCED_GRANT, Rule.JOINT, Rule.DISASTER_GRANT})
#: What the rules speak of; a change of anything else calls no case into question that stood before.
_JUDGED = frozenset(
    {
        *("tax_id", "round_no", "scheme", "mode", "joint_no", "enhanced_industry", "region", "adviser_name"),
        *("government_grant", "self_fund"),
    }
)


def is_judged(before: Mapping[str, Any] | None, changes: Mapping[str, Any]) -> bool:
    """Whether a change brings a case before the rules: a new one, a new fact of theirs, or help that begins."""
    begins_help = changes.get("state") in HELPED and (before or {}).get("state") not in HELPED
    return before is None or begins_help or not _JUDGED.isdisjoint(changes)


def broken_by(session: Session, plan: Plan, cases: Iterable[Mapping[str, Any]]) -> tuple[Violation, ...]:
    """What these cases would break, each given as it would stand."""
    rows = list(cases)
    if not rows:
        return ()
    known = case_rows.known_firms(session, {row["tax_id"] for row in rows}, shown_under=True)
    return programme_rules.broken_by(session, plan, [_candidate(plan, row, known) for row in rows])


def faults_of(violations: Iterable[Violation]) -> Iterator[tuple[str, Fault]]:
    """Violations as faults of the rows of a list, by the number of the case. A principle only asks."""
    for one in violations:
        severity = Severity.WARNING if one.rule.is_principle else Severity.ERROR
        if one.rule is Rule.ROUND:
            yield one.key, Fault(one.field, "firm_twice_in_round", one.message, severity)
        elif one.rule in _MONEY:
            yield one.key, Fault(one.field, "grant_over_ceiling", one.message, severity)
        else:
            yield one.key, Fault(one.field, "programme_rule", one.message, severity)


def _candidate(plan: Plan, row: Mapping[str, Any], firms: Mapping[str, int]) -> Candidate:
    return Candidate(
        plan=plan.code,
        key=row["key"],
        firm=str(firms.get(row["tax_id"], row["tax_id"])),
        tax_id=row["tax_id"],
        firm_name=row["firm_name"],
        roc_year=plan.roc_year,
        round_no=row.get("round_no") or 1,
        state=row["state"],
        scheme=row.get("scheme") or Scheme.GENERAL,
        mode=row.get("mode") or "一般",
        joint_no=row.get("joint_no"),
        is_enhanced=row.get("enhanced_industry"),
        region=row.get("region"),
        adviser=row.get("adviser_name") or "",
        received_on=row.get("received_on"),
        government_grant=row.get("government_grant"),
        self_fund=row.get("self_fund"),
    )
