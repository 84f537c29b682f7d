"""What firms received over all plans and years, case by case. Steps that only read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.domain.firms.overlap import DAYS, HELPED, Help, period_of_help
from app.models import Case, Firm, Plan, User
from app.services.cases.case_list import OUTPUT_OF_CASE, SAVING_OF_CASE
from app.services.firms.shown_under import SHOWN_UNDER
from app.services.permissions import visible_plans


@dataclass(frozen=True, slots=True)
class Received:
    """A case of a firm. Money and benefits in whole 元; ``None``: nobody reported it."""

    help: Help
    is_dated: bool  # else no day of the case is known, and the plan's stand for them
    plan_code: str
    plan_name: str
    roc_year: int
    is_demo: bool
    key: str
    tax_id: str  # with which it was written
    firm_name: str
    state: str
    function: str
    adviser_name: str
    government_grant: int | None
    self_fund: int | None
    output_sum: int | None
    saving_sum: int | None

    @property
    def is_granted(self) -> bool:
        """Whether it is help, or an application only."""
        return self.state in HELPED


_COLUMNS: Mapping[str, Any] = {
    "plan_code": Plan.code,
    "plan_name": Plan.name,
    "roc_year": Plan.roc_year,
    "is_demo": Plan.is_demo,
    "key": Case.key,
    "tax_id": Firm.tax_id,
    "firm_name": Case.firm_name,
    "state": Case.state,
    "function": Case.function,
    "adviser_name": Case.adviser_name,
    "government_grant": Case.government_grant,
    "self_fund": Case.self_fund,
    "output_sum": OUTPUT_OF_CASE,
    "saving_sum": SAVING_OF_CASE,
}


def cases_of(session: Session, firms: ColumnElement[bool], *, granted_only: bool = False) -> tuple[Received, ...]:
    """The cases of the firms that fit, the newest first, whoever may see them.

    :param firms: a condition on ``Firm``, which is the firm a case was written with.
    """
    columns = [column.label(f"_{name}") for name, column in _COLUMNS.items()]
    days = [getattr(Case, name) for name in DAYS]
    query: Select[Any] = (
        select(Case.id, Case.plan_id, SHOWN_UNDER, Plan.starts_on, Plan.ends_on, *days, *columns)
        .join(Plan, Plan.id == Case.plan_id)
        .join(Firm, Firm.id == Case.firm_id)
        .where(firms)
    )
    if granted_only:
        query = query.where(Case.state.in_(HELPED))
    found = [_received(tuple(row)) for row in session.execute(query)]
    return tuple(sorted(found, key=lambda one: (one.help.first, one.plan_code, one.key), reverse=True))


def _received(row: tuple[Any, ...]) -> Received:
    case_id, plan_id, firm_id, starts_on, ends_on, *rest = row
    days: dict[str, date | None] = dict(zip(DAYS, rest, strict=False))
    first, last = period_of_help(days, starts_on, ends_on)
    values = dict(zip(_COLUMNS, rest[len(DAYS) :], strict=True))
    help_ = Help(case_id, plan_id, firm_id, first, last)
    return Received(help=help_, is_dated=any(days.values()), **values)


def visible_plan_ids(session: Session, viewer: User) -> frozenset[int]:
    """The plans whose cases the person may open."""
    return frozenset(session.scalars(visible_plans(viewer).with_only_columns(Plan.id).order_by(None)))
