"""A case taken on its course by one step, by a person on its page; nothing else moves a single case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.domain.cases.lifecycle import CaseState, Step, days_out_of_order, step_between
from app.domain.cases.registration import DAY_WORDS, missing_for, money_faults
from app.domain.errors import CasesRefused, NotFound
from app.domain.roles import Permission
from app.models import Case, CaseEvent, Plan, User
from app.services import audit_trail, plan_tables, plans, programme_rules, revisions, snapshots
from app.services.cases import case_rows, programme, trail
from app.services.permissions import require
from app.services.transaction import transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """What a person says of a step: its day, the reason where one is needed, and what is decided with it."""

    target: str
    on: date | None
    reason: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)  # review_grade, government_grant, self_fund, waiting_rank


def get(session: Session, plan: Plan, key: str, *, viewer: User) -> Case:
    """The case of this number.

    :raises NotFound: if the plan has none.
    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    case = session.scalar(select(Case).where(Case.plan_id == plan.id, Case.key == key))
    if case is None:
        raise NotFound(f"計畫 {plan.code} 沒有個案「{key}」，請確認個案編號。")
    return case


MONEY = ("government_grant", "self_fund")  # of the contract


def permission_for(target: str) -> Permission:
    """What a step that leads to this state asks for."""
    return Permission.APPROVE_CASES if target == CaseState.APPROVED else Permission.MANAGE_CASES


def course_of(session: Session, case: Case) -> Sequence[CaseEvent]:
    """The steps that the case has taken, first one first."""
    query = select(CaseEvent).where(CaseEvent.case_id == case.id).options(joinedload(CaseEvent.by))
    return session.scalars(query.order_by(CaseEvent.ordinal)).all()


def take_step(session: Session, plan: Plan, keys: Sequence[str], taken: Taken, *, by: User, at: datetime) -> int:
    """Take one step with each of these cases: with all of them, or with none. Returns how many.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan; for 核定, if they may not approve.
    :raises CasesRefused: if one of them cannot take the step; names every one, and says why.
    """
    require(by, permission_for(taken.target), plan)
    if any(taken.values.get(name) is not None for name in MONEY):
        require(by, Permission.APPROVE_CASES, plan)  # with how much is funded is decided with whether
    keys = list(dict.fromkeys(keys))  # a case that is named twice takes the step once
    with transaction(session):
        plans.lock(session, plan)
        live = case_rows.live(session, plan)
        refused = [f"{key}：{why}" for key in keys if (why := _refusal(live.get(key), taken))]
        if refused:
            raise CasesRefused("沒有變更任何個案。" + "；".join(refused))
        if refused := list(_broken(session, plan, {key: live[key] for key in keys}, taken, by, at)):
            raise CasesRefused("沒有變更任何個案。" + "；".join(refused))
        for key in keys:
            _take(session, plan, live[key], taken, by=by, at=at)
        told = [entry for key in keys for entry in trail.of_changes(live[key], _changes(live[key], taken))]
        was_shown = any(live[key]["approved_on"] or "approved_on" in _changes(live[key], taken) for key in keys)
        _close(session, plan, f"個案辦理「{taken.target}」：{_some(keys)}", was_shown, by, at)
        audit_trail.record(session, told, by=by, at=at, plan=plan)
    return len(keys)


def pay(session: Session, plan: Plan, key: str, installment: int, *, on: date, by: User, at: datetime) -> None:
    """Note the day on which the first or second half of the grant was paid (R14).

    :raises CasesRefused: before the contract is signed, before the acceptance, twice, or out of order.
    """
    require(by, Permission.MANAGE_CASES, plan)
    paid, needed = {1: ("first_paid_on", "signed_on"), 2: ("second_paid_on", "accepted_on")}[installment]
    with transaction(session):
        plans.lock(session, plan)
        live = case_rows.live(session, plan).get(key)
        if live is None:
            raise NotFound(f"計畫 {plan.code} 沒有個案「{key}」，請確認個案編號。")
        if live[paid] is not None:
            raise CasesRefused(f"{DAY_WORDS[paid]}已登錄，如有錯誤請以清單更正。")
        if live[needed] is None or on < live[needed]:
            raise CasesRefused(f"{DAY_WORDS[paid]}須在{DAY_WORDS[needed]}之後；請先辦理，或核對日期。")
        session.execute(update(Case).where(Case.id == live["id"]).values({paid: on}))
        session.expire_all()
        audit_trail.record(session, trail.of_changes(live, {paid: on}), by=by, at=at, plan=plan)


def next_waiting(session: Session, plan: Plan, declined: Case) -> Case | None:
    """Who moves up when a firm declines: the next on the waiting list of its group, by rank and then by number."""
    waiting = (
        select(Case)
        .where(Case.plan_id == plan.id, Case.state == CaseState.WAITING, Case.round_no == declined.round_no)
        .where(Case.group == declined.group)
        .order_by(Case.waiting_rank.is_(None), Case.waiting_rank, Case.key)
    )
    return session.scalars(waiting.limit(1)).first()


def _refusal(live: Mapping[str, Any] | None, taken: Taken) -> str | None:
    """Why a case cannot take the step, or ``None``."""
    if live is None:
        return "查無此案"
    if live["received_on"] is None:
        return "這個案由期報提報，沒有登錄申請；請先匯入申請資料"
    step = step_between(live["state"], taken.target)
    if step is None:
        return f"目前為「{live['state']}」，不能改為「{taken.target}」"
    if step.day and taken.on is None:
        return f"請填{DAY_WORDS[step.day]}"
    after = {**live, **_changes(live, taken)}
    if faults := [*money_faults(taken.values), *missing_for(step, after)]:
        return faults[0].message.rstrip("。")
    if wrong := days_out_of_order(after):
        return f"{DAY_WORDS[wrong[1]]}早於{DAY_WORDS[wrong[0]]}"
    return None


def _broken(
    session: Session, plan: Plan, live: Mapping[str, Mapping[str, Any]], taken: Taken, by: User, at: datetime
) -> Iterator[str]:
    """The rules of the programme that the step would break; against a principle a reason will do, and is kept."""
    changes = {key: _changes(row, taken) for key, row in live.items()}
    judged = [{**live[key], **changes[key]} for key in live if programme.is_judged(live[key], changes[key])]
    for violation in programme.broken_by(session, plan, judged):
        if not violation.rule.is_principle or not taken.reason.strip():
            yield f"{violation.key}：{violation.message.rstrip('。')}"
        else:
            case = session.get_one(Case, live[violation.key]["id"])
            programme_rules.exempt(session, case, violation.rule, taken.reason, by=by, at=at)


def _changes(live: Mapping[str, Any], taken: Taken) -> dict[str, Any]:
    step = step_between(live["state"], taken.target)
    assert step is not None or live["state"] is not None
    changes: dict[str, Any] = {"state": taken.target, **_said_of(step, taken)}
    changes |= {name: value for name, value in taken.values.items() if value is not None}
    return {name: value for name, value in changes.items() if live.get(name) != value}


def _said_of(step: Step | None, taken: Taken) -> dict[str, Any]:
    if step is None:
        return {}
    said: dict[str, Any] = {step.day: taken.on} if step.day else {}
    if step.reason and taken.reason.strip():
        said[step.reason] = taken.reason.strip()
    return said


def _take(session: Session, plan: Plan, live: Mapping[str, Any], taken: Taken, *, by: User, at: datetime) -> None:
    session.execute(update(Case).where(Case.id == live["id"]).values(_changes(live, taken)))
    step = {
        "case_id": live["id"],
        "plan_id": plan.id,
        "agency_id": plan.agency_id,
        "from_state": live["state"],
        "to_state": taken.target,
        "on": taken.on,
        "reason": taken.reason.strip() or None,
        "by_id": by.id,
        "at": at,
        "source": "個案頁面",
    }
    case_rows.add_events(session, [step])


def _close(session: Session, plan: Plan, cause: str, is_shown: bool, by: User, at: datetime) -> None:
    """The revision of the plan, where its document shows what changed."""
    session.expire_all()  # rows were written beside their objects
    if is_shown:
        plan.revision += 1
        session.flush()
        revisions.record(session, plan, plan_tables.document_of(session, plan), cause=cause, by=by, at=at)
        snapshots.renew(session, plan, at=at)


def _some(keys: Sequence[str]) -> str:
    return "、".join(keys) if len(keys) <= 3 else f"{keys[0]} 等 {len(keys)} 案"
