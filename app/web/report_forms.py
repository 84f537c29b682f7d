"""What the forms for reporting one row share: long texts, findings beside their fields, and thanks."""

from collections.abc import Mapping

from flask import flash, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.validators import Length

from app.domain.findings import Finding, Severity
from app.domain.submission_status import SubmissionStatus
from app.services.form_reports import Outcome
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
