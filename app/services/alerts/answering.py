"""What people do to alerts: see, assign, explain, and return an explanation that is not enough."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain.alert_life import Deed, Happened, explained, require_possible, returned
from app.domain.audit_trail import Entry, Subject
from app.domain.errors import ExplanationRefused, PermissionDenied, WrongState
from app.domain.explanation import LABELS, Explanation, faults_of
from app.domain.roles import Permission
from app.domain.slippage import Level
from app.models import Alert, AlertExplanation, Plan, User
from app.services import audit_trail, plans, submissions, thresholds
from app.services.alerts.deadlines import Deadlines
from app.services.alerts.history import Moment, line_of, put, tell
from app.services.alerts.reading import explanations_of
from app.services.permissions import acts_as, may, require
from app.services.transaction import transaction


def is_news_to(alert: Alert, person: User) -> bool:
    """Whether this person is asked, by name or as one of those addressed, and nobody who is has looked at it yet."""
    if alert.answer_due_on is None or alert.seen_at is not None:
        return False
    if alert.assigned_to_id is not None:
        return alert.assigned_to_id == person.id
    return acts_as(person, alert.addressed.role, alert.plan)


def mark_seen(session: Session, alert: Alert, *, by: User, on: date, at: datetime) -> None:
    """Keep that somebody who is asked has looked at the alert, the first time; anybody else leaves no trace.

    :param alert: as its page has read it, maybe in a session that only reads; if anything has happened to it since,
        the next look is kept instead.
    """
    require(by, Permission.VIEW, alert.plan)
    if not is_news_to(alert, by):
        return
    as_read = (Alert.id == alert.id, Alert.changed_at == alert.changed_at, Alert.seen_at.is_(None))
    event = line_of(alert, Happened.SEEN, Moment(on, at, by))
    event.alert_id = alert.id
    with transaction(session):
        seen = update(Alert).where(*as_read).values(seen_at=at, changed_at=at)
        if session.scalar(seen.returning(Alert.id)) is not None:
            session.add(event)


def assign(session: Session, alerts: Sequence[Alert], person: User, *, by: User, on: date, at: datetime) -> int:
    """Name who is to answer; returns how many alerts had somebody else, or nobody.

    :raises PermissionDenied: if ``by`` may not assign alerts of one of the plans.
    :raises WrongState: if one is resolved, or ``person`` may not answer for one of the plans.
    """
    for plan in _plans(alerts):
        require(by, Permission.ASSIGN_ALERT, plan)
        if not person.is_active or not may(person, Permission.EXPLAIN_ALERT, plan):
            raise WrongState(f"{person.name}不能說明計畫 {plan.code} 的警示，請改指派給受委託單位或計畫辦公室的人員。")
    with transaction(session):
        _hold(session, alerts)
        for alert in alerts:
            require_possible(Deed.ASSIGN, alert.answer_state, name_of(alert))
        new = [alert for alert in alerts if alert.assigned_to_id != person.id]
        for alert in new:
            before = alert.assigned_to.name if alert.assigned_to else None
            alert.assigned_to = person
            tell(session, alert, Happened.ASSIGNED, Moment(on, at, by), assignee=person)
            _record(session, alert, before, person.name, "指派", by=by, at=at)
    return len(new)


def explain(
    session: Session, alerts: Sequence[Alert], explanation: Explanation, *, by: User, on: date, at: datetime
) -> None:
    """Answer one or several alerts of a plan; each keeps the answer for itself.

    :param on: the day in the offices; a promise is for that day or later.
    :raises PermissionDenied: if ``by`` may not answer for the plan.
    :raises WrongState: if they are of more than one plan, or one is resolved.
    :raises ExplanationRefused: if it does not say what the worst of them requires.
    """
    [plan, *others] = _plans(alerts)
    if others:
        raise WrongState("一次只能說明同一個計畫的警示，請依計畫分別勾選。")
    require(by, Permission.EXPLAIN_ALERT, plan)
    with transaction(session):
        _hold(session, alerts)
        for alert in alerts:
            require_possible(Deed.EXPLAIN, alert.answer_state, name_of(alert))
        worst = Level(max(alert.level for alert in alerts))
        if faults := tuple(faults_of(explanation, worst, on=on)):
            raise ExplanationRefused(faults)
        behalf = submissions.behalf(by, plan)
        for alert in alerts:
            session.add(_row(alert, explanation, by, on, at, behalf))
            put(alert, explained(alert.life, explanation.catch_up_on))
            note = f"代{behalf}說明" if behalf else ""
            tell(session, alert, Happened.EXPLAINED, Moment(on, at, by), note=note)
        for alert in alerts:
            _record(session, alert, None, _in_words(explanation), "說明", by=by, at=at)


def send_back(session: Session, alert: Alert, *, by: User, on: date, at: datetime, reason: str) -> None:
    """Return the explanation that stands as not enough (退回說明); the same people are asked anew.

    :raises PermissionDenied: if ``by`` may not, or wrote the explanation.
    :raises WrongState: if none stands, or no reason is given.
    """
    require(by, Permission.RETURN_EXPLANATION, alert.plan)
    if not reason.strip():
        raise WrongState("退回說明須填寫原因，請說明哪裡不足、要補充什麼。")
    with transaction(session):
        _hold(session, [alert])
        require_possible(Deed.RETURN, alert.answer_state, name_of(alert))
        if explanations_of(session, alert)[0].made_by_id == by.id:
            raise PermissionDenied("不能退回自己填寫的說明；需要更正時，請重新填寫說明。")
        limits = thresholds.of_plan(session, alert.plan)
        put(alert, returned(alert.life, Deadlines(session, on=on).of(alert.plan, limits)))
        tell(session, alert, Happened.RETURNED, Moment(on, at, by), note=reason.strip())
        _record(session, alert, "已說明", reason.strip(), "退回說明", by=by, at=at)


def name_of(alert: Alert) -> str:
    """How people call an alert in a sentence: 「SMEITA-107 A-4」."""
    return f"{alert.plan.code} {alert.row_key}"


def _row(
    alert: Alert, explanation: Explanation, by: User, on: date, at: datetime, behalf: str | None
) -> AlertExplanation:
    return AlertExplanation(
        alert_id=alert.id,
        plan_id=alert.plan_id,
        agency_id=alert.agency_id,
        level=alert.level,
        **{field: getattr(explanation, field) for field in LABELS},
        on_day=on,
        made_by=by,
        made_at=at,
        on_behalf_of=behalf,
    )


def _in_words(explanation: Explanation) -> dict[str, str]:
    said = {label: getattr(explanation, field) for field, label in LABELS.items() if field != "follow_up_by"}
    return {label: str(value) for label, value in said.items() if value is not None}


def _plans(alerts: Iterable[Alert]) -> list[Plan]:
    return list({alert.plan_id: alert.plan for alert in alerts}.values())


def _hold(session: Session, alerts: Sequence[Alert]) -> None:
    """Hold the plans, always in the same order, and see the newest state of the alerts."""
    for plan in sorted(_plans(alerts), key=lambda plan: plan.id):
        plans.lock(session, plan)
    for alert in alerts:
        session.refresh(alert)


def _record(
    session: Session, alert: Alert, before: str | None, after: object, deed: str, *, by: User, at: datetime
) -> None:
    entry = Entry(Subject.ALERT, alert.row_key, before, after, label=f"{deed}：{alert.rule}")
    audit_trail.record(session, [entry], by=by, at=at, plan=alert.plan)
