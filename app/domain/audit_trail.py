"""What the audit trail (稽核軌跡) tells of a change: of what, from where, before and after."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ORIGIN = "origin"  # the entry of a database session's ``info`` that says where its changes come from


class OriginKind(StrEnum):
    """By which door a change came in."""

    PAGE = "網頁"
    WORKBOOK = "活頁簿"  # the figure was typed into a file, whichever door the file was accepted by
    COMMAND = "命令列"
    JOB = "排程"
    API = "介面"
    UNKNOWN = "未註明"  # nobody told; no edge of ours leaves it so


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change comes from: the page's method and path, the command, or the job; and the network address.

    An edge puts its own into ``session.info[ORIGIN]`` when it opens the session (``app.extensions`` for pages and
    commands, ``jobs.runner`` for jobs); services need not hand it down.
    """

    kind: OriginKind = OriginKind.UNKNOWN
    detail: str = ""
    address: str | None = None


class Subject(StrEnum):
    """What kind of thing changed. Rows of a plan go by the words of the workbook."""

    PLAN = "計畫"
    SUB_PLAN = "分項計畫"
    CHECKPOINT = "查核點"
    INDICATOR = "績效指標"
    WORK_ITEM = "工作項目"
    CASE = "個案成效"
    FINANCE = "經費"
    STAFFING = "人力"
    PERIOD = "期別"
    SUBMISSION = "期報"
    COMMENT = "審查意見"
    REVIEW_SETTING = "審查方式"
    CHANGE = "計畫變更"
    HELD_ROW = "待補個案"
    EVIDENCE = "佐證資料"
    REVERSAL = "復原"
    FINDING = "檢核發現"
    RULE = "檢核規則"
    LIMIT = "輔導規定"
    ABNORMALITY = "輔導單位重大異常"
    EXEMPTION = "輔導規定例外"
    WAIVER = "豁免"
    APPLICATIONS = "公布之申請案數"
    THRESHOLD = "門檻"
    CALENDAR = "辦公日曆"
    CASE_SCORE = "審查評分"
    SAMPLING = "抽樣"
    FOLLOW_UP = "訓練成效追蹤"
    SURVEY = "滿意度調查"
    ALERT = "警示"
    VARIANCE = "差異分析"
    BUDGET = "預算"
    MULTI_YEAR = "跨年期計畫"
    RESOLUTION = "立法院決議"
    PROGRAMME = "施政計畫指標"
    EXPORT = "匯出"
    ACCOUNT = "帳號"
    ROLE = "權限"
    FIRM = "企業歸戶"
    PERSONAL_DATA = "個人資料"
    JOB = "排程工作"
    BACKUP = "備份"
    RETENTION = "保存期限"


SUBJECTS: dict[str, Subject] = {
    "sub_plans": Subject.SUB_PLAN,
    "checkpoints": Subject.CHECKPOINT,
    "indicators": Subject.INDICATOR,
    "work_items": Subject.WORK_ITEM,
    "cases": Subject.CASE,
    "finance_lines": Subject.FINANCE,
    "staffing": Subject.STAFFING,
    "periods": Subject.PERIOD,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, before it is written down.

    ``section``, ``key`` and ``field`` name a cell of a plan; without ``field`` it is the whole row. ``label`` is how
    people recognise the row, ``unit`` the unit of its quantities, both as they were at the time. ``cell`` is where
    it stood in the file (「績效指標!I5」). ``is_reported``: it is the report's own value, not the reviewer's.
    Values are those of the plan document, or what JSON knows.
    """

    subject: Subject
    key: str
    before: Any
    after: Any
    section: str | None = None
    field: str | None = None
    label: str = ""
    unit: str | None = None
    cell: str | None = None
    is_reported: bool = False
