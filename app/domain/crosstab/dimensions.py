"""What cases can be told apart by (維度), with their values in the order in which official tables print them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.domain.cases.lifecycle import CaseState, ReviewGrade, Scheme
from app.domain.cases.places import Region

UNFILLED = "未填"
YES, NO = "是", "否"

#: Words that tables print for one or more words of the register.
Buckets: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to tell cases apart.

    ``field`` is what a case calls it, and the name of the filter in addresses. ``values`` come in this order and
    others behind them. ``buckets`` join values of the register under a word of the table. A ``is_flag`` dimension is
    yes or no, an ``is_number`` one is a number in the register.
    """

    name: str
    field: str
    values: tuple[str, ...] = ()
    buckets: Buckets = ()
    is_flag: bool = False
    is_number: bool = False

    def label(self, stored: Any) -> str:
        """What the register keeps, as the table prints it; what is missing is 未填."""
        if stored is None or stored == "":
            return UNFILLED
        if self.is_flag:
            return YES if stored else NO
        return str(stored)

    def stored(self, label: str) -> tuple[Any, ...]:
        """What the register keeps for a printed word."""
        if label == UNFILLED:
            return (None, "") if not (self.is_flag or self.is_number) else (None,)
        if self.is_flag:
            return (label == YES,)
        if self.is_number:
            return (int(label),)
        return dict(self.buckets).get(label, (label,))

    def texts(self, label: str) -> tuple[str, ...]:
        """The words of the register for a printed word, as filters of a list of cases name them."""
        if self.is_flag or self.is_number or label == UNFILLED:
            return (label,)
        return dict(self.buckets).get(label, (label,))

    def ordered(self, labels: Iterable[str]) -> tuple[str, ...]:
        """The words in official order, then numbers by size, then the rest by their text, and 未填 last."""
        official = {value: at for at, value in enumerate(self.official)}

        def place(label: str) -> tuple[int, int, str]:
            if label in official:
                return 0, official[label], ""
            if label == UNFILLED:
                return 3, 0, ""
            return (1, int(label), "") if label.isdecimal() else (2, 0, label)

        return tuple(sorted(set(labels), key=place))

    @property
    def official(self) -> tuple[str, ...]:
        """The words that official tables print, in their order."""
        return tuple(label for label, _ in self.buckets) or self.values


FUNCTIONS = ("新產品/新技術開發", "產品設計", "製程技術", "E化", "資訊及數據應用", "環保工安", "節能減碳")
GROUPS = ("金屬機電", "電子資訊", "紡織製鞋", "化學工業", "食品藥技", "知識服務", "設計服務")
ADVISER_KINDS = ("財團法人", "學校", "技術服務業", "聯合提案")
MODES = ("一般", "共通性")
#: As 表 7 lists them, region by region; the islands that it has no case of stand at the end.
COUNTIES = (
    *("臺北市", "新北市", "宜蘭縣", "基隆市", "桃園市", "新竹縣", "新竹市", "苗栗縣", "臺中市", "南投縣", "彰化市"),
    *("彰化縣", "雲林縣", "嘉義縣", "嘉義市", "臺南市", "高雄市", "屏東縣", "花蓮縣", "臺東縣", "金門縣", "澎湖縣"),
    "連江縣",
)

# 表 18, 22 and 23 print the one case of 金門 with those of the east; 表 30 to 32 use the words of ten years.
_EAST_AND_ISLANDS = (("北部", ("北部",)), ("中部", ("中部",)), ("南部", ("南部",)), ("東部及離島", ("東部", "其他")))
_REGIONS_OF_YEARS = (
    *(("北區", ("北部", "北區")), ("中區", ("中部", "中區")), ("南區", ("南部", "南區"))),
    *(("東區", ("東部", "東區")), ("離島", ("其他", "離島"))),
)
_KINDS_OF_YEARS = (
    *(("財團法人", ("財團法人",)), ("大專院校", ("大專院校", "學校"))),
    *(("技術服務業", ("技術服務業",)), ("聯合提案", ("聯合提案",))),
)
_FUNCTIONS_OF_YEARS = (
    ("研發創新", ("研發創新", "新產品/新技術開發")),
    *((name, (name,)) for name in ("產品設計", "製程技術", "經營管理", "環保工安", "節能減碳", "E化")),
    ("其他", ("其他", "資訊及數據應用")),
)

DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("輔導功能", "function", FUNCTIONS),
        Dimension("地區", "region", tuple(Region)),
        Dimension("縣市", "county", COUNTIES),
        Dimension("縣市（原填）", "written_county", COUNTIES),
        Dimension("類組", "group", GROUPS),
        Dimension("輔導單位別", "adviser_kind", ADVISER_KINDS),
        Dimension("輔導單位", "adviser_name"),
        Dimension("輔導模式", "mode", MODES),
        Dimension("狀態", "state", tuple(CaseState)),
        Dimension("技術審查結果", "review_grade", tuple(ReviewGrade)),
        Dimension("核定與否", "is_approved", (YES, NO), is_flag=True),
        Dimension("資格不符原因", "disqualified_for"),
        Dimension("年度", "roc_year", is_number=True),
        Dimension("梯次", "round_no", is_number=True),
        Dimension("專案別", "scheme", tuple(Scheme)),
        Dimension("產業別", "industry"),
        Dimension("加強輔導型", "enhanced_industry", (YES, NO), is_flag=True),
        Dimension("女性負責人", "female_head", (YES, NO), is_flag=True),
        Dimension("女性計畫主持人", "female_pi", (YES, NO), is_flag=True),
        Dimension("地區（東部含離島）", "region", buckets=_EAST_AND_ISLANDS),
        Dimension("地區（歷年）", "region", buckets=_REGIONS_OF_YEARS),
        Dimension("輔導單位別（歷年）", "adviser_kind", buckets=_KINDS_OF_YEARS),
        Dimension("輔導功能（歷年）", "function", buckets=_FUNCTIONS_OF_YEARS),
    )
}
