"""What the government may pay for one case (field-notes 6, R9 and R10)."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.cases.lifecycle import Scheme


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that one case may get: whole 元, and percent of the case's whole cost."""

    name: str
    grant: int
    percent: int
    rule: str  # as the programme's rules say it


GENERAL = Ceiling("一般", 200_000, 80, "「政府投入輔導經費以總經費之80%為限，金額上限為新台幣20萬元」")
ENHANCED = Ceiling("加強輔導型", 237_500, 95, "「政府輔導經費以個案總經費95%為限，且金額上限為新台幣23.75萬元」")
DISASTER = Ceiling("災害復建", 200_000, 100, "「災害復建案件每案20萬元，無廠商自籌款」")  # R12


def ceiling_of(scheme: str, enhanced_industry: bool | None) -> Ceiling:
    """The ceiling under which a case falls."""
    if scheme == Scheme.DISASTER:
        return DISASTER
    return ENHANCED if enhanced_industry else GENERAL


def breaches(ceiling: Ceiling, government_grant: int, self_fund: int) -> Iterator[str]:
    """A sentence for each limit that the figures break. Both tests hold at once: amount and percentage."""
    if government_grant > ceiling.grant:
        yield (
            f"政府經費 {government_grant:,} 元超過{ceiling.name}個案上限 {ceiling.grant:,} 元；"
            f"依{ceiling.rule}，請改填核定金額。"
        )
    total = government_grant + self_fund
    if government_grant * 100 > total * ceiling.percent:
        yield (
            f"政府經費 {government_grant:,} 元占總經費 {total:,} 元超過 {ceiling.percent}%；"
            f"依{ceiling.rule}，請核對政府經費與自籌款。"
        )
