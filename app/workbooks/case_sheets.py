"""THE declaration of the lists of cases: what 批次申請, 審查結果 and 效益 show, and how their columns are headed.

Every column of every list is known on its own, so that a list may hold any of them in any order.
"""

from app.domain.cases.benefits import BENEFITS
from app.domain.cases.lifecycle import CaseState, ReviewGrade, Scheme
from app.workbooks import code_lists
from app.workbooks.layout import Column, Kind, Sheet

_DAY = "請填民國日期，例如 107/6/13。"
_MONEY = "單位為元，請填整數。"
YES, NO = "是", "否"
YES_NO = (YES, NO)


def _flag(header: str, field: str, help_text: str = "") -> Column:
    return Column(header, field, Kind.CHOICE, width=12, choices=YES_NO, help=help_text)


def _day(header: str, field: str, help_text: str = "") -> Column:
    return Column(header, field, Kind.DATE, width=12, help=help_text + _DAY)


def _money(header: str, field: str, help_text: str = "") -> Column:
    return Column(header, field, Kind.MONEY, width=13, help=help_text + _MONEY, totalled=True)


_ALL = (
    Column("個案編號", "key", width=12, help="例如 107-0001；不可與其他列重複。", required=True),
    Column("專案別", "scheme", Kind.CHOICE, width=11, choices=tuple(Scheme), help="空白視為一般輔導。"),
    Column("梯次", "round_no", Kind.COUNT, width=7, help="本年度第幾梯次；空白視為第 1 梯次。"),
    Column("受輔導業者", "firm_name", width=30, help="請填公司登記的全名。", required=True),
    Column("統一編號", "tax_id", Kind.TAX_ID, width=11, help="請填 8 位數字，開頭的 0 也要填。", required=True),
    Column("縣市", "county", Kind.CHOICE, width=9, choices=code_lists.COUNTIES, required=True),
    Column("登記地址", "head_office", width=30, help="公司登記的地址，用於比對同一業者。"),
    Column("負責人", "head_name", width=11, help="個人資料，只供審查與聯繫。"),
    Column("聯絡電話", "contact_phone", width=15, help="個人資料，只供聯繫。"),
    Column("電子郵件", "contact_email", width=24, help="個人資料，只供聯繫。"),
    _flag("女性負責人", "female_head"),
    _flag("加強輔導型產業", "enhanced_industry", "因應貿易自由化加強輔導型產業。"),
    Column("產業別", "industry", width=20),
    Column("類組", "group", Kind.CHOICE, width=11, choices=code_lists.GROUPS),
    Column("輔導功能", "function", Kind.CHOICE, width=18, choices=code_lists.FUNCTIONS),
    Column("輔導內容", "content", width=30),
    Column("輔導單位", "adviser_name", width=32, help="請填輔導單位的全名。"),
    Column("輔導單位別", "adviser_kind", Kind.CHOICE, width=13, choices=code_lists.ADVISER_KINDS),
    _flag("女性計畫主持人", "female_pi"),
    Column("輔導模式", "mode", Kind.CHOICE, width=10, choices=code_lists.MODES),
    Column("共通性案號", "joint_no", width=12, help="共通性案件的各案填同一編號，例如 107-C01。"),
    _money("申請經費", "requested_grant", "申請的政府經費，"),
    _day("受理日", "received_on"),
    Column("狀態", "state", Kind.CHOICE, width=10, choices=tuple(CaseState), help="須依歷程逐步變更。"),
    _day("資格審查日", "qualified_on"),
    Column("資格不符原因", "disqualified_for", width=24, help="狀態為資格不符時必填。"),
    _day("技術審查日", "reviewed_on"),
    Column("技術審查結果", "review_grade", Kind.CHOICE, width=12, choices=tuple(ReviewGrade)),
    Column("候補序號", "waiting_rank", Kind.COUNT, width=9, help="推薦而未核定者的遞補次序。"),
    _day("核定日", "approved_on", "聯席會議核定的日期。"),
    _money("政府經費", "government_grant", "核定（簽約）的政府經費，"),
    _money("自籌款", "self_fund", "業者自籌款，"),
    _day("簽約日", "signed_on"),
    _day("輔導起日", "guided_from"),
    _day("輔導迄日", "guided_to"),
    _day("第一期款撥付日", "first_paid_on", "簽約後撥付政府經費的 50%。"),
    _day("期中查核日", "site_visited_on"),
    _day("期末驗收日", "accepted_on"),
    _day("第二期款撥付日", "second_paid_on", "驗收後撥付政府經費的 50%。"),
    _day("結案日", "closed_on"),
    _day("終止日", "ended_on", "撤案、放棄簽約、終止或歇業的日期。"),
    Column("終止原因", "end_reason", width=24, help="撤案、放棄簽約、終止或歇業時必填。"),
    *(_money(header, field) for field, header in BENEFITS.items()),
    _money("增加產值", "output_sum", "只供沒有 11 項效益明細的個案，"),
    _money("降低成本", "saving_sum", "只供沒有 11 項效益明細的個案，"),
    Column("備註", "note", width=30),
)
CASE_COLUMNS: dict[str, Column] = {column.field: column for column in _ALL}

#: Other headers under which lists of cases come: those of data files, and earlier words.
OTHER_HEADERS: dict[str, str] = {
    **{field: field for field in CASE_COLUMNS},
    "case_no": "key",
    "案號": "key",
    "gov_grant": "government_grant",
    "review_result": "review_grade",
    "period_from": "guided_from",
    "period_to": "guided_to",
    "目前狀態": "state",
    "地址": "head_office",
    "increase_output": "output_sum",
    "reduce_cost": "saving_sum",
    "受理日期": "received_on",
    "核定日期": "approved_on",
    "結案日期": "closed_on",
    "共通性技術輔導案件": "joint_no",
    "因應貿易自由化加強輔導型產業": "enhanced_industry",
}
#: Headers whose column says nothing that is not known otherwise: the region follows from the county.
KNOWN_OTHERWISE = frozenset({"region", "地區", "site_visited", "實地查核", "year", "年度"})


def _sheet(name: str, note: str, fields: str, *, locked: str = "", blank_rows: int = 0) -> Sheet:
    shut = set(locked.split())
    columns = tuple(
        CASE_COLUMNS[field] if field not in shut else _locked(CASE_COLUMNS[field]) for field in fields.split()
    )
    return Sheet(name, "cases", columns, note, growing=True, all_open=True, blank_rows=blank_rows, row_height=20)


def _locked(column: Column) -> Column:
    return Column(column.header, column.field, column.kind, column.width, choices=column.choices, locked=True)


APPLICATIONS = _sheet(
    "批次申請",
    "一列一案；個案編號、受輔導業者、統一編號、縣市與受理日必填。金額單位：元。空白的格子不會改變已有的資料。",
    "key round_no scheme firm_name tax_id county head_office head_name contact_phone contact_email female_head "
    "enhanced_industry industry group function content adviser_name adviser_kind female_pi mode joint_no "
    "requested_grant received_on note",
    blank_rows=500,
)
REVIEWS = _sheet(
    "審查結果",
    "請填審查後的狀態與日期；資格不符、撤案與放棄簽約須填原因，核定須填政府經費與自籌款。空白的格子不會改變已有的資料。",
    "key firm_name tax_id state qualified_on disqualified_for reviewed_on review_grade waiting_rank approved_on "
    "government_grant self_fund ended_on end_reason note",
    locked="key firm_name tax_id",
)
BENEFITS_LIST = _sheet(
    "效益",
    "請填簽約後的狀態、日期與各項效益。金額單位：元；沒有此項效益請填 0，尚未調查請留白。"
    "已由期報核定的效益請改由期報更正。",
    "key firm_name tax_id state signed_on guided_from guided_to first_paid_on site_visited_on accepted_on "
    f"second_paid_on closed_on ended_on end_reason {' '.join(BENEFITS)} note",
    locked="key firm_name tax_id",
)
#: By the name in addresses and commands.
CASE_SHEETS: dict[str, Sheet] = {"applications": APPLICATIONS, "reviews": REVIEWS, "benefits": BENEFITS_LIST}

#: What a list shows, taken out: as wide as the list on the page.
EXPORTED = _sheet(
    "個案清單",
    "金額單位：元。",
    "key firm_name tax_id county group function adviser_name mode state review_grade received_on government_grant "
    "self_fund output_sum saving_sum",
)
