"""The follow-ups and the survey of the demonstration could have been brought in by anybody, and come once."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.stage import NOW, a_plan

from app.demo import surveys as made_up
from app.domain.follow_up import faults_of, outcomes_of
from app.domain.surveys.answers import read_answers
from app.domain.surveys.importance import Quadrant, matrix_of
from app.domain.surveys.results import results_of
from app.models import AuditEvent, FollowUp, Survey, SurveyResponse
from app.services import demo_surveys


def test_loading_twice_changes_nothing(session: Session) -> None:
    plan = a_plan(session)
    kinds = (FollowUp, Survey, SurveyResponse, AuditEvent)

    def counts() -> list[int | None]:
        return [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]

    demo_surveys.load(session, plan, at=NOW)
    first = counts()
    demo_surveys.load(session, plan, at=NOW)

    assert counts() == first
    assert first[:3] == [7, 1, 86]


def test_what_is_made_up_keeps_the_rules() -> None:
    assert [fault for row in made_up.follow_ups() for fault in faults_of(row, on=date(2019, 12, 1))] == []
    for response in made_up.responses().values():
        written = {header: "是" if value is True else str(value) for header, value in response.answers.items()}
        assert read_answers(made_up.QUESTIONS, written) == (response.answers, ())


def test_the_demonstration_shows_every_quadrant_and_what_is_kept_back() -> None:
    results = results_of(made_up.QUESTIONS, list(made_up.responses().values()), sent=made_up.SENT)
    fields = {"course", "answered", "raised", "promoted", "employed", "retained", "raise_sum"}
    records = [FollowUp(**{name: row.get(name) for name in fields}) for row in made_up.follow_ups()]

    matrix = matrix_of(results.rated)
    assert matrix is not None
    assert {point.quadrant for point in matrix.points} == set(Quadrant)
    assert None in results.rated[0].groups.values()
    assert [course.rates["raised"].base for course in outcomes_of(records).courses] == [27, 17, None, None]
