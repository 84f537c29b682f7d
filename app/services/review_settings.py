"""審查方式: how many people review a report, and how long a correction may take; every change stays on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, WrongState
from app.domain.roles import Permission
from app.models import Agency, Plan, ReviewSetting, User
from app.services import audit_trail
from app.services.permissions import require_in_agency
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """How reports are reviewed. Two reviewers are two different people, one after the other (初審、複審)."""

    reviewers: int = 1
    correction_days: int = 7  # design section 4: no national rule, so a default [D] that agencies replace


def of_plan(session: Session, plan: Plan) -> ReviewRule:
    """What holds for a plan: its own newest word, else its agency's, else one reviewer and seven days."""
    found = session.scalars(
        select(ReviewSetting)
        .where(
            ReviewSetting.agency_id == plan.agency_id,
            or_(ReviewSetting.plan_id == plan.id, ReviewSetting.plan_id.is_(None)),
        )
        .order_by(ReviewSetting.id.desc())
    ).all()
    return _rule(next((row for row in found if row.plan_id is not None), found[0] if found else None))


def of_agency(session: Session, agency: Agency) -> ReviewRule:
    """What holds for the plans of an agency that have no word of their own."""
    newest = select(ReviewSetting).where(ReviewSetting.agency_id == agency.id, ReviewSetting.plan_id.is_(None))
    return _rule(session.scalar(newest.order_by(ReviewSetting.id.desc()).limit(1)))


def due_date(session: Session, plan: Plan, chosen: date | None, *, on: date) -> date:
    """Until when something is to be corrected (補正期限): as chosen, or as usual.

    :raises WrongState: if the chosen day is over.
    """
    if chosen is None:
        return on + timedelta(days=of_plan(session, plan).correction_days)
    if chosen < on:
        raise WrongState("補正期限不可早於今天，請重新填寫。")
    return chosen


def history(session: Session, agency: Agency) -> Sequence[ReviewSetting]:
    """All that was ever set for the agency and its plans, newest first."""
    return session.scalars(
        select(ReviewSetting)
        .where(ReviewSetting.agency_id == agency.id)
        .options(joinedload(ReviewSetting.plan), joinedload(ReviewSetting.set_by))
        .order_by(ReviewSetting.id.desc())
    ).all()


def change(
    session: Session, agency_id: int, rule: ReviewRule, reason: str, *, plan_code: str, by: User, at: datetime
) -> None:
    """Review in another way from now on; what is under review already is finished as the rule stands then.

    :param plan_code: the plan for which it holds; empty for all plans of the agency without a word of their own.
    :raises PermissionDenied: if ``by`` may not set the agency's rules.
    :raises NotFound: if the agency has no such plan.
    :raises WrongState: without a reason, or with numbers that cannot be.
    """
    require_in_agency(by, Permission.SET_RULES, agency_id)
    if not reason.strip():
        raise WrongState("請填寫變更審查方式的理由。")
    if rule.reviewers not in (1, 2) or not 1 <= rule.correction_days <= 365:
        raise WrongState("審查人數須為一人或二人，補正天數須為 1 至 365 天。")
    with transaction(session):
        plan = _plan_in(session, agency_id, plan_code) if plan_code else None
        session.add(
            ReviewSetting(
                agency_id=agency_id,
                plan_id=plan.id if plan else None,
                reviewers=rule.reviewers,
                correction_days=rule.correction_days,
                reason=reason.strip(),
                set_by=by,
                set_at=at,
            )
        )
        told = {"審查人數": rule.reviewers, "補正天數": rule.correction_days, "理由": reason.strip()}
        entry = Entry(Subject.REVIEW_SETTING, plan_code or "全部計畫", None, told)
        audit_trail.record(session, [entry], by=by, at=at, plan=plan, agency_id=agency_id)


def _rule(setting: ReviewSetting | None) -> ReviewRule:
    return ReviewRule(setting.reviewers, setting.correction_days) if setting else ReviewRule()


def _plan_in(session: Session, agency_id: int, code: str) -> Plan:
    plan = session.scalar(select(Plan).where(Plan.code == code, Plan.agency_id == agency_id))
    if plan is None:
        raise NotFound(f"這個機關沒有計畫 {code}，請確認計畫代號。")
    return plan
