"""排程: what runs at night, whether it did, and what an administrator decides about it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from app import clock, extensions
from app.domain.errors import UnusableEntry
from app.services.pages import job_page
from app.services.scheduling import settings as job_settings
from app.services.scheduling.schedule import Job, job_of
from app.web.access import user

bp = Blueprint("admin_jobs", __name__, url_prefix="/admin/jobs")


class ScheduleForm(FlaskForm):
    """When a job runs."""

    cron = StringField(
        "執行時間",
        [Length(max=100, message="請在 100 字以內填寫。")],
        description="五欄：分 時 日 月 星期（0、7 為週日），以臺北時間計。例如每日 01:00 為「0 1 * * *」，"
        "週一至週五 8:30 為「30 8 * * 1-5」，每 5 分鐘為「*/5 * * * *」。空白則恢復預設。",
    )


@bp.get("")
def index() -> ResponseReturnValue:
    """Every job: when it runs next, and how it went last."""
    shown = job_page.index(extensions.session(), extensions.settings(), viewer=user(), at=clock.now())
    return render_template("admin/jobs.html", page=shown)


@bp.get("/<job>")
def show(job: str) -> ResponseReturnValue:
    """One job and its runs."""
    return _page(job, ScheduleForm())


@bp.post("/<job>/schedule")
def change(job: str) -> ResponseReturnValue:
    """Run it at other times."""
    form = ScheduleForm()
    if form.validate_on_submit():
        try:
            job_settings.change_cron(extensions.session(), _job(job), form.cron.data or "", by=user(), at=clock.now())
        except UnusableEntry as refusal:
            form.cron.errors = [str(refusal)]
        else:
            flash("已變更執行時間，一分鐘內生效。", "success")
            return redirect(url_for(".show", job=job))
    return _page(job, form), 422


@bp.post("/<job>/pause")
def pause(job: str) -> ResponseReturnValue:
    """Do not run it for the time being."""
    job_settings.pause(extensions.session(), _job(job), by=user(), at=clock.now())
    flash("已暫停。恢復之前不會依排程執行；仍可按「立即執行」。", "success")
    return redirect(url_for(".show", job=job))


@bp.post("/<job>/resume")
def resume(job: str) -> ResponseReturnValue:
    """Run it by its schedule again."""
    job_settings.resume(extensions.session(), _job(job), by=user(), at=clock.now())
    flash("已恢復，自下一次排定的時間起執行；暫停期間的不補做。", "success")
    return redirect(url_for(".show", job=job))


@bp.post("/<job>/run")
def run(job: str) -> ResponseReturnValue:
    """Have it run as soon as the scheduler is free."""
    job_settings.run_now(extensions.session(), _job(job), by=user(), at=clock.now())
    flash("已通知排程程式立即執行，稍後重新整理可看到結果。", "success")
    return redirect(url_for(".show", job=job))


def _job(name: str) -> Job:
    return job_of(extensions.settings(), name)


def _page(name: str, form: ScheduleForm) -> str:
    number = request.args.get("page", 1, type=int)
    shown = job_page.show(
        extensions.session(), extensions.settings(), name, viewer=user(), at=clock.now(), number=number
    )
    if not form.is_submitted():
        form.cron.data = shown.job.cron
    return render_template("admin/job.html", page=shown, form=form)
