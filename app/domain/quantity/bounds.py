"""The words before and behind a figure that bind it: 至少…以上, 上限, 逾, 約 (field-notes 2.1 rule 7)."""

import re
from dataclasses import dataclass

from app.domain.quantity.model import Qualifier

# Words that may stand between a bound and its number without touching either.
_CURRENCY = r"新臺幣|新台幣|臺幣|台幣|NT\$|NTD|US\$|USD|美金|\$"
_NEUTRAL = (
    rf"(?:{_CURRENCY}|達到|達成|可達|應達|須達|需達|達|合計|共計|總計|計|共|約為|為|是|設定|暫定|訂|定"
    r"|[有以了於占佔:( 「])*"
)
_EXCEEDS = r"超過|超逾|大於|高於|多於|逾"  # 超出 alone tells a difference, not a bound
_FALLS_SHORT = r"低於|少於|小於|短於|未達|不足"
_NO = r"[不未勿毋](?:得|可|能|宜|應|會)*"
_CONTRACT = "契合簽條節預公履毀制邀儉違特續換租議訂解爽失隱相婚要和盟規稀"

_MAY = "可|能|有|占|佔|需|須|應|等於|當於"
_DOING = "增|減|升|降|創造|增加|減少|節省|降低|提升|提高|投入|帶動|促進|促成|產生|產值|成長|達成"

_OF = r"(?:[^\W\d_]{1,10}之|年息|月息|年利率|年率)?"  # 不得低於總經費之50%

_LEADS: tuple[tuple[Qualifier, str], ...] = (
    (Qualifier.AT_LEAST, r"[≥≧]|>="),
    (Qualifier.AT_MOST, r"[≤≦]|<="),
    (Qualifier.MORE, r"(?<![A-Za-z\"'/])>"),
    (Qualifier.LESS, r"<"),
    (Qualifier.AT_MOST, rf"{_NO}(?:{_EXCEEDS}|超出){_OF}"),
    (Qualifier.AT_LEAST, rf"{_NO}(?:{_FALLS_SHORT}){_OF}|不下(?:於)?"),
    (Qualifier.LESS, rf"(?:未達|未滿|不滿|低於|不足|少於|小於|不到|未及){_OF}"),
    (Qualifier.MORE, rf"(?:{_EXCEEDS}){_OF}"),
    (
        Qualifier.AT_LEAST,
        r"(?:至少|起碼)[^\W\d_]{0,12}?|(?:最低|最少)(?:可|得|須|需|應|要|達|以|補助|每[^\W\d_]{1,3})*|下限",
    ),
    (Qualifier.AT_LEAST, r"以上\((?:暫定|暫訂|目前|現行)"),
    (
        Qualifier.AT_MOST,
        r"(?:至多|最多|最高|最長|最大)(?:可|得|以|上限|補助|核給|貸款|額度|核貸|不超過|每[^\W\d_]{1,3})*|上限",
    ),
    (Qualifier.AT_MOST, r"以下\((?:暫定|暫訂|目前|現行)"),
    (
        Qualifier.ABOUT,
        rf"(?<![{_CONTRACT}])約(?!聘|僱|定|談|束|會|略)(?:{_MAY}|{_DOING})*",
    ),
    (Qualifier.ABOUT, r"(?:將近|接近|逼近|趨近|(?<![最鄰附貼拉相親臨])近)"),
    (Qualifier.ABOUT, r"(?:預估|估計|推估|概估|粗估)[^\W\d_]{0,10}?"),
)
_LEAD = tuple((qualifier, re.compile(rf"(?:{words}){_NEUTRAL}$")) for qualifier, words in _LEADS)
_RECENT = re.compile(r"近$")
_CLAUSE = re.compile(r".*[，。；！？\t¶|、」』)]", re.DOTALL)
_CUMULATIVE = re.compile(r"累[計積](?:[^\W\d_]|[( :])*$")
_BARE_BEFORE = re.compile(r"(?:逾|超過|近|約|達|破|上看|不足|未達|突破|至少|高達|不到)$")
WINDOW = 26

_NOUN = r"(?:(?:中小微?|微型)?(?:企業|廠商|業者)|受輔導業者|單位|學員|人員|民眾|店家|商家|個案|員工|師生|學生)?"
_TAIL = re.compile(
    rf"""(?P<over>餘(?!額|款|數|裕|命)|多(?![元樣功媒]))?
    \s?(?P<included>\((?:不)?含\))?{_NOUN}
    (?:\(?含?(?P<up>以上(?!述|開|所述|各項)|及以上)\)?|\(?含?(?P<down>以下(?!簡稱|稱|同|列|各|述|簡)|及以下)\)?
      |(?P<within>以內|之內|範圍內|內(?![部容政外需銷涵含地湖埔壢建線稽控湧])|為限|為上限|為度)
      |(?P<floor>為下限|為底限|起跳)|(?P<about>左右(?!手)|上下(?![游班文午架限])|之譜|許(?![可多願諾])))?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands behind the unit, and where it ends."""

    end: int
    qualifier: Qualifier | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands before the number, and where the bound word begins."""

    qualifier: Qualifier | None = None
    recent: bool = False  # the bound is a plain 近: before years it means "the last"


def lead_bound(text: str, at: int, floor: int) -> Lead:
    """The bound that governs the number at ``at``, looking back no further than ``floor`` or a clause."""
    window = _window(text, at, floor)
    for qualifier, pattern in _LEAD:
        if pattern.search(window):
            return Lead(qualifier, recent=_RECENT.search(window) is not None)
    return Lead()


def is_cumulative(text: str, at: int, floor: int) -> bool:
    """Whether 累計 or 累積 governs the number: it marks cumulation and is no bound."""
    return _CUMULATIVE.search(_window(text, at, floor)) is not None


def bare_scale_allowed(text: str, at: int) -> bool:
    """Whether a word before lets 萬 or 百億 stand for one of it (逾萬人)."""
    return _BARE_BEFORE.search(text[max(0, at - 4) : at]) is not None


def tail_bound(text: str, at: int) -> Tail:
    """The bound that follows a unit ending at ``at``."""
    match = _TAIL.match(text, at)
    if match is None:
        return Tail(at)
    excluded = match["included"] == "(不含)"
    over = match["over"] is not None
    if match["up"]:
        return Tail(match.end(), Qualifier.MORE if excluded else Qualifier.AT_LEAST, over)
    if match["down"]:
        return Tail(match.end(), Qualifier.LESS if excluded else Qualifier.AT_MOST, over)
    if match["within"]:
        return Tail(match.end(), Qualifier.AT_MOST, over)
    if match["floor"]:
        return Tail(match.end(), Qualifier.AT_LEAST, over)
    if match["about"]:
        return Tail(match.end(), Qualifier.ABOUT, over)
    return Tail(match.end("over") if over else at, None, over)


def combine(lead: Qualifier | None, tail: Qualifier | None, *, over: bool) -> tuple[Qualifier, tuple[str, ...]]:
    """One bound from both sides: 至少…以上 is one bound, 約…餘 stays about; a contradiction is told."""
    if lead and tail and lead is not tail and tail is not Qualifier.ABOUT and lead is not Qualifier.ABOUT:
        upward = {Qualifier.AT_LEAST, Qualifier.MORE}
        if (lead in upward) != (tail in upward):
            return tail, (f"前後的界限用語不一致（{lead.value} 與 {tail.value}），依後者讀。",)
        return tail, ()
    if tail and tail is not Qualifier.ABOUT:
        return tail, ()
    if lead:
        return lead, ()
    if tail:
        return tail, ()
    return (Qualifier.AT_LEAST if over else Qualifier.EXACT), ()


def _window(text: str, at: int, floor: int) -> str:
    window = text[max(floor, at - WINDOW) : at]
    return _CLAUSE.sub("", window)
