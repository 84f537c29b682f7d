"""The technical review (技術審查): six weighted criteria, scored by each member of the committee (R16, R18)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MOST_POINTS = 100
FEWEST_MEMBERS, MOST_MEMBERS = 3, 7  # 「由3~7位委員組成」


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged; ``weight_pct`` of the whole. The report names the six and not their weights."""

    name: str
    weight_pct: int


#: In the report's order; the weights are ours until an agency sets its own.
CRITERIA: tuple[Criterion, ...] = (
    Criterion("計畫書完整性及預期目標重要性", 20),
    Criterion("計畫執行方式可行性", 20),
    Criterion("輔導單位之輔導能量及受輔導業者營運概況", 20),
    Criterion("經費預算編列合理性與受輔導業者自籌款比例", 15),
    Criterion("輔導單位對計畫執行的瞭解程度", 15),
    Criterion("符合政策觀點", 10),
)


@dataclass(frozen=True, slots=True)
class Score:
    """Points of one member under one criterion, counted from 1."""

    member: str
    is_lead: bool
    criterion: int
    points: int


@dataclass(frozen=True, slots=True)
class MemberTotal:
    """What one member gave: points by criterion, and their weighted total of 100, two places."""

    member: str
    is_lead: bool
    points: tuple[int | None, ...]
    total: Decimal | None  # None while a criterion is missing


@dataclass(frozen=True, slots=True)
class Ranking:
    """The committee's verdict in figures. ``average`` is over the members whose sheet is complete."""

    members: tuple[MemberTotal, ...]
    average: Decimal | None

    @property
    def is_quorate(self) -> bool:
        """Whether as many members have scored as a committee needs."""
        return sum(member.total is not None for member in self.members) >= FEWEST_MEMBERS


def ranking(scores: Iterable[Score]) -> Ranking | None:
    """The scores of one case put together; ``None`` if there are none."""
    by_member: dict[tuple[str, bool], dict[int, int]] = defaultdict(dict)
    for score in scores:
        by_member[score.member, score.is_lead][score.criterion] = score.points
    if not by_member:
        return None
    members = [_total(name, is_lead, points) for (name, is_lead), points in by_member.items()]
    members.sort(key=lambda member: (not member.is_lead, member.member))
    complete = [member.total for member in members if member.total is not None]
    average = _rounded(sum(complete, Decimal(0)) / len(complete)) if complete else None
    return Ranking(tuple(members), average)


def _total(name: str, is_lead: bool, points: dict[int, int]) -> MemberTotal:
    given = tuple(points.get(number) for number in range(1, len(CRITERIA) + 1))
    if None in given:
        return MemberTotal(name, is_lead, given, None)
    weighted = sum(Decimal(point or 0) * one.weight_pct for point, one in zip(given, CRITERIA, strict=True))
    return MemberTotal(name, is_lead, given, _rounded(Decimal(weighted) / 100))


def _rounded(figure: Decimal) -> Decimal:
    return figure.quantize(Decimal("0.01"), ROUND_HALF_UP)
