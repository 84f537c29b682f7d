"""Between the live tables and the plan document: the one place that knows both shapes.

Columns carry the names of the document's fields, so a row is copied field by field. These are steps: they neither
ask for permission nor commit.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import groupby, islice
from typing import Any, TypeVar

from sqlalchemy import Select, delete, func, select
from sqlalchemy import insert as sql_insert
from sqlalchemy.orm import Session

from app.domain import plan_document as doc
from app.domain.cases.places import region_of
from app.domain.merge import Merge, fields_of
from app.domain.plan_document import PlanDocument
from app.domain.plan_setup import FACTS
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

#: What the document shows of the cases: those that only a report told of, and applications that were ever approved.
is_guided = Case.received_on.is_(None) | Case.approved_on.is_not(None)

HEADER = (
    *("code", "name", "roc_year", "year_index", "years_total", "division"),
    *("starts_on", "ends_on", "government_budget", "self_fund"),
)


def document_of(session: Session, plan: Plan) -> PlanDocument:
    """What the plan says now, in one query a section."""
    sub_plan_key = _sub_plan_keys(session, plan)
    sections = {section: _rows_of(session, plan, section, sub_plan_key) for section in TABLES}
    return replace(header_of(plan), **sections)  # type: ignore[arg-type]


def with_sections(session: Session, plans: Sequence[Plan], *sections: str) -> dict[int, PlanDocument]:
    """Each plan's facts and these sections by the plan's id, the others empty: a query a section, however many plans.

    Cases are too many to be read so.
    """
    ids = [plan.id for plan in plans]
    letters = dict(session.execute(_letters(ids)).all())
    found = {section: _rows_by_plan(session, ids, section, letters) for section in sections}
    return {
        plan.id: replace(header_of(plan), **{section: tuple(rows[plan.id]) for section, rows in found.items()})  # type: ignore[arg-type]
        for plan in plans
    }


def header_of(plan: Plan) -> PlanDocument:
    """The plan's own facts, without a row of any section."""
    header = {name: getattr(plan, name) for name in HEADER}
    return PlanDocument(agency=plan.agency.name, contractor=plan.contractor.name, **header)


def _letters(plan_ids: Sequence[int]) -> Select[int, str]:
    return select(SubPlan.id, SubPlan.key).where(SubPlan.plan_id.in_(plan_ids))


def _rows_of(session: Session, plan: Plan, section: str, sub_plan_key: dict[int, str]) -> tuple[Any, ...]:
    """The rows read as bare columns: an object for each would take most of the time."""
    table: Any = TABLES[section]
    kind: Any = doc.ROW_TYPES[section]
    names = [f.name for f in fields(kind)]
    query = select(*(_column(table, name) for name in names)).where(table.plan_id == plan.id).order_by(table.position)
    rows = session.execute(query.join(Case.firm).where(is_guided) if table is Case else query)
    if "sub_plan" not in names:
        return tuple(kind(*row) for row in rows)
    at = names.index("sub_plan")
    return tuple(kind(*row[:at], sub_plan_key[row[at]], *row[at + 1 :]) for row in rows)


def _rows_by_plan(
    session: Session, plan_ids: Sequence[int], section: str, letters: dict[int, str]
) -> dict[int, list[Any]]:
    table: Any = TABLES[section]
    kind: Any = doc.ROW_TYPES[section]
    names = [f.name for f in fields(kind)]
    at = names.index("sub_plan") if "sub_plan" in names else None
    query = select(table.plan_id, *(_column(table, name) for name in names)).where(table.plan_id.in_(plan_ids))
    rows: dict[int, list[Any]] = {plan_id: [] for plan_id in plan_ids}
    for plan_id, *row in session.execute(query.order_by(table.plan_id, table.position)):
        if at is not None:
            row[at] = letters[row[at]]
        rows[plan_id].append(kind(*row))
    return rows


def _sub_plan_keys(session: Session, plan: Plan) -> dict[int, str]:
    return {row.id: row.key for row in session.scalars(select(SubPlan).where(SubPlan.plan_id == plan.id))}


def _column(table: type[PlanRow], name: str) -> Any:
    if name == "tax_id":
        return Firm.tax_id
    return getattr(table, "sub_plan_id" if name == "sub_plan" else name)


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
    firms = _firms(session, document.cases)
    for section in TABLES:
        values = [_values(plan, row, at, sub_plan_ids, firms) for at, row in enumerate(document.rows(section))]
        _insert(session, section, values)
        if section == "sub_plans":
            sub_plan_ids = {key: id_ for id_, key in _sub_plan_keys(session, plan).items()}
    return plan


def write(session: Session, plan: Plan, merge: Merge) -> None:
    """Carry a settled merge into the live tables, of a report or of a change of the set-up."""
    firms = _firms(session, (added.row for added in merge.added if isinstance(added.row, doc.Case)))
    rows: dict[tuple[str, str], Any] = {}
    for section in {change.section for change in merge.changes} - {FACTS}:
        table: Any = TABLES[section]
        for wanted in _portions({change.key: None for change in merge.changes if change.section == section}):
            query = select(table).where(table.plan_id == plan.id, table.key.in_(wanted))
            rows |= {(section, row.key): row for row in session.scalars(query)}
    for change in merge.changes:
        if change.section == FACTS:
            setattr(plan, change.field, change.theirs)
            continue
        row = rows[change.section, change.key]
        if change.section == "cases" and change.field == "tax_id":
            row.firm = _firm(session, change.theirs, row.firm_name, firms)
        else:
            for name, value in fields_of(change.section, change.field, change.theirs).items():
                setattr(row, name, value)
                if name == "county":
                    row.region = region_of(value)
    for section in {removed.section for removed in merge.removed}:
        gone: Any = TABLES[section]
        for unwanted in _portions(removed.key for removed in merge.removed if removed.section == section):
            session.execute(delete(gone).where(gone.plan_id == plan.id, gone.key.in_(unwanted)))
    for section, rows_added in groupby(merge.added, key=lambda added: added.section):
        first = _next_position(session, plan, section)
        sub_plans = {key: id_ for id_, key in _sub_plan_keys(session, plan).items()} if section == "checkpoints" else {}
        values = [_values(plan, added.row, at, sub_plans, firms) for at, added in enumerate(rows_added, first)]
        _insert(session, section, values)


def _next_position(session: Session, plan: Plan, section: str) -> int:
    table = TABLES[section]
    last = session.scalar(select(func.max(table.position)).where(table.plan_id == plan.id))
    return 0 if last is None else last + 1


Organisation = TypeVar("Organisation", Agency, Contractor)


def named(session: Session, kind: type[Organisation], name: str) -> Organisation:
    """The organisation of this name; a new one if it is not known yet."""
    found = session.scalar(select(kind).where(kind.name == name))
    if found is None:
        found = kind(name=name)
        session.add(found)
    return found


def _insert(session: Session, section: str, rows: Sequence[dict[str, Any]]) -> None:
    """Many rows at once, without making an object for each."""
    if rows:
        session.execute(sql_insert(TABLES[section]), rows)


def _values(
    plan: Plan, row: doc.Row, position: int, sub_plan_ids: dict[str, int], firms: dict[str, Firm]
) -> dict[str, Any]:
    """The columns of a row of the document."""
    values = {f.name: getattr(row, f.name) for f in fields(row)}
    if "sub_plan" in values:
        values["sub_plan_id"] = sub_plan_ids[values.pop("sub_plan")]
    if "tax_id" in values:
        values["firm_id"] = firms[values.pop("tax_id")].id
        values["region"] = region_of(values["county"])
    return {"plan_id": plan.id, "agency_id": plan.agency_id, "position": position, **values}


_AT_ONCE = 500  # below what every database takes as parameters of one query


def _firms(session: Session, cases: Iterable[doc.Case]) -> dict[str, Firm]:
    """The firms of these cases by 統一編號; one that is not known yet is made, under the name of its first case."""
    names: dict[str, str] = {}
    for case in cases:
        names.setdefault(case.tax_id, case.firm_name)
    firms: dict[str, Firm] = {}
    for wanted in _portions(names):
        firms |= {firm.tax_id: firm for firm in session.scalars(select(Firm).where(Firm.tax_id.in_(wanted)))}
    made = {tax_id: Firm(tax_id=tax_id, name=name) for tax_id, name in names.items() if tax_id not in firms}
    session.add_all(made.values())
    session.flush()  # the cases need their numbers
    return firms | made


def _firm(session: Session, tax_id: str, name: str, firms: dict[str, Firm]) -> Firm:
    if tax_id not in firms:
        firms |= _firms(session, [doc.Case(key="", tax_id=tax_id, firm_name=name)])
    return firms[tax_id]


def _portions(names: Iterable[str]) -> Iterator[list[str]]:
    left = iter(names)
    while portion := list(islice(left, _AT_ONCE)):
        yield portion
