"""Until when somebody who is asked today has to answer: working days of the offices, a number for each level."""

from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from app.domain.alert_life import Addressee, DueDays
from app.domain.thresholds import Thresholds
from app.models import Plan
from app.services import workdays

_DAYS = {
    Addressee.CONTRACTOR: "answer_days_contractor",
    Addressee.OFFICE: "answer_days_office",
    Addressee.MANAGER: "answer_days_manager",
}


def due_days(session: Session, plan: Plan, limits: Thresholds, *, on: date) -> DueDays:
    """The last day to answer, by who is asked."""

    @cache  # a night asks the calendar once for each level, however many are late
    def due(addressed: Addressee) -> date:
        days: int = getattr(limits, _DAYS[addressed])
        return workdays.add_workdays(session, on, days, agency_id=plan.agency_id)

    return due
