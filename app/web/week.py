"""本週變化: what is different since a week ago, or since any day."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app import clock, extensions
from app.services.pages import week_page
from app.services.pages.paging import paged
from app.web.access import user
from app.web.fields import RocDateField

bp = Blueprint("week", __name__)
WEEK = timedelta(days=7)


class SinceForm(FlaskForm):
    """Since when. It only reads, so it comes by address and carries no token."""

    class Meta:
        csrf = False

    since = RocDateField("起日")


@bp.get("/week")
def index() -> ResponseReturnValue:
    """What is different about the plans the person may see, the worst first."""
    form, on = SinceForm(request.args), clock.today()
    is_understood = form.validate()
    since = form.since.data if isinstance(form.since.data, date) else on - WEEK
    page = week_page.show(extensions.session(), user(), since=since, on=on)
    return render_template(
        "week/index.html",
        form=form,
        page=page,
        listing=paged(page.lines, request.args.get("page", 1, type=int)),
        since=since,
        filters={"since": request.args.get("since", "")},
    ), 200 if is_understood else 422
