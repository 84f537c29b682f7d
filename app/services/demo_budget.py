"""The budget of 108, its resolutions, and the programme of 114, for the demonstration. Twice changes nothing."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.demo import budget_108
from app.domain.budget import ResolutionAnswer
from app.domain.roc_calendar import roc_year
from app.models import Agency, MultiYearPlan, ProgrammeIndicator, Resolution
from app.services import budget, multi_year, plan_tables, programme_indicators, resolutions
from app.services.multi_year import NewMultiYearPlan, Share
from app.services.programme_indicators import NewProgrammeIndicator
from app.services.resolutions import NewResolution
from app.services.transaction import transaction


def load(session: Session, *, at: datetime) -> None:
    """Bring in what is missing, each as a whole."""
    with transaction(session):
        agency = plan_tables.named(session, Agency, budget_108.AGENCY)
        programme_agency = plan_tables.named(session, Agency, budget_108.PROGRAMME_AGENCY)
        session.flush()  # what is asked for below needs their numbers
        if not budget.is_there(session, agency, budget_108.YEAR):
            lines, accounts = list(budget_108.lines()), list(budget_108.accounts())
            budget.put(session, agency, budget_108.YEAR, lines, accounts, by=None, at=at)
        if session.scalar(select(MultiYearPlan.id).where(MultiYearPlan.agency_id == agency.id).limit(1)) is None:
            for new in _multi_year_plans():
                multi_year.put(session, agency, new, by=None, at=at)
        _resolve(session, agency, at)
        if session.scalar(select(ProgrammeIndicator.id).limit(1)) is None:
            year = budget_108.PROGRAMME_YEAR
            programme_indicators.put(session, programme_agency, year, _programme_indicators(), by=None, at=at)


def _multi_year_plans() -> Iterator[NewMultiYearPlan]:
    for plan, shares in budget_108.multi_year_plans():
        yield NewMultiYearPlan(
            name=plan["name"],
            start_year=int(plan["start_year"]),
            end_year=int(plan["end_year"]),
            need=int(plan["need"]),
            approved_total=int(plan["approved_total"]) if plan["approved_total"] else None,
            approved_on=date.fromisoformat(plan["approved_on"]),
            approval_letter=plan["approval_letter"],
            shares=tuple(
                Share(int(one["from_year"]), int(one["to_year"]), int(one["amount"]), one["is_estimate"] == "1")
                for one in shares
            ),
        )


def _resolve(session: Session, agency: Agency, at: datetime) -> None:
    """The published resolutions, and a few constructed ones around the day of loading."""
    known = select(Resolution.id).where(Resolution.agency_id == agency.id).limit(1)
    if session.scalar(known.where(~Resolution.is_demo)) is None:
        published = map(_resolution, budget_108.resolutions())
        resolutions.put(session, agency, budget_108.RESOLUTIONS_YEAR, published, is_demo=False, by=None, at=at)
    if session.scalar(known.where(Resolution.is_demo)) is None:
        today = clock.day_of(at)
        made_up = [
            NewResolution("示範決議", item, subject, answer, answered_on, due_on=due_on)
            for item, subject, due_on, answer, answered_on in budget_108.resolutions_of_today(today)
        ]
        resolutions.put(session, agency, roc_year(today), made_up, is_demo=True, by=None, at=at)


def _resolution(row: Mapping[str, str]) -> NewResolution:
    answered_on = date.fromisoformat(row["answered_on"]) if row["answered_on"] else None
    answer = ResolutionAnswer(row["answer"])
    return NewResolution(row["section"], row["item"], row["subject"], answer, answered_on, row["letter_no"] or None)


def _programme_indicators() -> Iterator[NewProgrammeIndicator]:
    for row in budget_108.programme_indicators():
        yield NewProgrammeIndicator(
            programme=budget_108.PROGRAMME,
            group_name=row["group"],
            area=row["area"] or None,
            item=row["item"],
            unit=row["unit"] or row["target_unit"],
            target=budget_108.figure(row["target"]),
            actual=budget_108.figure(row["actual"]),
            printed_pct=budget_108.figure(row["printed_pct"]),
            period=row["period"] or None,
        )
