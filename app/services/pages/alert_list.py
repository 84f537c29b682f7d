"""The list of alerts: what slips, how late, by which rule, and who acts next."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.slippage import SlipKind
from app.models import Alert, Checkpoint, FollowUp, User
from app.services import alerts


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert; ``days`` late (zero or negative: not late yet)."""

    id: int
    plan_code: str
    plan_name: str
    kind: str
    key: str
    subject: str
    state: str
    days: int
    light: str
    rule: str
    responsible: str | None
    opened_on: date
    resolved_on: date | None
    checkpoint_key: str | None
    is_follow_up: bool


def lines(
    session: Session, viewer: User, *, is_open: bool | None, light: str | None = None, plan_code: str | None = None
) -> list[AlertLine]:
    """The alerts a person may see, worst first, that match light and plan."""
    found = [
        row
        for row in alerts.visible_to(session, viewer, is_open=is_open)
        if light in (None, "", row.light) and plan_code in (None, "", row.plan.code)
    ]
    subjects = _subjects(session, {row.plan_id for row in found})
    return [_line(row, subjects) for row in found]


def _subjects(session: Session, plan_ids: set[int]) -> dict[tuple[str, int, str], str]:
    checkpoints = select(Checkpoint.plan_id, Checkpoint.key, Checkpoint.description)
    follow_ups = select(FollowUp.plan_id, FollowUp.key, FollowUp.course)
    return {
        (kind, plan_id, key): text
        for kind, table, query in (
            (SlipKind.CHECKPOINT, Checkpoint, checkpoints),
            (SlipKind.FOLLOW_UP, FollowUp, follow_ups),
        )
        for plan_id, key, text in session.execute(query.where(table.plan_id.in_(plan_ids)))
    }


def _line(row: Alert, subjects: dict[tuple[str, int, str], str]) -> AlertLine:
    kind = SlipKind(row.kind)
    is_checkpoint = kind is SlipKind.CHECKPOINT
    return AlertLine(
        id=row.id,
        plan_code=row.plan.code,
        plan_name=row.plan.full_name,
        kind=kind.label,
        key=row.row_key,
        subject="期報" if kind is SlipKind.SUBMISSION else subjects.get((kind, row.plan_id, row.row_key), ""),
        state=row.state,
        days=row.days,
        light=row.light,
        rule=row.rule,
        responsible=row.plan.contractor.name,
        opened_on=row.opened_on,
        resolved_on=row.resolved_on,
        checkpoint_key=row.row_key if is_checkpoint else None,
        is_follow_up=kind is SlipKind.FOLLOW_UP,
    )
