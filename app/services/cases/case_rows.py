"""The rows of cases as plain values by field, without an object for each. Steps: the caller commits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, insert, inspect, select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.firms import office_key
from app.models import Case, CaseEvent, Firm, Plan
from app.services.firms.shown_under import SHOWN_UNDER
from app.workbooks.case_sheets import CASE_COLUMNS

_BESIDE = ("id", "firm_id", "region", "county_as_written")
_AT_ONCE = 500  # below what every database takes as parameters of one query


def live(session: Session, plan: Plan) -> dict[str, dict[str, Any]]:
    """All cases of a plan by their numbers, registered or not."""
    fields = [*(name for name in CASE_COLUMNS if name != "tax_id"), *_BESIDE]
    columns = [getattr(Case, name).label(f"_{name}") for name in fields]  # "key" and "count" are names of rows' own
    query = select(*columns, Firm.tax_id.label("_tax_id")).join(Case.firm).where(Case.plan_id == plan.id)
    names = [*fields, "tax_id"]
    return {row[0]: dict(zip(names, row, strict=True)) for row in session.execute(query)}


def add(session: Session, plan: Plan, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """New cases below those that are there; their ids by their numbers."""
    if not rows:
        return {}
    last = session.scalar(select(func.max(Case.position)).where(Case.plan_id == plan.id))
    first = 0 if last is None else last + 1
    firms = firm_ids(session, {str(row["tax_id"]): str(row["firm_name"]) for row in reversed(rows)})
    # Only the columns of which a list says something: it knows a quarter of them, and the others stay blank.
    names = sorted(set(_EMPTY).union(*rows) - {"tax_id"})
    shared = {"plan_id": plan.id, "agency_id": plan.agency_id}
    blank = dict.fromkeys(names) | _EMPTY | shared
    values = [{**blank, **row, "position": at, "firm_id": firms[row["tax_id"]]} for at, row in enumerate(rows, first)]
    # Into the table itself: an insert by way of the class looks at every value of every row once more.
    columns: dict[str, Any] = {_COLUMNS[name]: bindparam(name) for name in (*names, *shared, "position", "firm_id")}
    session.execute(insert(Case.__table__).values(columns), values)  # type: ignore[arg-type]
    made = select(Case.key, Case.id).where(Case.plan_id == plan.id, Case.position >= first)
    return dict(session.execute(made).all())


_COLUMNS = {attribute.key: attribute.columns[0].name for attribute in inspect(Case).column_attrs}
#: What a column that must be filled holds where a list says nothing.
_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("county", "group", "function", "adviser_name", "adviser_kind"), ""),
    "mode": "一般",
    "scheme": "一般輔導",
    "round_no": 1,
}


def firm_ids(session: Session, names: Mapping[str, str]) -> dict[str, int]:
    """The ids of firms by 統一編號; one that is not known yet is made, under the name given."""
    found = known_firms(session, names)
    new = [{"tax_id": tax_id, "name": name} for tax_id, name in names.items() if tax_id not in found]
    if new:
        session.execute(insert(Firm.__table__), new)  # type: ignore[arg-type]
        found |= known_firms(session, [firm["tax_id"] for firm in new])
    return found


def tell_offices(session: Session, offices: Mapping[str, str]) -> list[Entry]:
    """Take the head office of a firm that has none yet from its application; what is known stays. Says what changed.

    :param offices: 登記地址 by 統一編號.
    """
    told = []
    for portion in _portions(offices):
        for firm in session.scalars(select(Firm).where(Firm.tax_id.in_(portion), Firm.head_office.is_(None))):
            firm.head_office = offices[firm.tax_id]
            firm.office_key = office_key(firm.head_office)
            told.append(Entry(Subject.FIRM, firm.tax_id, None, {"登記地址": firm.head_office}, label=firm.name))
    return told


def known_firms(session: Session, tax_ids: Iterable[str], *, shown_under: bool = False) -> dict[str, int]:
    """The ids of the firms that are known, by 統一編號.

    :param shown_under: of a merged firm, give the one under which it is shown.
    """
    found: dict[str, int] = {}
    for portion in _portions(tax_ids):
        known = session.execute(
            select(Firm.tax_id, SHOWN_UNDER if shown_under else Firm.id).where(Firm.tax_id.in_(portion))
        )
        found |= dict(known.all())
    return found


_Name = TypeVar("_Name")


def _portions(names: Iterable[_Name]) -> Iterator[list[_Name]]:
    left = iter(names)
    while portion := list(islice(left, _AT_ONCE)):
        yield portion


def add_events(session: Session, events: Sequence[Mapping[str, Any]]) -> None:
    """Steps at the end of the courses of their cases; each says all but its ordinal."""
    if not events:
        return
    last: dict[int, int] = {}
    for portion in _portions({event["case_id"]: None for event in events}):
        known = select(CaseEvent.case_id, func.max(CaseEvent.ordinal)).where(CaseEvent.case_id.in_(portion))
        last |= dict(session.execute(known.group_by(CaseEvent.case_id)).all())
    rows = []
    for event in events:
        last[event["case_id"]] = last.get(event["case_id"], 0) + 1
        rows.append({**event, "ordinal": last[event["case_id"]]})
    columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "on"}
    session.execute(insert(CaseEvent.__table__).values(columns | {"happened_on": bindparam("on")}), rows)  # type: ignore[arg-type]
