"""滿意度調查: the surveys of a plan, what each says, and how questions and answers come in."""

from io import BytesIO
from typing import Any, Literal

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from app import clock, extensions
from app.domain.errors import UnusableEntry
from app.domain.roles import Permission
from app.domain.surveys.importance import Quadrant, matrix_of
from app.services import permissions, plans, surveys
from app.services.pages.submission_page import problem_sheets
from app.services.surveys import NewSurvey
from app.web.access import user
from app.web.plans import MEDIA_TYPES

bp = Blueprint("surveys", __name__)
LONGEST_NAME = 200  # characters of a file name that are kept
MOST_SENT = 1_000_000


class SentForm(FlaskForm):
    """How many questionnaires went out."""

    sent = IntegerField(
        "發出份數",
        [InputRequired("請填寫發出份數。"), NumberRange(1, MOST_SENT, message="請填 1 以上的整數。")],
    )


class NewForm(SentForm):
    """A survey, and the workbook with its questions."""

    key = StringField(
        "調查編號",
        [
            InputRequired("請填寫調查編號。"),
            Regexp(r"[A-Z0-9][A-Z0-9-]{0,19}\Z", message="請用 20 字以內的大寫英文字母、數字與連字號，例如 S1。"),
        ],
    )
    title = StringField("調查名稱", [InputRequired("請填寫調查名稱。"), Length(max=80, message="請在 80 字以內。")])
    file = FileField("題目", [FileRequired("請選擇題目活頁簿（.xlsx 或 .ods）。")])


class AnswersForm(FlaskForm):
    """Answers that came back."""

    file = FileField("答卷", [FileRequired("請選擇要上傳的答卷檔（.xlsx 或 .ods）。")])


@bp.get("/plans/<code>/surveys")
def index(code: str) -> ResponseReturnValue:
    """Every survey of the plan."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    found = surveys.of_plan(session, plan, viewer=user())
    may_manage = permissions.may(user(), Permission.MANAGE_CASES, plan)
    return render_template("surveys/index.html", plan=plan, surveys=found, may_manage=may_manage)


@bp.route("/plans/<code>/surveys/new", methods=["GET", "POST"])
def new(code: str) -> ResponseReturnValue:
    """Set a survey up with the questions of a workbook."""
    session = extensions.session()
    plan = _managed(code)
    form, problems = NewForm(), None
    if form.validate_on_submit():
        asked = NewSurvey(form.key.data or "", form.title.data or "", form.sent.data or 0)
        try:
            taken = surveys.create(session, plan, asked, *_file(form), **_who())
        except UnusableEntry as refusal:
            form.key.errors = [str(refusal)]
        else:
            if taken.is_accepted:
                flash(f"已建立調查，共 {taken.new} 題。", "success")
                return redirect(url_for(".show", code=code, key=asked.key))
            problems = problem_sheets(taken.problems)
    page = render_template("surveys/new.html", plan=plan, form=form, problems=problems)
    return page, 422 if problems or form.errors else 200


@bp.get("/plans/<code>/surveys/forms/questions.<any(xlsx, ods):kind>")
def blank(code: str, kind: Literal["xlsx", "ods"]) -> ResponseReturnValue:
    """The workbook for the questions of a new survey."""
    plan = _managed(code)
    return _send(surveys.blank_questions(plan, kind=kind, by=user(), at=clock.now()), f"{code}-問卷題目", kind)


@bp.get("/plans/<code>/surveys/<key>")
def show(code: str, key: str) -> ResponseReturnValue:
    """What one survey says."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    survey = surveys.get(session, plan, key, viewer=user())
    results = surveys.results(session, plan, survey, viewer=user())
    return render_template(
        "surveys/show.html",
        plan=plan,
        survey=survey,
        results=results,
        matrix=matrix_of(results.rated),
        quadrants=list(Quadrant),
        form=SentForm(sent=survey.sent),
        may_manage=permissions.may(user(), Permission.MANAGE_CASES, plan),
    )


@bp.get("/plans/<code>/surveys/<key>/answers.<any(xlsx, ods):kind>")
def answers(code: str, key: str, kind: Literal["xlsx", "ods"]) -> ResponseReturnValue:
    """The workbook for the answers of a survey."""
    session = extensions.session()
    plan = _managed(code)
    content = surveys.blank_answers(session, plan, key, kind=kind, by=user(), at=clock.now())
    return _send(content, f"{code}-{key}-答卷", kind)


@bp.route("/plans/<code>/surveys/<key>/import", methods=["GET", "POST"])
def upload(code: str, key: str) -> ResponseReturnValue:
    """Bring answers in: all of the file, or its problems."""
    session = extensions.session()
    plan = _managed(code)
    survey = surveys.get(session, plan, key, viewer=user())
    form, problems = AnswersForm(), None
    if form.validate_on_submit():
        taken = surveys.take(session, plan, key, *_file(form), **_who())
        if taken.is_accepted:
            flash(f"已匯入：新增 {taken.new} 份、更新 {taken.changed} 份、未變更 {taken.unchanged} 份。", "success")
            return redirect(url_for(".show", code=code, key=key))
        problems = problem_sheets(taken.problems)
    page = render_template("surveys/import.html", plan=plan, survey=survey, form=form, problems=problems)
    return page, 422 if problems or form.errors else 200


@bp.post("/plans/<code>/surveys/<key>/sent")
def correct(code: str, key: str) -> ResponseReturnValue:
    """Set right how many questionnaires went out."""
    session = extensions.session()
    plan = _managed(code)
    form = SentForm()
    try:
        if form.validate():
            surveys.correct(session, plan, key, form.sent.data or 0, by=user(), at=clock.now())
            flash("已更正發出份數。", "success")
        else:
            flash("；".join(str(error) for errors in form.errors.values() for error in errors), "error")
    except UnusableEntry as refusal:
        flash(str(refusal), "error")
    return redirect(url_for(".show", code=code, key=key))


def _managed(code: str) -> Any:
    """The plan, if the person may bring surveys in; what is sent is looked at only then."""
    plan = plans.get(extensions.session(), code, viewer=user())
    permissions.require(user(), Permission.MANAGE_CASES, plan)
    return plan


def _file(form: Any) -> tuple[bytes, str]:
    return form.file.data.read(), (form.file.data.filename or "")[:LONGEST_NAME]


def _who() -> dict[str, Any]:
    return {"by": user(), "at": clock.now(), "data_dir": extensions.settings().data_dir}


def _send(content: bytes, name: str, kind: str) -> ResponseReturnValue:
    return send_file(BytesIO(content), mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=f"{name}.{kind}")
