"""稽核軌跡: where a figure comes from, and every change of all that a person may see."""

from datetime import date
from io import BytesIO
from typing import Literal

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField

from app import clock, extensions
from app.domain.audit_trail import Subject
from app.domain.errors import NotFound
from app.domain.plan_document import REPORTED_SECTIONS, ROW_TYPES
from app.domain.row_label import row_label
from app.services import case_figures, plans, revisions, trail_export, trail_reading
from app.services.pages import trail_page
from app.services.trail_reading import PAGE_SIZE, Wanted
from app.web.access import user
from app.web.fields import RocDateField

bp = Blueprint("audit_trail", __name__)
MEDIA_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


class FilterForm(FlaskForm):
    """What to look for. It only reads, so it comes by address and carries no token."""

    class Meta:
        csrf = False

    plan = StringField("計畫")
    person = StringField("人員")
    subject = StringField("類別")
    since = RocDateField("起日")
    until = RocDateField("迄日")
    q = StringField("文字")

    def wanted(self) -> Wanted:
        """What was asked for, as far as it could be read."""
        return Wanted(
            plan=self.plan.data or "",
            person=(self.person.data or "").strip(),
            subject=self.subject.data or "",
            since=_day(self.since),
            until=_day(self.until),
            words=(self.q.data or "").strip(),
        )


@bp.get("/audit-trail")
def index() -> ResponseReturnValue:
    """What happened, newest first, a page at a time."""
    session = extensions.session()
    form = FilterForm(request.args)
    is_understood = form.validate()
    before = request.args.get("before", type=int)
    found = trail_reading.page(session, user(), form.wanted(), before=before) if is_understood else ()
    page = render_template(
        "audit_trail/index.html",
        form=form,
        plans=[
            (plan.code, f"{plan.roc_year} 年度　{plan.name}（{plan.code}）")
            for plan in plans.visible_to(session, user())
        ],
        subjects=[(one.value, one.value) for one in Subject],
        lines=list(trail_page.lines(found[:PAGE_SIZE], viewer=user())),
        older=found[PAGE_SIZE - 1].number if len(found) > PAGE_SIZE else None,
        is_first=before is None,
        filters=_filters(),
    )
    return page, 200 if is_understood else 422


@bp.get("/audit-trail.<kind>")
def export(kind: str) -> ResponseReturnValue:
    """The same, all of it, as .xlsx or .csv."""
    if kind not in MEDIA_TYPES:
        raise NotFound("稽核軌跡可匯出為 .xlsx 或 .csv。")
    form = FilterForm(request.args)
    if not form.validate():
        raise NotFound("篩選條件的日期無法辨識，請回上一頁更正，例如 107/6/28。")
    content = BytesIO()
    chosen: Literal["xlsx", "csv"] = "csv" if kind == "csv" else "xlsx"
    session, wanted = extensions.session(), form.wanted()
    with extensions.writing_session() as trail:
        trail_export.write(session, user(), wanted, content, kind=chosen, at=clock.now(), trail=trail)
    content.seek(0)
    name = f"稽核軌跡-{clock.today():%Y%m%d}.{kind}"
    return send_file(content, mimetype=MEDIA_TYPES[kind], as_attachment=True, download_name=name)


@bp.get("/plans/<code>/history")
def figure(code: str) -> ResponseReturnValue:
    """這個數字的來歷: everything that ever happened to one cell, or to a whole row."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    section, key, field = (request.args.get(name, "") for name in ("section", "key", "field"))
    if section not in REPORTED_SECTIONS or (field and not hasattr(ROW_TYPES[section], field)):
        raise NotFound("查無這個數字，請由計畫頁面點選。")
    document = revisions.present(session, plan)
    row = document.row(section, key)
    found = trail_reading.of_figure(session, plan, section, key, field or None, viewer=user())
    if row is None and not found:
        raise NotFound("查無這個數字，請由計畫頁面點選。")
    return render_template(
        "audit_trail/figure.html",
        plan=plan,
        section=section,
        subject=REPORTED_SECTIONS[section],
        cases=case_figures.of_plan(session, plan, document).get((section, key)),
        label=row_label(key, row) if row else found[0].label,  # a row that was taken back has its history still
        column=trail_page.column_name(section, field or None),
        lines=list(trail_page.lines(found, field or None, viewer=user())),
    )


def _day(field: RocDateField) -> date | None:
    return field.data if isinstance(field.data, date) else None


def _filters() -> dict[str, str]:
    """The filters in force, for the links to other pages and to the files."""
    return {name: text for name, text in request.args.items() if name != "before" and text}
