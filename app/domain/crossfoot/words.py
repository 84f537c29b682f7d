"""The words by which offices say what a row or a column is (合計, 占…比例, 平均, 單位)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What the figures of a row or a column are, as its label says."""

    AMOUNT = "amount"  # may be added up
    RATIO = "ratio"  # share, rate, average, multiple: follows from amounts, never added up
    DIFFERENCE = "difference"
    RANK = "rank"
    SEQUENCE = "sequence"
    LABEL = "label"  # names, years, dates, codes


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure; ``scale`` is its worth in 元 when it is money."""

    name: str
    scale: Decimal | None = None
    is_count: bool = False

    @property
    def is_rounded(self) -> bool:
        """Figures in 千元 and above, and shares, have been rounded; counts and 元 have not."""
        return self.name == "%" or (self.scale is not None and self.scale > 1)


NO_UNIT = Unit("")
ROUNDED = Unit("%")
_MONEY = {"億元": 8, "百萬元": 6, "十萬元": 5, "萬元": 4, "千元": 3, "仟元": 3, "元": 0}
_UNIT = re.compile(r"億元|百萬元|十萬元|萬元|[千仟]元|(?<![單多])元|[%％]")
_COUNT = re.compile(
    r"(案|件|家|人|場|次|戶|校|所|單位|樣本|名額?|員額|個|份|篇|項|處|廠|企業|廠商|學校|申請|執行|核定|通過)數"
    r"|案次|家次|人次|場次|件次|人數|次數|(?<![0-9０-９])[(（](案|件|家|人|場|次)[)）]"
)

_TOTAL_WORD = r"(?:合計|小計|總計|共計|加總|[Tt]otal|TOTAL)"
_UNIT_TAIL = r"[（(]?(?:[億萬千仟]*元|[億萬]|案|件|家|人|場|人次|家次|場次|單位)?[)）]?"
_TOTAL = re.compile(_TOTAL_WORD)
_TOTAL_LABEL = re.compile(rf"^(?:.{{0,12}}{_TOTAL_WORD}{_UNIT_TAIL}|{_TOTAL_WORD}.*|計)$")
# These may name a sum or may not (累計支用數, 總經費): only the numbers can tell.
_WEAK_TOTAL = re.compile(r"總[額數和]|^總|累計|^全[區部國年體縣市]|^整體")
_WHOLE = re.compile(r"^(?:全[區部國年體]度?|總|累計|整體)")
_RANGE = re.compile(r"^(\d{2,4})年?度?\s*[-~～－–—至]\s*(\d{2,4})\s*年?度?(?:合計|總計|小計)?$")
_YEAR = re.compile(r"^(?:民國)?(\d{2,3}|19\d\d|20\d\d)\s*(?:年|年度)?$")

_RATIO = re.compile(
    r"[占佔].*[比率%]|比例|比率|百分[比點]|占比|佔比|比重|[%％]|平均|均值|每[一]?[案家人件場校所戶位月年日單](?!度)"
    r"|(?<![效頻機匯費稅])率(?!先)|倍|ROI|成長幅|增幅|指數|結構比"
)
_DIFFERENCE = re.compile(r"增減|比較|差異|差額|差數|超出|短少|餘額|結餘|賸餘|淨額|落差")
_POINTS = re.compile(
    r"進度(?:差異|差距|落差|比較)|百分點|(?:差異|差距|落差|差額)[(（]?[%％]?[)）]?$"
)  # differences of percentages, not rates
_RANK = re.compile(r"排名|名次|排序|排行|順位")
_SEQUENCE = re.compile(r"^(?:項次|序號?|編號|[Nn]o\.?|次序|項目?序|#|款|項|目|節)$")
_LABEL = re.compile(
    r"年度$|年份|月份|日期|期間|時間|代[碼號]|編號|統編|統一編號|電話|文號|字號|[Cc]ode|備註|說明|地址|星期|年月|西元"
    r"|^年$|^月$|郵遞區號|起年|迄年"
)
_DATED = re.compile(r"^(?:民國)?\d{1,4}(?:年度?|月份?)$")  # one year or month of several: its figures
LEVEL_HEADERS = re.compile(r"層級|階層|^level|級次")
KIND_HEADERS = re.compile(r"列別|row_kind|層級")

_ENTITY = re.compile(r"單位數|家數|校數|所數|人數|戶數|廠商數|企業數|學校數|委員數")


@cache
def is_total_label(text: str) -> bool:
    """Whether a label as a whole says total (合計, 總計(…), 合計金額, 經常支出小計)."""
    return bool(_TOTAL_LABEL.match(squeeze(text)))


@cache
def is_weak_total_label(text: str) -> bool:
    """Whether a label merely hints at a total (總經費, 累計, 全國), so that the numbers must confirm it."""
    return bool(_WEAK_TOTAL.search(squeeze(text)))


@cache
def without_total_word(text: str) -> str | None:
    """What is left of a header when its total word is taken out (小計案數 → 案數); ``None`` without one."""
    tight = squeeze(text)
    if not _TOTAL.search(tight):
        return None
    return re.sub(r"^[()（）_\-／/:：]+|[(（_\-／/:：]+$", "", _TOTAL.sub("", tight, count=1)).strip("()（）")


@cache
def without_whole_word(text: str) -> str:
    """What is left of a header that speaks of a whole (全年目標 → 目標, 累計實支數 → 實支數), or ""."""
    tight = squeeze(text)
    shorter = _WHOLE.sub("", tight)
    return shorter if shorter != tight else ""


@cache
def year_of(text: str) -> int | None:
    """The year that a label states (98, 107 年度, 2018), or ``None``."""
    match = _YEAR.match(text.strip())
    return int(match[1]) if match else None


@cache
def year_range(text: str) -> tuple[int, int] | None:
    """First and last year of a label such as 98-107 or 98~107 年, or ``None``."""
    match = _RANGE.match(text.strip())
    if match is None or int(match[1]) >= int(match[2]):
        return None
    return int(match[1]), int(match[2])


@cache
def role_of(label: str) -> Role:
    """What a label promises; the numbers decide later whether it is kept."""
    tight = squeeze(label)
    if _SEQUENCE.match(tight):
        return Role.SEQUENCE
    if _RANK.search(tight):
        return Role.RANK
    if _LABEL.search(tight) and not _DATED.match(tight):
        return Role.LABEL
    if _POINTS.search(tight):
        return Role.DIFFERENCE
    if _RATIO.search(tight):
        return Role.RATIO
    if _DIFFERENCE.search(tight):
        return Role.DIFFERENCE
    return Role.AMOUNT


@cache
def unit_in(label: str) -> Unit:
    """The unit that a label, a title or a unit line names; ``NO_UNIT`` when it names none."""
    tight = squeeze(label)
    if match := _UNIT.search(tight):
        name = match[0].replace("仟", "千").replace("％", "%")
        return Unit(name, Decimal(10) ** _MONEY[name]) if name in _MONEY else Unit(name)
    if _COUNT.search(tight):
        return Unit("數", is_count=True)
    return NO_UNIT


def counts_entities(label: str) -> bool:
    """Whether a header counts things that may recur from year to year (家數, 單位數), so that a total over
    years may have left out repeats; 案數 and 人次 never may (field-notes 2.2)."""
    return bool(_ENTITY.search(squeeze(label)))


def squeeze(text: str) -> str:
    """The text without blanks and line breaks."""
    return re.sub(r"\s+", "", text)
