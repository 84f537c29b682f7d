"""跨年期計畫: what several yearly budgets give to one plan."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.domain.audit_trail import Entry, Subject
from app.models import Agency, Allotment, MultiYearPlan, User
from app.services import audit_trail
from app.services.budget import BudgetDisagrees, may_read


@dataclass(frozen=True, slots=True)
class Share:
    """What a plan has in some years, ROC and both inclusive, whole 元."""

    from_year: int
    to_year: int
    amount: int
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class NewMultiYearPlan:
    """A plan over several years as the budget describes it, whole 元."""

    name: str
    start_year: int
    end_year: int
    need: int
    approved_total: int | None
    approved_on: date | None
    approval_letter: str | None
    shares: tuple[Share, ...]


def visible_to(session: Session, viewer: User) -> Sequence[MultiYearPlan]:
    """The plans of the agencies whose budget a person may read, with their yearly shares.

    :raises PermissionDenied: if ``viewer`` may read no budget at all.
    """
    return session.scalars(
        select(MultiYearPlan)
        .where(may_read(viewer, MultiYearPlan))
        .options(selectinload(MultiYearPlan.allotments))
        .order_by(MultiYearPlan.start_year, MultiYearPlan.id)
    ).all()


def put(session: Session, agency: Agency, new: NewMultiYearPlan, *, by: User | None, at: datetime) -> None:
    """Keep a plan over several years. A step: the caller has asked whether ``by`` may, and commits.

    :raises BudgetDisagrees: if its shares are not what it needs.
    """
    total = sum(share.amount for share in new.shares)
    if total != new.need:
        message = f"「{new.name}」經費需求總額 {new.need:,} 元，各年度合計 {total:,} 元；請核對後再匯入。"
        raise BudgetDisagrees(message)
    facts = {name: value for name, value in asdict(new).items() if name != "shares"}
    shares = [Allotment(agency_id=agency.id, **asdict(share)) for share in new.shares]
    session.add(MultiYearPlan(agency_id=agency.id, allotments=shares, **facts))
    told = Entry(Subject.MULTI_YEAR, new.name, None, new, label=new.name, unit="元")
    audit_trail.record(session, [told], by=by, at=at, agency_id=agency.id)
