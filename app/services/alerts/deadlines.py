"""Until when somebody who is asked today has to answer: working days of the offices, a number for each level."""

from datetime import date
from functools import cache

from sqlalchemy.orm import Session

from app.domain.alert_life import Addressee, DueDays
from app.domain.thresholds import Thresholds
from app.domain.workdays import Calendar
from app.models import Plan
from app.services import workdays

_DAYS = {
    Addressee.CONTRACTOR: "answer_days_contractor",
    Addressee.OFFICE: "answer_days_office",
    Addressee.MANAGER: "answer_days_manager",
}


class Deadlines:
    """The deadlines of what is asked on one day; each agency's calendar is read when it is first needed."""

    def __init__(self, session: Session, *, on: date) -> None:
        self._session, self._on = session, on
        self._calendars: dict[int, Calendar] = {}

    def of(self, plan: Plan, limits: Thresholds) -> DueDays:
        """The last day to answer for a plan, by who is asked."""

        @cache  # however many are late, each level has one
        def due(addressed: Addressee) -> date:
            days: int = getattr(limits, _DAYS[addressed])
            return self._calendar(plan.agency_id).add(self._on, days)

        return due

    def _calendar(self, agency_id: int) -> Calendar:
        if agency_id not in self._calendars:
            self._calendars[agency_id] = workdays.calendar(self._session, agency_id)
        return self._calendars[agency_id]
