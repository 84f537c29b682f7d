"""Who may do what: one table of role, action and scope that pages, menus, commands and services all ask.

A new action is a member of :class:`Permission` and a line in :data:`TABLE`.
"""

from enum import StrEnum

DAY = "day"  # the entry of a database session's ``info`` that says which day it is in the offices


class Role(StrEnum):
    """What a person is in the system (design section 1). It is granted everywhere, in one agency, or for one plan."""

    ADMIN = "系統管理者"
    OFFICER = "計畫辦公室"
    MANAGER = "主管"
    CONTRACTOR = "受委託單位"
    AUDITOR = "稽核"


class Permission(StrEnum):
    """What can be done to a plan, or (setting one up) in an agency."""

    VIEW = "檢視計畫"
    EXPORT = "下載期報活頁簿"
    REPORT = "填報"
    REVIEW = "審查期報"
    REVERT = "復原期報"
    REOPEN = "重啟審查"
    CLOSE_PERIOD = "關閉期別"
    REOPEN_PERIOD = "重新開放期別"
    PROPOSE_CHANGE = "提出計畫變更"
    APPROVE_CHANGE = "核定計畫變更"
    SCAN = "執行落後掃描"
    EXPLAIN_ALERT = "說明警示"
    ASSIGN_ALERT = "指派警示"
    RETURN_EXPLANATION = "退回落後說明"
    SET_RULES = "設定檢核規則"
    KEEP_CALENDAR = "維護辦公日曆"  # of an agency; nationwide with a role for all of them
    SET_UP = "建立計畫"  # of an agency: there is no plan yet
    READ_TRAIL = "查閱稽核軌跡"
    READ_ACCOUNTS = "查閱帳號與權限"
    MANAGE_ACCOUNTS = "管理帳號與權限"
    DELEGATE = "委任代理人"
    MANAGE_CASES = "管理個案"
    APPROVE_CASES = "核定個案"
    READ_FIRMS = "查閱企業輔導履歷"  # of every firm, over all agencies; else only what one's own plans did for it
    MANAGE_FIRMS = "企業歸戶"  # a firm belongs to no plan
    READ_BUDGET = "查閱預算"  # of an agency: budget, 跨年期計畫, 立法院決議, 施政計畫指標
    ANSWER_RESOLUTIONS = "登錄立法院決議辦理情形"  # of an agency
    READ_JOBS = "查閱排程"  # a job works for every agency at once, and says so
    MANAGE_JOBS = "管理排程"


class Scope(StrEnum):
    """How far an action reaches, at most: everywhere where the role was granted, or only in a part of that."""

    EVERYWHERE = "限授權及於全部機關者"  # who has the role for some agencies may not
    AGENCY = "授權的機關"  # the whole agency; who has the role for a single plan may not
    PLAN = "授權的計畫"  # every plan that the grant covers
    OWN = "本單位的計畫"  # of these, the ones that the person's own 受委託單位 carries out


#: Who looks at the others' work from outside, or is looked at, is nothing else besides (職務分離).
ALONE = frozenset({Role.CONTRACTOR, Role.AUDITOR})


def _plans(*roles: Role) -> dict[Role, Scope]:
    """To be done plan by plan; a contractor sees and does nothing outside its own."""
    return {role: Scope.OWN if role is Role.CONTRACTOR else Scope.PLAN for role in roles}


def _agencies(*roles: Role) -> dict[Role, Scope]:
    """To be done for an agency as a whole."""
    return dict.fromkeys(roles, Scope.AGENCY)


def _everywhere(*roles: Role) -> dict[Role, Scope]:
    """To be done for the whole installation."""
    return dict.fromkeys(roles, Scope.EVERYWHERE)


TABLE: dict[Permission, dict[Role, Scope]] = {
    Permission.VIEW: _plans(*Role),
    Permission.EXPORT: _plans(*Role),
    # An officer also reports: on behalf of a contractor who mails a file (design section 2).
    Permission.REPORT: _plans(Role.OFFICER, Role.CONTRACTOR),
    Permission.REVIEW: _plans(Role.OFFICER, Role.MANAGER),
    Permission.REVERT: _plans(Role.MANAGER),
    Permission.REOPEN: _plans(Role.MANAGER),
    Permission.CLOSE_PERIOD: _plans(Role.OFFICER, Role.MANAGER),
    # Figures that were declared final are opened again only by who answers for them.
    Permission.REOPEN_PERIOD: _plans(Role.MANAGER),
    Permission.PROPOSE_CHANGE: _plans(Role.OFFICER, Role.CONTRACTOR),
    Permission.APPROVE_CHANGE: _plans(Role.OFFICER, Role.MANAGER),
    Permission.SCAN: _plans(Role.ADMIN, Role.OFFICER, Role.MANAGER),
    # An officer also explains: on behalf of a contractor who telephones.
    Permission.EXPLAIN_ALERT: _plans(Role.OFFICER, Role.CONTRACTOR),
    Permission.ASSIGN_ALERT: _plans(Role.OFFICER, Role.MANAGER),
    Permission.RETURN_EXPLANATION: _plans(Role.OFFICER, Role.MANAGER),
    Permission.SET_RULES: _agencies(Role.ADMIN, Role.OFFICER),
    Permission.KEEP_CALENDAR: _agencies(Role.ADMIN, Role.OFFICER),
    Permission.SET_UP: _agencies(Role.ADMIN, Role.OFFICER),
    Permission.READ_TRAIL: _plans(Role.ADMIN, Role.OFFICER, Role.AUDITOR),
    Permission.READ_ACCOUNTS: _agencies(Role.ADMIN, Role.AUDITOR),
    Permission.MANAGE_ACCOUNTS: _agencies(Role.ADMIN),
    Permission.DELEGATE: _plans(Role.OFFICER, Role.MANAGER),
    Permission.MANAGE_CASES: _plans(Role.OFFICER, Role.CONTRACTOR),
    # Who is funded is for the agency to say (聯席會議, R16), whoever else keeps the cases.
    Permission.APPROVE_CASES: _plans(Role.OFFICER, Role.MANAGER),
    Permission.READ_FIRMS: _agencies(Role.ADMIN, Role.OFFICER, Role.MANAGER, Role.AUDITOR),
    Permission.MANAGE_FIRMS: _agencies(Role.OFFICER),
    Permission.READ_BUDGET: _agencies(Role.ADMIN, Role.OFFICER, Role.MANAGER, Role.AUDITOR),
    # Whoever writes the letters of the agency also says that they were sent.
    Permission.ANSWER_RESOLUTIONS: _agencies(Role.OFFICER),
    Permission.READ_JOBS: _everywhere(Role.ADMIN, Role.AUDITOR),
    Permission.MANAGE_JOBS: _everywhere(Role.ADMIN),
}


def scope_of(role: Role, permission: Permission) -> Scope | None:
    """How far a role reaches with an action; ``None``: it may not do it at all."""
    return TABLE[permission].get(role)
