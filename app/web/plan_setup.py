"""Setting plans up (建立計畫): forms to download, a workbook to upload, a look at it, and the confirmation."""

from io import BytesIO

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from app import clock, extensions
from app.domain.roles import Permission
from app.services import grid_drafts, grid_setups, permissions, plan_setup, plan_templates, plans, setup_uploads
from app.services.pages import setup_page
from app.services.plan_templates import FileKind, Template
from app.web.access import user
from app.web.plans import MEDIA_TYPES

bp = Blueprint("plan_setup", __name__)

LONGEST_NAME = 200  # characters of a file name that are kept


class SetupForm(FlaskForm):
    """A filled-in set-up workbook."""

    file = FileField("計畫設定檔", [FileRequired("請選擇要上傳的計畫設定檔（.xlsx 或 .ods）。")])


@bp.route("/plans/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Upload a set-up workbook: its problems, or the way to a page that shows what it would create."""
    permissions.require_anywhere(user(), Permission.SET_UP)
    form, rejected = SetupForm(), None
    if form.validate_on_submit():
        content, name = form.file.data.read(), (form.file.data.filename or "")[:LONGEST_NAME]
        examined = plan_setup.examine(extensions.session(), content, name, by=user())
        if examined.is_accepted:
            digest = setup_uploads.keep(content, by=user(), data_dir=extensions.settings().data_dir)
            return redirect(url_for(".preview", digest=digest, name=name))
        rejected = {"file_name": name, "page": setup_page.show(examined)}
    page = render_template("plans/new.html", form=form, rejected=rejected)
    return page, 422 if rejected or form.errors else 200


@bp.route("/plans/new/<digest>", methods=["GET", "POST"])
def preview(digest: str) -> ResponseReturnValue:
    """Show what an uploaded workbook would create; on POST, create it. The file is examined anew each time."""
    session, data_dir = extensions.session(), extensions.settings().data_dir
    name = request.args.get("name", "")[:LONGEST_NAME]
    content = setup_uploads.find(digest, by=user(), data_dir=data_dir)
    examined = plan_setup.examine(session, content, name, by=user())
    if request.method == "POST":
        made = plan_setup.create(session, examined, by=user(), at=clock.now(), data_dir=data_dir)
        if name == grid_setups.FILE_NAME:
            grid_drafts.discard(session, grid_setups.PLACE, by=user())
        flash(f"已建立計畫 {made.code}。", "success")
        return redirect(url_for("plans.show", code=made.code))
    return render_template("plans/new_preview.html", page=setup_page.show(examined), file_name=name, digest=digest)


@bp.get("/plans/new/form.<any(xlsx, ods):kind>")
def form(kind: FileKind) -> ResponseReturnValue:
    """The empty form of a new plan."""
    return _download(plan_templates.form(kind=kind, by=user(), at=clock.now()), "計畫設定檔", kind)


@bp.get("/plans/<code>/setup.<any(xlsx, ods):kind>")
def copy(code: str, kind: FileKind) -> ResponseReturnValue:
    """A plan as it stands, to be edited as a new one."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    made = plan_templates.copy_of(session, plan, kind=kind, by=user(), at=clock.now())
    return _download(made, "計畫設定檔", kind)


@bp.get("/plans/<code>/next-year.<any(xlsx, ods):kind>")
def next_year(code: str, kind: FileKind) -> ResponseReturnValue:
    """Next year's plan, rolled over from this year's."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    made = plan_templates.next_year_of(session, plan, kind=kind, by=user(), at=clock.now())
    return _download(made, "次年度計畫設定檔", kind)


def _download(made: Template, title: str, kind: FileKind) -> ResponseReturnValue:
    name = f"{made.code}-{title}.{kind}" if made.code else f"{title}.{kind}"
    return send_file(BytesIO(made.content), mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)
