"""News of alerts (警示): who is asked, who is asked next, and when it is over."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.alert_life import LEVEL_WORDS, Happened
from app.domain.checkpoint_state import CheckpointState
from app.domain.notices import NoticeKind
from app.domain.roc_calendar import format_roc
from app.domain.slippage import Level, SlipKind
from app.models import Alert, AlertEvent, Checkpoint, User
from app.services import addressees
from app.services.news.source import News, Source

#: What asks somebody in the course of a night, the weightiest first: of one alert a night tells one of them.
ASKING = (Happened.ESCALATED, Happened.REOPENED, Happened.WORSENED)
TOLD = (
    *(Happened.OPENED, Happened.ASSIGNED, Happened.EXPLAINED, Happened.RETURNED),
    *(*ASKING, Happened.EASED, Happened.RESOLVED),
)


def _of_event(session: Session, row_id: int) -> Iterator[News]:
    event = session.get_one(AlertEvent, row_id)
    alert, name = event.alert, _name(event.alert)
    # What is over by now, or waits in a report for the office, asks nobody.
    is_open = alert.resolved_on is None and not alert.life.waits_for_review
    match event.happened:
        case Happened.OPENED if is_open and not _is_reminded_of(event):
            found = "須留意" if event.level == Level.NOTICE else f"{alert.state}{_until(event)}"
            yield _news(session, event, NoticeKind.ALERT, f"{name}{found}")
        case Happened.ASSIGNED if event.assignee is not None:
            subject = f"{name}的警示指派給您{_until(event)}"
            yield _news(session, event, NoticeKind.ASSIGNED, subject, [event.assignee])
        case Happened.EXPLAINED:
            officers = addressees.officers(session, alert.plan)
            yield _news(session, event, NoticeKind.ALERT, f"{name}的警示已有說明", officers)
        case Happened.RETURNED:
            yield _news(session, event, NoticeKind.ALERT, f"{name}的說明退回{_until(event)}")
        case Happened.ESCALATED | Happened.REOPENED | Happened.WORSENED if is_open and not _is_outweighed(
            session, event
        ):
            yield _news(session, event, NoticeKind.ALERT, f"{name}{_word(event)}{_until(event)}")
        case Happened.EASED:
            yield _news(session, event, NoticeKind.EASED, f"{name}的情形減輕")
        case Happened.RESOLVED if event.level > Level.NOTICE:
            told = addressees.officers(session, alert.plan) + addressees.contractor_people(session, alert.plan)
            yield _news(session, event, NoticeKind.EASED, f"{name}的警示已解除", told)


def _word(event: AlertEvent) -> str:
    if event.happened is Happened.WORSENED:
        return f"轉為{LEVEL_WORDS[Level(event.level)]}"
    return "的警示陳報上一層級" if event.happened is Happened.ESCALATED else "須重新說明"


def _news(session: Session, event: AlertEvent, kind: NoticeKind, subject: str, to: list[User] | None = None) -> News:
    """:param to: ``None``: whoever is asked."""
    alert, to = event.alert, _asked(session, event) if to is None else to
    text = _promised(session, alert) + _text(event)
    return News(to, kind, subject, text, f"/alerts/{alert.id}", alert.plan, event.at)


def _promised(session: Session, alert: Alert) -> str:
    """What a 查核點 is about: few know it by its number."""
    if alert.kind != SlipKind.CHECKPOINT:
        return ""
    of_plan = select(Checkpoint.description).where(Checkpoint.plan_id == alert.plan_id)
    description = session.scalar(of_plan.where(Checkpoint.key == alert.row_key))
    return f"{description.rstrip('。')}。" if description else ""


def _text(event: AlertEvent) -> str:
    rule = event.alert.rule
    if event.happened is Happened.RESOLVED:  # the rule tells how it stood last, and holds no more
        return f"解除前為：{rule}。"
    said = (rule,) if event.happened is Happened.WORSENED else (event.note, rule)
    return "".join(f"{one.rstrip('。')}。" for one in dict.fromkeys(said) if one)


def _asked(session: Session, event: AlertEvent) -> list[User]:
    """Whoever was named to answer, or else those whose turn it was; where nobody has an account, the next level."""
    alert, asked = event.alert, event.addressed
    if alert.assigned_to is not None and alert.addressed is asked:
        return [alert.assigned_to]
    people = addressees.with_role(session, asked.role, alert.plan)
    while not people and asked.above:
        asked = asked.above
        people = addressees.with_role(session, asked.role, alert.plan)
    return people


def _is_reminded_of(event: AlertEvent) -> bool:
    """Whether the reminders tell it anyway: what is due soon is not late."""
    return event.level == Level.NOTICE and event.alert.state == CheckpointState.DUE_SOON


def _is_outweighed(session: Session, event: AlertEvent) -> bool:
    weightier = ASKING[: ASKING.index(event.happened)]
    same_night = (AlertEvent.alert_id == event.alert_id, AlertEvent.on_day == event.on_day)
    found = select(AlertEvent.id).where(*same_night, AlertEvent.happened.in_(weightier), AlertEvent.by_id.is_(None))
    return session.scalars(found.limit(1)).first() is not None


def _name(alert: Alert) -> str:
    return f"{SlipKind(alert.kind).label} {alert.row_key} "


def _until(event: AlertEvent) -> str:
    due_on = event.alert.answer_due_on
    if due_on is None:
        return ""
    return f"，請於 {format_roc(due_on)} 前說明" if due_on >= event.on_day else f"，逾 {format_roc(due_on)} 尚未說明"


SOURCES = (Source("alert_event", AlertEvent.id, AlertEvent.by_id, (AlertEvent.happened.in_(TOLD),), _of_event),)
