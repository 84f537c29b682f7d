"""Follow-ups and a survey for the demonstration. Loading them twice changes nothing."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo import surveys as made_up
from app.models import FollowUp, Plan, Survey
from app.services import follow_ups, plans, surveys
from app.services.surveys import NewSurvey
from app.services.transaction import transaction

_SOURCE = "示範資料（模擬）"


def load(session: Session, plan: Plan, *, at: datetime) -> None:
    """Bring in what is missing, each as a whole."""
    with transaction(session):
        plans.lock(session, plan)
        if not session.scalar(select(func.count()).where(FollowUp.plan_id == plan.id)):
            follow_ups.add(session, plan, list(made_up.follow_ups()), by=None, at=at)
        if not session.scalar(select(func.count()).where(Survey.plan_id == plan.id)):
            asked = NewSurvey(made_up.KEY, made_up.TITLE, made_up.SENT)
            survey = surveys.add(session, plan, asked, made_up.QUESTIONS, by=None, at=at, source=_SOURCE)
            session.flush()  # the answers need its number
            surveys.put(session, survey, made_up.responses(), at=at)
