"""Who may do what: one table of roles and permissions that pages, commands and services all ask."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in the system (design section 1)."""

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
    SCAN = "執行落後掃描"
    SET_RULES = "設定檢核規則"
    SET_UP = "建立計畫"  # of an agency: there is no plan yet
    READ_TRAIL = "查閱稽核軌跡"


GRANTED: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {
            Permission.VIEW,
            Permission.EXPORT,
            Permission.SCAN,
            Permission.SET_RULES,
            Permission.SET_UP,
            Permission.READ_TRAIL,
        }
    ),
    # An officer also reports: on behalf of a contractor who mails a file (design section 2).
    Role.OFFICER: frozenset(Permission),
    Role.MANAGER: frozenset({Permission.VIEW, Permission.EXPORT, Permission.REVIEW, Permission.SCAN}),
    Role.CONTRACTOR: frozenset({Permission.VIEW, Permission.EXPORT, Permission.REPORT}),
    Role.AUDITOR: frozenset({Permission.VIEW, Permission.EXPORT, Permission.READ_TRAIL}),
}
