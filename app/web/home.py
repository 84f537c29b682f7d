"""首頁: what a person owes, what waits for them, and what changed since they last looked."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.services import last_look
from app.services.pages import home_page
from app.web.access import user

bp = Blueprint("home", __name__)


@bp.get("/")
def index() -> ResponseReturnValue:
    """Where everybody starts. That the person was here is noted after all has been read (decision 0027)."""
    session, at = extensions.session(), clock.now()
    page = home_page.show(session, extensions.settings(), user(), on=clock.today(), at=at)
    last_look.note(session, user(), page.visit)
    return render_template("home/index.html", page=page, shown_at=at)


@bp.post("/seen")
def seen() -> ResponseReturnValue:
    """What the page told has been seen; what came after it was made has not."""
    at = clock.now()
    last_look.mark_seen(extensions.session(), _shown_at() or at, by=user(), at=at)
    flash("已標為看過；之後發生的變化會重新列出。", "success")
    return redirect(url_for(".index"))


def _shown_at() -> datetime | None:
    """When the page was made; ``None`` if the form does not say so in the way we wrote it."""
    try:
        moment = datetime.fromisoformat(request.form.get("shown_at", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
