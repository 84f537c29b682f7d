"""Until when somebody who is asked today has to answer: working days of the offices, a number for each level."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.domain.alert_life import Addressee, DueDays
from app.domain.thresholds import Thresholds
from app.models import Plan

_DAYS = {
    Addressee.CONTRACTOR: "answer_days_contractor",
    Addressee.OFFICE: "answer_days_office",
    Addressee.MANAGER: "answer_days_manager",
}


def due_days(session: Session, plan: Plan, limits: Thresholds, *, on: date) -> DueDays:
    """The last day to answer, by who is asked."""

    def due(addressed: Addressee) -> date:
        days: int = getattr(limits, _DAYS[addressed])
        return on + timedelta(days=days)

    return due
