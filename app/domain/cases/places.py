"""Counties and the regions in which the programme's tables put them (field-notes 4.2)."""

from enum import StrEnum


class Region(StrEnum):
    """地區 as 表 6 and 表 7 print it; other tables join or rename them."""

    NORTH = "北部"
    MIDDLE = "中部"
    SOUTH = "南部"
    EAST = "東部"
    OTHER = "其他"  # 離島: 金門縣 in 表 6; 澎湖縣 and 連江縣 do not occur there


_COUNTIES: dict[Region, str] = {
    Region.NORTH: "臺北市 新北市 桃園市 基隆市 新竹市 新竹縣 宜蘭縣",
    Region.MIDDLE: "苗栗縣 臺中市 彰化縣 南投縣 雲林縣",
    Region.SOUTH: "嘉義縣 嘉義市 臺南市 高雄市 屏東縣",
    Region.EAST: "花蓮縣 臺東縣",
    Region.OTHER: "金門縣 連江縣 澎湖縣",
}
_REGIONS = {county: region for region, counties in _COUNTIES.items() for county in counties.split()}

#: Former names, and towns that people write for their county; none of them is a county of its own.
_ALIASES = {"臺北縣": "新北市", "桃園縣": "桃園市", "臺中縣": "臺中市", "臺南縣": "臺南市", "高雄縣": "高雄市"} | {
    "彰化市": "彰化縣"  # 表 7 prints one case under it (field-notes 4.2)
}


def official_county(text: str) -> str | None:
    """The county or city that is meant, in its official spelling; ``None`` if there is none of this name.

    台 for 臺 is everyday spelling. A former name or a town (彰化市) leads to the county of today.
    """
    name = text.strip().replace("台", "臺")
    name = _ALIASES.get(name, name)
    return name if name in _REGIONS else None


def is_other_name(text: str) -> bool:
    """Whether the text names a county otherwise than by spelling: worth telling the person who wrote it."""
    return text.strip().replace("台", "臺") in _ALIASES


def region_of(county: str) -> Region | None:
    """The region of a county; ``None`` for what is not a county."""
    return _REGIONS.get(official_county(county) or "")
