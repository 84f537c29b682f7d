"""What slips: a thing of the plan, with every rule that holds for it, the worst one speaking for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from operator import attrgetter

from app.domain.lights import Light


class SlipKind(StrEnum):
    """What slips."""

    CHECKPOINT = "checkpoint"
    FINANCE = "finance"
    FINDING = "finding"
    FOLLOW_UP = "follow_up"
    INDICATOR = "indicator"
    PLAN = "plan"
    SUBMISSION = "submission"

    @property
    def label(self) -> str:
        """What offices call such a thing."""
        return _LABELS[self]


_LABELS = {
    SlipKind.CHECKPOINT: "查核點",
    SlipKind.FINANCE: "經費",
    SlipKind.FINDING: "檢核發現",
    SlipKind.FOLLOW_UP: "追蹤",
    SlipKind.INDICATOR: "績效指標",
    SlipKind.PLAN: "計畫",
    SlipKind.SUBMISSION: "期報",
}


class Level(IntEnum):
    """How bad it is; an alert escalates when this rises."""

    NOTICE = 1  # 即將到期, or a reason to look: nothing is late yet
    BEHIND = 2  # late, short, or not reported
    SEVERE = 3  # 紅燈

    @property
    def light(self) -> Light:
        """黃 must keep meaning that something is late, so what is only to be watched stays 綠."""
        return _LIGHTS[self]

    @property
    def next(self) -> Level:
        """One level up; nothing is worse than severe."""
        return Level(min(self + 1, Level.SEVERE))


_LIGHTS = {Level.NOTICE: Light.GREEN, Level.BEHIND: Light.YELLOW, Level.SEVERE: Light.RED}


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule that holds for a thing on a day, so that its alert can say why.

    :ivar rule: the rule's short name in code: ``late``, ``promise``, ``unexplained``.
    :ivar sentence: what people read: inputs, rule and threshold in one Chinese sentence.
    :ivar inputs: what the rule looked at, label to value as printed (「預定完成日」 to 「107/4/30」).
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
class Slip:
    """Something that slips, or is about to.

    ``days`` is days late: 31 is 31 days after the deadline, 0 the day itself, -5 five days before it. The deadline of
    an indicator, of money and of the plan as a whole is the plan's last day. ``rule`` is a Chinese sentence with the
    inputs, the rule and its threshold: that of the worst of ``signals``.
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


def slip_with(signals: Sequence[Signal], *, plan: str, kind: SlipKind, key: str, state: str, days: int) -> Slip:
    """The one slip of a thing. Of several signals that are equally bad the first speaks."""
    worst = worst_of(signals)
    return Slip(plan, kind, key, state, days, _LIGHTS[worst.level], worst.sentence, worst.level, tuple(signals))


def worst_of(signals: Sequence[Signal]) -> Signal:
    """The first of the worst signals."""
    return signals[0] if len(signals) == 1 else max(signals, key=attrgetter("level"))
