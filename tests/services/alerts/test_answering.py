"""Who is asked, who answers, and what becomes of an alert that nobody answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from support.plan_builder import checkpoint
from support.plan_builder import plan as small_plan
from support.stage import a_person, a_plan, the_contractor_of

from app.domain.alert_life import Addressee, AlertState, Happened
from app.domain.errors import ExplanationRefused, NotFound, PermissionDenied, WrongState
from app.domain.explanation import DelayCause, Explanation, Responsibility
from app.domain.roles import Role
from app.domain.slippage import SlipKind
from app.models import Alert, AlertEvent, AlertExplanation, AuditEvent, Plan, User
from app.services import alerts
from app.services.alerts import Wanted

MAY_1 = date(2018, 5, 1)
DUE = date(2018, 4, 30)
ANSWER = Explanation(
    reason="場地整修延後",
    cause=DelayCause.OTHER,
    remedy="改於分署辦理",
    catch_up_on=date(2018, 6, 1),
    responsibility=Responsibility.THIRD_PARTY,
)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


def scan(session: Session, day: date) -> alerts.ScanOutcome:
    return alerts.scan(session, on=day, at=at(day))


def alert_of(session: Session, key: str, plan: str = "TEST-107") -> Alert:
    query = select(Alert).join(Alert.plan).where(Alert.row_key == key, Plan.code == plan)
    return session.scalars(query.order_by(Alert.id.desc())).first()  # type: ignore[return-value]


def course(session: Session, alert: Alert) -> list[str]:
    return [event.happened.name for event in alerts.events_of(session, alert)]


def explain(session: Session, found: Sequence[Alert], by: User, answer: Explanation = ANSWER, on: date = MAY_1) -> None:
    alerts.explain(session, found, answer, by=by, on=on, at=at(on))


@pytest.fixture
def plan(session: Session) -> Plan:
    """Two checkpoints that are late on 107/5/1, by a day."""
    late = (checkpoint("A-1", due_on=DUE), checkpoint("A-2", due_on=DUE))
    document = replace(small_plan(), checkpoints=(*late, checkpoint("A-3", due_on=date(2018, 12, 16))), periods=())
    weighed = zip(document.checkpoints, (40, 40, 20), strict=True)
    rows = tuple(replace(row, weight_pct=Decimal(weight)) for row, weight in weighed)
    made = a_plan(session, replace(document, checkpoints=rows))
    scan(session, MAY_1)
    return made


@pytest.fixture
def contractor(session: Session, plan: Plan) -> User:
    return the_contractor_of(session, plan)


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


@pytest.fixture
def manager(session: Session) -> User:
    return a_person(session, Role.MANAGER)


def test_who_is_late_is_asked_first(session: Session, plan: Plan) -> None:
    alert = alert_of(session, "A-1")

    assert (alert.addressed, alert.answer_state) == (Addressee.CONTRACTOR, AlertState.WAITING)
    assert alert.answer_due_on is not None
    assert alert.answer_due_on > MAY_1
    assert course(session, alert) == ["OPENED"]


def test_silence_is_passed_up_once_a_level(session: Session, plan: Plan) -> None:
    passed = {day: [slip.key for slip in scan(session, date(2018, 5, day)).passed_up] for day in range(2, 32)}

    alert = alert_of(session, "A-1")
    assert [keys for keys in passed.values() if keys] == [["A-1", "A-2"], ["A-1", "A-2"]]
    assert alert.addressed is Addressee.MANAGER
    assert course(session, alert) == ["OPENED", "ESCALATED", "ESCALATED", "WORSENED"]


def test_an_answer_stops_the_clock_until_the_promise_is_broken(session: Session, plan: Plan, contractor: User) -> None:
    explain(session, [alert_of(session, "A-1")], contractor, replace(ANSWER, catch_up_on=date(2018, 5, 20)))
    scan(session, date(2018, 5, 20))
    kept = alert_of(session, "A-1").answer_state

    scan(session, date(2018, 5, 21))

    alert = alert_of(session, "A-1")
    assert kept is AlertState.EXPLAINED
    assert (alert.addressed, alert.is_explained) == (Addressee.OFFICE, False)
    # A broken promise is a signal too, and makes it worse.
    assert course(session, alert) == ["OPENED", "EXPLAINED", "WORSENED", "REOPENED", "ESCALATED"]


def test_one_answer_is_kept_with_each_alert_it_answers(session: Session, plan: Plan, contractor: User) -> None:
    both = [alert_of(session, key) for key in ("A-1", "A-2")]

    explain(session, both, contractor)

    assert {alert.answer_state for alert in both} == {AlertState.EXPLAINED}
    rows = [alerts.explanations_of(session, alert) for alert in both]
    assert [[row.reason for row in of_one] for of_one in rows] == [["場地整修延後"]] * 2
    assert session.scalars(select(AuditEvent.subject).where(AuditEvent.row_key.in_(["A-1", "A-2"]))).all()[-2:] == [
        "警示",
        "警示",
    ]


def test_an_answer_that_says_too_little_changes_nothing(session: Session, plan: Plan, contractor: User) -> None:
    both = [alert_of(session, key) for key in ("A-1", "A-2")]

    with pytest.raises(ExplanationRefused) as refusal:
        explain(session, both, contractor, replace(ANSWER, remedy=None, catch_up_on=date(2018, 4, 30)))

    assert [field for field, _ in refusal.value.faults] == ["remedy", "catch_up_on"]
    assert session.scalars(select(AlertExplanation)).all() == []
    assert {alert.answer_state for alert in both} == {AlertState.WAITING}


def test_what_is_severely_late_must_also_say_who_sees_to_it(session: Session, plan: Plan, contractor: User) -> None:
    scan(session, date(2018, 6, 30))

    with pytest.raises(ExplanationRefused, match="請填寫追蹤人。"):
        explain(session, [alert_of(session, "A-1")], contractor, on=date(2018, 5, 31))


def test_an_officer_answers_for_the_contractor_and_both_are_named(session: Session, plan: Plan, officer: User) -> None:
    explain(session, [alert_of(session, "A-1")], officer)

    [row] = alerts.explanations_of(session, alert_of(session, "A-1"))
    assert (row.made_by, row.on_behalf_of) == (officer, plan.contractor.name)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_who_only_looks_on_answers_nothing(session: Session, plan: Plan, role: Role) -> None:
    with pytest.raises(PermissionDenied, match="說明警示"):
        explain(session, [alert_of(session, "A-1")], a_person(session, role))


def test_alerts_of_two_plans_are_not_answered_at_once(session: Session, plan: Plan, officer: User) -> None:
    a_plan(session, replace(small_plan(), code="OTHER-107"))
    scan(session, MAY_1)

    with pytest.raises(WrongState, match="同一個計畫"):
        explain(session, [alert_of(session, "A-1"), alert_of(session, "A-2", "OTHER-107")], officer)


def test_a_returned_answer_asks_anew_and_stays_in_the_history(
    session: Session, plan: Plan, contractor: User, manager: User
) -> None:
    alert = alert_of(session, "A-1")
    explain(session, [alert], contractor)

    alerts.send_back(session, alert, by=manager, on=date(2018, 5, 9), at=at(date(2018, 5, 9)), reason="未說明如何趕上")

    assert (alert.answer_state, alert.promised_on) == (AlertState.WAITING, None)
    assert alert.answer_due_on > date(2018, 5, 9)  # type: ignore[operator]
    assert alerts.events_of(session, alert)[-1].note == "未說明如何趕上"
    assert len(alerts.explanations_of(session, alert)) == 1


def test_nobody_returns_an_answer_of_their_own_or_without_a_reason(
    session: Session, plan: Plan, officer: User, contractor: User
) -> None:
    first, second = alert_of(session, "A-1"), alert_of(session, "A-2")
    explain(session, [first], officer)
    explain(session, [second], contractor)

    with pytest.raises(PermissionDenied, match="自己填寫的說明"):
        alerts.send_back(session, first, by=officer, on=MAY_1, at=at(MAY_1), reason="不足")
    with pytest.raises(WrongState, match="須填寫原因"):
        alerts.send_back(session, second, by=officer, on=MAY_1, at=at(MAY_1), reason=" ")
    with pytest.raises(PermissionDenied, match="退回落後說明"):
        alerts.send_back(session, second, by=contractor, on=MAY_1, at=at(MAY_1), reason="不足")


def test_an_alert_is_assigned_to_who_could_answer_it(
    session: Session, plan: Plan, contractor: User, officer: User, manager: User
) -> None:
    both = [alert_of(session, key) for key in ("A-1", "A-2")]
    people = alerts.assignable(session, both)

    changed = alerts.assign(session, both, contractor, by=manager, on=MAY_1, at=at(MAY_1))
    again = alerts.assign(session, both, contractor, by=manager, on=MAY_1, at=at(MAY_1))

    assert {one.email for one in people} == {contractor.email, officer.email}
    assert (changed, again) == (2, 0)
    assert both[0].answer_state is AlertState.ASSIGNED
    assert [event.assignee for event in alerts.events_of(session, both[0])] == [None, contractor]
    with pytest.raises(WrongState, match="不能說明計畫 TEST-107 的警示"):
        alerts.assign(session, both, manager, by=officer, on=MAY_1, at=at(MAY_1))
    with pytest.raises(PermissionDenied, match="指派警示"):
        alerts.assign(session, both, officer, by=contractor, on=MAY_1, at=at(MAY_1))


def test_whoever_is_named_and_does_not_answer_is_no_longer_named(
    session: Session, plan: Plan, contractor: User, officer: User
) -> None:
    alerts.assign(session, [alert_of(session, "A-1")], contractor, by=officer, on=MAY_1, at=at(MAY_1))

    scan(session, date(2018, 5, 31))

    assert alert_of(session, "A-1").assigned_to is None


def test_only_who_is_asked_has_seen_it(session: Session, plan: Plan, contractor: User, officer: User) -> None:
    alert = alert_of(session, "A-1")

    for person in (officer, contractor, contractor):
        alerts.mark_seen(session, alert, by=person, on=MAY_1, at=at(MAY_1))

    assert alert.answer_state is AlertState.SEEN
    assert [event.by for event in alerts.events_of(session, alert)] == [None, contractor]


def test_what_waits_for_whom(session: Session, plan: Plan, contractor: User, officer: User, manager: User) -> None:
    stranger = a_person(session, Role.CONTRACTOR, contractor="財團法人他單位", email="stranger@firm.example")

    def waiting() -> list[int]:
        return [alerts.count_waiting_for(session, one, Wanted()) for one in (contractor, officer, manager, stranger)]

    first = waiting()
    scan(session, date(2018, 5, 14))
    then = waiting()
    scan(session, date(2018, 5, 31))
    last = waiting()
    alerts.assign(session, [alert_of(session, "A-1")], officer, by=manager, on=MAY_1, at=at(MAY_1))

    assert (first, then, last) == ([2, 0, 0, 0], [2, 2, 0, 0], [2, 2, 2, 0])
    assert waiting() == [1, 2, 1, 0]


def test_a_list_is_narrowed(session: Session, plan: Plan, officer: User, contractor: User) -> None:
    explain(session, [alert_of(session, "A-1")], contractor)

    def keys(**wanted: object) -> list[str]:
        return [one.row_key for one in alerts.listed(session, officer, Wanted(**wanted), first=0, rows=9)]  # type: ignore[arg-type]

    assert keys() == ["A-1", "A-2"]
    assert keys(is_unanswered=True) == ["A-2"]
    assert keys(plan_code="OTHER-107") == keys(is_open=False) == keys(kind=SlipKind.SUBMISSION) == []
    assert keys(light="黃", kind=SlipKind.CHECKPOINT) == ["A-1", "A-2"]


def test_what_is_resolved_can_be_neither_answered_nor_assigned(session: Session, plan: Plan, officer: User) -> None:
    alert = alert_of(session, "A-1")
    alert.resolved_on, alert.answer_due_on = MAY_1, None
    session.commit()

    with pytest.raises(WrongState, match="已解除"):
        explain(session, [alert], officer)
    with pytest.raises(WrongState, match="已解除"):
        alerts.assign(session, [alert], officer, by=officer, on=MAY_1, at=at(MAY_1))


def test_what_does_not_exist_or_is_not_theirs_is_not_found(session: Session, plan: Plan) -> None:
    stranger = a_person(session, Role.CONTRACTOR, contractor="財團法人他單位")

    with pytest.raises(NotFound, match="查無警示 999"):
        alerts.get(session, 999, viewer=stranger)
    with pytest.raises(NotFound, match="沒有選擇"):
        alerts.several(session, [], viewer=stranger)
    with pytest.raises(PermissionDenied):
        alerts.get(session, alert_of(session, "A-1").id, viewer=stranger)


@pytest.mark.parametrize("table", [AlertEvent, AlertExplanation])
@pytest.mark.parametrize("deed", ["delete", "update"])
def test_nobody_rewrites_what_happened_or_was_answered(
    session: Session, plan: Plan, contractor: User, table: type[AlertEvent | AlertExplanation], deed: str
) -> None:
    explain(session, [alert_of(session, "A-1")], contractor)

    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(delete(table) if deed == "delete" else update(table).values(on_day=DUE))


@pytest.mark.parametrize("happened", [Happened.OPENED, Happened.ESCALATED])
def test_the_database_itself_refuses_what_happens_only_once(session: Session, plan: Plan, happened: Happened) -> None:
    scan(session, date(2018, 5, 14))
    first = next(one for one in alerts.events_of(session, alert_of(session, "A-1")) if one.happened is happened)
    columns = [column.key for column in AlertEvent.__table__.columns if column.key != "id"]
    session.add(AlertEvent(**{name: getattr(first, name) for name in columns}))

    with pytest.raises(DatabaseError, match=r"(?i)unique"):
        session.flush()


def test_a_scan_of_an_earlier_day_looks_and_changes_nothing(session: Session, plan: Plan) -> None:
    before = [(one.row_key, one.days, one.resolved_on) for one in session.scalars(select(Alert))]

    outcome = scan(session, date(2018, 4, 20))

    assert [(slip.key, slip.days) for slip in outcome.open] == [("A-1", -10), ("A-2", -10)]
    assert (outcome.opened, outcome.resolved, outcome.escalated) == ((), (), ())
    assert "已掃描至 107/5/1" in outcome.skipped[0]
    assert [(one.row_key, one.days, one.resolved_on) for one in session.scalars(select(Alert))] == before
