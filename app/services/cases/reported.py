"""What a 期報 says of registered cases, held against their courses, and followed by these when it is accepted."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.cases.lifecycle import course
from app.domain.errors import CasesRefused
from app.domain.findings import Finding, Severity
from app.domain.merge import Merge, apply
from app.domain.plan_document import PlanDocument
from app.models import Case, Plan, User
from app.services.cases import case_rows


class Registered(NamedTuple):
    """Where a registered application stands."""

    id: int
    state: str
    is_approved: bool
    days: dict[str, Any]  # what decides the way of a course


def findings(session: Session, plan: Plan, document: PlanDocument) -> Iterator[Finding]:
    """What a report says of cases that the plan's applications do not allow; nothing in a plan without any."""
    known = _registered(session, plan)
    if not known:
        return
    unregistered = set(session.scalars(select(Case.key).where(Case.plan_id == plan.id, Case.received_on.is_(None))))
    for row in document.cases:
        application = known.get(row.key)
        if application is None:
            if row.key not in unregistered:
                message = f"計畫的申請案中沒有「{row.key}」；請先登錄申請並完成核定再填報，或更正個案編號。"
                yield Finding("cases", row.key, "key", Severity.ERROR, "case_unregistered", message)
        elif not application.is_approved:
            message = f"申請案「{row.key}」目前為「{application.state}」，尚未核定；請先完成核定，或更正個案編號。"
            yield Finding("cases", row.key, "key", Severity.ERROR, "case_not_approved", message)
        elif course(application.state, row.state, application.days) is None:
            message = f"個案目前為「{application.state}」，不能改為「{row.state}」；請依歷程逐步辦理，或更正狀態。"
            yield Finding("cases", row.key, "state", Severity.ERROR, "state_unreachable", message)


def must_be_allowed(session: Session, plan: Plan, ours: PlanDocument, merged: Merge) -> None:
    """Nothing that a report changes may be what its plan's applications forbid, even if it was allowed when it came.

    :raises CasesRefused: with the sentence of the first that is.
    """
    touched = {change.key for change in merged.changes if change.section == "cases"}
    touched |= {added.key for added in merged.added if added.section == "cases"}
    if touched:
        proposed = apply(ours, merged)
        for finding in findings(session, plan, proposed):
            if finding.key in touched:
                raise CasesRefused(f"「{finding.key}」無法核定：{finding.message}")


def follow(
    session: Session, plan: Plan, ours: PlanDocument, merged: Merge, *, source: str, by: User, at: datetime
) -> None:
    """Write down the steps that a report makes registered cases take. A step: the caller commits.

    What no course leads to is a report taken back: one step, and it says so.

    :param ours: the plan before.
    :param source: what made them take it: the report, or its 復原.
    """
    targets = {one.key: one.theirs for one in merged.changes if (one.section, one.field) == ("cases", "state")}
    if not targets:
        return
    before = {row.key: row.state for row in ours.cases}
    shared = {"plan_id": plan.id, "agency_id": plan.agency_id, "by_id": by.id, "at": at, "source": source}
    # No day: a report tells that a step was taken, and not when.
    case_rows.add_events(
        session,
        [
            {"case_id": case.id, "from_state": source_, "to_state": target_, "on": None, "reason": reason, **shared}
            for key, case in _registered(session, plan).items()
            if key in targets
            for source_, target_, reason in _steps(before[key], targets[key], case.days, source)
        ],
    )


def _steps(before: str, target: str, days: dict[str, Any], source: str) -> tuple[tuple[str, str, str | None], ...]:
    way = course(before, target, days)
    if way is None:
        return ((before, target, source),)
    return tuple((step.source, step.target, None) for step in way)


def _registered(session: Session, plan: Plan) -> dict[str, Registered]:
    query = select(Case.key.label("number"), Case.id, Case.state, Case.approved_on, Case.site_visited_on)
    rows = session.execute(query.where(Case.plan_id == plan.id, Case.received_on.is_not(None)))
    return {
        number: Registered(id_, state, approved_on is not None, {"site_visited_on": visited_on})
        for number, id_, state, approved_on, visited_on in rows
    }
