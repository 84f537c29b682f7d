"""差異分析: targets beside actuals, of one plan and over all of them, and what people write of the difference."""

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, TextAreaField

from app import clock, extensions
from app.domain.errors import NotFound, VarianceNoteRefused
from app.domain.explanation import DelayCause, Responsibility
from app.domain.roc_calendar.model import ROC_EPOCH
from app.domain.variance import VarianceStatus
from app.domain.variance_lines import Kind, other_figures
from app.domain.variance_note import VarianceWords, label, required
from app.services import plans, variance_files, variance_list, variance_notes
from app.services.list_files import FileKind
from app.services.pages import prose_panel, variance_index, variance_page
from app.services.pages.prose_panel import ProsePanel
from app.services.pages.variance_page import NEEDS_WORDS, ShownLine
from app.services.variance_list import Grouping, Level
from app.web.access import user
from app.web.cases import MEDIA
from app.web.fields import RocDateField
from app.web.report_forms import LONG, typed_text

bp = Blueprint("variance", __name__)
ORIGINAL, WORST, IN_ORDER = "original", "worst", "plan"  # of ?baseline= and ?order=


def _read(kind: type[DelayCause] | type[Responsibility]) -> dict[str, Any]:
    """What is not chosen the service says, with all else that is missing."""
    return {"coerce": lambda text: kind(text) if text in set(kind) else None, "validate_choice": False}


class NoteForm(FlaskForm):
    """What somebody writes of a difference; what must be in it depends on the line."""

    sentence = TextAreaField("差異分析", LONG)
    cause = SelectField("落後原因類別", **_read(DelayCause))
    reason = TextAreaField("落後原因", LONG)
    remedy = TextAreaField("改善對策", LONG)
    catch_up_on = RocDateField("預定趕上日期")
    responsibility = SelectField("責任歸屬", **_read(Responsibility))

    def __init__(self, *args: Any, roc_year: int, **kwargs: Any) -> None:
        self.roc_year = roc_year  # the field reads its text while the form is made
        super().__init__(*args, **kwargs)
        self.cause.choices = [("", "請選擇"), *((one.value, one.value) for one in DelayCause)]
        self.responsibility.choices = [("", "請選擇"), *((one.value, one.value) for one in Responsibility)]

    def words(self) -> VarianceWords:
        """What was typed."""
        return VarianceWords(
            typed_text(self.sentence),
            self.cause.data,
            typed_text(self.reason),
            typed_text(self.remedy),
            self.catch_up_on.data,
            self.responsibility.data,
        )


@bp.get("/variance")
def index() -> ResponseReturnValue:
    """All plans of a year that the person may see."""
    session, on = extensions.session(), clock.today()
    years = variance_list.years(session, user())
    wanted, by = _asked(years)
    number = request.args.get("page", 1, type=int)
    return render_template(
        "variance/index.html",
        page=variance_index.show(session, user(), years, wanted, by=by, on=on, number=number),
        as_of=on,
        asked=_pairs(),
        levels=list(Level),
        groupings=list(Grouping),
        statuses=list(VarianceStatus),
        has_statuses=wanted.level in variance_list.FIGURES,
        saved="",
    )


@bp.get("/variance.<any(xlsx, ods, csv):kind>")
def export(kind: FileKind) -> ResponseReturnValue:
    """The same as a file."""
    session = extensions.session()
    wanted, by_group = _asked(variance_list.years(session, user()))
    with extensions.writing_session() as trail:
        made = variance_files.of_everything(
            session, wanted, by_group, kind=kind, by=user(), at=clock.now(), trail=trail
        )
    return send_file(BytesIO(made.content), mimetype=MEDIA[kind], as_attachment=True, download_name=made.name)


@bp.get("/plans/<code>/variance")
def plan(code: str) -> ResponseReturnValue:
    """One plan, as of the report that the address names."""
    session = extensions.session()
    found = plans.get(session, code, viewer=user())
    wanted = _of_plan()
    return render_template(
        "variance/plan.html",
        page=variance_page.show(session, found, wanted, viewer=user(), on=clock.today()),
        plan=found,
        asked=wanted.pairs(),
        kinds=list(Kind),
        statuses=[*VarianceStatus, NEEDS_WORDS],
        saved=request.args.get("saved", ""),
    )


@bp.get("/plans/<code>/variance.<any(xlsx, ods, csv):kind>")
def export_plan(code: str, kind: FileKind) -> ResponseReturnValue:
    """The same as a file."""
    session = extensions.session()
    found = plans.get(session, code, viewer=user())
    with extensions.writing_session() as trail:
        made = variance_files.of_plan(session, found, _of_plan(), kind=kind, by=user(), at=clock.now(), trail=trail)
    return send_file(BytesIO(made.content), mimetype=MEDIA[kind], as_attachment=True, download_name=made.name)


@bp.route("/plans/<code>/variance/notes/<section>/<path:key>", methods=["GET", "POST"])
def note(code: str, section: str, key: str) -> ResponseReturnValue:
    """Show what is said of a line; on POST, keep what is written or say what is missing."""
    session, on = extensions.session(), clock.today()
    found = plans.get(session, code, viewer=user())
    variance_notes.must_be_open(session, found, by=user(), on=on)
    period = request.args.get("period", "")
    row = variance_page.one(session, found, section, key, period, viewer=user(), on=on)
    form = _form(found, row)
    if form.validate_on_submit():
        try:
            made = variance_notes.write(session, found, row.line, form.words(), by=user(), on=on, at=clock.now())
        except VarianceNoteRefused as refusal:
            for field, message in refusal.faults:
                form[field].errors = [*form[field].errors, message]
        else:
            if "HX-Request" not in request.headers:  # there the row itself says so
                told = "已儲存差異分析。" if made.adopted_at else "已儲存差異分析，計畫辦公室採用後生效。"
                flash(told, "success")
            return redirect(url_for(".plan", code=code, period=period or None, saved=row.place, _anchor=row.place))
    return _note_page(found, row, form, period)


@bp.post("/plans/<code>/variance/prose/<section>/<path:key>")
def prose(code: str, section: str, key: str) -> ResponseReturnValue:
    """The form as it was sent, with what its 差異分析 says beside the figures of the line; nothing is kept."""
    session, on = extensions.session(), clock.today()
    found = plans.get(session, code, viewer=user())
    variance_notes.must_be_open(session, found, by=user(), on=on)
    period = request.args.get("period", "")
    row = variance_page.one(session, found, section, key, period, viewer=user(), on=on)
    form = _form(found, row)
    text = typed_text(form.sentence) or ""
    differing = other_figures(text, row.line.row)
    panel = prose_panel.read(
        text, roc_year=found.roc_year, unit=row.line.row.unit, told=[differing] if differing else []
    )
    return _note_page(found, row, form, period, panel)


@bp.post("/plans/<code>/variance/adopt/<int:note_id>")
def adopt(code: str, note_id: int) -> ResponseReturnValue:
    """Take what a contractor wrote as the plan's 差異分析."""
    session = extensions.session()
    found = plans.get(session, code, viewer=user())
    variance_notes.adopt(session, found, note_id, by=user(), at=clock.now())
    flash("已採用差異分析。", "success")
    return redirect(url_for(".plan", code=code, _anchor=request.form.get("place") or None))


def _note_page(
    plan: Any, row: ShownLine, form: NoteForm, period: str, panel: ProsePanel | None = None
) -> ResponseReturnValue:
    line = row.line
    form.reason.label.text = label("reason", is_behind=line.is_behind)
    page = render_template(
        "variance/note.html",
        plan=plan,
        row=row,
        form=form,
        period=period,
        required=required(is_behind=line.is_behind, is_over=line.is_over),
        counts_at_once=variance_notes.counts_at_once(user(), plan),
        understood=form.catch_up_on.understood if form.is_submitted() else None,
        prose=panel,
    )
    return page, 422 if form.errors else 200


def _form(plan: Any, row: ShownLine) -> NoteForm:
    """What was sent; else the newest words, with the draft where nobody wrote of just these figures."""
    said = row.voices.waiting or row.voices.counts
    words = said.words if said else VarianceWords()
    sentence = words.sentence if said and words.sentence and not said.is_dated else row.line.row.sentence
    chosen = {name: str(value) if (value := getattr(words, name)) else "" for name in ("cause", "responsibility")}
    return NoteForm(
        MultiDict(request.form) if request.method == "POST" else None,
        roc_year=clock.today().year - ROC_EPOCH,
        sentence=sentence,
        reason=words.reason,
        remedy=words.remedy,
        catch_up_on=words.catch_up_on,
        **chosen,
    )


def _of_plan() -> variance_page.Wanted:
    asked = request.args
    return variance_page.Wanted(
        period=asked.get("period", ""),
        beside=asked.get("beside", ""),
        against_original=asked.get("baseline") == ORIGINAL,
        worst_first=asked.get("order") == WORST,
        kind=asked.get("level", ""),
        status=asked.get("status", ""),
        owner=asked.get("owner", ""),
        words=asked.get("q", ""),
    )


def _asked(years: Any) -> tuple[variance_list.Wanted, Grouping | None]:
    """What the address asks for, of the newest year if it says none.

    :raises NotFound: for a level, a state or a group that there is not.
    """
    asked = request.args
    newest = years[0] if years else clock.today().year - ROC_EPOCH
    level, by, status = asked.get("level") or Level.INDICATORS, asked.get("by", ""), asked.get("status", "")
    for text, known in ((level, list(Level)), (by, ["", *Grouping]), (status, ["", *VarianceStatus])):
        if text not in known:
            raise NotFound(f"沒有「{text}」；可選擇：{'、'.join(filter(None, known))}。")
    wanted = variance_list.Wanted(
        roc_year=asked.get("roc_year", newest, type=int),
        level=Level(level),
        status=status if level in variance_list.FIGURES else "",
        division=asked.get("division", ""),
        contractor=asked.get("contractor", ""),
        line=asked.get("line", ""),
        agency=asked.get("agency", ""),
        words=asked.get("q", ""),
        worst_first=asked.get("order") != IN_ORDER,
    )
    return wanted, Grouping(by) if by else None


def _pairs() -> dict[str, str]:
    """What the address says, for links to the same a page further or in another shape."""
    names = ("roc_year", "level", "status", "by", "division", "contractor", "line", "agency", "q", "order")
    return {name: value for name in names if (value := request.args.get(name))}
