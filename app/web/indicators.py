"""An indicator's actual, typed on the page: the same rules and the same way as a workbook."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import HiddenInput

from app import clock, extensions
from app.domain import case_source
from app.domain.plan_document import Indicator
from app.services import case_sources, form_reports, indicator_reports, plans
from app.services.indicator_reports import SECTION, Desk
from app.services.pages import prose_panel
from app.services.pages.prose_panel import Narrated, ProsePanel
from app.web.access import user
from app.web.conflict_choices import choices_of
from app.web.fields import QuantityField
from app.web.report_forms import LONG, choose, nothing_left, show_findings, thank, typed_last, typed_text

bp = Blueprint("indicators", __name__)


class IndicatorForm(FlaskForm):
    """What is reported about an indicator; ``revision`` is the plan that the person was looking at."""

    revision = IntegerField(widget=HiddenInput())
    actual = QuantityField("實際達成值")
    benefit_note = TextAreaField("效益說明", LONG)
    breakthrough = TextAreaField("重大突破", LONG, description="超出預期或可供他案參考的成果；沒有請留白。")

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        self.unit = unit  # the field reads its text while the form is made
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """What was typed, by the reported fields of an indicator."""
        return {
            "actual": self.actual.data,
            "benefit_note": typed_text(self.benefit_note),
            "breakthrough": typed_text(self.breakthrough),
        }

    def understood(self) -> dict[str, str | None]:
        """How the system read what was typed, by field."""
        return {"actual": self.actual.understood}


@bp.route("/plans/<code>/indicators/<key>/report", methods=["GET", "POST"])
def report(code: str, key: str) -> ResponseReturnValue:
    """Show an indicator's report; on POST, record it or say what is wrong."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    desk = indicator_reports.open_desk(session, plan, key, by=user(), on=clock.today())
    form = _form(desk)
    if form.validate_on_submit():
        outcome = form_reports.record(
            session,
            plan,
            SECTION,
            key,
            form.values(),
            base_revision=form.revision.data or plan.revision,
            by=user(),
            on=clock.today(),
            at=clock.now(),
            choices=choices_of(request.form),
        )
        subject, back = f"績效指標「{desk.row.subject}」", url_for("plans.show", code=code, _anchor="indicators")
        if outcome.submission is not None:
            thank(subject, form, form.understood(), outcome)
            return redirect(back)
        if outcome.stale is not None:
            return choose(outcome.stale, subject, back)
        if outcome.is_there_already:
            return nothing_left(subject, back)
        if isinstance(outcome.row, Indicator):  # with what others changed meanwhile
            desk = replace(desk, row=outcome.row)
            form = _form(desk, formdata=None)
        show_findings(form, outcome.findings, otherwise="actual")
    return _page(desk, form)


class SourceForm(FlaskForm):
    """From which cases an indicator is computed; empty: it is typed."""

    text = StringField("由個案計算", [Length(max=300)], render_kw={"autocomplete": "off"})


@bp.get("/plans/<code>/indicators/<key>/source")
def source(code: str, key: str) -> ResponseReturnValue:
    """How an indicator is computed from cases."""
    return _source_page(code, key)


@bp.post("/plans/<code>/indicators/<key>/source")
def declare(code: str, key: str) -> ResponseReturnValue:
    """Keep the declaration or, with ``try``, show what it would give today."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    form = SourceForm()
    text = form.text.data or ""
    if not form.validate_on_submit() or "try" in request.form:
        return _source_page(code, key, text, form)
    try:
        case_sources.declare(session, plan, key, text, by=user(), at=clock.now())
    except case_sources.SourceRefused as refusal:
        form.text.errors = [str(refusal)]
        return _source_page(code, key, text, form)
    flash("已儲存計算方式。" if text.strip() else "已改為由填報決定。", "success")
    return redirect(url_for("plans.show", code=code, _anchor="indicators"))


def _source_page(code: str, key: str, text: str | None = None, form: SourceForm | None = None) -> ResponseReturnValue:
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    desk = case_sources.open_desk(session, plan, key, viewer=user(), text=text)
    form = form or SourceForm(formdata=None, text=desk.declared if text is None else text)
    if desk.fault and not form.text.errors:
        form.text.errors = [desk.fault]
    page = render_template(
        "plans/indicator_source.html", desk=desk, plan=desk.plan, line=desk.line, form=form, choices=case_source
    )
    return page, 422 if form.text.errors else 200


@bp.post("/plans/<code>/indicators/<key>/prose")
def prose(code: str, key: str) -> ResponseReturnValue:
    """The form as it was sent, with what its 效益說明 says; nothing is kept."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    desk = indicator_reports.open_desk(session, plan, key, by=user(), on=clock.today())
    form = _form(desk, formdata=typed_last())
    if not form.benefit_note.validate(form):
        return _page(desk, form, ProsePanel(faults=tuple(form.benefit_note.errors)))
    narrated = Narrated(SECTION, key, typed_text(form.benefit_note) or "", form.values(), desk.row.unit)
    return _page(desk, form, prose_panel.show(session, plan, narrated, by=user(), on=clock.today()))


def _page(desk: Desk, form: IndicatorForm, panel: ProsePanel | None = None) -> ResponseReturnValue:
    page = render_template(
        "plans/indicator_form.html",
        plan=desk.plan,
        line=desk.line,
        form=form,
        understood=form.understood() if form.is_submitted() else {},
        accepted_at_once=desk.accepted_at_once,
        prose=panel,
    )
    return page, 422 if form.errors else 200


def _form(desk: Desk, **given: "MultiDict[str, str] | None") -> IndicatorForm:
    """The form over the row: with what was sent, or with ``formdata`` (``None``: as the row is)."""
    return IndicatorForm(**given, obj=desk.row, revision=desk.plan.revision, unit=desk.row.unit)
