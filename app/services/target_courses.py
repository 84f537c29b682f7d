"""原訂目標 and every approved revision of it, of the rows of many plans. A step: the caller has asked who may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.domain import change_request
from app.domain.baseline import ORIGINAL, ApprovedChange
from app.domain.change_request import ChangeSet, ChangeStatus
from app.domain.variance_lines import TARGET_FIELDS
from app.models import ChangeRequest


@dataclass(frozen=True, slots=True)
class TargetStep:
    """What a target was from one decision to the next; 原訂 has neither day nor request."""

    title: str
    value: Decimal | None
    approved_on: date | None = None
    reason: str = ""
    request_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    request_id: int
    title: str
    on: date
    reason: str
    changes: ChangeSet


class Courses:
    """The courses of all targets of some plans, in one query."""

    def __init__(self, session: Session, plan_ids: Collection[int]) -> None:
        self._of: dict[int, list[_Change]] = {}
        wanted = ChangeRequest.plan_id.in_(plan_ids), ChangeRequest.status == ChangeStatus.APPROVED
        for row in session.scalars(select(ChangeRequest).where(*wanted).order_by(ChangeRequest.number)):
            assert row.number is not None
            assert row.reviewed_at is not None
            assert row.applied is not None
            changes = change_request.from_json(row.applied)
            known = ApprovedChange(row.number, clock.day_of(row.reviewed_at), changes)
            told = _Change(row.id, known.title, known.approved_on, row.reason, changes)
            self._of.setdefault(row.plan_id, []).append(told)

    def of(self, plan_id: int, section: str, key: str) -> tuple[TargetStep, ...]:
        """The target at first and after each change that altered it; empty for one that never was."""
        field, steps = TARGET_FIELDS[section][0], list[TargetStep]()
        for one in self._of.get(plan_id, ()):
            for row in one.changes.added:
                if section == "checkpoints" and row.key == key:
                    steps.append(TargetStep(one.title, row.target, one.on, one.reason, one.request_id))
            for edit in one.changes.edits:
                if (edit.section, edit.key, edit.field) == (section, key, field):
                    if not steps:
                        steps.append(TargetStep(ORIGINAL, _figure(edit.before)))
                    steps.append(TargetStep(one.title, _figure(edit.after), one.on, one.reason, one.request_id))
        return tuple(steps)


def _figure(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
