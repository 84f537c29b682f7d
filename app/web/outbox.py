"""寄件匣: what mail waits, what left, and what was given up."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.outbox import LetterStatus
from app.services import outbox
from app.services.pages.paging import paged
from app.web.access import user

bp = Blueprint("outbox", __name__, url_prefix="/admin/outbox")
STATUSES = {status.name.lower(): status for status in LetterStatus}


@bp.get("")
def index() -> ResponseReturnValue:
    """The mail to the people whose accounts one may look at, the newest first."""
    asked = request.args.get("status", "")
    rows = outbox.of_people(extensions.session(), viewer=user(), status=STATUSES.get(asked))
    return render_template(
        "admin/outbox.html",
        listing=paged(rows, request.args.get("page", 1, type=int)),
        filters={"status": asked},
        statuses=STATUSES,
        failed=outbox.count_failed(extensions.session(), viewer=user()),
        mails=extensions.settings().mail.is_configured,
    )


@bp.post("/<int:letter_id>/retry")
def retry(letter_id: int) -> ResponseReturnValue:
    """Have a letter that was given up sent again."""
    outbox.try_again(extensions.session(), letter_id, by=user(), at=clock.now())
    flash("已排入寄送，最晚於下一個上班日寄出。", "success")
    return redirect(url_for(".index"))
