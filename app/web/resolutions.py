"""立法院決議: one of them with what was done about it, recording more, and the list as a file."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app import clock, extensions
from app.domain.budget import ResolutionAnswer
from app.domain.errors import ReplyRefused, WrongState
from app.domain.resolution_reply import LONGEST_LETTER_NO, LONGEST_TEXT, STILL_OPEN, Reply
from app.domain.roles import Permission
from app.services import resolution_files, resolution_replies, resolutions
from app.services.list_files import FileKind
from app.services.resolution_replies import ResolutionPage
from app.web.access import user
from app.web.fields import RocDateField
from app.web.portfolio import MEDIA
from app.web.report_forms import typed_text

bp = Blueprint("resolutions", __name__, url_prefix="/programme")
RECORDED = "已登錄辦理情形，本決議列為已辦理，不再提醒。"
RECORDED_OPEN = "已登錄辦理情形；本決議尚未函復，仍依期限提醒。"


def _chosen(text: str) -> ResolutionAnswer | None:
    return None if text == STILL_OPEN else ResolutionAnswer(text)


class ReplyForm(FlaskForm):
    """What was done about a resolution."""

    answer = SelectField("辦理結果", [InputRequired("請選擇辦理結果。")])
    text = TextAreaField("辦理情形", [Length(max=LONGEST_TEXT, message=f"請在 {LONGEST_TEXT:,} 字以內。")])
    letter_no = StringField("函復文號", [Length(max=LONGEST_LETTER_NO, message=f"請在 {LONGEST_LETTER_NO} 字以內。")])
    answered_on = RocDateField("函復日期")
    after = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = ((one.value, one.value) for one in ResolutionAnswer)
        self.answer.choices = [("", "請選擇"), (STILL_OPEN, f"{STILL_OPEN}（尚未函復）"), *answers]

    def validate_answered_on(self, field: RocDateField) -> None:
        """A letter has one day."""
        if field.is_on_or_before:
            raise ValidationError("請填確切日期，不填「以前」。")

    def reply(self) -> Reply:
        """What was typed."""
        return Reply(
            _chosen(self.answer.data), typed_text(self.text), typed_text(self.letter_no), self.answered_on.data
        )

    def seen(self) -> int | None:
        """The newest that was shown."""
        typed = self.after.data or ""
        return int(typed) if typed.isdecimal() else None


@bp.get("/resolutions/<int:resolution_id>")
def show(resolution_id: int) -> ResponseReturnValue:
    """What is asked, and what was done about it."""
    page = resolution_replies.show(extensions.session(), resolution_id, viewer=user(), on=clock.today())
    return _shown(page, _form(page))


@bp.post("/resolutions/<int:resolution_id>")
def record(resolution_id: int) -> ResponseReturnValue:
    """Add what was done, or say what is missing."""
    session, form = extensions.session(), ReplyForm()
    resolutions.get(session, resolution_id, viewer=user(), permission=Permission.ANSWER_RESOLUTIONS)
    if form.validate_on_submit() and _recorded(resolution_id, form):
        flash(RECORDED if form.reply().answer else RECORDED_OPEN, "success")
        return redirect(url_for(".show", resolution_id=resolution_id))
    page = resolution_replies.show(session, resolution_id, viewer=user(), on=clock.today())
    form.after.data = _newest(page)  # the next try comes after what is shown now
    return _shown(page, form), 422


@bp.get("/resolutions.<any(xlsx, ods, csv):kind>")
def export(kind: FileKind) -> ResponseReturnValue:
    """The list as a file."""
    session, on = extensions.session(), clock.today()
    with extensions.writing_session() as trail:
        content = resolution_files.export(session, kind=kind, by=user(), on=on, at=clock.now(), trail=trail)
    name = f"{resolution_files.TITLE}-{on:%Y%m%d}.{kind}"
    return send_file(BytesIO(content), mimetype=MEDIA[kind], as_attachment=True, download_name=name)


def _recorded(resolution_id: int, form: ReplyForm) -> bool:
    """Whether it was; if not, the form says why."""
    try:
        resolution_replies.record(
            extensions.session(),
            resolution_id,
            form.reply(),
            after=form.seen(),
            by=user(),
            on=clock.today(),
            at=clock.now(),
        )
    except ReplyRefused as refusal:
        for field, message in refusal.faults:
            form[field].errors = [*form[field].errors, message]
    except WrongState as refusal:
        form.form_errors.append(str(refusal))
    else:
        return True
    return False


def _form(page: ResolutionPage) -> ReplyForm:
    """Begins with what counts, where that is an answer that may have to be corrected."""
    last = page.replies[0] if page.line.is_dealt_with and page.replies else None
    values = {name: getattr(last, name) for name in ("answer", "text", "letter_no", "answered_on")} if last else {}
    return ReplyForm(**values, after=_newest(page))


def _newest(page: ResolutionPage) -> str:
    return "" if page.newest is None else str(page.newest)


def _shown(page: ResolutionPage, form: ReplyForm) -> str:
    return render_template(
        "budgets/resolution.html", page=page, line=page.line, form=form, as_of=clock.today(), still_open=STILL_OPEN
    )
