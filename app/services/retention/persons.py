"""Data of persons that are not needed once a plan is long over: they go, the figures stay, and the trail tells it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from app import clock
from app.domain.audit_trail import Entry, Subject
from app.domain.surveys.questions import QuestionKind
from app.models import Base, Case, FollowUp, Plan, Survey, SurveyQuestion, SurveyResponse
from app.services import audit_trail, plans, surveys
from app.services.retention.rule import Rule
from app.services.transaction import transaction
from config import RetentionSettings

GONE = "（已去識別）"  # where the table asks for somebody
_PURPOSE = "field-notes 5.3：特定目的消失後刪除 [D]"
_CONTRACT = "field-notes 5.4：契約多約定保存 10 年"


def rules(keep: RetentionSettings) -> tuple[Rule, ...]:
    """In the order in which they are told."""
    return (
        _of_plans(
            "trainee_names",
            "訓練成效追蹤的學員姓名",
            keep.keep_trainee_names_years,
            _PURPOSE,
            select(FollowUp.plan_id).where(_NAMED),
            _names,
        ),
        _of_plans(
            "survey_texts",
            "滿意度調查的開放題作答",
            keep.keep_survey_texts_years,
            _PURPOSE,
            select(Survey.plan_id).where(Survey.questions.any(SurveyQuestion.kind == QuestionKind.OPEN)),
            _texts,
        ),
        _of_plans(
            "contacts",
            "個案聯絡人的電話與電子郵件",
            keep.keep_contacts_years,
            _CONTRACT,
            select(Case.plan_id).where(_REACHABLE),
            _contacts,
        ),
    )


Found = Sequence[tuple[Base, dict[str, object]]]  # rows, and what is to stand in them
_NAMED = FollowUp.trainee_name.is_not(None) & (FollowUp.trainee_name != GONE)
_REACHABLE = Case.contact_phone.is_not(None) | Case.contact_email.is_not(None)


def _of_plans(
    key: str, what: str, years: int, source: str, holders: Select[int], find: Callable[[Session, int], Found]
) -> Rule:
    """Of each plan that ended so many years ago, in a transaction of its own.

    :param holders: the ids of plans that may have something of the kind.
    """

    def count(session: Session, at: datetime) -> int:
        return sum(len(find(session, plan.id)) for plan in _long_over(session, holders, clock.day_of(at), years))

    def forget(session: Session, at: datetime) -> int:
        gone = 0
        for plan in _long_over(session, holders, clock.day_of(at), years):
            with transaction(session):
                plans.lock(session, plan)
                found = find(session, plan.id)
                for row, values in found:
                    for field, value in values.items():
                        setattr(row, field, value)
                if found:
                    told = {"內容": what, "筆數": len(found), "保存期限": f"計畫結束後 {years} 年"}
                    entry = Entry(Subject.RETENTION, key, None, told, label=f"刪除{what}")
                    audit_trail.record(session, [entry], by=None, at=at, plan=plan)
            gone += len(found)
        return gone

    return Rule(key, what, f"計畫結束後 {years} 年", source, count, forget)


def _long_over(session: Session, holders: Select[int], on: date, years: int) -> Sequence[Plan]:
    """Plans of a demonstration are left alone: who stands in them was made up."""
    limit = date(on.year - years, on.month, min(on.day, 28))
    over = (Plan.ends_on < limit, Plan.is_demo.is_(False), Plan.id.in_(holders))
    return session.scalars(select(Plan).where(*over).order_by(Plan.id)).all()


def _names(session: Session, plan_id: int) -> Found:
    rows = session.scalars(select(FollowUp).where(FollowUp.plan_id == plan_id, _NAMED))
    return [(row, {"trainee_name": None if row.firm_name else GONE}) for row in rows]


def _contacts(session: Session, plan_id: int) -> Found:
    rows = session.scalars(select(Case).where(Case.plan_id == plan_id, _REACHABLE))
    return [(row, {"contact_phone": None, "contact_email": None}) for row in rows]


def _texts(session: Session, plan_id: int) -> Found:
    """Answers in people's own words; what was rated or chosen says nothing of a person."""
    found: list[tuple[Base, dict[str, object]]] = []
    query = select(Survey).where(Survey.plan_id == plan_id).options(selectinload(Survey.questions))
    for survey in session.scalars(query):
        asked = [one for one in surveys.questions_of(survey) if one.kind is QuestionKind.OPEN]
        words = {header for one in asked for header in one.headers}
        for row in session.scalars(select(SurveyResponse).where(SurveyResponse.survey_id == survey.id)):
            if words & row.answers.keys():
                stays = {header: said for header, said in row.answers.items() if header not in words}
                found.append((row, {"answers": stays}))
    return found
