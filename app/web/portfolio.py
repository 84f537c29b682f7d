"""What can be done with the list of plans besides reading it: take it out, and keep it under a name."""

from io import BytesIO
from typing import Literal
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.services import portfolio_files, saved_views
from app.services.portfolio import asking, choosing
from app.services.portfolio.asking import Wanted
from app.web.access import user
from app.web.plans import MEDIA_TYPES, PAGE

bp = Blueprint("portfolio", __name__)

MEDIA = MEDIA_TYPES | {"csv": "text/csv"}


@bp.get("/plans.<any(xlsx, ods, csv):kind>")
def export(kind: Literal["xlsx", "ods", "csv"]) -> ResponseReturnValue:
    """All plans that the list shows, as a file."""
    session, on = extensions.session(), clock.today()
    with extensions.writing_session() as trail:
        content = portfolio_files.export(session, _asked(), kind=kind, by=user(), on=on, at=clock.now(), trail=trail)
    name = f"計畫總覽-{on:%Y%m%d}.{kind}"
    return send_file(BytesIO(content), mimetype=MEDIA[kind], as_attachment=True, download_name=name)


@bp.post("/plans/views")
def save_view() -> ResponseReturnValue:
    """Keep the list as it is filtered now."""
    query = urlencode(_asked().pairs())
    saved_views.save(extensions.session(), PAGE, request.form.get("name", ""), query, by=user())
    flash("已儲存檢視。", "success")
    return redirect(f"{url_for('plans.index')}?{query}")


@bp.post("/plans/views/<int:view_id>/remove")
def remove_view(view_id: int) -> ResponseReturnValue:
    """Forget a view of one's own."""
    saved_views.remove(extensions.session(), view_id, by=user())
    flash("已刪除檢視。", "success")
    return redirect(url_for("plans.index"))


def _asked() -> Wanted:
    year = choosing.shelves(extensions.session(), user(), on=clock.today()).year
    return asking.wanted(request.args.to_dict(flat=False), year=year)
