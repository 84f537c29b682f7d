"""預算書: what stands under what, whether it adds up, and where a resolution of the 立法院 stands on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.lights import Light, LightReading
from app.domain.roc_calendar import format_roc


class BudgetLevel(StrEnum):
    """How deep a line stands in the budget, from the whole agency down."""

    AGENCY = "機關"
    FUNCTION = "政事別"
    PROGRAMME = "工作計畫"
    BRANCH = "分支計畫"
    ITEM = "計畫"  # what the explanation of a branch lists; under an item stand its parts


class ResolutionAnswer(StrEnum):
    """What the agency did about a resolution of the 立法院 (辦理情形)."""

    COMPLIED = "遵照辦理"
    EXPLAINED = "已說明辦理情形"
    REPORTED = "已函送報告至立法院"
    FILED = "已送立法院備查"
    RELEASED = "立法院復准予動支"


class ResolutionState(StrEnum):
    """Where a resolution stands on a day."""

    ANSWERED = "已辦理"
    ANSWERED_LATE = "逾期辦理"
    OVERDUE = "逾期未辦理"
    DUE_SOON = "即將到期"
    OPEN = "辦理中"


DEALT_WITH = frozenset({ResolutionState.ANSWERED, ResolutionState.ANSWERED_LATE})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the budget as printed, whole 元: ``parent`` is the code of the line above, ``None`` at the top.

    ``amount`` is ``None`` where only the parts have one, ``change`` (比較增減) where none is printed.
    """

    code: str
    parent: str | None
    level: BudgetLevel
    name: str
    amount: int | None
    change: int | None = None
    divisions: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Money of a branch by 用途別科目, whole 元; of a 一級科目 where the code ends in 00, else of a 二級科目 in it."""

    line: str
    code: str
    name: str
    amount: int

    @property
    def is_first_level(self) -> bool:
        """Whether other accounts are parts of this one."""
        return self.code.endswith("00")


@dataclass(frozen=True, slots=True)
class Sums:
    """A line beside what stands directly under it, whole 元. ``None`` where the budget prints no amount."""

    level: BudgetLevel
    printed: int | None
    parts: tuple[int, ...]

    @property
    def amount(self) -> int:
        """What the line is worth: as printed, else the sum of its parts."""
        return sum(self.parts) if self.printed is None else self.printed

    @property
    def unlisted(self) -> int:
        """What the line has beyond its parts: a branch lists only some of what it pays for."""
        return self.amount - sum(self.parts) if self.parts else 0

    @property
    def is_sound(self) -> bool:
        """Whether the parts fit: below a branch they may be fewer, but never more; above they are all."""
        return self.unlisted == 0 or (self.level is BudgetLevel.BRANCH and self.unlisted > 0)


def sums_of(lines: Iterable[Line]) -> Mapping[str, Sums]:
    """Every line beside its parts, by code; a line comes after the one above it."""
    parts: dict[str, list[int]] = {}
    found: dict[str, Sums] = {}
    for line in reversed(list(lines)):
        sums = Sums(line.level, line.amount, tuple(reversed(parts.get(line.code, []))))
        found[line.code] = sums
        if line.parent is not None:
            parts.setdefault(line.parent, []).append(sums.amount)
    return found


def faults_of(lines: Sequence[Line], accounts: Sequence[Account]) -> Iterator[str]:
    """A sentence for each line, and each account, whose parts do not add up to it."""
    amounts = sums_of(lines)
    for code, sums in amounts.items():
        if not sums.is_sound:
            yield _does_not_add_up(f"科目 {code} 之預算數", sums.amount, sum(sums.parts))
    for branch in dict.fromkeys(account.line for account in accounts):
        of_branch = [account for account in accounts if account.line == branch]
        first = [account for account in of_branch if account.is_first_level]
        if amounts[branch].amount != (total := sum(account.amount for account in first)):
            yield _does_not_add_up(f"科目 {branch} 之用途別合計", amounts[branch].amount, total)
        for account in first:
            parts = [one.amount for one in of_branch if one is not account and one.code[:2] == account.code[:2]]
            if parts and sum(parts) != account.amount:
                yield _does_not_add_up(f"科目 {branch} 之{account.name}", account.amount, sum(parts))


def _does_not_add_up(what: str, printed: int, total: int) -> str:
    return f"{what}為 {printed:,} 元，其下合計 {total:,} 元，相差 {abs(printed - total):,} 元；請核對後再匯入。"


def resolution_state(
    due_on: date | None, answer: ResolutionAnswer | None, answered_on: date | None, *, as_of: date, due_soon_days: int
) -> ResolutionState:
    """Where a resolution stands; an answer whose day was not printed counts as given in time."""
    if answer is not None and (answered_on is None or answered_on <= as_of):
        is_late = due_on is not None and answered_on is not None and answered_on > due_on
        return ResolutionState.ANSWERED_LATE if is_late else ResolutionState.ANSWERED
    if due_on is None:
        return ResolutionState.OPEN
    if as_of > due_on:
        return ResolutionState.OVERDUE
    return ResolutionState.DUE_SOON if (due_on - as_of).days <= due_soon_days else ResolutionState.OPEN


def resolution_light(
    state: ResolutionState, due_on: date | None, *, as_of: date, severe_overdue_days: int, due_soon_days: int
) -> LightReading:
    """The light of a resolution in the state it has on a day, by the rules of a checkpoint (field-notes 1.2, 1.3).

    What is answered is 綠, early or late; what has no deadline and no answer is 灰, for nothing can be late.
    """
    if state in DEALT_WITH:
        return LightReading(Light.GREEN, state, "已辦理為綠燈", "已函復或辦理")
    if due_on is None:
        return LightReading(Light.GREY, "未訂期限", "未訂期限者不判定逾期，為灰燈", "尚未函復")
    days, planned = (as_of - due_on).days, f"應於 {format_roc(due_on)} 前函復"
    if days > severe_overdue_days:
        rule = f"逾期超過 {severe_overdue_days} 天為紅燈"
        return LightReading(Light.RED, "嚴重逾期", rule, f"{planned}，逾期 {days} 天", f"{severe_overdue_days} 天")
    if days > 0:
        rule = f"逾期 {severe_overdue_days} 天以內為黃燈"
        return LightReading(Light.YELLOW, "逾期", rule, f"{planned}，逾期 {days} 天", f"{severe_overdue_days} 天")
    inputs = f"{planned}，{f'尚餘 {-days} 天' if days else '今日到期'}"
    if state is ResolutionState.DUE_SOON:
        soon = f"{due_soon_days} 天"
        return LightReading(Light.GREEN, "即將到期", f"到期前 {soon}內為即將到期，未逾期為綠燈", inputs, soon)
    return LightReading(Light.GREEN, "符合", "未逾期為綠燈", inputs)
