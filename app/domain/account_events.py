"""What can happen to an account and its sessions, and where it came from."""

from dataclasses import dataclass
from enum import StrEnum


class AccountEventKind(StrEnum):
    """Something about an account that is kept for ever (帳號事件)."""

    SIGNED_IN = "登入成功"
    SIGN_IN_FAILED = "登入失敗"
    CODE_FAILED = "驗證碼錯誤"
    LOCKED_OUT = "帳號鎖定"
    SIGNED_OUT = "登出"
    SESSION_REVOKED = "結束登入階段"
    PASSWORD_CHANGED = "變更密碼"  # noqa: S105  what happened, not a password
    PASSWORD_RESET_REQUESTED = "申請重設密碼"  # noqa: S105
    PASSWORD_RESET = "重設密碼"  # noqa: S105
    TOTP_ENABLED = "啟用兩步驟驗證"
    TOTP_DISABLED = "停用兩步驟驗證"
    RECOVERY_CODES_RENEWED = "重新產生備用碼"
    RECOVERY_CODE_USED = "使用備用碼"
    IDENTITY_LINKED = "連結單一簽入"
    CALENDAR_MADE = "產生行事曆網址"
    CALENDAR_REVOKED = "停用行事曆網址"
    CREATED = "新增帳號"
    ROLE_GRANTED = "授予角色"
    ROLE_REVOKED = "收回角色"
    DELEGATED = "委任代理人"
    DELEGATION_ENDED = "終止代理"
    UNLOCKED = "解除鎖定"
    DISABLED = "停用帳號"
    ENABLED = "恢復帳號"


class SignInWay(StrEnum):
    """How somebody proved who they are (登入方式)."""

    PASSWORD = "密碼"  # noqa: S105
    SINGLE_SIGN_ON = "單一簽入"


class AttemptKind(StrEnum):
    """What is counted until it is closed for a while."""

    ACCOUNT = "帳號"
    ADDRESS = "網路位址"
    CODE = "驗證碼"
    RESET = "重設密碼"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from: the network address, and what the browser calls itself. Both are only claims."""

    address: str = ""
    browser: str = ""


CONSOLE = Origin(address="主機命令列")  # the operator of the server, who holds the database anyway
