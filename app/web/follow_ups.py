"""訓練成效追蹤: the follow-ups of a plan with their rates, and the list that is taken out and brought back."""

from io import BytesIO
from typing import Literal

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from app import clock, extensions
from app.domain.follow_up import OUTCOMES
from app.domain.roles import Permission
from app.services import follow_ups, permissions, plans
from app.services.pages import follow_up_page
from app.services.pages.submission_page import problem_sheets
from app.web.access import user
from app.web.plans import MEDIA_TYPES

bp = Blueprint("follow_ups", __name__)
LONGEST_NAME = 200  # characters of a file name that are kept


class ListForm(FlaskForm):
    """A list that was filled in."""

    file = FileField("追蹤清單", [FileRequired("請選擇要上傳的追蹤清單（.xlsx 或 .ods）。")])


@bp.get("/plans/<code>/follow-ups")
def index(code: str) -> ResponseReturnValue:
    """The rates, and every follow-up."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    page = follow_up_page.show(session, plan, viewer=user(), on=clock.today())
    return render_template("follow_ups/index.html", plan=plan, page=page, outcomes=OUTCOMES)


@bp.get("/plans/<code>/follow-ups.<any(xlsx, ods):kind>")
def workbook(code: str, kind: Literal["xlsx", "ods"]) -> ResponseReturnValue:
    """The list as it stands, to be filled in."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    with extensions.writing_session() as trail:
        content = follow_ups.workbook(session, plan, kind=kind, by=user(), at=clock.now(), trail=trail)
    name = f"{plan.code}-訓練成效追蹤.{kind}"
    return send_file(BytesIO(content), mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


@bp.route("/plans/<code>/follow-ups/import", methods=["GET", "POST"])
def upload(code: str) -> ResponseReturnValue:
    """Bring a list in: all of it, or its problems."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    permissions.require(user(), Permission.MANAGE_CASES, plan)
    form, problems = ListForm(), None
    if form.validate_on_submit():
        taken = follow_ups.take(
            session,
            plan,
            form.file.data.read(),
            (form.file.data.filename or "")[:LONGEST_NAME],
            by=user(),
            on=clock.today(),
            at=clock.now(),
            data_dir=extensions.settings().data_dir,
        )
        if taken.is_accepted:
            flash(f"已匯入：新增 {taken.new} 筆、更新 {taken.changed} 筆、未變更 {taken.unchanged} 筆。", "success")
            for problem in taken.problems:
                flash(problem.message, "warning")
            return redirect(url_for(".index", code=code))
        problems = problem_sheets(taken.problems)
    page = render_template("follow_ups/import.html", plan=plan, form=form, problems=problems)
    return page, 422 if problems or form.errors else 200
