"""THE declaration of the reporting workbook: every sheet and column, in the order people see them (design 5)."""

from app.domain.facts import facts_of, variance_of
from app.domain.plan_document import Checkpoint, FundSource
from app.workbooks import code_lists
from app.workbooks.layout import Column, Highlight, Kind, Sheet, Signal

COVER_NAME = "填表說明"


def _day(cell: str) -> str:
    """A date as the workbook writes it, 107/1/31, as a day that formulas can compare."""
    spread = f'SUBSTITUTE({cell},"/",REPT(" ",9))'
    return f"DATE(1911+VALUE(TRIM(LEFT({spread},9))),VALUE(TRIM(MID({spread},10,9))),VALUE(TRIM(RIGHT({spread},9))))"


def _is_in_force(row: Checkpoint) -> bool:
    return row.is_in_force  # what was withdrawn owes nothing more


def _counts_upwards(row: Checkpoint) -> bool:
    return row.is_in_force and facts_of(row).quantity.more_is_better


_OVERDUE = 'AND({completed_on}="",' + _day("{due_on}") + "<TODAY())"
_DONE_LATE = (
    'AND({cell}="",{completed_on}<>"",' + _day('SUBSTITUTE({completed_on},"前","")') + ">" + _day("{due_on}") + ")"
)
_SHORT = "ISNUMBER({actual}),ISNUMBER({target}),{actual}<{target}"
_EXPLANATION = ("delay_reason", "remedy", "catch_up_on")

_DATE_HELP = "請填民國日期，例如 107/1/31。"

CHECKPOINTS = Sheet(
    name="查核點",
    section="checkpoints",
    note="實際值以「單位」欄的單位填寫。已逾預定完成日而未完成者，請填落後原因、改善對策與預定趕上日期。",
    columns=(
        Column("分項計畫", "sub_plan", Kind.SUB_PLAN, width=16),
        Column("序號", "number", Kind.COUNT, width=6),
        Column("預定完成日", "due_on", Kind.DATE, width=12),
        Column("查核點概述", "description", width=30),
        Column("權重", "weight_pct", Kind.PERCENT, width=8),
        Column("預定值", "target", Kind.QUANTITY, width=10),
        Column("單位", "unit", width=8),
        Column(
            "實際完成日",
            "completed_on",
            Kind.COMPLETION,
            width=13,
            help=_DATE_HELP + "只知道在某日以前完成時，請在日期後加「前」，例如 107/7/15前。尚未完成請留白。",
        ),
        Column(
            "實際值",
            "actual",
            Kind.QUANTITY,
            width=10,
            help="請依「單位」欄的單位填寫數字；沒有單位者不必填，有預定值者完成時必填。尚無資料請留白，不要填 0。",
        ),
        Column("達成情形", "achievement", width=36, help="請說明完成了什麼、何時完成。"),
        Column("落後原因", "delay_reason", width=20, help="逾期（含逾期完成）或未達預定值時必填，請寫明原因。"),
        Column("改善對策", "remedy", width=20, help="逾期未完成或未達預定值時必填，請寫明如何趕上。"),
        Column("預定趕上日期", "catch_up_on", Kind.DATE, width=13, help="逾期未完成或未達預定值時必填。" + _DATE_HELP),
    ),
    highlights=(
        Highlight(Signal.LATE, ("number", "due_on", "description", "completed_on"), _OVERDUE, _is_in_force),
        Highlight(Signal.MISSING, _EXPLANATION, f'AND({{cell}}="",{_OVERDUE})', _is_in_force),
        Highlight(Signal.MISSING, _EXPLANATION, f'AND({{cell}}="",{{completed_on}}<>"",{_SHORT})', _counts_upwards),
        Highlight(Signal.MISSING, ("delay_reason",), _DONE_LATE, _is_in_force),
        Highlight(Signal.MISSING, ("actual",), 'AND({cell}="",{completed_on}<>"",{target}<>"")', _is_in_force),
    ),
)

INDICATORS = Sheet(
    name="績效指標",
    section="indicators",
    note="實際達成值以「單位」欄的單位填寫，例如單位為億元時 5.01 即 5.01 億元。效益說明每項以 500 字為限。",
    columns=(
        Column("編號", "key", width=6),
        Column("屬性", "attribute", width=16),
        Column("類別", "category", width=20),
        Column("項目", "item", width=28),
        Column("單位", "unit", width=8),
        Column("原訂目標值", "target", Kind.QUANTITY, width=12),
        Column(
            "實際達成值",
            "actual",
            Kind.QUANTITY,
            width=12,
            help="請依本列「單位」欄的單位填寫數字；也可連單位一起填，例如 5.01億元。"
            "由個案計算的指標可不填；尚無資料請留白，不要填 0。",
        ),
        Column(
            "效益說明",
            "benefit_note",
            width=40,
            help="請說明達成後帶來的效益；未達目標值時必填，請寫明原因與改善對策。以 500 字為限。",
        ),
        Column("重大突破", "breakthrough", width=24, help="沒有重大突破請填「無」。"),
    ),
    highlights=(
        Highlight(
            Signal.MISSING,
            ("benefit_note",),
            f'AND({{cell}}="",{_SHORT})',
            lambda row: variance_of(row).more_is_better,
        ),
    ),
)

WORK_ITEMS = Sheet(
    name="工作項目",
    section="work_items",
    note="請逐項說明實際執行內容；與原規劃相同者，差異分析請填「無差異」。",
    columns=(
        Column("分項計畫", "sub_plan", Kind.SUB_PLAN, width=28),
        Column("工作項目", "name", width=28),
        Column("實際執行內容", "actual_work", width=64, help="請說明本期實際完成的工作。"),
        Column("差異分析", "variance_note", width=36, help="與原規劃相比多或少多少；沒有差異請填「無差異」。"),
    ),
)


def _benefit(header: str, field: str) -> Column:
    help_text = f"本案{header}的金額，單位為元，請填整數。沒有此項效益請填 0，尚未調查請留白。"
    return Column(header, field, Kind.MONEY, width=13, help=help_text, totalled=True)


CASES = Sheet(
    name="個案成效",
    section="cases",
    note="金額單位：元。一列一案；新增個案請接在最後一列之後填寫，個案編號不可重複。",
    growing=True,
    blank_rows=300,
    pages_wide=2,
    row_height=20,
    columns=(
        Column("個案編號", "key", width=12, help="新增個案請填編號，例如 107-0001；不可與其他列重複。", required=True),
        Column("受輔導業者", "firm_name", width=30, help="請填公司登記的全名。", required=True),
        Column("統一編號", "tax_id", Kind.TAX_ID, width=11, help="請填 8 位數字，開頭的 0 也要填。", required=True),
        Column("縣市", "county", Kind.CHOICE, width=9, choices=code_lists.COUNTIES),
        Column("類組", "group", Kind.CHOICE, width=11, choices=code_lists.GROUPS),
        Column("輔導功能", "function", Kind.CHOICE, width=18, choices=code_lists.FUNCTIONS),
        Column("輔導單位", "adviser_name", width=32, help="請填輔導單位的全名。"),
        Column("輔導單位別", "adviser_kind", Kind.CHOICE, width=13, choices=code_lists.ADVISER_KINDS),
        Column("輔導模式", "mode", Kind.CHOICE, width=10, choices=code_lists.MODES),
        Column("狀態", "state", Kind.CHOICE, width=10, choices=code_lists.STATES, required=True),
        Column(
            "政府經費",
            "government_grant",
            Kind.MONEY,
            width=13,
            help="本案簽約的政府經費，單位為元，請填整數。",
            totalled=True,
        ),
        Column(
            "自籌款",
            "self_fund",
            Kind.MONEY,
            width=13,
            help="本案簽約的業者自籌款，單位為元，請填整數。",
            totalled=True,
        ),
        _benefit("增加產品附加價值", "added_value"),
        _benefit("增加產品訂單", "new_orders"),
        _benefit("提高人員生產效率", "staff_productivity"),
        _benefit("提供設備生產效率", "equipment_productivity"),
        _benefit("降低人力成本", "labour_cost"),
        _benefit("降低製造成本", "manufacturing_cost"),
        _benefit("降低採購成本", "purchasing_cost"),
        _benefit("降低庫存成本", "inventory_cost"),
        _benefit("降低不良品損耗成本", "defect_cost"),
        _benefit("降低研發測試成本", "research_cost"),
        _benefit("降低設備維護成本", "maintenance_cost"),
    ),
)

FINANCE = Sheet(
    name="經費",
    section="finance_lines",
    note="金額單位：元。執行數為累計結報數；合計由公式計算，不必填寫。",
    split_totals_by="source",
    columns=(
        Column("會計科目", "account", width=42),
        Column("經費來源", "source", Kind.CHOICE, width=12, choices=tuple(FundSource)),
        Column("簽約數", "contracted", Kind.MONEY, width=16, totalled=True),
        Column(
            "執行數",
            "executed",
            Kind.MONEY,
            width=16,
            help="請填累計執行金額，單位為元，請填整數。尚無資料請留白，不要填 0。",
            totalled=True,
        ),
        Column("備註", "note", width=50, help="超支、結餘或繳庫的說明。"),
    ),
)

STAFFING = Sheet(
    name="人力",
    section="staffing",
    note="單位：人月，填至小數第 2 位；合計由公式計算，不必填寫。",
    frozen=1,
    row_height=20,
    columns=(
        Column("級別", "key", width=24),
        Column("原訂人月", "planned_months", Kind.MONTHS, width=14, totalled=True),
        Column(
            "實際人月",
            "actual_months",
            Kind.MONTHS,
            width=14,
            help="請填累計投入人月，例如 19.78。尚無資料請留白，不要填 0。",
            totalled=True,
        ),
    ),
)

#: In the order of the workbook.
SHEETS = (CHECKPOINTS, INDICATORS, WORK_ITEMS, CASES, FINANCE, STAFFING)


def sheet_of(section: str) -> Sheet:
    """The sheet that shows a section of the plan document."""
    return next(sheet for sheet in SHEETS if sheet.section == section)
