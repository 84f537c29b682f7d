"""個案: the list of a plan's cases, one case with its course, and lists brought in."""

from io import BytesIO
from typing import Any, Literal
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional
from wtforms.validators import ValidationError as Refused

from app import clock, extensions
from app.domain.cases.lifecycle import STEPS, ReviewGrade
from app.domain.cases.review import CRITERIA
from app.domain.cases.sampling import RISKS
from app.domain.errors import CasesRefused
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.services import case_figures, permissions, plans, saved_views
from app.services.cases import case_files, case_list, courses, entering, importing, sampling, scores, waiting_lists
from app.services.cases.courses import Taken
from app.services.firms import incoming, overlapping
from app.services.pages import case_import, case_page
from app.web.access import user
from app.web.fields import RocDateField
from app.web.plans import MEDIA_TYPES

bp = Blueprint("cases", __name__)

PAGE = "cases"  # of saved views
TARGETS = list(dict.fromkeys(step.target.value for step in STEPS))
MEDIA = MEDIA_TYPES | {"csv": "text/csv"}
LONGEST_NAME = 200  # characters of a file name that are kept


class StepForm(FlaskForm):
    """A step of one case or of several; what of it is needed depends on the step, and the service asks for it."""

    target = StringField("辦理", [AnyOf(TARGETS, message="請選擇要辦理的事項。")])
    on = RocDateField("日期")
    reason = StringField("原因或理由", [Length(max=500, message="請在 500 字以內說明。")])
    review_grade = StringField("技術審查結果", [Optional(), AnyOf(list(ReviewGrade), message="請選擇技術審查結果。")])
    government_grant = IntegerField("政府經費", [Optional(), NumberRange(0, message="不可為負數。")])
    self_fund = IntegerField("自籌款", [Optional(), NumberRange(0, message="不可為負數。")])
    waiting_rank = IntegerField(
        "候補序號",
        [
            Optional(),
            NumberRange(1, importing.LARGEST_ORDINAL, message=f"須為 1 至 {importing.LARGEST_ORDINAL:,} 的整數。"),
        ],
    )

    def taken(self) -> Taken:
        """What the form says."""
        values = {
            "review_grade": self.review_grade.data or None,
            "government_grant": self.government_grant.data,
            "self_fund": self.self_fund.data,
            "waiting_rank": self.waiting_rank.data,
        }
        return Taken(self.target.data or "", self.on.data, self.reason.data or "", values)


class DayForm(FlaskForm):
    """The day on which something was done."""

    on = RocDateField("日期", [InputRequired("請填日期，例如 107/6/28。")])


class ScoreForm(FlaskForm):
    """What one member of the committee gave."""

    member = StringField("委員", [InputRequired("請填寫委員姓名。"), Length(max=scores.LONGEST_NAME)])
    is_lead = BooleanField("主審委員")


class ListForm(FlaskForm):
    """A list of cases."""

    file = FileField("個案清單", [FileRequired("請選擇要上傳的個案清單（.xlsx、.ods 或 .csv）。")])


@bp.get("/plans/<code>/cases")
def index(code: str) -> ResponseReturnValue:
    """The cases that the address asks for, a page at a time."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    asked = case_list.wanted(request.args.to_dict(flat=False))
    listing = case_list.page_of(session, plan, asked, number=request.args.get("page", 1, type=int), viewer=user())
    return render_template(
        "cases/index.html",
        plan=plan,
        listing=listing,
        overlaps=overlapping.of_cases(session, plan, [row.key for row in listing.rows], viewer=user()),
        asked=asked,
        fed=case_figures.fed_by(session, plan, asked.chosen()) if not asked.words else (),
        query=urlencode(asked.pairs()),
        filters=case_list.FILTERS,
        offered=case_list.OFFERED,
        sortable=case_list.SORTABLE,
        views=saved_views.of_page(session, PAGE, by=user()),
        targets=TARGETS,
        order_of=asked.ordered_by,
        may_manage=permissions.may(user(), Permission.MANAGE_CASES, plan),
        may_export=permissions.may(user(), Permission.EXPORT, plan),
    )


@bp.get("/plans/<code>/cases.<any(xlsx, ods, csv):kind>")
def export(code: str, kind: Literal["xlsx", "ods", "csv"]) -> ResponseReturnValue:
    """Exactly what the list shows, as a file."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    asked = case_list.wanted(request.args.to_dict(flat=False))
    with extensions.writing_session() as trail:
        made = case_files.export(session, plan, asked, kind=kind, by=user(), at=clock.now(), trail=trail)
    return _send(made, kind)


@bp.post("/plans/<code>/cases/steps")
def steps(code: str) -> ResponseReturnValue:
    """One step for all ticked cases: for all of them, or for none."""
    plan = _moved(code)
    form, keys = StepForm(), request.form.getlist("key")
    if not keys:
        flash("請先勾選要辦理的個案。", "warning")
    elif not form.validate():
        flash("；".join(str(error) for errors in form.errors.values() for error in errors), "error")
    else:
        _try(lambda: f"已為 {_take(plan, keys, form)} 案辦理「{form.target.data}」。")
    return redirect(_list(code))


@bp.post("/plans/<code>/cases/views")
def save_view(code: str) -> ResponseReturnValue:
    """Keep the list as it is filtered now."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    asked = case_list.wanted(request.args.to_dict(flat=False))
    saved_views.save(session, PAGE, request.form.get("name", ""), urlencode(asked.pairs()), by=user())
    flash("已儲存檢視。", "success")
    return redirect(_list(plan.code))


@bp.post("/plans/<code>/cases/views/<int:view_id>/remove")
def remove_view(code: str, view_id: int) -> ResponseReturnValue:
    """Forget a view of one's own."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    saved_views.remove(session, view_id, by=user())
    flash("已刪除檢視。", "success")
    return redirect(url_for(".index", code=plan.code))


@bp.post("/plans/<code>/cases/sample")
def sample(code: str) -> ResponseReturnValue:
    """Draw the office's half of the visits (R19)."""
    session = extensions.session()
    plan = _managed(code)
    drawn = sampling.draw(session, plan, by=user(), at=clock.now())
    _, wanted = sampling.lead_choices(session, plan)
    message = f"已抽出 {len(drawn)} 案進行期中查核，另 {wanted} 案由主審委員勾選；抽樣種子與名單已記入稽核軌跡。"
    flash(message, "success")
    return redirect(url_for(".index", code=code, visit_picked_by=sampling.OFFICE))


@bp.route("/plans/<code>/cases/new", methods=["GET", "POST"])
def new(code: str) -> ResponseReturnValue:
    """One application typed by hand."""
    session = extensions.session()
    plan = _managed(code)
    typed = {name: request.form.get(name, "") for name in entering.FIELDS}
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and FlaskForm().validate():
        entered = entering.examine(session, plan, typed, by=user())
        problems = entered.problems
        if entered.is_accepted:
            entering.enter(session, entered, by=user(), at=clock.now(), data_dir=extensions.settings().data_dir)
            flash(f"已受理 {typed['key']}。", "success")
            _tell_namesakes(entered)
            return redirect(url_for(".show", code=code, key=entered.lines[0].key))
    columns = [entering.column_of(name) for name in entering.FIELDS]
    by_field = {entering.field_of(problem): problem for problem in reversed(problems)}
    page = render_template("cases/new.html", plan=plan, columns=columns, typed=typed, problems=by_field)
    return page, 422 if problems else 200


@bp.get("/plans/<code>/cases/<key>")
def show(code: str, key: str) -> ResponseReturnValue:
    """One case with its course, and what can be done next."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    case = courses.get(session, plan, key, viewer=user())
    return render_template(
        "cases/show.html",
        plan=plan,
        case=case_page.show(session, plan, case, viewer=user()),
        overlaps=overlapping.of_cases(session, plan, [key], viewer=user()).get(key, ()),
        criteria=CRITERIA,
        risks=RISKS,
        today=format_roc(clock.today()),
    )


@bp.post("/plans/<code>/cases/<key>/step")
def step(code: str, key: str) -> ResponseReturnValue:
    """Take one step."""
    plan = _moved(code)
    form = StepForm()
    if form.validate():
        _try(lambda: f"已辦理「{form.target.data}」。" if _take(plan, [key], form) else "")
    else:
        flash("；".join(str(error) for errors in form.errors.values() for error in errors), "error")
    return redirect(url_for(".show", code=code, key=key))


@bp.post("/plans/<code>/cases/<key>/pay/<int(min=1, max=2):installment>")
def pay(code: str, key: str, installment: int) -> ResponseReturnValue:
    """Note that a half of the grant was paid."""
    session = extensions.session()
    plan = _managed(code)
    form = DayForm()

    def note() -> str:
        courses.pay(session, plan, key, installment, on=form.on.data, by=user(), at=clock.now())
        return "已登錄撥款日期。"

    if form.validate():
        _try(note)
    else:
        flash("；".join(map(str, form.on.errors)) or "請填日期。", "error")
    return redirect(url_for(".show", code=code, key=key))


@bp.post("/plans/<code>/cases/<key>/scores")
def score(code: str, key: str) -> ResponseReturnValue:
    """Enter what one member of the committee gave."""
    session = extensions.session()
    plan = _managed(code)
    case = courses.get(session, plan, key, viewer=user())
    form = ScoreForm()

    def note() -> str:
        given = [_points(request.form.get(f"points-{number}", "")) for number in range(1, len(CRITERIA) + 1)]
        scores.give(
            session, plan, case, form.member.data or "", given, is_lead=form.is_lead.data, by=user(), at=clock.now()
        )
        return "已登錄評分。"

    if form.validate():
        _try(note)
    else:
        flash("；".join(str(error) for errors in form.errors.values() for error in errors), "error")
    return redirect(url_for(".show", code=code, key=key))


@bp.post("/plans/<code>/cases/<key>/visit")
def visit(code: str, key: str) -> ResponseReturnValue:
    """The lead reviewer's own choice of a case to be visited, with its risks (R19)."""
    session = extensions.session()
    plan = _managed(code)

    def note() -> str:
        sampling.pick(session, plan, key, request.form.getlist("risk"), by=user(), at=clock.now())
        chosen, wanted = sampling.lead_choices(session, plan)
        return f"已列入期中查核名單；主審委員已勾選 {chosen} 案，應勾選 {wanted} 案。"

    _try(note)
    return redirect(url_for(".show", code=code, key=key))


@bp.route("/plans/<code>/cases/import", methods=["GET", "POST"])
def upload(code: str) -> ResponseReturnValue:
    """Upload a list: its problems, or the way to a page that shows what it would change."""
    session = extensions.session()
    plan = _managed(code)
    form, page, name = ListForm(), None, ""
    if form.validate_on_submit():
        content, name = form.file.data.read(), (form.file.data.filename or "")[:LONGEST_NAME]
        examined = importing.examine(session, content, name, by=user(), plan_code=code)
        if examined.is_accepted:
            digest = waiting_lists.keep(plan, content, by=user(), data_dir=extensions.settings().data_dir)
            return redirect(url_for(".preview", code=code, digest=digest, name=name))
        page = case_import.show(examined)
    rendered = render_template("cases/import.html", plan=plan, form=form, page=page, file_name=name)
    return rendered, 422 if page or form.errors else 200


@bp.route("/plans/<code>/cases/import/<digest>", methods=["GET", "POST"])
def preview(code: str, digest: str) -> ResponseReturnValue:
    """Show what an uploaded list would change; on POST, take it. The list is looked through anew each time."""
    session, data_dir = extensions.session(), extensions.settings().data_dir
    plan = _managed(code)
    name = request.args.get("name", "")[:LONGEST_NAME]
    content = waiting_lists.find(plan, digest, by=user(), data_dir=data_dir)
    examined = importing.examine(session, content, name, by=user(), plan_code=code)
    if request.method == "POST" and FlaskForm().validate():
        counts = importing.take(session, examined, by=user(), at=clock.now(), data_dir=data_dir)
        flash(f"已匯入：新增 {counts['imported']} 案、更新 {counts['updated']} 案。", "success")
        _tell_namesakes(examined)
        return redirect(url_for(".index", code=code))
    page = case_import.show(examined)
    return render_template("cases/preview.html", plan=plan, page=page, file_name=name, digest=digest)


@bp.get("/plans/<code>/cases/forms/<name>.<any(xlsx, ods):kind>")
def blank(code: str, name: str, kind: Literal["xlsx", "ods"]) -> ResponseReturnValue:
    """A workbook to be filled in: 批次申請, 審查結果 or 效益."""
    session = extensions.session()
    plan = _managed(code)
    return _send(case_files.form(session, plan, name, kind=kind, by=user(), at=clock.now()), kind)


def _tell_namesakes(taken: importing.Examined) -> None:
    """Say which firms of the new cases may be there already, under another 統一編號."""
    tax_ids = [
        str(tax_id) for line in taken.lines if line.is_new and (tax_id := line.registration.changes.get("tax_id"))
    ]
    if said := incoming.notice(extensions.session(), tax_ids, viewer=user()):
        flash(said, "warning")


def _managed(code: str) -> Any:
    """The plan, if the person may manage its cases; what is sent is looked at only then."""
    plan = plans.get(extensions.session(), code, viewer=user())
    permissions.require(user(), Permission.MANAGE_CASES, plan)
    return plan


def _moved(code: str) -> Any:
    """The plan, if the person may take some step with its cases; which, the service asks."""
    plan = plans.get(extensions.session(), code, viewer=user())
    if not permissions.may(user(), Permission.APPROVE_CASES, plan):
        permissions.require(user(), Permission.MANAGE_CASES, plan)
    return plan


def _list(code: str) -> str:
    """The list as it was filtered when something was done on it."""
    query = urlencode(case_list.wanted(request.args.to_dict(flat=False)).pairs())
    return url_for(".index", code=code) + (f"?{query}" if query else "")


def _take(plan: Any, keys: list[str], form: StepForm) -> int:
    return courses.take_step(extensions.session(), plan, keys, form.taken(), by=user(), at=clock.now())


def _try(action: Any) -> None:
    """Do it and say so; a refusal is told on the page that it came from."""
    try:
        flash(action(), "success")
    except (CasesRefused, Refused) as refusal:
        flash(str(refusal), "error")


def _points(text: str) -> int:
    if not text.strip().isdecimal():
        raise Refused("六項評分均須填寫 0 至 100 的整數。")
    return int(text)


def _send(made: case_files.CaseFile, kind: str) -> ResponseReturnValue:
    return send_file(BytesIO(made.content), mimetype=MEDIA[kind], as_attachment=True, download_name=made.name)
