"""THE declaration of the set-up workbook (計畫設定檔), in which the program office sets a plan up.

Headers are those of the reporting workbook wherever a column is the same thing.
"""

from app.domain.plan_document import FundSource
from app.domain.plan_setup import FACTS
from app.domain.variance import Direction
from app.workbooks.layout import Column, Kind, Sheet
from app.workbooks.sheets import CHECKPOINTS, FINANCE, INDICATORS, STAFFING, WORK_ITEMS

SETUP_COVER_NAME = "填表說明"

#: How a target is bound, in words; without one a number is a minimum.
QUALIFIERS = {"以上": ">=", "超過": ">", "等於": "=", "以下": "<=", "低於": "<"}

_DATE_HELP = "請填民國日期，例如 108/1/31。"
_UNIT_HELP = "數的是什麼，例如案、場次、億元、萬人次、%。"
_CASES_HELP = "實際值由個案加總者填度量與條件，例如「增加產值；狀態=結案」；其他留白。"
_BOUND_HELP = "目標是「以上」「超過」「等於」「以下」或「低於」預定值；空白視為「以上」。"

#: The facts of the plan itself: a row each on the first sheet, where the header here stands under 項目.
FACT_COLUMNS = (
    Column("計畫代號", "code", help="系統內唯一的代號，例如 SMEITA-108；建立後不能更改。", required=True),
    Column("計畫名稱", "name", help="不含年次，例如「中小企業即時技術輔導計畫」。", required=True),
    Column("年度", "roc_year", Kind.COUNT, help="民國年度，例如 108。", required=True),
    Column("第幾年", "year_index", Kind.COUNT, help="多年期計畫的第幾年；單年計畫填 1。", required=True),
    Column("共幾年", "years_total", Kind.COUNT, help="計畫全程共幾年；單年計畫填 1。", required=True),
    Column("主辦機關", "agency", help="機關全名，例如「經濟部工業局」。", required=True),
    Column("組別", "division", help="主辦的組室，例如「知識服務組」。"),
    Column("受委託單位", "contractor", help="登記的全名，例如「財團法人中衛發展中心」。", required=True),
    Column("統一編號", "contractor_tax_id", Kind.TAX_ID, help="受委託單位的統一編號，8 位數字，開頭的 0 也要填。"),
    Column("計畫開始日", "starts_on", Kind.DATE, help=_DATE_HELP.replace("1/31", "1/1"), required=True),
    Column("計畫結束日", "ends_on", Kind.DATE, help=_DATE_HELP.replace("1/31", "12/31"), required=True),
    Column(
        "政府經費", "government_budget", Kind.MONEY, help="整數，單位為元；須等於經費表政府經費合計。", required=True
    ),
    Column(
        "自籌款", "self_fund", Kind.MONEY, help="整數，單位為元；須等於經費表自籌款合計，沒有則填 0。", required=True
    ),
)

PLAN = Sheet(
    name="計畫基本資料",
    section=FACTS,
    note="請於「內容」欄逐項填寫。",
    all_open=True,
    frozen=1,
    columns=(
        Column("項目", "key", width=20, locked=True),
        Column("內容", "value", width=52, help="請依右側說明填寫。"),
        Column("說明", "help", width=70, locked=True),
    ),
)

PERIODS = Sheet(
    name="期別",
    section="periods",
    note="一列一期，依截止日先後排列；受委託單位自開放日起可填報。",
    all_open=True,
    growing=True,
    blank_rows=12,
    frozen=1,
    columns=(
        Column("期別", "key", width=16, help="例如 期中、期末、第1季；不可重複。", required=True),
        Column("開放日", "opens_on", Kind.DATE, width=14, help=_DATE_HELP, required=True),
        Column("截止日", "due_on", Kind.DATE, width=14, help=_DATE_HELP, required=True),
    ),
)

SUB_PLANS = Sheet(
    name="分項計畫",
    section="sub_plans",
    note="權重合計須為 100.00%。",
    all_open=True,
    blank_rows=12,
    frozen=1,
    columns=(
        Column("代號", "key", width=8, help="英文字母，例如 A；不可重複。", required=True),
        Column("分項計畫名稱", "name", width=56, help="例如「個案輔導管理及推廣分項計畫」。", required=True),
        Column("權重", "weight_pct", Kind.PERCENT, width=12, help="百分比，例如 84。", required=True, totalled=True),
    ),
)

_LETTER = Column("分項計畫", "sub_plan", width=10, help="分項計畫的代號，例如 A。", required=True)
_NUMBER = Column("序號", "number", Kind.COUNT, width=7, help="在分項計畫內由 1 起連續編號。", required=True)

WORK = Sheet(
    name=WORK_ITEMS.name,
    section="work_items",
    note="一列一項，序號在各分項計畫內由 1 起連續編號。",
    all_open=True,
    growing=True,
    blank_rows=30,
    columns=(
        _LETTER,
        _NUMBER,
        Column("工作項目", "name", width=80, help="計畫書所列的工作項目。", required=True),
    ),
)

CHECKS = Sheet(
    name=CHECKPOINTS.name,
    section="checkpoints",
    note="一列一個查核點；有數量者請一併填量化項目、預定值與單位。權重合計須為 100.00%。",
    all_open=True,
    growing=True,
    blank_rows=40,
    columns=(
        _LETTER,
        _NUMBER,
        Column("預定完成日", "due_on", Kind.DATE, width=12, help=_DATE_HELP, required=True),
        Column("查核點概述", "description", width=54, help="要完成什麼。", required=True),
        Column("量化項目", "measure", width=22, help="數量在差異分析中的名稱，例如「受理申請案件數」。"),
        Column("目標限定", "target_qualifier", Kind.CHOICE, width=10, choices=tuple(QUALIFIERS), help=_BOUND_HELP),
        Column("預定值", "target", Kind.QUANTITY, width=12, help="請依「單位」欄填數字；沒有數量請留白。"),
        Column("單位", "unit", width=10, help=_UNIT_HELP),
        Column("權重", "weight_pct", Kind.PERCENT, width=10, help="百分比，例如 4。", required=True, totalled=True),
        Column("由個案計算", "case_source", width=22, help=_CASES_HELP),
    ),
)

MEASURES = Sheet(
    name=INDICATORS.name,
    section="indicators",
    note="一列一項指標；同一指標列於多張表者只填一列，於「列入表別」以頓號分隔。",
    all_open=True,
    growing=True,
    blank_rows=20,
    pages_wide=1,
    columns=(
        Column("編號", "key", width=7, help="例如 1；不可重複。", required=True),
        Column("列入表別", "listed_in", width=22, help="例如「預期成效、績效指標」，以頓號分隔。"),
        Column("屬性", "attribute", width=20, help="例如「技術創新（科技技術創新）」。"),
        Column("類別", "category", width=22, help="例如「S1.技術服務」。"),
        Column("項目", "item", width=30, help="指標項目的名稱。", required=True),
        Column("差異用語", "subject", width=22, help="差異分析中的名稱，例如「增加產值」；空白視同項目。"),
        Column("單位", "unit", width=10, help=_UNIT_HELP, required=True),
        Column("小數位數", "places", Kind.COUNT, width=9, help="印出的小數位數，0 至 4；空白視為 0。"),
        Column(
            "方向",
            "direction",
            Kind.CHOICE,
            width=11,
            choices=tuple(Direction),
            help="數值越高越好或越低越好；空白視為越高越好。",
        ),
        Column("目標限定", "target_qualifier", Kind.CHOICE, width=10, choices=tuple(QUALIFIERS), help=_BOUND_HELP),
        Column("原訂目標值", "target", Kind.QUANTITY, width=14, help="請依「單位」欄填數字；未訂目標請留白。"),
        Column("由個案計算", "case_source", width=26, help=_CASES_HELP),
    ),
)

MONEY = Sheet(
    name=FINANCE.name,
    section="finance_lines",
    note="金額單位：元。同一科目的政府經費與自籌款各填一列；小計須等於計畫基本資料的政府經費與自籌款。",
    all_open=True,
    blank_rows=20,
    split_totals_by="source",
    columns=(
        Column("科目代號", "key", width=12, help="例如「一-3-(1)」。", required=True),
        Column("會計科目", "account", width=46, help="科目名稱。", required=True),
        Column(
            "經費來源",
            "source",
            Kind.CHOICE,
            width=13,
            choices=tuple(FundSource),
            help="請由下拉選單選取。",
            required=True,
        ),
        Column("簽約數", "contracted", Kind.MONEY, width=18, help="單位為元，請填整數。", required=True, totalled=True),
    ),
)

GRADES = Sheet(
    name=STAFFING.name,
    section="staffing",
    note="單位：人月，填至小數第 2 位。",
    all_open=True,
    blank_rows=12,
    frozen=1,
    columns=(
        Column("級別", "key", width=26, help="例如「研究員級」；不可重複。", required=True),
        Column("原訂人月", "planned_months", Kind.MONTHS, width=14, help="例如 20.00。", required=True, totalled=True),
    ),
)

#: In the order of the workbook.
SETUP_SHEETS = (PLAN, PERIODS, SUB_PLANS, WORK, CHECKS, MEASURES, MONEY, GRADES)


def setup_sheet_of(section: str) -> Sheet:
    """The sheet on which a section is set up."""
    return next(sheet for sheet in SETUP_SHEETS if sheet.section == section)
