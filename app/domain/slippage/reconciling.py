"""What is new since the last scan: slips beside the alerts that are open."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from app.domain.slippage.slip import Slip


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
    found = {_identity(slip): slip for slip in sorted(slips, key=reading_order)}
    rises = {key: slip.level - known[key].level for key, slip in found.items() if key in known}
    gone = sorted((alert for key, alert in known.items() if key not in found), key=reading_order)
    return Reconciliation(
        opened=tuple(slip for key, slip in found.items() if key not in known),
        escalated=tuple(found[key] for key, rise in rises.items() if rise > 0),
        eased=tuple(found[key] for key, rise in rises.items() if rise < 0),
        unchanged=tuple(found[key] for key, rise in rises.items() if rise == 0),
        resolved=tuple(gone),
    )


def _identity(item: Tracked) -> tuple[str, str, str]:
    return str(item.plan), str(item.kind), item.key


def reading_order(item: Tracked) -> tuple[str, str, tuple[tuple[int, str], ...], str]:
    """Plans by code, things by their kind, and numbers inside keys as numbers (A-2 before A-10)."""
    return str(item.plan), str(item.kind), _parts(item.key), item.key


@lru_cache(maxsize=10_000)  # every plan has an A-1
def _parts(key: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", key))
