"""What slips in a plan on a day, and what is new about it since the last scan. Pure: the day is an argument."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Generic, Protocol, TypeVar

from app.domain.checkpoint_state import CheckpointFacts, CheckpointState, StateOnDay, checkpoint_state
from app.domain.lights import Light, LightReading, checkpoint_light, follow_up_light, submission_light
from app.domain.thresholds import Thresholds

REPORT_MISSING = "逾期未報"
FOLLOW_UP_MISSING = "逾期未追蹤"


class SlipKind(StrEnum):
    """What slips."""

    CHECKPOINT = "checkpoint"
    FOLLOW_UP = "follow_up"
    SUBMISSION = "submission"


class Level(IntEnum):
    """How bad it is; an alert escalates when this rises."""

    NOTICE = 1  # 即將到期: nothing is late yet
    BEHIND = 2  # late, short, or not reported
    SEVERE = 3  # 紅燈


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that holds for a thing on a day, so that its alert can say why.

    :ivar rule: the rule's short name in code: ``late``, ``promise``, ``unexplained``.
    :ivar sentence: what people read: inputs, rule and threshold in one Chinese sentence.
    :ivar inputs: what the rule looked at, label to value as printed (「預定完成日」 to 「107/04/30」).
    :ivar threshold: the limit it crossed, as printed; empty where the rule has none.
    :ivar since: the first day on which the rule held, as far as the plan's own dates tell.
    """

    rule: str
    level: Level
    sentence: str
    inputs: tuple[tuple[str, str], ...]
    threshold: str
    since: date


@dataclass(frozen=True, slots=True)
class CheckpointOnDay:
    """A checkpoint of the plan; its key is the sub-plan's letter, a dash and its number (A-4)."""

    key: str
    facts: CheckpointFacts


@dataclass(frozen=True, slots=True)
class PeriodOnDay:
    """A reporting period (期別). It is settled when its report, or a later one, has been approved by that day."""

    key: str
    name: str
    opens_on: date
    due_on: date
    is_settled: bool


@dataclass(frozen=True, slots=True)
class FollowUpOnDay:
    """A follow-up (追蹤) of people who were trained that has not been made. ``label`` names course and firm."""

    key: str
    label: str
    planned_on: date


@dataclass(frozen=True, slots=True)
class PlanOnDay:
    """What a scan looks at."""

    code: str
    checkpoints: tuple[CheckpointOnDay, ...] = ()
    periods: tuple[PeriodOnDay, ...] = ()
    follow_ups: tuple[FollowUpOnDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that slips, or is about to.

    ``days`` is days late: 31 is 31 days after the deadline, 0 the day itself, -5 five days before it. ``rule`` is a
    Chinese sentence with the inputs, the rule and its threshold: that of the worst of ``signals``.
    """

    plan: str
    kind: SlipKind
    key: str
    state: str
    days: int
    light: Light
    rule: str
    level: Level
    signals: tuple[Signal, ...] = ()


def evaluate(plan: PlanOnDay, *, as_of: date, thresholds: Thresholds) -> tuple[Slip, ...]:
    """Every slip of a plan on a day: checkpoints, follow-ups, reports, each in reading order (A-2 before A-10).

    A checkpoint slips when it is 即將到期, 落後, 部分完成 or 未達成; a follow-up when it is 即將到期, and when
    it has not been made the day after it was planned; a reporting period the day after it was due.
    """
    slips = [
        *_checkpoint_slips(plan, as_of, thresholds),
        *_follow_up_slips(plan, as_of, thresholds),
        *_submission_slips(plan, as_of, thresholds),
    ]
    return tuple(sorted(slips, key=_reading_order))


def _checkpoint_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    for checkpoint in plan.checkpoints:
        on_day = checkpoint_state(checkpoint.facts, as_of=as_of, due_soon_days=thresholds.due_soon_days)
        if on_day.needs_attention:
            reading = checkpoint_light(checkpoint.facts, on_day, as_of=as_of, thresholds=thresholds)
            yield Slip(
                plan=plan.code,
                kind=SlipKind.CHECKPOINT,
                key=checkpoint.key,
                state=str(on_day.state),
                days=on_day.late_days or -(on_day.days_to_due or 0),
                light=reading.light,
                rule=reading.sentence,
                level=_checkpoint_level(on_day, reading),
            )


def _checkpoint_level(on_day: StateOnDay, reading: LightReading) -> Level:
    if on_day.state is CheckpointState.DUE_SOON:
        return Level.NOTICE
    return Level.SEVERE if reading.light is Light.RED else Level.BEHIND


def _follow_up_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    for one in plan.follow_ups:
        days = (as_of - one.planned_on).days
        if days < -thresholds.due_soon_days:
            continue
        reading = follow_up_light(one.label, one.planned_on, days=days, thresholds=thresholds)
        is_late = days > 0
        yield Slip(
            plan=plan.code,
            kind=SlipKind.FOLLOW_UP,
            key=one.key,
            state=FOLLOW_UP_MISSING if is_late else str(CheckpointState.DUE_SOON),
            days=days,
            light=reading.light,
            rule=reading.sentence,
            level=_follow_up_level(reading),
        )


def _follow_up_level(reading: LightReading) -> Level:
    if reading.light is Light.RED:
        return Level.SEVERE
    return Level.BEHIND if reading.light is Light.YELLOW else Level.NOTICE


def _submission_slips(plan: PlanOnDay, as_of: date, thresholds: Thresholds) -> Iterator[Slip]:
    missing = [period for period in plan.periods if not period.is_settled and as_of > period.due_on]
    for period in missing:
        late_days = (as_of - period.due_on).days
        reading = submission_light(
            period.name,
            period.due_on,
            late_days=late_days,
            missing_reports=len(missing),
            thresholds=thresholds,
        )
        yield Slip(
            plan=plan.code,
            kind=SlipKind.SUBMISSION,
            key=period.key,
            state=REPORT_MISSING,
            days=late_days,
            light=reading.light,
            rule=reading.sentence,
            level=Level.SEVERE if reading.light is Light.RED else Level.BEHIND,
        )


class Tracked(Protocol):
    """What identifies an alert from scan to scan, and how bad it was. A :class:`Slip` is one."""

    @property
    def plan(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def level(self) -> int: ...


AlertT = TypeVar("AlertT", bound=Tracked)


@dataclass(frozen=True, slots=True)
class Reconciliation(Generic[AlertT]):
    """What a scan changes. Every slip is in exactly one of the first four; every alert without a slip is resolved."""

    opened: tuple[Slip, ...]
    escalated: tuple[Slip, ...]  # the level rose
    eased: tuple[Slip, ...]  # the level fell, for instance after an extension
    unchanged: tuple[Slip, ...]  # the same level; its days and rule may be newer
    resolved: tuple[AlertT, ...]


def reconcile(open_alerts: Iterable[AlertT], slips: Iterable[Slip]) -> Reconciliation[AlertT]:
    """Match open alerts and slips by (plan, kind, key), in reading order. Scanning twice opens nothing twice."""
    known = {_identity(alert): alert for alert in open_alerts}
    found = {_identity(slip): slip for slip in sorted(slips, key=_reading_order)}
    rises = {key: slip.level - known[key].level for key, slip in found.items() if key in known}
    gone = sorted((alert for key, alert in known.items() if key not in found), key=_reading_order)
    return Reconciliation(
        opened=tuple(slip for key, slip in found.items() if key not in known),
        escalated=tuple(found[key] for key, rise in rises.items() if rise > 0),
        eased=tuple(found[key] for key, rise in rises.items() if rise < 0),
        unchanged=tuple(found[key] for key, rise in rises.items() if rise == 0),
        resolved=tuple(gone),
    )


def _identity(item: Tracked) -> tuple[str, str, str]:
    return str(item.plan), str(item.kind), item.key


def _reading_order(item: Tracked) -> tuple[str, str, list[tuple[int, str]], str]:
    """Plans by code, checkpoints before follow-ups before submissions, and numbers inside keys as numbers."""
    parts = [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", item.key)]
    return str(item.plan), str(item.kind), parts, item.key
