"""交叉檢核: what does not add up in a plan, and what people answer."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app import clock, extensions
from app.domain.roles import Permission
from app.services import audits, permissions, plans, submissions
from app.web.access import user
from app.web.plans import MEDIA_TYPES

bp = Blueprint("audits", __name__)
ANSWERED = "已記錄您的回覆；相關數字變更後，這項發現會重新提出。"


@bp.get("/plans/<code>/audit")
def show(code: str) -> ResponseReturnValue:
    """Every comparison that does not hold, unanswered ones first."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    return render_template(
        "audits/show.html",
        plan=plan,
        audit=audits.of_plan(session, plan),
        may_answer=permissions.may(user(), Permission.REVIEW, plan),
        as_of=clock.today(),
    )


@bp.post("/plans/<code>/audit/<key>")
def answer(code: str, key: str) -> ResponseReturnValue:
    """Answer a finding: 「已確認，因…」."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    audits.answer(session, plan, key, request.form.get("answer", ""), by=user(), at=clock.now())
    flash(ANSWERED, "success")
    return redirect(url_for(".show", code=code))


@bp.post("/submissions/<int:submission_id>/audit/<key>")
def answer_submission(submission_id: int, key: str) -> ResponseReturnValue:
    """Answer a finding of what a submission proposes."""
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    text = request.form.get("answer", "")
    audits.answer(session, submission.plan, key, text, by=user(), at=clock.now(), submission=submission)
    flash(ANSWERED, "success")
    return redirect(url_for("submissions.show", submission_id=submission_id))


@bp.get("/plans/<code>/audit.xlsx")
def report(code: str) -> ResponseReturnValue:
    """The findings as a workbook to take to a meeting."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    content = BytesIO()
    audits.write_report(session, plan, content, on=clock.today())
    content.seek(0)
    return send_file(
        content, mimetype=MEDIA_TYPES["xlsx"], as_attachment=True, download_name=f"{plan.code}-交叉檢核.xlsx"
    )
