"""行事曆訂閱: the file that calendar programs fetch, and the person's own address of it."""

from urllib.parse import quote

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.services import calendar_feeds
from app.web import access

bp = Blueprint("calendar_feed", __name__)


@bp.get("/calendar/<token>.ics")
def fetch(token: str) -> ResponseReturnValue:
    """The due dates of whoever the address belongs to; a program that has them already is told so."""
    with extensions.writing_session() as session:
        user_id = calendar_feeds.admit(session, token, at=clock.now(), limits=extensions.settings().rates)
    content = calendar_feeds.content(extensions.session(), user_id, on=clock.today(), public_url=_public_url())
    answer = make_response(content)
    answer.content_type = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(calendar_feeds.NAME)}.ics"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.post("/account/calendar")
def make() -> ResponseReturnValue:
    """A new address, shown this once."""
    token = calendar_feeds.make(extensions.session(), by=access.user(), origin=access.origin(), at=clock.now())
    return render_template("account/calendar.html", address=_public_url() + url_for(".fetch", token=token))


@bp.post("/account/calendar/revoke")
def revoke() -> ResponseReturnValue:
    """End one's address."""
    calendar_feeds.revoke(extensions.session(), by=access.user(), origin=access.origin(), at=clock.now())
    flash("已停用行事曆網址，訂閱的程式不再更新。", "success")
    return redirect(url_for("account.show", _anchor="calendar"))


def _public_url() -> str:
    return extensions.settings().public_url or request.url_root.rstrip("/")
