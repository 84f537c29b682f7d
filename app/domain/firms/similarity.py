"""How likely two entries are one firm, and why, in words. The same whichever of the two comes first."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.firms.address import office_key
from app.domain.firms.name import differs_by_one, name_key, writings

SHORTEST_NEAR = 4  # of names shorter than this, one character is too much of a difference to say anything

_SAME_TAX_ID = Decimal(1)
_SAME_NAME = Decimal("0.95")
_OTHER_KIND = Decimal("0.85")
_SAME_OFFICE = Decimal("0.50")
_NEAR_NAME = Decimal("0.70")  # at most: the shorter the name, the less
_NEAR_AT_HOME = Decimal("0.90")


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """What is known of a firm when it is compared."""

    tax_id: str
    name: str
    head_office: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much speaks for one firm: ``score`` above 0 up to 1, two places; ``reason`` in words."""

    score: Decimal
    reason: str


def likeness(one: FirmFacts, other: FirmFacts) -> Likeness | None:
    """What speaks for the two being one firm; ``None`` if nothing does."""
    scores: list[Decimal] = []
    reasons: list[str] = []
    if one.tax_id == other.tax_id:
        scores.append(_SAME_TAX_ID)
        reasons.append("統一編號相同")
    if found := _of_names(one.name, other.name):
        scores.append(found.score)
        reasons.append(found.reason)
    here = office_key(one.head_office)
    if here is not None and here == office_key(other.head_office):
        scores.append(_NEAR_AT_HOME if found else _SAME_OFFICE)
        reasons.append("登記地址相同")
    return Likeness(max(scores), "；".join(reasons)) if scores else None


def _of_names(one: str, other: str) -> Likeness | None:
    mine, theirs = name_key(one), name_key(other)
    if mine.core == theirs.core:
        if mine.kind != theirs.kind:
            kinds = "／".join(sorted(kind or "未寫" for kind in (mine.kind, theirs.kind)))
            return Likeness(_OTHER_KIND, f"名稱僅差公司種類（{kinds}）")
        differences = "、".join(writings(one, other))
        return Likeness(_SAME_NAME, f"名稱僅差{differences}" if differences else "名稱相同")
    length = min(len(mine.core), len(theirs.core))
    if length >= SHORTEST_NEAR and differs_by_one(mine.core, theirs.core):
        return Likeness(round(_NEAR_NAME * (length - 1) / length, 2), "名稱相近（差 1 字）")
    return None
