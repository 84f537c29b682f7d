"""The tables of the 107 report, and those over ten years, as what they ask (常用表)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.cases.benefits import BENEFITS
from app.domain.crosstab.folding import Where
from app.domain.crosstab.names import named
from app.domain.crosstab.tables import Block, Foot, Table

_COMPLETED: Where = (("狀態", ("結案",)),)
_JOINT: Where = (("輔導模式", ("共通性",)),)
_GENERAL: Where = (("輔導模式", ("一般",)),)
_REVIEWED: Where = (("技術審查結果", ("極力推薦", "優先推薦", "列入推薦", "不予推薦")),)
_APPROVED: Where = (("核定與否", ("是",)),)
_BENEFITS = (*BENEFITS.values(), "合計效益")
_PER_CASE = (Foot("每案平均績效", (("合計效益", "平均效益"),)),)
_OF_YEARS = ("申請案數", "執行案數", "通過率")
_SHARES_OF_YEARS = (Foot("占比", (("申請案數", "申請占比"), ("執行案數", "執行占比"))),)


@dataclass(frozen=True, slots=True)
class Preset:
    """A table of the report: its number, its title, and the tables that it consists of."""

    name: str
    title: str
    tables: tuple[Table, ...]

    @property
    def label(self) -> str:
        """Number and title as the menu shows them."""
        return f"{self.name}　{self.title}"


def _joint_and_general(where: Where = ()) -> Table:
    return Table(
        "類組",
        (
            Block(("件數", "案數"), where=_JOINT, heading="共通性技術輔導"),
            Block(("案數",), where=_GENERAL, heading="一般個案輔導"),
            Block(("案數",), heading="合計"),
        ),
        where,
    )


def _benefits_by(dimension: str) -> tuple[Table, ...]:
    return (Table(None, (Block(_BENEFITS, dimension),), _COMPLETED, unit="萬元", transposed=True),)


def _of_years(dimension: str) -> tuple[Table, ...]:
    return (Table("年度", (Block(_OF_YEARS, dimension),), foot=_SHARES_OF_YEARS, all_years=True),)


_PRESETS = (
    Preset("表2", "輔導單位提案統計", (Table("輔導單位別", (Block(("案數", "輔導單位數", "占比")),), share_places=1),)),
    Preset("表4", "共通性技術輔導及一般個案輔導提案申請情形", (_joint_and_general(),)),
    Preset("表5", "輔導單位及輔導功能別提案申請統計", (Table("輔導單位別", (Block(("案數",), "輔導功能"),)),)),
    Preset("表6", "地區別及輔導功能別提案申請統計", (Table("地區", (Block(("案數",), "輔導功能"),)),)),
    Preset(
        *("表7", "地區別及各縣市別之提案申請情形"),
        (
            Table("縣市（原填）", (Block(("案數", "占比")),), title="各縣市"),
            Table("地區", (Block(("案數", "占比")),), title="各地區"),
        ),
    ),
    Preset("表8", "共通性技術輔導及一般個案輔導之技術審查情形", (_joint_and_general(_REVIEWED),)),
    Preset(
        *("表12", "共通性技術輔導案技術審查結果"),
        (
            Table(
                "類組",
                (
                    Block(("件數", "案數"), heading="技術審查"),
                    Block(("件數", "案數", "件數列占比"), "技術審查結果", has_total=False),
                ),
                (*_JOINT, *_REVIEWED),
                share_places=0,
            ),
        ),
    ),
    Preset(
        *("表13", "一般個案輔導技術審查結果"),
        (
            Table(
                "類組",
                (Block(("案數",), heading="技術審查"), Block(("案數", "列占比"), "技術審查結果", has_total=False)),
                (*_GENERAL, *_REVIEWED),
            ),
        ),
    ),
    Preset(
        *("表14", "類組與輔導功能別核定通過情形（共通個案）"),
        (Table("類組", (Block(("件數", "案數"), "輔導功能"),), (*_JOINT, *_APPROVED)),),
    ),
    Preset(
        *("表15", "類組與輔導功能別核定通過情形（一般個案）"),
        (Table("類組", (Block(("案數",), "輔導功能"),), (*_GENERAL, *_APPROVED)),),
    ),
    Preset(
        *("表16", "執行效益總表"),
        (
            Table(
                None,
                (Block((*BENEFITS.values(), "增加產值", "降低成本", "合計效益")),),
                _COMPLETED,
                unit="萬元",
                transposed=True,
            ),
        ),
    ),
    Preset("表17", "功能別執行效益", _benefits_by("輔導功能")),
    Preset("表18", "地區別執行效益", _benefits_by("地區（東部含離島）")),
    Preset("表19", "類組別執行效益", _benefits_by("類組")),
    Preset("表20", "輔導單位別執行效益", _benefits_by("輔導單位別")),
    Preset(
        *("表21", "輔導單位別與功能別執行效益"),
        (
            Table(
                "輔導功能",
                (
                    Block(("案數", "合計效益"), "輔導單位別", has_total=False),
                    Block(("案數", "合計效益", "平均效益"), heading="小計"),
                ),
                _COMPLETED,
                unit="萬元",
                foot=_PER_CASE,
                averages_printed_sums=True,
            ),
        ),
    ),
    Preset(
        *("表22", "地區別與功能別執行效益"),
        (
            Table(
                "輔導功能",
                (Block(("案數", "合計效益"), "地區（東部含離島）"),),
                _COMPLETED,
                unit="萬元",
                foot=_PER_CASE,
                averages_printed_sums=True,
            ),
        ),
    ),
    Preset(
        *("表23", "輔導單位別與地區別執行效益"),
        (Table("地區（東部含離島）", (Block(("案數", "合計效益"), "輔導單位別"),), _COMPLETED, unit="萬元"),),
    ),
    Preset("表30", "歷年輔導單位別申請通過情形統計", _of_years("輔導單位別（歷年）")),
    Preset("表31", "歷年輔導功能別申請通過情形統計", _of_years("輔導功能（歷年）")),
    Preset("表32", "歷年地區別申請通過情形統計", _of_years("地區（歷年）")),
    Preset(
        *("表33", "歷年計畫投入產出績效"),
        (
            Table(
                "年度",
                (
                    Block(
                        ("申請案數", "執行案數", "通過率", "政府經費", "自籌款", "增加產值", "降低成本", "ROI"),
                    ),
                ),
                unit="億元",
                all_years=True,
            ),
        ),
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in _PRESETS}


def preset_of(name: str) -> Preset:
    """The table of the report with this number (表17).

    :raises UnknownName: if there is none.
    """
    return named("常用表", name, PRESETS)
