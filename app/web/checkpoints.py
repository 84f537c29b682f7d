"""A checkpoint's completion, typed on the page: the same rules and the same way as a workbook."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.widgets import HiddenInput

from app import clock, extensions
from app.domain.findings import Finding
from app.domain.plan_document import Checkpoint, CompletionBasis
from app.services import checkpoint_reports, form_reports, plans
from app.services.checkpoint_reports import SECTION, Desk
from app.services.pages import prose_panel
from app.services.pages.prose_panel import Narrated, ProsePanel
from app.web.access import user
from app.web.conflict_choices import choices_of
from app.web.fields import QuantityField, RocDateField
from app.web.report_forms import LONG, choose, nothing_left, show_findings, thank, typed_last, typed_text

bp = Blueprint("checkpoints", __name__)


class CheckpointForm(FlaskForm):
    """What is reported about a checkpoint; ``revision`` is the plan that the person was looking at."""

    revision = IntegerField(widget=HiddenInput())
    completed_on = RocDateField("實際完成日")
    on_or_before = BooleanField("只知道在這一天以前完成")
    actual = QuantityField("實際值")
    achievement = TextAreaField("達成情形", LONG)
    delay_reason = TextAreaField("落後原因", LONG, description="為什麼沒有如期完成：哪個環節、受什麼影響。")
    remedy = TextAreaField("改善對策", LONG, description="打算怎麼補救、由誰辦理、何時完成。")
    catch_up_on = RocDateField("預定趕上日期")

    def __init__(self, *args: Any, roc_year: int | None = None, unit: str | None = None, **kwargs: Any) -> None:
        # The fields read their text while the form is made, so they must know year and unit before.
        self.roc_year, self.unit = roc_year, unit or ""
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """What was typed, by the reported fields of a checkpoint."""
        is_bound = self.completed_on.data is not None and (self.on_or_before.data or self.completed_on.is_on_or_before)
        return {
            "completed_on": self.completed_on.data,
            "completion_basis": CompletionBasis.ON_OR_BEFORE if is_bound else CompletionBasis.EXACT,
            "actual": self.actual.data,
            "achievement": typed_text(self.achievement),
            "delay_reason": typed_text(self.delay_reason),
            "remedy": typed_text(self.remedy),
            "catch_up_on": self.catch_up_on.data,
        }

    def understood(self) -> dict[str, str | None]:
        """How the system read what was typed, by field."""
        return {field.name: field.understood for field in (self.completed_on, self.actual, self.catch_up_on)}


@bp.route("/plans/<code>/checkpoints/<key>/report", methods=["GET", "POST"])
def report(code: str, key: str) -> ResponseReturnValue:
    """Show a checkpoint's report; on POST, record it or say what is wrong."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    desk = checkpoint_reports.open_desk(session, plan, key, by=user(), on=clock.today())
    form = _form(desk)
    findings: tuple[Finding, ...] = ()
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
        subject, back = f"查核點 {key}", url_for("plans.show", code=code, _anchor=f"checkpoint-{key}")
        if outcome.submission is not None:
            thank(subject, form, form.understood(), outcome)
            return redirect(back)
        if outcome.stale is not None:
            return choose(outcome.stale, subject, back)
        if outcome.is_there_already:
            return nothing_left(subject, back)
        if isinstance(outcome.row, Checkpoint):  # with what others changed meanwhile
            desk = replace(desk, row=outcome.row)
            form = _form(desk, formdata=None)
        findings = outcome.findings
        show_findings(form, findings, otherwise="completed_on")
    return _page(desk, form, reason_required=any(one.code == "explanation_missing" for one in findings))


@bp.post("/plans/<code>/checkpoints/<key>/prose")
def prose(code: str, key: str) -> ResponseReturnValue:
    """The form as it was sent, with what its 達成情形 says; nothing is kept."""
    session = extensions.session()
    plan = plans.get(session, code, viewer=user())
    desk = checkpoint_reports.open_desk(session, plan, key, by=user(), on=clock.today())
    form = _form(desk, formdata=typed_last())
    if not form.achievement.validate(form):
        return _page(desk, form, ProsePanel(faults=tuple(form.achievement.errors)))
    narrated = Narrated(SECTION, key, typed_text(form.achievement) or "", form.values(), desk.row.unit)
    return _page(desk, form, prose_panel.show(session, plan, narrated, by=user(), on=clock.today()))


def _page(
    desk: Desk, form: CheckpointForm, panel: ProsePanel | None = None, *, reason_required: bool = False
) -> ResponseReturnValue:
    page = render_template(
        "plans/checkpoint_form.html",
        plan=desk.plan,
        point=desk.point,
        form=form,
        understood=form.understood() if form.is_submitted() else {},
        reason_required=desk.reason_required or reason_required,
        accepted_at_once=desk.accepted_at_once,
        evidence_count=desk.evidence_count,
        prose=panel,
    )
    return page, 422 if form.errors else 200


def _form(desk: Desk, **given: MultiDict[str, str] | None) -> CheckpointForm:
    """The form over the row: with what was sent, or with ``formdata`` (``None``: as the row is)."""
    return CheckpointForm(
        **given,
        obj=desk.row,
        revision=desk.plan.revision,
        on_or_before=desk.row.completion_basis is CompletionBasis.ON_OR_BEFORE,
        roc_year=desk.plan.roc_year,
        unit=desk.row.unit,
    )
