"""The units that offices count in, and what one written unit is worth in its base unit (field-notes 2.2).

A *base unit* is what figures are stored in (元, 人次); a *written unit* is a base unit with the scale that
people put before it (億元, 萬人次). 家 is not 家次, 人 is not 人次, 案 is not 件: figures of different kinds are
never added or compared.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from math import prod

PERCENT = "%"
POINTS = "個百分點"
DOLLAR = "元"

_COUNTED = """
    家次 家 案次 個案 案例 案 件次 件 人次 人月 人天 人日 人年 人時 人 位 名 戶次 戶
    式 份 場次 場域 場 次 項次 項 則 篇 個 本 筆 棟 處 站 所 群 輛 台 臺 款 種 品項 分項
    組 類組 類 團隊 團 隊 檔 期 條 門 班次 班 課 梯次 梯 階段 縣市 鄉鎮區 鄉鎮市區 國家 國
    批 頁 字 冊 套 張 箱 支 艘 架 堂 幅 席 桌 間 座 株 隻 頭 通 線 點次 歲 校 社 村 里 集
    部 具 組件 面 顆 袋 盒 包 罐 瓶 聚落 商圈 店 床 車次 航次 趟 回 口 只 節 尾 粒
    學分 攤 攤位 席次 校次 站次 處次 輛次 架次 艘次 組次 隊次 盞 棵 鄉鎮 部落 門市 日曆天 日曆日 單元 題 首 據點 人份
    單位 系統 模組 年 個月 年度 月份 季 週 周 天 日 工作天 工作日 小時 分鐘 秒
"""
# Of what is counted, that of which people report parts: time and work, and lump sums (0.5 式).
_DIVISIBLE = """
    人月 人天 人日 人年 人時 歲 學分 年 個月 年度 季 週 周 天 日 工作天 工作日 日曆天 日曆日 小時 分鐘 秒 式
"""
_MEASURED = """
    度 噸 公噸 噸CO₂e 公噸CO₂e 公頃 公畝 坪 平方公尺 平方公里 立方公尺 立方公分 公升 毫升
    公秉 公秉油當量 kLOE 公斤 公克 公里 公尺 公分 公厘 毫米 奈米 瓦 kW MW GW kWp MWp
    kWh MWh GWh kg mg km cm mm μm nm mL KB MB GB TB PB Kbps Mbps Gbps Hz kHz MHz GHz
    kV mA kcal ppm dB °C 分 倍
"""
_MONEY = "元 美元 歐元 日圓 人民幣 港幣 英鎊"

# What a unit is also written as; the scale is what one of it is worth in the base unit.
_ALIASES: dict[str, tuple[str, Decimal]] = {
    "%": (PERCENT, Decimal(1)),
    "﹪": (PERCENT, Decimal(1)),
    "成": (PERCENT, Decimal(10)),
    "‰": ("‰", Decimal(1)),
    "比例": ("比例", Decimal(1)),
    "個百分點": (POINTS, Decimal(1)),
    "百分點": (POINTS, Decimal(1)),
    "圓": (DOLLAR, Decimal(1)),
    "元整": (DOLLAR, Decimal(1)),
    "美金": ("美元", Decimal(1)),
    "日元": ("日圓", Decimal(1)),
    "人民幣元": ("人民幣", Decimal(1)),
    "港元": ("港幣", Decimal(1)),
    "千瓦": ("kW", Decimal(1)),
    "瓩": ("kW", Decimal(1)),
    "百萬瓦": ("MW", Decimal(1)),
    "KW": ("kW", Decimal(1)),
    "kw": ("kW", Decimal(1)),
    "kwh": ("kWh", Decimal(1)),
    "KWH": ("kWh", Decimal(1)),
    "噸CO₂當量": ("噸CO₂e", Decimal(1)),
    "噸二氧化碳當量": ("噸CO₂e", Decimal(1)),
    "噸碳當量": ("噸CO₂e", Decimal(1)),
    "tCO₂e": ("噸CO₂e", Decimal(1)),
    "公噸CO₂當量": ("公噸CO₂e", Decimal(1)),
    "公噸二氧化碳當量": ("公噸CO₂e", Decimal(1)),
    "m2": ("平方公尺", Decimal(1)),
    "m3": ("立方公尺", Decimal(1)),
    "個人": ("人", Decimal(1)),
    "個人月": ("人月", Decimal(1)),
    "人/月": ("人月", Decimal(1)),
    "個個案": ("個案", Decimal(1)),
    "個階段": ("階段", Decimal(1)),
    "個縣市": ("縣市", Decimal(1)),
    "個鄉鎮區": ("鄉鎮區", Decimal(1)),
    "個梯次": ("梯次", Decimal(1)),
    "個品項": ("品項", Decimal(1)),
    "個分項": ("分項", Decimal(1)),
    "個場次": ("場次", Decimal(1)),
    "個團隊": ("團隊", Decimal(1)),
    "個國家": ("國家", Decimal(1)),
    "個工作天": ("工作天", Decimal(1)),
    "個工作日": ("工作日", Decimal(1)),
    "個小時": ("小時", Decimal(1)),
    "個年度": ("年度", Decimal(1)),
}

BASE_UNITS = frozenset(f"{_COUNTED} {_MEASURED} {_MONEY}".split())
MONEY_UNITS = frozenset(_MONEY.split())
WHOLE_UNITS = frozenset(_COUNTED.split()) - frozenset(_DIVISIBLE.split())
RATIO_UNITS = frozenset({PERCENT, "‰", POINTS, "比例", "倍"})

# Different words for one and the same thing counted; everything else is a kind of its own.
_SAME_KIND = {
    "位": "人",
    "名": "人",
    "個案": "案",
    "臺": "台",
    "公噸": "噸",
    "公噸CO₂e": "噸CO₂e",
    "公秉油當量": "kLOE",
    "日": "天",
    "工作日": "工作天",
    "人日": "人天",
    "周": "週",
    "國家": "國",
    "美金": "美元",
}

SCALES = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000)}
GROUPS = {"萬": Decimal(10) ** 4, "億": Decimal(10) ** 8, "兆": Decimal(10) ** 12}
_WORTH = SCALES | GROUPS
_SCALED = re.compile(r"([十百千]?(?:萬?[億兆]|萬)?)(.*)", re.DOTALL)
_LABEL = re.compile(r"^(?:單位[::])?(?:新臺幣|新台幣|臺幣|台幣|NT\$)?(.*)$")


class UnitError(ValueError):
    """A unit that cannot be used; the text is the sentence the user reads."""


@lru_cache(maxsize=2048)
def unit_scale(written_unit: str) -> tuple[str, Decimal]:
    """The base unit of a written unit and what one of it is worth: 億元 gives (元, 100000000).

    A unit that the table does not know is its own base unit of scale 1, because agencies invent units
    (套系統); full width, blanks, 「單位：」 and surrounding parentheses do not matter.

    :raises UnitError: if nothing, or only a scale (億), is written.
    """
    written = plain_unit(written_unit)
    if known := _known(written):
        return known
    if written.strip("十百千萬億兆") == "":
        shown = written_unit.strip() or "（空白）"
        raise UnitError(f"「{shown}」不是完整的單位，請寫出數的是什麼，例如億元、萬人次、案。")
    return written, Decimal(1)


def plain_unit(written_unit: str) -> str:
    """The unit without blanks, full width, 「單位：」, a currency before it, or parentheses around it."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written_unit)).replace("CO2", "CO₂")
    match = _LABEL.match(plain.strip("()[]"))
    return match[1] if match and match[1] else plain


def split_scale(written_unit: str) -> tuple[str, str]:
    """(scale, thing) of a written unit: (億, 元), (百萬, 元), ("", 千瓦); a lone 億 is (億, "")."""
    written = plain_unit(written_unit)
    if _lookup(written):
        return "", written
    match = _SCALED.fullmatch(written)
    return (match[1], match[2]) if match else ("", written)


def is_known_unit(written_unit: str) -> bool:
    """Whether the unit, without its scale, stands in the table of field-notes 2.2."""
    return _known(plain_unit(written_unit)) is not None


def unit_kind(unit: str) -> str:
    """What is counted: units of one kind may be added after scaling (億元 and 元; 人, 名 and 位)."""
    base, _ = unit_scale(unit)
    return _SAME_KIND.get(base, base)


def same_kind(first: str, second: str) -> bool:
    """Whether figures in these two units may be added or compared; 家 and 家次 may not."""
    return unit_kind(first) == unit_kind(second)


def is_money(unit: str) -> bool:
    """Whether the unit is an amount of money, in whatever scale or currency."""
    return unit_scale(unit)[0] in MONEY_UNITS


def counts_whole(unit: str) -> bool:
    """Whether the unit counts things of which there are no parts (案, 場次, 萬人次): whole in base units."""
    return unit_scale(unit)[0] in WHOLE_UNITS


def written_units() -> tuple[str, ...]:
    """Every unscaled way to write a unit in matching text, longest first, for a scanner."""
    written = {unit.replace("CO₂", "CO2") for unit in BASE_UNITS | set(_ALIASES)} - {"比例"}
    return tuple(sorted(written, key=lambda unit: (-len(unit), unit)))


def _known(written: str) -> tuple[str, Decimal] | None:
    """Look a cleaned unit up: as it stands, without its scale, then as a rate (萬度/年)."""
    if exact := _lookup(written):
        return exact
    match = _SCALED.fullmatch(written)
    if match and (rest := _lookup(match[2])):
        return rest[0], rest[1] * prod(_WORTH[char] for char in match[1])
    numerator, slash, denominator = written.partition("/")
    if slash and denominator and (rate := _known(numerator)):
        return f"{rate[0]}/{denominator}", rate[1]
    return None


def _lookup(unit: str) -> tuple[str, Decimal] | None:
    if unit in _ALIASES:
        return _ALIASES[unit]
    return (unit, Decimal(1)) if unit in BASE_UNITS else None
