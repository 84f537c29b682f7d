"""警示 of the scan: opened once, escalated when it gets worse, resolved when it is gone."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from support.stage import NOW, a_person, a_plan, proposal

from app.demo import plan_107
from app.domain.errors import PermissionDenied
from app.domain.lights import Light
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.models import Alert, Plan, ThresholdOverride, User
from app.models.base import Base
from app.services import alerts, plans, submissions
from app.services.alerts import ScanOutcome

JULY_31 = date(2018, 7, 31)
DONE = date(2018, 6, 29)

# What a manager sees on 107/7/31 when nobody has reported anything: key, state, days late, light.
JULY_31_UNREPORTED = """
A-1  落後     181 紅
A-2  落後     122 紅
A-3  落後     122 紅
A-4  落後      92 紅
A-5  落後      82 紅
A-6  落後      31 紅
A-7  落後      31 紅
A-8  落後      31 紅
A-9  落後      16 黃
A-10 即將到期   0 綠
B-1  落後      31 紅
B-2  落後      31 紅
第1期 逾期未報  82 紅
期中  逾期未報  16 紅
"""


def scanned(session: Session, on: date) -> ScanOutcome:
    return alerts.scan(session, on=on, at=datetime(on.year, on.month, on.day, 17, tzinfo=UTC))


def keys(slips: object) -> list[str]:
    return [slip.key for slip in slips]  # type: ignore[attr-defined]


def rows(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Alert)) or 0


def alert_of(session: Session, key: str) -> Alert:
    return session.scalars(select(Alert).where(Alert.row_key == key)).one()


def reporting(document: PlanDocument, *finished: str, done: date | None = DONE) -> PlanDocument:
    """The document with these checkpoints (or every one) completed, or ``done=None`` taken back."""
    return replace(
        document,
        checkpoints=tuple(
            replace(row, completed_on=done, actual=row.target if done else None) if row.key in finished else row
            for row in document.checkpoints
        ),
    )


def approve(session: Session, plan: Plan, document: PlanDocument, officer: User, period: str = "期末") -> None:
    """``document`` reported for a period and approved."""
    typed = replace(
        proposal(document, base_revision=plan.revision),
        source=submissions.SubmissionSource.FORM,
        content=None,
        file_name=None,
    )
    submissions.record_directly(session, plan, plans.period_of(session, plan, period), typed, by=officer, at=NOW)


@pytest.fixture
def unreported(session: Session) -> Plan:
    """The 107 plan as set up, nothing reported."""
    return a_plan(session, plan_107.plan_document())


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


def test_on_july_31_before_any_report_everything_that_was_due_is_flagged(session: Session, unreported: Plan) -> None:
    outcome = scanned(session, JULY_31)

    seen = [(slip.key, str(slip.state), slip.days, str(slip.light)) for slip in outcome.opened]
    expected = [line.split() for line in JULY_31_UNREPORTED.strip().split("\n")]
    assert sorted(seen) == sorted((key, state, int(days), light) for key, state, days, light in expected)
    assert outcome.open == outcome.opened
    assert (outcome.escalated, outcome.resolved) == ((), ())
    assert {slip.plan for slip in outcome.open} == {"SMEITA-107"}


def test_every_alert_explains_its_light_with_what_was_due_and_the_threshold(session: Session, unreported: Plan) -> None:
    rule = {slip.key: slip.rule for slip in scanned(session, JULY_31).open}

    assert rule["A-6"] == "預定 107/6/30 完成，逾期 31 天未完成；逾期超過 30 天為紅燈"
    assert rule["A-9"] == "預定 107/7/15 完成，逾期 16 天未完成；逾期 30 天以內為黃燈"
    assert rule["A-10"].startswith("預定 107/7/31 完成，當日到期")
    assert "累計 2 期未報" in rule["期中"]


def test_what_is_kept_is_what_was_found(session: Session, unreported: Plan) -> None:
    outcome = scanned(session, JULY_31)

    kept = session.scalars(select(Alert)).all()
    assert {(one.kind, one.row_key, one.state, one.days, one.light, one.rule) for one in kept} == {
        (slip.kind, slip.key, slip.state, slip.days, slip.light, slip.rule) for slip in outcome.open
    }
    assert {(one.opened_on, one.evaluated_on, one.resolved_on) for one in kept} == {(JULY_31, JULY_31, None)}


def test_scanning_twice_opens_nothing_twice(session: Session, unreported: Plan) -> None:
    first = scanned(session, JULY_31)
    after_first = rows(session)

    second = scanned(session, JULY_31)

    assert (second.opened, second.escalated, second.resolved) == ((), (), ())
    assert second.open == first.open
    assert rows(session) == after_first == 14


@pytest.mark.parametrize(
    ("day", "state", "days", "light", "escalated"),
    [
        pytest.param(date(2018, 7, 15), "即將到期", 0, Light.GREEN, False, id="due-today"),
        pytest.param(date(2018, 7, 16), "落後", 1, Light.YELLOW, True, id="one-day-late"),
        pytest.param(date(2018, 8, 14), "落後", 30, Light.YELLOW, True, id="thirty-days-are-still-yellow"),
        pytest.param(date(2018, 8, 15), "落後", 31, Light.RED, True, id="more-than-thirty-are-red"),
    ],
)
def test_an_alert_grows_with_the_days(
    session: Session, unreported: Plan, day: date, state: str, days: int, light: Light, escalated: bool
) -> None:
    scanned(session, date(2018, 7, 10))

    outcome = scanned(session, day)

    alert = alert_of(session, "A-9")
    assert (alert.state, alert.days, alert.light) == (state, days, light)
    assert ("A-9" in keys(outcome.escalated), alert.escalated_on) == (escalated, day if escalated else None)
    assert alert.opened_on == date(2018, 7, 10)


def test_an_alert_escalates_at_each_step_and_only_then(session: Session, unreported: Plan) -> None:
    days = [date(2018, 7, 1) + timedelta(days=count) for count in range(60)]

    steps = [day for day in days if "A-9" in keys(scanned(session, day).escalated)]

    assert steps == [date(2018, 7, 16), date(2018, 8, 15)]


def test_the_approved_report_resolves_what_was_open(session: Session, unreported: Plan, officer: User) -> None:
    before = scanned(session, JULY_31)
    approve(session, unreported, plan_107.reported(), officer)

    outcome = scanned(session, JULY_31)

    assert sorted(keys(outcome.resolved)) == sorted(keys(before.open))
    assert (outcome.opened, outcome.open) == ((), ())
    assert {one.resolved_on for one in session.scalars(select(Alert))} == {JULY_31}
    assert alerts.count_open(session, viewer=officer) == 0


def test_a_report_that_waits_for_review_resolves_nothing(session: Session, unreported: Plan) -> None:
    scanned(session, JULY_31)
    contractor = a_person(session, Role.CONTRACTOR, contractor=unreported.contractor.name)

    approve(session, unreported, plan_107.reported(), contractor)

    assert scanned(session, JULY_31).resolved == ()


def test_a_later_report_settles_the_earlier_periods(session: Session, unreported: Plan, officer: User) -> None:
    approve(session, unreported, plan_107.plan_document(), officer, period="期中")

    reports = [slip.key for slip in scanned(session, date(2018, 9, 11)).open if slip.kind == "submission"]

    assert reports == ["第2期"]


def test_what_slips_again_is_a_new_alert_and_the_old_one_stays_in_the_history(
    session: Session, unreported: Plan, officer: User
) -> None:
    scanned(session, JULY_31)
    approve(session, unreported, reporting(plans.document(session, unreported), "A-6"), officer)
    assert "A-6" in keys(scanned(session, JULY_31).resolved)
    approve(session, unreported, reporting(plans.document(session, unreported), "A-6", done=None), officer)

    outcome = scanned(session, date(2018, 8, 1))

    assert keys(outcome.opened) == ["A-6"]
    history = session.scalars(select(Alert).where(Alert.row_key == "A-6").order_by(Alert.id)).all()
    assert [(one.opened_on, one.resolved_on) for one in history] == [(JULY_31, JULY_31), (date(2018, 8, 1), None)]


def test_the_database_itself_refuses_a_second_open_alert_of_the_same_row(session: Session, unreported: Plan) -> None:
    scanned(session, JULY_31)
    alert = alert_of(session, "A-6")
    columns = [column.key for column in Base.metadata.tables["alert"].columns if column.key != "id"]
    session.add(Alert(**{name: getattr(alert, name) for name in columns}))

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.slow
def test_over_the_whole_year_each_checkpoint_of_an_unreported_plan_is_opened_once(
    session: Session, unreported: Plan
) -> None:
    opened: Counter[str] = Counter()
    first_seen: dict[str, date] = {}
    for day in (date(2018, 1, 1) + timedelta(days=count) for count in range(365)):
        outcome = scanned(session, day)
        opened.update(keys(outcome.opened))
        first_seen |= dict.fromkeys(keys(outcome.opened), day)
        assert outcome.resolved == ()

    document = plan_107.plan_document()
    assert opened == Counter([row.key for row in document.checkpoints] + [row.key for row in document.periods])
    assert {row.key: (row.due_on - first_seen[row.key]).days for row in document.checkpoints} == {
        row.key: 14 for row in document.checkpoints
    }
    assert {row.key: (first_seen[row.key] - row.due_on).days for row in document.periods} == dict.fromkeys(
        ["第1期", "期中", "第2期", "期末"], 1
    )
    assert rows(session) == 29


# Thresholds are data: the plan's own, then the agency's, then the default.


def override(session: Session, plan: Plan, name: str, value: str, *, for_the_plan: bool) -> None:
    session.add(
        ThresholdOverride(agency_id=plan.agency_id, plan_id=plan.id if for_the_plan else None, name=name, value=value)
    )
    session.commit()


@pytest.mark.parametrize(
    ("agency", "own", "light"),
    [
        pytest.param(None, None, "紅", id="default-30"),
        pytest.param("60", None, "黃", id="the-agencys"),
        pytest.param(None, "31", "黃", id="the-plans"),
        pytest.param("60", "10", "紅", id="the-plans-before-the-agencys"),
        pytest.param("10", "60", "黃", id="the-plans-before-the-agencys-the-other-way"),
    ],
)
def test_the_nearest_threshold_wins(
    session: Session, unreported: Plan, agency: str | None, own: str | None, light: str
) -> None:
    for value, for_the_plan in ((agency, False), (own, True)):
        if value is not None:
            override(session, unreported, "severe_overdue_days", value, for_the_plan=for_the_plan)

    [late] = [slip for slip in scanned(session, JULY_31).open if slip.key == "A-6"]

    assert (late.days, late.light) == (31, light)


def test_a_plan_that_warns_earlier_opens_its_alerts_earlier(session: Session, unreported: Plan) -> None:
    override(session, unreported, "due_soon_days", "30", for_the_plan=True)

    assert keys(scanned(session, date(2018, 1, 1)).opened) == ["A-1"]


def test_another_plans_threshold_changes_nothing_here(session: Session, unreported: Plan) -> None:
    other = a_plan(session, replace(plan_107.plan_document(), code="OTHER-107"))
    override(session, other, "severe_overdue_days", "60", for_the_plan=True)

    light = {slip.plan: slip.light for slip in scanned(session, JULY_31).open if slip.key == "A-6"}

    assert light == {"SMEITA-107": "紅", "OTHER-107": "黃"}


def test_a_threshold_that_nobody_can_use_skips_its_plan_and_no_other(session: Session, unreported: Plan) -> None:
    a_plan(session, replace(plan_107.plan_document(), code="OTHER-107"))
    override(session, unreported, "due_soon_days", "兩週", for_the_plan=True)

    outcome = scanned(session, JULY_31)

    assert {slip.plan for slip in outcome.open} == {"OTHER-107"}
    assert "SMEITA-107" in outcome.skipped[0]
    assert "即將到期天數" in outcome.skipped[0]


# Who sees and who may start a scan.


def test_a_contractor_sees_the_alerts_of_its_own_plans_only(session: Session, unreported: Plan) -> None:
    a_plan(session, replace(plan_107.plan_document(), code="OTHER-107", contractor="財團法人他單位"))
    contractor = a_person(session, Role.CONTRACTOR, contractor=unreported.contractor.name)
    scanned(session, JULY_31)

    assert {alert.plan.code for alert in alerts.visible_to(session, contractor)} == {"SMEITA-107"}
    assert alerts.count_open(session, viewer=contractor) == 14


def test_alerts_are_listed_worst_first_and_what_is_resolved_last(
    session: Session, unreported: Plan, officer: User
) -> None:
    scanned(session, JULY_31)
    approve(session, unreported, reporting(plans.document(session, unreported), "A-1"), officer, period="第1期")
    scanned(session, JULY_31)

    listed = [(alert.resolved_on is None, alert.level, alert.days) for alert in alerts.visible_to(session, officer)]

    assert listed == sorted(listed, reverse=True)
    assert listed[-1][0] is False
    assert len(alerts.visible_to(session, officer, is_open=True)) == alerts.count_open(session, viewer=officer)


def test_a_scan_on_demand_looks_at_one_plan_and_is_for_those_who_may(
    session: Session, unreported: Plan, officer: User
) -> None:
    a_plan(session, replace(plan_107.plan_document(), code="OTHER-107"))
    auditor = a_person(session, Role.AUDITOR)

    with pytest.raises(PermissionDenied, match="落後掃描"):
        alerts.scan_on_demand(session, unreported, by=auditor, on=JULY_31, at=NOW)
    outcome = alerts.scan_on_demand(session, unreported, by=officer, on=JULY_31, at=NOW)

    assert {slip.plan for slip in outcome.opened} == {"SMEITA-107"}
    assert alerts.last_scan_on(session) == JULY_31


def test_nothing_has_been_scanned_before_the_first_scan(session: Session, unreported: Plan) -> None:
    assert alerts.last_scan_on(session) is None
