"""What the author of a report does: upload, send, take back, throw away."""

import secrets

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField

from app import clock, extensions
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionStatus
from app.services import permissions, plans, progress, rejections, submissions, uploads
from app.services.pages import submission_page
from app.web.access import user
from app.web.submissions.blueprint import bp


class UploadForm(FlaskForm):
    """A filled-in workbook; the period only says what the person expects the file to be about."""

    period = SelectField("期別", validate_choice=True, description="須與活頁簿記載的期別相同；已關閉的期別不能上傳。")
    progress_token = HiddenField(default=lambda: secrets.token_urlsafe(24))
    file = FileField("期報活頁簿", [FileRequired("請選擇要上傳的活頁簿（.xlsx 或 .ods）。")])


@bp.route("/plans/<code>/submissions/new", methods=["GET", "POST"])
def new(code: str) -> ResponseReturnValue:
    """Upload a workbook: a draft that shows what it would change, or the file with everything wrong in it.

    Only what is no report on this plan and period is told here, for it is not kept.
    """
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    permissions.require(user(), Permission.REPORT, plan)
    periods = plans.periods_of(session, plan)
    opened = [period.key for period in periods if period.opens_on <= clock.today()]
    form = UploadForm(period=request.args.get("period") or (opened or [periods[0].key])[-1])
    form.period.choices = [(period.key, period.key) for period in periods]
    rejected = None
    if form.validate_on_submit():
        upload = form.file.data
        data_dir = extensions.settings().data_dir
        with progress.Report(data_dir, form.progress_token.data or "", user().id) as report:
            receipt = uploads.receive(
                session,
                upload.read(),
                upload.filename or "",
                by=user(),
                on=clock.today(),
                at=clock.now(),
                data_dir=data_dir,
                send=False,
                expected=(code, form.period.data),
                tell=report.tell,
            )
        if receipt.known:
            flash(receipt.known, "warning")
        if receipt.submission is not None:
            return _lead_to(url_for(".show", submission_id=receipt.submission.id))
        rejected = {
            "file_name": upload.filename,
            "problem_count": len(receipt.problems),
            "sheets": submission_page.problem_sheets(receipt.problems),
        }
    page = render_template(
        "submissions/new.html",
        plan=plan,
        form=form,
        period_key=form.period.data or form.period.choices[0][0],
        on_behalf_of=submissions.behalf(user(), plan),
        rejected=rejected,
    )
    return page, 422 if rejected or form.errors else 200


@bp.post("/submissions/<int:submission_id>/recheck")
def recheck(submission_id: int) -> ResponseReturnValue:
    """Read a file again that was not accepted."""
    session = extensions.session()
    found = submissions.get(session, submission_id, viewer=user())
    data_dir = extensions.settings().data_dir
    rejections.recheck(session, found, by=user(), on=clock.today(), at=clock.now(), data_dir=data_dir)
    if found.status is SubmissionStatus.REJECTED:
        flash("已重新檢核，檔案仍有錯誤，請依下表修正。", "warning")
    else:
        flash("已重新檢核，沒有錯誤；請確認差異後送審。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/faultless")
def send_faultless(submission_id: int) -> ResponseReturnValue:
    """Take a file in without its faulty rows of 個案成效."""
    session = extensions.session()
    found = submissions.get(session, submission_id, viewer=user())
    data_dir = extensions.settings().data_dir
    rejections.send_faultless(session, found, by=user(), on=clock.today(), at=clock.now(), data_dir=data_dir)
    flash("有錯誤的列已保留，其餘列成為草稿；請確認差異後送審。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/send")
def send(submission_id: int) -> ResponseReturnValue:
    """Send a draft for review."""
    session = extensions.session()
    submissions.send(session, submissions.get(session, submission_id, viewer=user()), by=user(), at=clock.now())
    flash("已送審，計畫辦公室核定後資料才會更新。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/recall")
def recall(submission_id: int) -> ResponseReturnValue:
    """Take a report back before anybody reviews it."""
    session = extensions.session()
    sent = submissions.get(session, submission_id, viewer=user())
    code, remark = sent.plan.code, request.form.get("remark", "")
    submissions.recall(session, sent, by=user(), at=clock.now(), remark=remark)
    flash("已抽回，期報回到草稿，計畫資料沒有任何變更。", "success")
    if submissions.is_shown_to(sent, user()):
        return redirect(url_for(".show", submission_id=submission_id))
    return redirect(url_for("plans.show", code=code, _anchor="submissions"))  # the draft is a colleague's


@bp.post("/submissions/<int:submission_id>/discard")
def discard(submission_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    session = extensions.session()
    draft = submissions.get(session, submission_id, viewer=user())
    code = draft.plan.code
    submissions.discard(session, draft, by=user(), at=clock.now())
    flash("草稿已捨棄，計畫資料沒有任何變更。", "success")
    return redirect(url_for("plans.show", code=code))


def _lead_to(address: str) -> ResponseReturnValue:
    """To the next page. A script that follows a redirect would use up what the page says once, and is told instead."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return jsonify(location=address)
    return redirect(address)
