"""收件匣: what happened that concerns the person; and telling others at once what a person just did."""

import logging

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.notices import NoticeKind
from app.services import news, notices, plans
from app.services.notices import Wanted
from app.services.pages import inbox_page
from app.web.access import local_target, user

bp = Blueprint("inbox", __name__, url_prefix="/inbox")
log = logging.getLogger(__name__)
KINDS = {kind.name.lower(): kind for kind in NoticeKind}


def init_app(app: Flask) -> None:
    """Tell others of what people do as soon as it is done."""
    app.after_request(_spread)


@bp.get("")
def index() -> ResponseReturnValue:
    """What one was told."""
    session = extensions.session()
    filters = {name: request.args.get(name, "") for name in ("status", "kind", "plan")}
    wanted = Wanted(filters["plan"], KINDS.get(filters["kind"]), is_unread=filters["status"] == "unread")
    return render_template(
        "inbox/index.html",
        listing=inbox_page.show(session, user(), wanted, number=request.args.get("page", 1, type=int)),
        filters=filters,
        kinds=KINDS,
        plans=plans.visible_to(session, user()),
    )


@bp.get("/<int:notice_id>")
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Go to what a piece of news is about; so it is read. Mails lead here, too."""
    with extensions.writing_session() as session:
        return redirect(local_target(notices.open_notice(session, notice_id, by=user(), at=clock.now())))


@bp.post("/read")
def read_all() -> ResponseReturnValue:
    """Everything is read."""
    marked = notices.mark_all_read(extensions.session(), by=user(), at=clock.now())
    flash(f"已將 {marked} 則通知標為已讀。", "success")
    return redirect(url_for(".index"))


@bp.post("/<int:notice_id>/read")
def read(notice_id: int) -> ResponseReturnValue:
    """One is read, without going there."""
    notices.open_notice(extensions.session(), notice_id, by=user(), at=clock.now())
    return redirect(url_for(".index"))


def _spread(response: Response) -> Response:
    """What the job would tell within minutes, of this one person's deeds. Nobody's answer depends on it."""
    if request.method == "POST" and g.get("user") is not None and response.status_code < 400:
        try:
            news.spread(extensions.session(), by=g.user)
        except Exception:
            log.exception("what was just done is told by the job")
            extensions.session().rollback()
    return response
