"""預算: the lines of a year's budget, what each is spent on, and which plans they pay for."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.budget import Account, Line, faults_of
from app.domain.errors import DomainError, NotFound, WrongState
from app.domain.roles import Permission
from app.models import Agency, BudgetAccount, BudgetLine, Plan, User
from app.models.base import OfAgency
from app.services import audit_trail
from app.services.permissions import agency_ids, require_anywhere


class BudgetDisagrees(DomainError):
    """A budget whose parts do not add up."""


def may_read(viewer: User, kind: type[OfAgency]) -> ColumnElement[bool]:
    """The rows of the agencies whose budget a person may read, as a condition.

    :raises PermissionDenied: if there is no such agency.
    """
    require_anywhere(viewer, Permission.READ_BUDGET)
    allowed = agency_ids(viewer, Permission.READ_BUDGET)
    return true() if None in allowed else kind.agency_id.in_(allowed)


def of_year(session: Session, roc_year: int, *, viewer: User) -> Sequence[BudgetLine]:
    """The budgets of a year that a person may read, an agency after the other, each as printed.

    :raises PermissionDenied: if ``viewer`` may read no budget at all.
    """
    return session.scalars(
        select(BudgetLine)
        .where(BudgetLine.roc_year == roc_year, may_read(viewer, BudgetLine))
        .order_by(BudgetLine.agency_id, BudgetLine.position)
    ).all()


def years(session: Session, *, viewer: User) -> Sequence[int]:
    """The years of which a person may read a budget, newest first."""
    found = select(BudgetLine.roc_year).where(may_read(viewer, BudgetLine)).distinct()
    return session.scalars(found.order_by(BudgetLine.roc_year.desc())).all()


def accounts_of(session: Session, lines: Iterable[BudgetLine]) -> Sequence[BudgetAccount]:
    """What the lines are spent on, by line and code."""
    ids = [line.id for line in lines]
    ordered = select(BudgetAccount).order_by(BudgetAccount.budget_line_id, BudgetAccount.code)
    return session.scalars(ordered.where(BudgetAccount.budget_line_id.in_(ids))).all()


def put(
    session: Session,
    agency: Agency,
    roc_year: int,
    lines: Sequence[Line],
    accounts: Sequence[Account],
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Keep the budget of a year that is not there yet. A step: the caller has asked whether ``by`` may, and commits.

    :param lines: each after the one above it.
    :raises WrongState: if the agency's budget of that year is there already.
    :raises BudgetDisagrees: if parts do not add up; the text is the first such sentence.
    """
    session.flush()  # a new agency needs its number
    if is_there(session, agency, roc_year):
        raise WrongState(f"{agency.name} {roc_year} 年度預算已匯入；如有修正，請先確認差異。")
    if fault := next(faults_of(lines, accounts), None):
        raise BudgetDisagrees(fault)
    ids: dict[str, int] = {}
    for position, line in enumerate(lines):
        row = _row(agency, roc_year, line, position, ids)
        session.add(row)
        session.flush()  # the lines below refer to its number
        ids[line.code] = row.id
    session.add_all(
        BudgetAccount(
            budget_line_id=ids[one.line],
            agency_id=agency.id,
            scheme_year=roc_year,
            code=one.code,
            name=one.name,
            amount=one.amount,
        )
        for one in accounts
    )
    audit_trail.record(session, (_told(line, roc_year, accounts) for line in lines), by=by, at=at, agency_id=agency.id)


def is_there(session: Session, agency: Agency, roc_year: int) -> bool:
    """Whether the agency's budget of a year has been kept."""
    found = select(BudgetLine.id).where(BudgetLine.agency_id == agency.id, BudgetLine.roc_year == roc_year).limit(1)
    return session.scalar(found) is not None


def link(session: Session, plan: Plan, code: str, *, by: User | None, at: datetime) -> None:
    """Say which line of its year's budget pays for a plan. A step: the caller has asked for ``by``, and commits.

    :raises NotFound: if the plan's agency has no such line in that year.
    """
    line = session.scalar(
        select(BudgetLine).where(
            BudgetLine.agency_id == plan.agency_id, BudgetLine.roc_year == plan.roc_year, BudgetLine.code == code
        )
    )
    if line is None:
        raise NotFound(f"{plan.roc_year} 年度預算沒有科目 {code}，請確認代號。")
    before, plan.budget_line_id = plan.budget_line_id, line.id
    told = Entry(Subject.PLAN, plan.code, before, {"預算科目": code}, field="budget_line_id", label=plan.full_name)
    audit_trail.record(session, [told], by=by, at=at, plan=plan)


def _row(agency: Agency, roc_year: int, line: Line, position: int, ids: dict[str, int]) -> BudgetLine:
    return BudgetLine(
        agency_id=agency.id,
        roc_year=roc_year,
        code=line.code,
        name=line.name,
        level=line.level,
        parent_id=ids[line.parent] if line.parent else None,
        position=position,
        amount=line.amount,
        change=line.change,
        divisions=line.divisions,
    )


def _told(line: Line, roc_year: int, accounts: Sequence[Account]) -> Entry:
    spent_on = {f"{one.code} {one.name}": one.amount for one in accounts if one.line == line.code}
    after = {"科目": line.name, "預算數": line.amount, "比較增減": line.change, "用途別": spent_on}
    said = {name: value for name, value in after.items() if value not in (None, {})}
    return Entry(Subject.BUDGET, f"{roc_year}/{line.code}", None, said, label=f"{roc_year} 年度 {line.name}", unit="元")
