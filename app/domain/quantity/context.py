"""What the words around a number tell: that it is no figure, or which unit it leaves out."""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.domain.matching_text import MatchingText
from app.domain.quantity.bounds import bare_scale_allowed, tail_bound
from app.domain.quantity.exact import decimals
from app.domain.quantity.numbers import Number
from app.domain.quantity.words import unit_at
from app.domain.units import DOLLAR

_ORDINAL = re.compile(r"(?:第|字第|§)(?:\d+(?:\s?[、~及至,-]\s?(?:第)?)?)*$|(?<![目次])第[一二三四五六七八九十百]*$")
_CODE = re.compile(
    r"(?<![A-Za-z])(?!NT$)[A-Za-z]{1,2}$|[#_.@/*\\^]$|\d[-+&:]$|[A-Za-z]-$"
    r"|(?:編號|代號|電話|分機|傳真|號碼|文號|代碼|學年|版本|門牌|統編)[: ]?$"
)
_TABLE = re.compile(r"(?:(?<![代發列填報年])表|(?<![意企藍地版構力])圖|附件|附錄|附表|附圖|頁次|頁)\s?$")
_CLOCK = re.compile(r"(?:\d時|\d點|\d:)$")
_SECOND_COUNT = re.compile(r"[^\W\d_]/$")  # the 268 of 30案/268家

_ONE_OF = "同任單每某另逐這那唯"
_ARTICLE = (
    "村個種項位份般樣些旦本條體批面部座處站門類組群班團隊線期度國筆篇名支張套款集所則頁字席間口只節堂人年日天口回"
)
_HALF = re.compile(r"(\d)/(\d{1,2})(?![\d/.%]|[月日])")
_HALF_BEFORE = re.compile(r"(?:近|約|逾|達|超過|占|佔|回|之|為|僅|的|不足|未達)$")

_NEGATIVE = re.compile(r"(?:^|[\s(:,，|\t])-$|負$")
_UNIT_LABEL = re.compile(r"\(([^()\d]{1,8})\):?\s?$")
_LOCAL_CURRENCY = re.compile(r"(?:新臺幣|新台幣|臺幣|台幣|NT\$|NTD)\s?$")
_CURRENCIES = (
    (re.compile(r"(?:US\$|USD|美金)\s?$"), "美元"),
    (re.compile(r"(?:人民幣|RMB)\s?$"), "人民幣"),
    (re.compile(r"(?:日幣|JPY)\s?$"), "日圓"),
    (re.compile(r"(?:歐元|EUR)\s?$"), "歐元"),
)
_MONEY = re.compile(
    r"產值|成本|經費|投資|增資|資金|資本|商機|營業額|營收|營業|效益|成效|績效|金額|額度|預算|補助|自籌|貸款|融資|收入|支出"
    r"|費用|訂單|價值|銷售|售價|薪|利潤|獲利|損失|保證|稅|款|股本|市值|價|採購|媒合|規模|帳面|購置|租金|獎金|費|(?<![名員缺])額"
)
_NOT_MONEY = re.compile(r"人口|人數|家數|件數|人次|次數|瀏覽|下載|會員|觸及|點閱|流量|粉絲|用戶")
_SCORE = re.compile(r"(?:分數|評分|得分|均分)[^。；]*[達為]$")
_NOT_A_SCORE = re.compile(r"\s?[A-Za-z\d%/.-]")


@dataclass(frozen=True, slots=True)
class ToldUnit:
    """A unit that stands elsewhere, with the note that says so; empty if nobody tells."""

    unit: str
    notes: tuple[str, ...] = ()


def is_numbering(text: str, at: int) -> bool:
    """Whether what stands before makes the digits at ``at`` an ordinal, a code, a time or a reference."""
    before = text[max(0, at - 12) : at]
    if _SECOND_COUNT.search(before):
        return False
    return any(pattern.search(before) for pattern in (_CODE, _ORDINAL, _TABLE, _CLOCK))


def is_article(text: str, at: int, number: Number, unit: tuple[str, int]) -> bool:
    """一個, 同一單位: an article rather than a count, unless a bound follows; 十分 is "very"."""
    if text[at].isdecimal():
        return False
    run = text[at : number.end]
    if unit[0] in ("分", "節") or (unit[0] == "倍" and number.value > 10):
        return True
    if run != "一":
        return False
    if at and text[at - 1] in _ONE_OF:
        return True
    return unit[0][0] in _ARTICLE and tail_bound(text, unit[1]).qualifier is None


def half_of_slash(text: str, at: int) -> Number | None:
    """近1/2: a fraction, where a word before asks for a share; elsewhere it may be a date."""
    match = _HALF.match(text, at)
    if match is None or unit_at(text, match.end()):
        return None
    if not _HALF_BEFORE.search(text[max(0, at - 2) : at]) and tail_bound(text, match.end()).qualifier is None:
        return None
    part, whole = Decimal(match[1]), Decimal(match[2])
    if not 0 < part < whole:
        return None
    ratio = part / whole
    return Number(ratio, match.end(), decimals(ratio), unit="比例")


def sign_before(text: str, at: int) -> int:
    """A minus counts only where a cell or a clause begins; elsewhere it is a dash (field-notes 2.1 rule 6)."""
    return -1 if at and _NEGATIVE.search(text[max(0, at - 2) : at]) else 1


def named_currency(text: str, at: int, floor: int) -> str | None:
    """The foreign currency named before an amount: 美金100萬元 are US dollars, never converted."""
    before = text[max(floor, at - 6) : at]
    return next((name for pattern, name in _CURRENCIES if pattern.search(before)), None)


def unit_told_around(matched: MatchingText, at: int, number: Number, floor: int) -> ToldUnit | None:
    """The unit of a number that has none behind it: from a label, a currency, or the nouns around.

    ``None`` if the number need not be a figure at all; a number with 萬, 億 or 兆 always is one.
    """
    text = matched.plain
    before = text[max(floor, at - 20) : at]
    if text[at].isdecimal() and (label := _labelled_unit(matched, at, before)):
        return ToldUnit(label)
    if _LOCAL_CURRENCY.search(before):
        return ToldUnit(DOLLAR)
    if currency := named_currency(text, at, floor):
        return ToldUnit(currency)
    if not any(char in "萬億兆" for char in number.scale) and not number.grouped:
        return _score(text, number, before)
    if not text[at].isdecimal() and not bare_scale_allowed(text, at) and len(text) > number.end + 1:
        return None
    unit = unit_by_nouns(text, at, number.end, floor)
    return ToldUnit(unit, ("未寫「元」，依前後文視為金額。",) if unit else ())


def unit_by_nouns(text: str, at: int, end: int, floor: int) -> str:
    """元 where the nouns before or right behind speak of money (field-notes 2.1 rule 8), else nothing."""
    before = re.split(r"[。；]", text[max(floor, at - 20) : at])[-1]
    after = re.split(r"[，。；、(]", text[end : end + 8])[0]
    if _NOT_MONEY.search(before[-8:]) or _NOT_MONEY.match(after):
        return ""
    return DOLLAR if _MONEY.search(before) or _MONEY.search(after) else ""


def _labelled_unit(matched: MatchingText, at: int, before: str) -> str | None:
    """The unit of 政府經費(元) 58,964,000: in parentheses right before, on the same line."""
    label = _UNIT_LABEL.search(before)
    if label is None or "\n" in matched.verbatim(at - 1, at + 1):
        return None
    thing = label[1].lstrip("十百千萬億兆")
    unit = unit_at(thing, 0)
    return label[1] if unit and unit[1] == len(thing) else None


def _score(text: str, number: Number, before: str) -> ToldUnit | None:
    """平均分數達 4.58: the 分 is left out in most reports."""
    if not number.places or number.value > 100 or not _SCORE.search(before[-16:]):
        return None
    if _NOT_A_SCORE.match(text, number.end):
        return None
    return ToldUnit("分", ("未寫單位，依前文視為分數。",))
