"""What a program office sets up of a plan (計畫設定): everything of the plan document that nobody reports."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from app.domain.plan_document import (
    GROWING_SECTIONS,
    REPORTED_SECTIONS,
    ROW_TYPES,
    Checkpoint,
    FinanceLine,
    Indicator,
    Period,
    PlanDocument,
    Row,
    Staffing,
    SubPlan,
    WorkItem,
    reported_fields,
)

FACTS = "plan"  # the section of findings that speak of the plan itself; their key is the name of the fact

#: The sections that are set up; cases come with the reports.
SETUP_SECTIONS = ("periods", "sub_plans", "work_items", "checkpoints", "indicators", "finance_lines", "staffing")


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plan itself; what is not known (yet) is ``None``. Money is whole 元, years are ROC."""

    code: str | None = None
    name: str | None = None
    roc_year: int | None = None
    year_index: int | None = None
    years_total: int | None = None
    agency: str | None = None
    division: str | None = None
    contractor: str | None = None
    contractor_tax_id: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    government_budget: int | None = None
    self_fund: int | None = None


@dataclass(frozen=True, slots=True)
class PlanSetup:
    """A plan as somebody proposes to set it up.

    ``unread`` names sections of which a row could not be read: what they add up to cannot be judged.
    """

    facts: PlanFacts = PlanFacts()
    periods: tuple[Period, ...] = ()
    sub_plans: tuple[SubPlan, ...] = ()
    work_items: tuple[WorkItem, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    finance_lines: tuple[FinanceLine, ...] = ()
    staffing: tuple[Staffing, ...] = ()
    unread: frozenset[str] = frozenset()

    def rows(self, section: str) -> tuple[Row, ...]:
        """All rows of a section, by the section's name (``"checkpoints"``)."""
        rows: tuple[Row, ...] = getattr(self, section)
        return rows

    def document(self) -> PlanDocument:
        """The plan document, nothing reported yet. Every fact but the division must be known."""
        facts: dict[str, Any] = asdict(self.facts)
        del facts["contractor_tax_id"]  # the organisation's own, not the plan's
        assert None not in {**facts, "division": ""}.values()
        sections: dict[str, Any] = {section: self.rows(section) for section in SETUP_SECTIONS}
        return PlanDocument(**{**facts, "division": self.facts.division or ""}, **sections)


def setup_of(document: PlanDocument, contractor_tax_id: str | None = None) -> PlanSetup:
    """What was set up of a plan: nothing reported. The deadlines in force count as the first ones.

    What an approved change took out of the plan is not part of it: nobody wants it back in a copy.
    """
    plain = as_set_up(document)
    facts: dict[str, Any] = {f.name: getattr(plain, f.name) for f in fields(PlanFacts) if f.name != "contractor_tax_id"}
    sections: dict[str, Any] = {section: plain.rows(section) for section in SETUP_SECTIONS}
    sections["checkpoints"] = tuple(
        replace(row, original_due_on=row.due_on) for row in plain.checkpoints if row.is_in_force
    )
    return PlanSetup(PlanFacts(**facts, contractor_tax_id=contractor_tax_id), **sections)


def held_to(report: PlanDocument, set_up: PlanDocument) -> PlanDocument:
    """What ``report`` reports, on the rows as ``set_up`` has them: against what was promised at another time.

    A row of which the other knows nothing is left out; cases, of which nothing is set up, are the report's.
    """
    sections: dict[str, Any] = {"cases": report.cases}
    for section in REPORTED_SECTIONS.keys() - GROWING_SECTIONS:
        names = reported_fields(section)
        reported = {row.key: {name: getattr(row, name) for name in names} for row in report.rows(section)}
        sections[section] = tuple(
            replace(row, **reported[row.key]) for row in set_up.rows(section) if row.key in reported
        )
    return replace(set_up, **sections)


def as_set_up(document: PlanDocument) -> PlanDocument:
    """The document without reported fields, and without the rows that only reports add."""
    emptied: dict[str, Any] = {section: _as_set_up(document, section) for section in REPORTED_SECTIONS}
    return replace(document, **emptied)


def _as_set_up(document: PlanDocument, section: str) -> tuple[Row, ...]:
    if section in GROWING_SECTIONS:
        return ()
    names = reported_fields(section)
    unreported: dict[str, Any] = {f.name: f.default for f in fields(ROW_TYPES[section]) if f.name in names}
    return tuple(replace(row, **unreported) for row in document.rows(section))
