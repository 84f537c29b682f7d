"""佐證資料: the files beside the rows of a plan."""

import secrets
from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from app import clock, extensions
from app.domain.errors import EvidenceRefused, NotFound, ScannerUnavailable
from app.domain.evidence import ENDINGS, MEDIA_TYPES
from app.services import evidence, plans
from app.services.evidence import LONGEST_TEXT, Archive, Upload
from app.services.evidence_types import ACCEPTED
from app.services.pages import evidence_list
from app.services.pages.evidence_list import EvidencePage
from app.services.pages.paging import paged
from app.services.virus_scan import Scanner
from app.web.access import user

bp = Blueprint("evidence", __name__)

ROWS_A_PAGE = 20
ENDINGS_OFFERED = ",".join(ending for endings in ENDINGS.values() for ending in endings)
#: Even a program that shows the file instead of saving it must not let it act: no scripts, forms or origin.
ISOLATED = "sandbox; default-src 'none'"


class EvidenceForm(FlaskForm):
    """A file and the row that it supports."""

    row = SelectField(
        "佐證的項目",
        [DataRequired("請選擇這份資料佐證的查核點或個案。")],
        validate_choice=False,  # the service looks whether the row is there, and says so in the words of the field
    )
    title = StringField("名稱", [Length(max=LONGEST_TEXT, message=f"請在 {LONGEST_TEXT} 字以內說明。")])
    progress_token = HiddenField(default=lambda: secrets.token_urlsafe(24))
    file = FileField("佐證檔案", [FileRequired("請選擇要上傳的檔案。")])


@bp.route("/plans/<code>/evidence", methods=["GET", "POST"])
def index(code: str) -> ResponseReturnValue:
    """All evidence of a plan, row by row; on POST, keep one file more."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    page = evidence_list.of_plan(session, plan, viewer=user())
    form = _form(page)
    if form.validate_on_submit():
        section, _, key = form.row.data.partition("/")
        upload = Upload(form.file.data.read(), form.file.data.filename or "", form.title.data or "")
        try:
            kept = evidence.add(session, plan, section, key, upload, by=user(), at=clock.now(), archive=_archive())
        except NotFound as refusal:
            form.row.errors = [str(refusal)]
        except (EvidenceRefused, ScannerUnavailable) as refusal:
            form.file.errors = [str(refusal)]
        else:
            flash(f"已保存佐證資料「{kept.title}」（{kept.scan_result}）。", "success")
            return redirect(url_for(".index", code=code, row=form.row.data))
    asked = {"row": request.args.get("row", ""), "q": request.args.get("q", "")}
    shown = render_template(
        "evidence/index.html",
        plan=plan,
        page=page,
        form=form,
        filters=asked,
        listing=paged(page.found(asked["row"], asked["q"]), request.args.get("page", 1, type=int), ROWS_A_PAGE),
        accepted=ACCEPTED,
        endings=ENDINGS_OFFERED,
        limits=_archive(),
    )
    return shown, 422 if form.errors else 200


@bp.get("/plans/<code>/evidence/<int:number>/file")
def download(code: str, number: int) -> ResponseReturnValue:
    """A file byte for byte as it came, to be saved and never shown by the browser."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    row, content = evidence.read(session, plan, number, viewer=user(), data_dir=extensions.settings().data_dir)
    answer = send_file(
        BytesIO(content), mimetype=MEDIA_TYPES[row.kind], as_attachment=True, download_name=row.file_name
    )
    answer.headers["Content-Security-Policy"] = ISOLATED
    return answer


@bp.post("/plans/<code>/evidence/<int:number>/withdraw")
def withdraw(code: str, number: int) -> ResponseReturnValue:
    """Let a file count no more."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    row = evidence.withdraw(session, plan, number, request.form.get("reason", ""), by=user(), at=clock.now())
    flash(f"已撤回佐證資料「{row.title}」，檔案與理由仍然保存。", "success")
    return redirect(url_for(".index", code=code, row=evidence_list.id_of(row.section, row.key)))


def _form(page: EvidencePage) -> EvidenceForm:
    form = EvidenceForm(row=request.args.get("row", ""))
    form.row.choices = [("", "請選擇"), *page.choices]
    return form


def _archive() -> Archive:
    settings = extensions.settings()
    kept = settings.evidence
    scanner = Scanner(kept.clamd_address, kept.clamd_required) if kept.clamd_address else None
    return Archive(settings.data_dir, settings.max_upload_bytes, kept.evidence_plan_bytes, scanner)
