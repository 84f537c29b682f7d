"""What the forms for reporting one row share: long texts, findings beside their fields, and thanks."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.validators import Length

from app import extensions
from app.domain.findings import Finding, Severity
from app.domain.submission_status import SubmissionStatus
from app.services.form_reports import Outcome
from app.services.pages import stale_lines
from app.services.stale_forms import Stale
from app.web.conflict_choices import SEEN, SETTLE, chosen_sides
from app.workbooks.showing import clean_text

LONG = [Length(max=2000, message="請在 2,000 字以內說明。")]


def typed_text(field: Field) -> str | None:
    """A text as it can be kept; ``None`` for blank."""
    return clean_text(field.data or "") or None


def typed_last() -> "MultiDict[str, str]":
    """What was sent; the button of an offer sends its value under the name of the field, behind what was typed."""
    return MultiDict((name, values[-1]) for name, values in request.form.lists())


def show_findings(form: FlaskForm, findings: tuple[Finding, ...], *, otherwise: str) -> None:
    """Put what is wrong beside the fields it is about, or beside the field ``otherwise``."""
    for finding in findings:
        if finding.severity is Severity.ERROR:
            field = form[finding.field or otherwise]
            field.errors = [*field.errors, finding.message]


def thank(subject: str, form: FlaskForm, understood: Mapping[str, str | None], outcome: Outcome) -> None:
    """Say what happened, and how the system read what was typed: a misread figure is noticed here at the latest."""
    assert outcome.submission is not None
    read = [f"{form[name].label.text} {text}" for name, text in understood.items() if text]
    about = subject + (f"（{'，'.join(read)}）" if read else "")
    is_accepted = outcome.submission.status is SubmissionStatus.APPROVED
    said = f"已儲存{about}，計畫資料已更新。" if is_accepted else f"已送審{about}，計畫辦公室核定後資料才會更新。"
    flash(said, "success")
    for warning in outcome.findings:
        flash(f"請留意：{warning.message}", "warning")


def choose(stale: Stale, subject: str, back: str) -> ResponseReturnValue:
    """The merge view: what this person and somebody else both changed, with everything else that was sent."""
    page = render_template(
        "plans/stale_form.html",
        plan=stale.plan,
        subject=subject,
        conflicts=stale_lines.lines(extensions.session(), stale),
        revision=stale.revision,
        sides=chosen_sides(request.form),
        sent=[(name, value) for name, value in request.form.items(multi=True) if not _is_ours(name)],
        back=back,
    )
    return page, 409


def nothing_left(subject: str, back: str) -> ResponseReturnValue:
    """Somebody else has brought the plan there already, or the person chose to leave it as it is."""
    flash(f"{subject}的現有資料已是您選定或填寫的內容，沒有需要儲存的修改。", "info")
    return redirect(back)


def _is_ours(name: str) -> bool:
    return name in ("csrf_token", SEEN) or name.startswith(SETTLE)
