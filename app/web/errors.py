"""One table from refusals to answers; our own faults become a short message with a number to quote."""

import logging
import secrets
from math import ceil

from flask import Flask, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from app import extensions
from app.domain.errors import DomainError, NotFound, PermissionDenied, TooOften

log = logging.getLogger("app.web")

REFUSALS: tuple[tuple[type[DomainError], int, str], ...] = (
    (NotFound, 404, "找不到資料"),
    (PermissionDenied, 403, "沒有權限"),
    (DomainError, 409, "無法進行這項操作"),
)
MINUTE = 60  # seconds
HTTP_FAULTS = {
    404: ("找不到網頁", "網址可能輸入錯誤，或網頁已移除。"),
    405: ("無法進行這項操作", "這個網址不接受這種操作方式。"),
}


def init_app(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(DomainError, refused)
    app.register_error_handler(TooOften, too_often)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(RequestEntityTooLarge, too_large)
    app.register_error_handler(HTTPException, http_fault)
    app.register_error_handler(Exception, failed)


def refused(refusal: DomainError) -> ResponseReturnValue:
    """A refusal says itself what is wrong and what to do."""
    status, heading = next((status, heading) for kind, status, heading in REFUSALS if isinstance(refusal, kind))
    return _page(status, heading, str(refusal))


def too_often(refusal: TooOften) -> ResponseReturnValue:
    """The person must wait; programs read for how long from the header."""
    seconds = ceil(refusal.wait.total_seconds())
    wait = f"{seconds} 秒" if seconds < MINUTE else f"{ceil(seconds / MINUTE)} 分鐘"
    advice = f"請等候 {wait}再試一次。如因業務需要大量處理，請洽系統管理者調整上限。"
    page = make_response(_page(429, "操作太頻繁", str(refusal), advice))
    page.headers["Retry-After"] = str(seconds)
    return page


def expired(_error: CSRFError) -> ResponseReturnValue:
    """The form is older than its token."""
    return _page(400, "網頁已逾時", "您停留在這個網頁太久，為了安全沒有送出。", "請回上一頁重新整理後再送出一次。")


def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The upload is over the limit, or what was filled in on a page."""
    if (request.content_length or 0) <= current_app.config["MAX_CONTENT_LENGTH"]:
        return _page(413, "內容太多", "一次送出的填報內容超過上限，沒有任何改變。", "請分次貼上，或請改用活頁簿上傳。")
    megabytes = extensions.settings().max_upload_bytes // (1024 * 1024)
    return _page(413, "檔案太大", f"上傳的檔案超過 {megabytes} MB。", "請移除檔案中的圖片或多餘工作表後再上傳。")


def http_fault(error: HTTPException) -> ResponseReturnValue:
    """An address or method that does not exist."""
    heading, message = HTTP_FAULTS.get(error.code or 500, ("無法處理這個請求", "請回上一頁重試。"))
    return _page(error.code or 500, heading, message)


def failed(error: Exception) -> ResponseReturnValue:
    """Our fault: the log has the rest under the incident number."""
    incident = secrets.token_hex(4)
    person = g.user.id if g.get("user") else None
    log.error("incident %s: %s %s, user %s", incident, request.method, request.path, person, exc_info=error)
    return _page(500, "系統發生錯誤", "您的資料沒有變更。", "請稍後再試；若持續發生，請聯絡系統管理者。", incident)


def _page(
    status: int, heading: str, message: str, advice: str | None = None, incident: str | None = None
) -> ResponseReturnValue:
    page = render_template(
        "errors/error.html", status=status, heading=heading, message=message, advice=advice, incident=incident
    )
    return page, status
