"""Everything that can be found wrong with a report, by its stable code (檢核規則一覽).

The sentence beside a finding speaks of one cell; this speaks of the rule: what it asks, whether it blocks, and
whether an officer may waive it for one submission. The help page shows it, and waivers and trials go by it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.domain.findings import Severity


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule. ``severity`` is the gravest that it can have; ``advice`` is what to do, as a sentence."""

    code: str
    title: str
    advice: str
    waivable: bool = False
    severity: Severity = Severity.ERROR


def _waivable(code: str, title: str, advice: str, severity: Severity = Severity.ERROR) -> RuleEntry:
    return RuleEntry(code, title, advice, True, severity)


def _asks(code: str, title: str, advice: str) -> RuleEntry:
    """A rule of reading that only asks; there is nothing to waive."""
    return RuleEntry(code, title, advice, False, Severity.WARNING)


#: What a report must hold. Rules without which the books could not keep the figure are never waived.
REPORT_RULES = (
    _waivable("explanation_missing", "落後未說明", "落後的查核點請填落後原因、改善對策與預定趕上日期。"),
    _waivable("completed_in_the_future", "實際完成日晚於填報日", "尚未完成者請留空白，完成後再填。"),
    _waivable("completed_before_the_plan", "實際完成日早於計畫開始日", "請確認年度是否正確。", Severity.WARNING),
    _waivable("actual_missing", "已完成而無實際值", "查核點有預定值者，完成時請一併填寫實際值。", Severity.WARNING),
    _waivable(
        "shortfall_unexplained",
        "未達目標而未說明",
        "實際達成值低於目標值者，請於效益說明敘明原因與改善對策。",
        Severity.WARNING,
    ),
    _waivable(
        "text_disagrees",
        "文字與欄位不一致",
        "說明文字中的數字或日期與欄位所填不同，請確認何者正確。",
        Severity.WARNING,
    ),
    _waivable(
        "checkpoint_withdrawn",
        "查核點已撤銷或停辦",
        "已撤銷、停辦或併入他案的查核點不列入進度，請確認是否仍要填報。",
        Severity.WARNING,
    ),
    _waivable(
        "cases_disagree",
        "填報值與個案加總不同",
        "由個案計算的指標以個案加總為準；請核對個案成效，或更正填報值。",
        Severity.WARNING,
    ),
    _waivable("too_long", "效益說明過長", "效益說明每項以 500 字為限，換行與前後空白不計；請精簡。"),
    _waivable("over_contract", "政府經費超支", "政府經費執行數不得超過簽約數；超支由受委託單位自行吸收。"),
    # The books hold exactly eight digits, so this one cannot be waived as a whole.
    RuleEntry("tax_id", "統一編號有誤", "請填 8 碼統一編號；開頭的 0 不可省略，檢查碼須相符。"),
    RuleEntry("required", "必填欄位空白", "新增個案請填受輔導業者、統一編號與狀態。"),
    RuleEntry("negative", "數值為負", "數值不可為負數。"),
    RuleEntry("too_large", "數值過大", "請核對單位與位數；系統可記錄至 900 兆。"),
    RuleEntry("too_fine", "小數位數過多", "系統不會自行捨入，請改填至可記錄的小數位數。"),
)

#: What lists of cases must hold (批次申請、審查結果、效益).
CASE_RULES = (
    RuleEntry("county_unknown", "縣市有誤", "請由下拉選單選取縣市。"),
    RuleEntry("grant_over_ceiling", "政府經費超過上限", "請依計畫規定的金額與比例上限填寫核定金額。"),
    RuleEntry("firm_twice_in_round", "同梯次申請逾 1 案", "每梯次以申請 1 案為限；後申請者請改為資格不符並填原因。"),
    RuleEntry("programme_rule", "違反輔導規定", "請依所引規定辦理；屬原則者須敘明理由。"),
    RuleEntry("state_unreachable", "狀態不能如此變更", "請依個案歷程逐步辦理，或更正狀態。"),
    RuleEntry("reason_missing", "未填原因", "資格不符、撤案、放棄簽約、終止與歇業須填原因。"),
    RuleEntry("days_out_of_order", "日期先後有誤", "請核對各階段的日期。"),
    RuleEntry("day_beyond_state", "日期與狀態不符", "個案尚未到這個階段；請更正狀態，或清除這個日期。"),
    RuleEntry("benefit_settled", "效益已由期報核定", "請改由期報更正。"),
    RuleEntry("case_unregistered", "個案未經申請", "計畫已有申請案登錄，請先登錄申請並完成核定再填報。"),
    RuleEntry("case_not_approved", "申請案尚未核定", "請先完成核定再填報成效，或更正個案編號。"),
    _asks("column_unknown", "不是個案清單的欄位", "系統不會匯入這一欄；需要匯入請改用系統的欄位標題。"),
)

#: What lists of follow-ups, and surveys, must hold.
SURVEY_RULES = (
    RuleEntry("follow_up_incomplete", "追蹤紀錄不完整", "已追蹤者須填實際追蹤日與回覆人數；尚未追蹤者各項成果留白。"),
    RuleEntry("count_beyond", "人數不合理", "成果人數不可大於回覆人數，回覆人數不可大於結訓人數。"),
    RuleEntry("question_key", "題號有誤", "請填字母與數字，例如 Q1。"),
    RuleEntry("options_needed", "選項有誤", "單選與複選題須填 2 個以上不重複的選項；其他題型不填選項。"),
    RuleEntry("question_unknown", "不是問卷的題目", "請還原欄位標題，或重新下載答卷檔。"),
    RuleEntry("rating_unknown", "不是 1 至 5 分", "請填 1 至 5 的整數；未作答請留白。"),
    RuleEntry("answers_over_sent", "答卷多於發出份數", "請核對檔案，或先更正發出份數。"),
    RuleEntry("list_outdated", "清單下載後已有更新", "請重新下載清單，將修改的內容填入後再上傳。"),
)

#: How the cells of a file are understood.
CELL_RULES = (
    RuleEntry("not_a_figure", "不是數值", "請填數字，可連單位一起填，例如 5.01億元。"),
    RuleEntry("not_exact", "不是確定的數值", "請填一個數字，不加「約」「以上」等字，也不填範圍。"),
    RuleEntry("not_whole", "須為整數", "金額以元為單位，案、家、場次、人次等以個數計，不可有小數。"),
    RuleEntry("quantity_unexpected", "本列不必填數值", "沒有單位的查核點不填實際值，請清除這一格。"),
    RuleEntry("not_a_date", "不是日期", "請填民國日期，例如 107/1/31。"),
    RuleEntry("not_a_day", "日期未填到日", "請填到日，例如 107/1/31；不可只填月份或期間。"),
    RuleEntry("choice_unknown", "不在選項內", "請由下拉選單選取。"),
    RuleEntry("formula_not_calculated", "公式沒有結果", "請用 Excel 或 LibreOffice 開啟後存檔，或直接填入數值。"),
    RuleEntry("cell_error", "儲存格為錯誤值", "請更正公式，或直接填入數值。"),
    RuleEntry("cells_merged", "儲存格已合併", "請取消合併後逐格填寫。"),
    RuleEntry("text_too_long", "文字過長", "請縮短這一格的文字。"),
    _asks("taken_for_granted", "系統自行判讀", "請確認系統對這一格的解讀是否正確。"),
)

#: Rows, columns and sheets that are missing, foreign, or not the report's to change.
STRUCTURE_RULES = (
    RuleEntry("locked_cell_changed", "核定內容遭更動", "請改回原值；需修改時請另提計畫變更。"),
    RuleEntry("unreadable", "表格中的內容無法判讀", "請依格旁的說明改填；不變更的欄位請保留原值。"),
    RuleEntry("too_many_rows", "新增的列過多", "請分成幾份計畫變更提出。"),
    RuleEntry("other_section", "另一張表格有錯", "請到該表格修正後再檢查。"),
    RuleEntry("row_unknown", "不是系統匯出的列", "請將整列清空；新增項目請提計畫變更。"),
    RuleEntry("key_unknown", "計畫中沒有這一項", "請將整列清空；新增項目請提計畫變更。"),
    RuleEntry("key_missing", "新增列沒有編號", "請填寫編號，或將整列清空。"),
    RuleEntry("approval_reserved", "核定須由機關辦理", "將這一列移出，或洽計畫辦公室或主管辦理核定。"),
    RuleEntry("applications_counted", "申請案數採公布數", "這個計畫只有公布的申請案數，不能另行登錄申請案。"),
    RuleEntry("key_repeated", "編號重複", "請只保留一列，其餘清空或改用不同的編號。"),
    _asks("row_missing", "缺少原有的列", "系統保留原有內容；如為誤刪，請重新下載活頁簿補回。"),
    RuleEntry("sheet_missing", "缺少工作表", "請勿刪除或更名工作表；可重新下載活頁簿補回。"),
    RuleEntry("header_missing", "找不到標題列", "請還原欄位標題，或重新下載活頁簿。"),
    RuleEntry("nothing_changed", "沒有修改", "網頁表格的內容與計畫現有資料相同，不必送審。"),
    RuleEntry("column_missing", "缺少欄位", "請還原欄位標題，或重新下載活頁簿。"),
    RuleEntry("column_repeated", "欄位標題重複", "同一標題請只保留一欄。"),
    RuleEntry("key_column_missing", "識別欄已刪除", "請重新下載活頁簿，將內容貼入後再上傳。"),
)

#: Files that are not read, or belong elsewhere.
FILE_RULES = (
    RuleEntry("meta_missing", "檔案沒有識別資料", "請重新下載活頁簿，將內容貼入後再上傳。"),
    RuleEntry("meta_tampered", "識別資料遭更動", "請重新下載活頁簿，將內容貼入後再上傳。"),
    RuleEntry("template_unknown", "檔案格式版本不同", "請重新下載活頁簿，將內容貼入後再上傳。"),
    RuleEntry("wrong_workbook", "不是這個計畫或期別的檔案", "請改選正確的計畫與期別，或上傳另一份檔案。"),
    RuleEntry("file_empty", "檔案是空的", "請確認選對檔案。"),
    RuleEntry("file_too_large", "檔案超過大小上限", "請刪除多餘內容後再上傳。"),
    RuleEntry("file_too_heavy", "檔案內容過於龐大", "請重新下載活頁簿，只貼上需要的內容後再上傳。"),
    RuleEntry("sheet_too_large", "工作表範圍過大", "請刪除表格以外的內容後再上傳。"),
    RuleEntry("file_old_or_encrypted", "舊版或加密的檔案", "請移除密碼，另存為 .xlsx 或 .ods 再上傳。"),
    RuleEntry("file_has_macros", "檔案含有巨集", "基於資安不予接受，請另存為 .xlsx 或 .ods 再上傳。"),
    RuleEntry("file_has_links", "檔案連結到其他活頁簿", "請在 Excel 中斷連結，存檔後再上傳。"),
    RuleEntry("file_has_doctype", "檔案含有不允許的內容", "請用 Excel 或 LibreOffice 開啟後另存再上傳。"),
    RuleEntry("file_encoding", "檔案的文字編碼無法讀取", "請用 Excel 或 LibreOffice 開啟後另存再上傳。"),
    RuleEntry("file_not_a_workbook", "不是試算表", "只改副檔名不會改變檔案格式；請另存為 .xlsx 或 .ods。"),
    RuleEntry("file_damaged", "檔案已損壞", "請重新存檔後再上傳。"),
    RuleEntry("file_unreadable", "檔案無法讀取", "請用 Excel 或 LibreOffice 開啟後另存一份再上傳。"),
)

#: Title of a group and its rules, in the order of the help page.
GROUPS: tuple[tuple[str, tuple[RuleEntry, ...]], ...] = (
    ("填報內容", REPORT_RULES),
    ("個案清單", CASE_RULES),
    ("訓練成效追蹤與滿意度調查", SURVEY_RULES),
    ("儲存格的寫法", CELL_RULES),
    ("列、欄位與工作表", STRUCTURE_RULES),
    ("檔案", FILE_RULES),
)


def _by_code(entries: Iterable[RuleEntry]) -> Mapping[str, RuleEntry]:
    return MappingProxyType({entry.code: entry for entry in entries})


CATALOGUE: Mapping[str, RuleEntry] = _by_code(entry for _, group in GROUPS for entry in group)
