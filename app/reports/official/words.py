"""What a report says that no figure tells: the words of people, and the money that was settled with the treasury."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.plan_document import FundSource
from app.reports.official.document import Paragraph

NOT_WRITTEN = "（尚未填寫）"
NO_DIFFERENCE = "無差異"


class FundKind(StrEnum):
    """How the money was given (經費性質), as the form lists it."""

    COMMISSIONED = "委辦費"
    SUBSIDY = "補助款"
    HELD_SUBSIDY = "代管補助款"
    SELF = "自籌款"
    SELF_OF_SUBSIDY = "補助計畫自籌款"


#: The boxes of 計畫經費, of which one is ticked.
KINDS: Mapping[FundSource, tuple[FundKind, ...]] = {
    FundSource.GOVERNMENT: (FundKind.COMMISSIONED, FundKind.SUBSIDY, FundKind.HELD_SUBSIDY),
    FundSource.SELF: (FundKind.SELF, FundKind.SELF_OF_SUBSIDY),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """Money of one source at the end, whole 元; ``None`` is not known yet and never 0.

    ``settled`` is 結報數: ``None`` takes what the accounts report as executed.
    """

    kind: FundKind | None = None
    settled: int | None = None
    returned: int | None = None  # 繳庫數
    reserved: int | None = None  # 保留數
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What people entered for the report. ``analyses`` are accepted 差異分析 by the key of their indicator."""

    abstract: str = ""
    money: str = ""
    staffing: str = ""
    indicators: str = ""
    analyses: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[FundSource, Settled] = field(default_factory=dict)


def told(text: str | None) -> str:
    """The words of a person, or that there are none yet: a blank cell would read as nothing to say."""
    return (text or "").strip() or NOT_WRITTEN


def difference_told(text: str, draft: str) -> Paragraph:
    """Why money, people or indicators differ from the plan; the draft until somebody wrote it."""
    words = text.strip()
    return Paragraph(f"與原計畫規劃差異說明：{words or draft}", is_draft=not words)
