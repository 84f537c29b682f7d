"""What the members of the committee gave a case (技術審查評分)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.cases.lifecycle import CaseState
from app.domain.cases.review import CRITERIA, MOST_MEMBERS, MOST_POINTS, Ranking, Score, ranking
from app.domain.errors import CasesRefused
from app.domain.roles import Permission
from app.models import Case, CaseScore, Plan, User
from app.services import audit_trail, plans
from app.services.permissions import require
from app.services.transaction import transaction

LONGEST_NAME = 40


def ranking_of(session: Session, case: Case) -> Ranking | None:
    """The scores of a case put together; ``None`` if nobody has scored it."""
    rows = session.scalars(select(CaseScore).where(CaseScore.case_id == case.id)).all()
    return ranking(Score(row.member, row.is_lead, row.criterion, row.points) for row in rows)


def give(
    session: Session,
    plan: Plan,
    case: Case,
    member: str,
    points: Sequence[int],
    *,
    is_lead: bool,
    by: User,
    at: datetime,
) -> None:
    """Enter what one member gave under the six criteria; what the member gave before is replaced.

    :param points: of 100 each, in the order of the criteria.
    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    :raises CasesRefused: if the case is not under technical review, or the sheet is not complete.
    """
    require(by, Permission.MANAGE_CASES, plan)
    member = " ".join(member.split())
    if not 0 < len(member) <= LONGEST_NAME:
        raise CasesRefused(f"請填寫委員姓名（{LONGEST_NAME} 字以內）。")
    if len(points) != len(CRITERIA) or any(not 0 <= one <= MOST_POINTS for one in points):
        raise CasesRefused(f"六項評分均須填寫 0 至 {MOST_POINTS} 的整數。")
    with transaction(session):
        plans.lock(session, plan)
        session.refresh(case)
        if case.state != CaseState.QUALIFIED:
            raise CasesRefused(f"個案目前為「{case.state}」，「{CaseState.QUALIFIED}」的個案才能評分。")
        known = session.scalars(select(CaseScore).where(CaseScore.case_id == case.id)).all()
        if len({row.member for row in known} | {member}) > MOST_MEMBERS:
            raise CasesRefused(f"委員會至多 {MOST_MEMBERS} 位委員，請核對委員姓名。")
        mine = {row.criterion: row for row in known if row.member == member}
        before = [mine[number].points if number in mine else None for number in range(1, len(CRITERIA) + 1)]
        for number, given in enumerate(points, 1):
            row = mine.get(number) or _new(session, case, member, number)
            row.points, row.is_lead = given, is_lead
        entry = Entry(
            Subject.CASE_SCORE,
            case.key,
            None if None in before else "、".join(map(str, before)),
            "、".join(map(str, points)),
            label=f"{case.key} {case.firm_name}",
        )
        audit_trail.record(session, [entry], by=by, at=at, plan=plan)


def _new(session: Session, case: Case, member: str, criterion: int) -> CaseScore:
    row = CaseScore(
        case_id=case.id, plan_id=case.plan_id, agency_id=case.agency_id, member=member, criterion=criterion, points=0
    )
    session.add(row)
    return row
