"""推估 of a plan: what it stands on, what was known on a day, and what is kept of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.plan_builder import checkpoint, counted_checkpoint, indicator
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal

from app.domain.errors import PermissionDenied
from app.domain.forecast import Basis, FinishForecast, Reading, TooLittle, ValueForecast
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource
from app.models import ForecastRecord, Plan
from app.services import forecast_history, forecast_records, forecasts, plan_tables, plans, submissions
from app.services.forecasts import PlanForecasts

LATE = (2, 4, 6, 8, 10, 12, 14, 16, 18)
DUE = date(2018, 10, 15)
ON = date(2018, 9, 15)


def past(code: str = "PAST-106", *, late: tuple[int, ...] = LATE, **changes: object) -> PlanDocument:
    """A plan of the year before whose checkpoints were finished so many days late, and whose indicators are known."""
    due = date(2017, 6, 30)
    points = tuple(
        checkpoint(f"A-{number}", due_on=due, completed_on=due + timedelta(days=days), weight_pct=Decimal(10))
        for number, days in enumerate(late, start=1)
    )
    indicators = tuple(indicator(str(number), actual=Decimal(170 + number)) for number in range(1, 10))
    made = small_plan(
        code=code, roc_year=106, starts_on=date(2017, 1, 1), ends_on=date(2017, 12, 31), cases=(), work_items=()
    )
    return replace(made, checkpoints=points, indicators=indicators, **changes)  # type: ignore[arg-type]


def present(**changes: object) -> PlanDocument:
    """The plan that runs: one checkpoint that was promised for 107/10/15."""
    points = (counted_checkpoint("A-1", 100, due_on=DUE),)
    return replace(small_plan(cases=()), checkpoints=points, indicators=(indicator("1"),), **changes)  # type: ignore[arg-type]


def added(session: Session, document: PlanDocument, *, is_demo: bool = False) -> Plan:
    plan = plans.add(session, document, is_demo=is_demo, by=None, at=datetime(2017, 1, 1, tzinfo=UTC))
    session.commit()
    return plan


def forecast(session: Session, plan: Plan, on: date = ON) -> PlanForecasts:
    return forecasts.of_plan(session, plan, plan_tables.document_of(session, plan), on=on)


def reported(session: Session, plan: Plan, document: PlanDocument, at: datetime) -> None:
    """``document`` typed in and accepted at a moment."""
    officer = a_person(session, Role.OFFICER, email=f"officer{at.month}-{at.day}@agency.example")
    typed = replace(
        proposal(document, base_revision=plan.revision),
        source=SubmissionSource.FORM,
        content=None,
        file_name=None,
    )
    submissions.record_directly(session, plan, plans.period_of(session, plan, "期末"), typed, by=officer, at=at)


def test_a_checkpoint_is_expected_as_late_as_its_contractor_has_been(session: Session) -> None:
    added(session, past())

    [point] = forecast(session, added(session, present())).checkpoints

    assert isinstance(point.forecast, FinishForecast)
    assert point.forecast.likely == date(2018, 10, 25)
    assert (point.forecast.ground.basis, point.forecast.ground.size) == (Basis.CONTRACTOR, 9)


def test_an_indicator_is_expected_at_what_others_made_of_their_targets(session: Session) -> None:
    added(session, past())

    [one] = forecast(session, added(session, present())).indicators

    assert isinstance(one.forecast, ValueForecast)
    assert (one.forecast.low, one.forecast.likely, one.forecast.high) == (171, 175, 179)


@pytest.mark.parametrize(
    ("document", "is_demo"),
    [
        pytest.param(past(), True, id="constructed-plans-say-nothing-of-real-ones"),
        pytest.param(past(agency="他機關"), False, id="the-past-of-another-agency-stays-there"),
        pytest.param(past(late=LATE[:8]), False, id="eight-are-too-few"),
    ],
)
def test_a_past_that_does_not_count(session: Session, document: PlanDocument, is_demo: bool) -> None:
    added(session, document, is_demo=is_demo)

    [point] = forecast(session, added(session, present())).checkpoints

    assert isinstance(point.forecast, TooLittle)


def test_what_was_finished_later_is_open_on_the_day(session: Session) -> None:
    document = present()
    plan = added(session, replace(document, checkpoints=(replace(document.checkpoints[0], completed_on=DUE),)))

    assert [one.row.key for one in forecast(session, plan, DUE - timedelta(days=1)).checkpoints] == ["A-1"]
    assert forecast(session, plan, DUE).checkpoints == ()


def test_a_completion_with_less_than_was_promised_is_not_the_end(session: Session) -> None:
    row = replace(present().checkpoints[0], completed_on=DUE, actual=Decimal(60))
    plan = added(session, replace(present(), checkpoints=(row,)))

    assert len(forecast(session, plan, DUE).checkpoints) == 1


def test_indicators_of_a_plan_that_is_over_are_not_forecast(session: Session) -> None:
    made = forecast(session, added(session, present()), date(2019, 1, 1))

    assert made.is_over
    assert made.indicators == ()


def test_a_reading_counts_from_the_day_it_was_accepted(session: Session) -> None:
    plan = added(session, present())
    for month, value in ((5, 20), (7, 40)):
        document = plans.document(session, plan)
        rows = (replace(document.indicators[0], actual=Decimal(value)),)
        # Half past four in the afternoon of London is the next day in the offices.
        reported(session, plan, replace(document, indicators=rows), datetime(2018, month, 1, 16, 30, tzinfo=UTC))

    told = forecast_history.readings_of(session, [plan.id])

    assert told == {
        (plan.id, "indicators", "1"): (
            Reading(date(2018, 5, 2), Decimal(20)),
            Reading(date(2018, 7, 2), Decimal(40)),
        )
    }
    [early] = forecast(session, plan, date(2018, 6, 30)).indicators
    assert early.reached == 20


def test_only_who_may_see_the_plan_sees_its_forecasts(session: Session) -> None:
    plan = a_plan(session)
    stranger = a_person(session, Role.CONTRACTOR, contractor="別的單位")

    with pytest.raises(PermissionDenied):
        forecasts.show(session, plan, viewer=stranger, on=NOW.date())


def records(session: Session) -> list[tuple[str, str, date]]:
    told = session.scalars(select(ForecastRecord).order_by(ForecastRecord.kind, ForecastRecord.made_on))
    return [(row.kind, row.row_key, row.made_on) for row in told]


def test_a_forecast_is_kept_once_and_again_only_when_it_is_another(session: Session) -> None:
    added(session, past(late=tuple(range(2, 26, 2))))
    added(session, present())

    assert forecast_records.keep(session, ON) == "推估有變動並記錄 2 項"
    assert forecast_records.keep(session, ON) == "推估有變動並記錄 0 項"
    assert forecast_records.keep(session, ON + timedelta(days=1)) == "推估有變動並記錄 0 項"
    assert records(session) == [("checkpoint", "A-1", ON), ("indicator", "1", ON)]

    overdue = DUE + timedelta(days=5)
    assert forecast_records.keep(session, overdue) == "推估有變動並記錄 1 項"
    assert records(session)[1] == ("checkpoint", "A-1", overdue)


def test_plans_that_do_not_run_are_left_alone(session: Session) -> None:
    added(session, past())
    added(session, present())

    assert forecast_records.keep(session, date(2019, 3, 1)) == "推估有變動並記錄 0 項"
