"""Between the live tables and the plan document: the one place that knows both shapes.

Columns carry the names of the document's fields, so a row is copied field by field. These are steps: they neither
ask for permission nor commit.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import plan_document as doc
from app.domain.merge import Merge
from app.domain.plan_document import PlanDocument
from app.models import (
    Agency,
    Case,
    Checkpoint,
    Contractor,
    FinanceLine,
    Firm,
    Indicator,
    Plan,
    ReportingPeriod,
    Staffing,
    SubPlan,
    WorkItem,
)

PlanRow = SubPlan | WorkItem | Checkpoint | Indicator | Case | FinanceLine | Staffing | ReportingPeriod

TABLES: dict[str, type[PlanRow]] = {
    "sub_plans": SubPlan,
    "work_items": WorkItem,
    "checkpoints": Checkpoint,
    "indicators": Indicator,
    "cases": Case,
    "finance_lines": FinanceLine,
    "staffing": Staffing,
    "periods": ReportingPeriod,
}

HEADER = (
    *("code", "name", "roc_year", "year_index", "years_total", "division"),
    *("starts_on", "ends_on", "government_budget", "self_fund"),
)


def document_of(session: Session, plan: Plan) -> PlanDocument:
    """What the plan says now, in one query a section."""
    sub_plan_key = _sub_plan_keys(session, plan)
    sections = {section: _rows_of(session, plan, section, sub_plan_key) for section in TABLES}
    header = {name: getattr(plan, name) for name in HEADER}
    return PlanDocument(agency=plan.agency.name, contractor=plan.contractor.name, **header, **sections)  # type: ignore[arg-type]


def _rows_of(session: Session, plan: Plan, section: str, sub_plan_key: dict[int, str]) -> tuple[Any, ...]:
    table, kind = TABLES[section], doc.ROW_TYPES[section]
    rows: Sequence[Any] = session.scalars(select(table).where(table.plan_id == plan.id).order_by(table.position)).all()
    return tuple(kind(**{f.name: _value(row, f.name, sub_plan_key) for f in fields(kind)}) for row in rows)


def _sub_plan_keys(session: Session, plan: Plan) -> dict[int, str]:
    return {row.id: row.key for row in session.scalars(select(SubPlan).where(SubPlan.plan_id == plan.id))}


def _value(row: Any, name: str, sub_plan_key: dict[int, str]) -> Any:
    return sub_plan_key[row.sub_plan_id] if name == "sub_plan" else getattr(row, name)


def insert(session: Session, document: PlanDocument, *, is_demo: bool) -> Plan:
    """The document as a new plan with all its rows."""
    plan = Plan(
        agency=named(session, Agency, document.agency),
        contractor=named(session, Contractor, document.contractor),
        is_demo=is_demo,
        **{name: getattr(document, name) for name in HEADER},
    )
    session.add(plan)
    session.flush()  # the rows below need the plan's number
    sub_plan_ids: dict[str, int] = {}
    for section in TABLES:
        for position, row in enumerate(document.rows(section)):
            session.add(_table_row(session, plan, section, row, position, sub_plan_ids))
        if section == "sub_plans":
            session.flush()  # work items and checkpoints need their sub-plans' numbers
            sub_plan_ids = {key: id_ for id_, key in _sub_plan_keys(session, plan).items()}
    return plan


def write(session: Session, plan: Plan, merge: Merge) -> None:
    """Carry a settled merge into the live tables."""
    rows: dict[tuple[str, str], Any] = {}
    for section in {change.section for change in merge.changes}:
        table = TABLES[section]
        found: Sequence[Any] = session.scalars(select(table).where(table.plan_id == plan.id)).all()
        rows |= {(section, row.key): row for row in found}
    for change in merge.changes:
        row = rows[change.section, change.key]
        if change.section == "cases" and change.field == "tax_id":
            row.firm = _firm(session, change.theirs, row.firm_name)
        else:
            setattr(row, change.field, change.theirs)
    for added in merge.added:
        table = TABLES[added.section]
        last = session.scalar(
            select(table.position).where(table.plan_id == plan.id).order_by(table.position.desc()).limit(1)
        )
        position = 0 if last is None else last + 1
        session.add(_table_row(session, plan, added.section, added.row, position, {}))


Organisation = TypeVar("Organisation", Agency, Contractor)


def named(session: Session, kind: type[Organisation], name: str) -> Organisation:
    """The organisation of this name; a new one if it is not known yet."""
    found = session.scalar(select(kind).where(kind.name == name))
    if found is None:
        found = kind(name=name)
        session.add(found)
    return found


def _table_row(
    session: Session, plan: Plan, section: str, row: doc.Row, position: int, sub_plan_ids: dict[str, int]
) -> PlanRow:
    values = {f.name: getattr(row, f.name) for f in fields(row)}
    if "sub_plan" in values:
        values["sub_plan_id"] = sub_plan_ids[values.pop("sub_plan")]
    if "tax_id" in values:
        values["firm"] = _firm(session, values.pop("tax_id"), values["firm_name"])
    return TABLES[section](plan_id=plan.id, agency_id=plan.agency_id, position=position, **values)


def _firm(session: Session, tax_id: str, name: str) -> Firm:
    firm = session.scalar(select(Firm).where(Firm.tax_id == tax_id))
    if firm is None:
        firm = Firm(tax_id=tax_id, name=name)
        session.add(firm)
    return firm
