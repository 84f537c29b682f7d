"""The figures in the rules of the programme, as data: each with its default, its unit and the sentence it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from app.domain.errors import BadThreshold


def _limit(default: int, label: str, unit: str, quote: str) -> int:
    """Declare a figure: what people call it, in which unit, and the sentence of the rule."""
    value: int = field(default=default, metadata={"label": label, "unit": unit, "quote": quote})
    return value


ONE_A_ROUND = "每梯次以申請1案為限"
ONE_A_YEAR = "每年以接受1個個案輔導計畫為原則"
TWO_IN_THREE_YEARS = "3年內以接受輔導2個個案為限"
GENERAL = (
    "每輔導個案受輔導業者自籌款至少占個案計畫總經費20%以上；政府投入輔導經費以總經費之80%為限，金額上限為新台幣20萬元"
)
ENHANCED = "每個案受輔導業者自籌款至少占個案總經費5%以上；政府輔導經費以個案總經費95%為限，且金額上限為新台幣23.75萬元"
JOINT = "每案限定6家以上之受輔導業者，計畫經費上限125萬元，政府經費上限100萬元，政府補助經費上限80%"
DISASTER = "災後復建輔導每案政府經費以實際核定金額為準，上限新台幣20萬元"
BAN = "連續兩梯次有重大異常之輔導單位，未來三年將停止受理該單位申請"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits in force for one year. Money is whole 元, shares are whole percents (field-notes 6, R1 to R22)."""

    per_round: int = _limit(1, "每梯次申請上限", "案", ONE_A_ROUND)
    per_year: int = _limit(1, "每年輔導上限（原則）", "案", ONE_A_YEAR)
    window_years: int = _limit(3, "輔導次數計算年數（含當年度）", "會計年度", TWO_IN_THREE_YEARS)
    per_window: int = _limit(2, "計算年數內輔導上限", "案", TWO_IN_THREE_YEARS)
    grant: int = _limit(200_000, "一般型政府經費上限", "元", GENERAL)
    grant_share_pct: int = _limit(80, "一般型政府經費占比上限", "%", GENERAL)
    enhanced_grant: int = _limit(237_500, "加強輔導型政府經費上限", "元", ENHANCED)
    enhanced_share_pct: int = _limit(95, "加強輔導型政府經費占比上限", "%", ENHANCED)
    joint_firms: int = _limit(6, "共通性輔導最少家數", "家", JOINT)
    joint_total: int = _limit(1_250_000, "共通性輔導計畫經費上限", "元", JOINT)
    joint_grant: int = _limit(1_000_000, "共通性輔導政府經費上限", "元", JOINT)
    joint_share_pct: int = _limit(80, "共通性輔導政府經費占比上限", "%", JOINT)
    disaster_grant: int = _limit(200_000, "災害復建政府經費上限", "元", DISASTER)
    ban_years: int = _limit(3, "輔導單位停止受理年數", "年", BAN)

    @classmethod
    def from_mapping(cls, chosen: Mapping[str, str]) -> Limits:
        """The defaults with some of them set differently.

        :param chosen: field name to a whole number as text.
        :raises BadThreshold: naming every value that cannot be used, by its label.
        """
        problems = list(_problems(chosen))
        if problems:
            raise BadThreshold("；".join(problems) + "。")
        return replace(cls(), **{name: int(text) for name, text in chosen.items()})


LABELS: Mapping[str, str] = {item.name: item.metadata["label"] for item in fields(Limits)}
UNITS: Mapping[str, str] = {item.name: item.metadata["unit"] for item in fields(Limits)}
QUOTES: Mapping[str, str] = {item.name: item.metadata["quote"] for item in fields(Limits)}

#: Beyond these a figure is a slip, and the tables or the calendar could not hold what follows from it.
_LARGEST = {"元": 999_999_999, "%": 100}
_LARGEST_COUNT = 999
_MOST_DIGITS = 20


def _problems(chosen: Mapping[str, str]) -> Iterable[str]:
    for name, text in chosen.items():
        if name not in LABELS:
            yield f"沒有「{name}」這項規定"
            continue
        unit = UNITS[name]
        largest = _LARGEST.get(unit, _LARGEST_COUNT)
        if not (text.isascii() and text.isdigit() and text.strip("0")):
            yield f"「{LABELS[name]}」須為 1 以上的整數，不可為「{text[:_MOST_DIGITS]}」"
        elif len(text) > _MOST_DIGITS or int(text) > largest:
            yield f"「{LABELS[name]}」{'為百分比，' if unit == '%' else ''}不可超過 {largest:,}"
