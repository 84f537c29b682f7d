"""期中查核抽樣: the office's half by a repeatable draw, the lead reviewer's half by choice (R19)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.cases.lifecycle import CaseState
from app.domain.cases.sampling import RISKS, SHARE_PCT, drawn, sample_size
from app.domain.errors import CasesRefused
from app.domain.roles import Permission
from app.models import Case, Plan, User
from app.services import audit_trail, plans
from app.services.cases import case_rows, trail
from app.services.permissions import require
from app.services.transaction import transaction

_SIGNED = (CaseState.GUIDED, CaseState.VISITED, CaseState.ACCEPTED, CaseState.CLOSED)
OFFICE, LEAD = "計畫辦公室抽查", "主審委員勾選"


def draw(session: Session, plan: Plan, *, by: User, at: datetime) -> tuple[str, ...]:
    """Draw 5 % of the guided cases once; the seed, and what was drawn from how many, stand in the trail.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    :raises CasesRefused: if it was drawn already, or no case is guided.
    """
    require(by, Permission.MANAGE_CASES, plan)
    with transaction(session):
        plans.lock(session, plan)
        if session.scalar(select(Case.id).where(Case.plan_id == plan.id, Case.visit_picked_by == OFFICE).limit(1)):
            raise CasesRefused("本計畫已辦理抽樣，不再重抽；名單可由「抽查方式」篩選。")
        guided = select(Case.key).where(Case.plan_id == plan.id, Case.state == CaseState.GUIDED)
        keys = sorted(session.scalars(guided))
        if not keys:
            raise CasesRefused("目前沒有「輔導中」的個案可以抽樣。")
        seed = f"{plan.code}-{plan.roc_year}-期中查核"
        chosen = set(session.scalars(guided.where(Case.visit_picked_by == LEAD)))  # these are visited anyway
        found = drawn(set(keys) - chosen, seed, sample_size(len(keys)))
        session.execute(update(Case).where(Case.plan_id == plan.id, Case.key.in_(found)).values(visit_picked_by=OFFICE))
        told = {"種子": seed, "母體": len(keys), "比率": f"{SHARE_PCT}%", "抽出": "、".join(found)}
        entry = Entry(Subject.SAMPLING, plan.code, None, told, label=f"期中查核抽樣 {len(found)} 案")
        audit_trail.record(session, [entry], by=by, at=at, plan=plan)
    return found


def lead_choices(session: Session, plan: Plan) -> tuple[int, int]:
    """How many cases the lead reviewers have chosen, and how many they should: 5 % of those under contract."""
    signed = select(func.count()).where(Case.plan_id == plan.id, Case.state.in_(_SIGNED))
    chosen = select(func.count()).where(Case.plan_id == plan.id, Case.visit_picked_by == LEAD)
    return session.scalar(chosen) or 0, sample_size(session.scalar(signed) or 0)


def pick(session: Session, plan: Plan, key: str, risks: Sequence[str], *, by: User, at: datetime) -> None:
    """A lead reviewer's choice of a case to be visited, with the risks that speak for it.

    :raises CasesRefused: without a risk, or if the case is not under guidance.
    """
    require(by, Permission.MANAGE_CASES, plan)
    chosen = [risk for risk in RISKS if risk in risks]
    if not chosen:
        raise CasesRefused("請至少勾選一項抽查原則。")
    with transaction(session):
        plans.lock(session, plan)
        live = case_rows.live(session, plan).get(key)
        if live is None or live["state"] != CaseState.GUIDED:
            raise CasesRefused("「輔導中」的個案才能列入期中查核名單。")
        before = session.execute(select(Case.visit_picked_by, Case.visit_risks).where(Case.id == live["id"])).one()
        values = {"visit_picked_by": before[0] or LEAD, "visit_risks": "、".join(chosen)}
        session.execute(update(Case).where(Case.id == live["id"]).values(values))
        session.expire_all()
        told = {**live, "visit_picked_by": before[0], "visit_risks": before[1]}
        audit_trail.record(session, trail.of_changes(told, values), by=by, at=at, plan=plan)
