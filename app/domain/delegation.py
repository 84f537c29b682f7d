"""Roles for a time: on which days a grant counts, and for how long somebody may stand in for another (代理)."""

from datetime import date
from enum import StrEnum

LONGEST_DAYS = 366  # a stand-in for longer is no stand-in: the administrator grants the role


class GrantState(StrEnum):
    """What a grant is on a day."""

    LASTING = "長期有效"
    NOT_BEGUN = "尚未開始"
    RUNNING = "期間內有效"
    OVER = "已屆滿"

    @property
    def is_in_force(self) -> bool:
        """Whether the role may be used on that day."""
        return self in (GrantState.LASTING, GrantState.RUNNING)


def grant_state(starts_on: date | None, ends_on: date | None, on: date) -> GrantState:
    """What a grant is on the day ``on``; both its days count, and ``None`` is no limit."""
    if starts_on is not None and on < starts_on:
        return GrantState.NOT_BEGUN
    if ends_on is None:
        return GrantState.LASTING
    return GrantState.RUNNING if on <= ends_on else GrantState.OVER


def fault_of_term(starts_on: date, ends_on: date, on: date) -> str | None:
    """What is wrong with a term that is chosen on the day ``on``, in words for the person; ``None`` if nothing."""
    if ends_on < starts_on:
        return "結束日不得早於開始日，請更正。"
    if ends_on < on:
        return "結束日已過，請填今天以後的日期。"
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        return f"期間最長 {LONGEST_DAYS} 天；需要更久時，請系統管理者授予角色。"
    return None
