"""期報: upload, look, send, review."""

import secrets
from collections.abc import Mapping
from io import BytesIO
from pathlib import PurePath
from types import MappingProxyType

from flask import Blueprint, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from app import clock, extensions
from app.domain.errors import NotFound, PlanMovedOn, UnsettledConflicts, UnusableEntry
from app.domain.merge import Side
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionStatus
from app.services import (
    annotated_files,
    audits,
    files,
    held_rows,
    permissions,
    plans,
    progress,
    rejections,
    submissions,
    uploads,
    waivers,
)
from app.services.pages import evidence_list, rejection_page, submission_list, submission_page
from app.services.pages.paging import paged
from app.web.access import user
from app.web.conflict_choices import SEEN

bp = Blueprint("submissions", __name__)
SETTLE, TYPED = "settle-", "typed-"  # names of what settles a conflict: radio buttons, and the field of the third


class UploadForm(FlaskForm):
    """A filled-in workbook; the period only says what the person expects the file to be about."""

    period = SelectField("期別", validate_choice=True)
    progress_token = HiddenField(default=lambda: secrets.token_urlsafe(24))
    file = FileField("期報活頁簿", [FileRequired("請選擇要上傳的活頁簿（.xlsx 或 .ods）。")])


class SendBackForm(FlaskForm):
    """Why a submission goes back."""

    comment = TextAreaField(
        "退回原因", [DataRequired("退回補正須填寫原因。"), Length(max=2000, message="請在 2,000 字以內說明。")]
    )


class ReviewForm(FlaskForm):
    """The decision on a submission; nothing in it is required to approve."""

    comment = TextAreaField("退回原因")


@bp.get("/submissions")
def index() -> ResponseReturnValue:
    """What waits for this person's review."""
    rows = submission_list.waiting(extensions.session(), user(), on=clock.today())
    return render_template("submissions/index.html", rows=rows)


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
        on_behalf_of=None if user().contractor_id == plan.contractor_id else plan.contractor.name,
        rejected=rejected,
    )
    return page, 422 if rejected or form.errors else 200


@bp.get("/submissions/<int:submission_id>")
def show(submission_id: int) -> ResponseReturnValue:
    """One submission: problems, differences, decision."""
    return _page(submission_id, ReviewForm())


@bp.get("/submissions/<int:submission_id>/differences/<section>")
def differences_of(submission_id: int, section: str) -> ResponseReturnValue:
    """All differences of one sheet, page by page: a file can bring thousands of cases."""
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    page = submission_page.show(session, submission, viewer=user(), data_dir=extensions.settings().data_dir)
    group = next((group for group in page.sections if group.section == section), None)
    if group is None:
        raise NotFound("這份期報在這張工作表沒有任何差異。")
    listing = paged(group.rows, request.args.get("page", 1, type=int))
    return render_template("submissions/differences.html", submission=page, group=group, listing=listing)


@bp.get("/submissions/<int:submission_id>/source")
def source(submission_id: int) -> ResponseReturnValue:
    """The file byte for byte as it came."""
    submission = submissions.get(extensions.session(), submission_id, viewer=user())
    content = files.read(extensions.settings().data_dir, submission.file_sha256 or "")
    return send_file(
        BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=submission.file_name,
    )


@bp.get("/submissions/<int:submission_id>/annotated")
def annotated(submission_id: int) -> ResponseReturnValue:
    """The person's own file with every problem marked in it."""
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    content = annotated_files.of_submission(session, submission, data_dir=extensions.settings().data_dir)
    name = PurePath(submission.file_name or "期報")
    return send_file(
        BytesIO(content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"{name.stem}-標註{name.suffix}",
    )


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


@bp.post("/held-rows/<int:held_id>/settle")
def let_go(held_id: int) -> ResponseReturnValue:
    """A held row need not be reported any more."""
    reason = request.form.get("reason", "")
    row = held_rows.let_go(extensions.session(), held_id, reason, by=user(), at=clock.now())
    flash("已免補，並留下理由。", "success")
    return redirect(url_for(".show", submission_id=row.submission_id, _anchor="held"))


@bp.post("/submissions/<int:submission_id>/waivers")
def waive(submission_id: int) -> ResponseReturnValue:
    """Let a rule not block this submission, for one row or for all."""
    session = extensions.session()
    found = submissions.get(session, submission_id, viewer=user())
    code, _, key = request.form.get("waived", "").partition("/")
    waivers.waive(session, found, code, key or None, request.form.get("reason", ""), by=user(), at=clock.now())
    flash("已豁免，並留下理由；請通知上傳者重新檢核。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/send")
def send(submission_id: int) -> ResponseReturnValue:
    """Send a draft for review."""
    session = extensions.session()
    submissions.send(session, submissions.get(session, submission_id, viewer=user()), by=user(), at=clock.now())
    flash("已送審，計畫辦公室核定後資料才會更新。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/discard")
def discard(submission_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    session = extensions.session()
    draft = submissions.get(session, submission_id, viewer=user())
    code = draft.plan.code
    submissions.discard(session, draft, by=user(), at=clock.now())
    flash("草稿已捨棄，計畫資料沒有任何變更。", "success")
    return redirect(url_for("plans.show", code=code))


@bp.post("/submissions/<int:submission_id>/approve")
def approve(submission_id: int) -> ResponseReturnValue:
    """Accept a submission, with the sides chosen for its conflicts."""
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    chosen = {
        name.removeprefix(SETTLE): value
        for name, value in request.form.items()
        if name.startswith(SETTLE) and value in {*Side, "typed"}
    }
    typed = {name: request.form.get(TYPED + name, "") for name, value in chosen.items() if value == "typed"}
    sides = {name: Side(value) for name, value in chosen.items() if name not in typed}
    try:
        seen = request.form.get(SEEN, type=int)
        applied = submissions.approve(
            session, submission, by=user(), at=clock.now(), settled=sides, typed=typed, seen=seen
        )
    except (PlanMovedOn, UnsettledConflicts, UnusableEntry) as refusal:
        flash(str(refusal), "error")
        return _page(submission_id, ReviewForm(), 409, chosen, typed)  # with what was chosen already
    flash(f"已核定，計畫資料已更新 {applied} 處。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


@bp.post("/submissions/<int:submission_id>/return")
def send_back(submission_id: int) -> ResponseReturnValue:
    """Return a submission for correction."""
    form = SendBackForm()
    if not form.validate_on_submit():
        return _page(submission_id, form, 422)
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    submissions.send_back(session, submission, by=user(), at=clock.now(), comment=form.comment.data or "")
    flash("已退回補正，受委託單位將看到您的審查意見。", "success")
    return redirect(url_for(".show", submission_id=submission_id))


def _lead_to(address: str) -> ResponseReturnValue:
    """To the next page. A script that follows a redirect would use up what the page says once, and is told instead."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return jsonify(location=address)
    return redirect(address)


def _page(
    submission_id: int,
    form: FlaskForm,
    status: int = 200,
    settled: Mapping[str, str] = MappingProxyType({}),
    typed: Mapping[str, str] = MappingProxyType({}),
) -> ResponseReturnValue:
    session = extensions.session()
    submission = submissions.get(session, submission_id, viewer=user())
    if submission.status is SubmissionStatus.REJECTED:
        data_dir, page_number = extensions.settings().data_dir, request.args.get("page", 1, type=int)
        rejected = rejection_page.show(session, submission, viewer=user(), data_dir=data_dir, page=page_number)
        return render_template("submissions/rejected.html", submission=rejected), status
    page = submission_page.show(session, submission, viewer=user(), data_dir=extensions.settings().data_dir)
    shown = {
        "submission": page,
        "audit": audits.of_submission(session, submission),
        "evidence": evidence_list.of_submission(session, submission, viewer=user()),
        "form": form if page.may_review else None,
        "settled": settled,
        "typed": typed,
    }
    return render_template("submissions/show.html", **shown), status
