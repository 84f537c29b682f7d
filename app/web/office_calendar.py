"""辦公日曆: a year of workdays and days off, what is said of single days, and the yearly calendar uploaded."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app import clock, extensions
from app.domain.errors import NotFound, UnusableEntry
from app.domain.roc_calendar import format_roc, roc_year
from app.services import calendar_uploads, office_calendar
from app.services.calendar_uploads import Preview
from app.services.office_calendar import Realm
from app.services.pages import calendar_page
from app.services.pages.submission_page import problem_sheets
from app.web.access import user
from app.web.fields import RocDateField

bp = Blueprint("office_calendar", __name__, url_prefix="/admin/calendar")

FIRST_YEAR, LAST_YEAR = 87, 189
LONGEST_NAME = 200  # characters of a file name that are kept
OFF, WORKS = "off", "works"


class DayForm(FlaskForm):
    """A day that is not what the calendar says."""

    day = RocDateField("日期", [InputRequired("請填寫日期，例如 107/7/11。")])
    kind = SelectField("當日", default=OFF, description="說明期限與到期提醒只算上班日。")
    name = StringField(
        "事由", [InputRequired("請填寫事由，例如「颱風停班」。"), Length(max=100, message="請在 100 字以內。")]
    )


class FileForm(FlaskForm):
    """A yearly calendar."""

    file = FileField("辦公日曆表", [FileRequired("請選擇辦公日曆表（.csv）。")])


@bp.get("")
def index() -> ResponseReturnValue:
    """A year of the calendar of an agency, or of the nationwide one."""
    return _shown(_realm())


@bp.post("/days")
def set_day() -> ResponseReturnValue:
    """Say of a day that offices work on it, or do not."""
    realm, form = _realm(), _day_form(DayForm())
    if form.validate():
        works = form.kind.data == WORKS
        try:
            office_calendar.set_day(
                extensions.session(),
                realm.agency_id,
                form.day.data,
                is_workday=works,
                name=form.name.data or "",
                by=user(),
                at=clock.now(),
            )
        except UnusableEntry as refusal:
            form.day.errors = [str(refusal)]
        else:
            flash(f"已登錄 {format_roc(form.day.data)} {'上班' if works else '停止上班'}，立即生效。", "success")
            return redirect(_address(realm, roc_year(form.day.data)))
    return _shown(realm, day=form), 422


@bp.post("/days/<int:day_id>/remove")
def remove_day(day_id: int) -> ResponseReturnValue:
    """Take back what was said of a day."""
    day = office_calendar.remove_day(extensions.session(), day_id, by=user(), at=clock.now())
    flash(f"已移除 {format_roc(day)} 的登錄，恢復原來的日曆。", "success")
    return redirect(_address(_realm(), roc_year(day)))


@bp.post("/upload")
def upload() -> ResponseReturnValue:
    """Show what a yearly calendar says otherwise than is known."""
    realm, form = _realm(), FileForm()
    if not form.validate():
        return _shown(realm, file=form), 422
    content, name = form.file.data.read(), (form.file.data.filename or "")[:LONGEST_NAME]
    found = calendar_uploads.look(
        extensions.session(), realm.agency_id, content, by=user(), data_dir=extensions.settings().data_dir
    )
    if found.problems:
        return _shown(realm, file=form, refused=found), 422
    return render_template("office_calendar/preview.html", realm=realm, found=found, file_name=name)


@bp.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Let a yearly calendar count."""
    realm = _realm()
    try:
        year = calendar_uploads.take(
            extensions.session(),
            realm.agency_id,
            request.form.get("digest", ""),
            file_name=request.form.get("name", "")[:LONGEST_NAME],
            by=user(),
            at=clock.now(),
            data_dir=extensions.settings().data_dir,
        )
    except NotFound as gone:
        flash(str(gone), "error")
        return redirect(_address(realm))
    flash(f"已採用 {year} 年度辦公日曆表，立即生效。", "success")
    return redirect(_address(realm, year))


def _realm() -> Realm:
    return office_calendar.realm(extensions.session(), request.values.get("agency", type=int), by=user())


def _day_form(form: DayForm) -> DayForm:
    form.kind.choices = [(OFF, "停止上班"), (WORKS, "上班")]
    return form


def _address(realm: Realm, year: int | None = None) -> str:
    return url_for(".index", agency=realm.agency_id, year=year)


def _shown(
    realm: Realm, *, day: DayForm | None = None, file: FileForm | None = None, refused: Preview | None = None
) -> str:
    year = request.values.get("year", roc_year(clock.today()), type=int)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(f"請查詢 {FIRST_YEAR} 至 {LAST_YEAR} 年度的辦公日曆。")
    session = extensions.session()
    return render_template(
        "office_calendar/index.html",
        realm=realm,
        realms=office_calendar.realms(session, user()),
        year=year,
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        page=calendar_page.page(session, realm.agency_id, year, viewer=user()),
        day=day or _day_form(DayForm(formdata=None)),
        file=file or FileForm(formdata=None),
        problems=problem_sheets(refused.problems) if refused else None,
    )
