"""``flask jobs``: how the scheduled work stands, and running a job by hand."""

import sys
from datetime import date, datetime

import click
from flask.cli import AppGroup

from app import clock, extensions
from app.cli.answer import REFUSED, json_option, print_json, print_table, refusable
from app.domain.roc_calendar import format_roc
from app.services.scheduling import overview, running
from app.services.scheduling.overview import JobLine, RunLine
from app.services.scheduling.schedule import job_of, schedule

jobs = AppGroup("jobs", help="Scheduled work.")


@jobs.command("list")
@json_option
@refusable
def show(as_json: bool) -> None:
    """List the jobs; exit with 1 if no scheduler is at work, or the last run of one did not get to its end."""
    stands = overview.of_jobs(extensions.session(), schedule(extensions.settings()), at=clock.now())
    known = stands.scheduler
    if as_json:
        scheduler = {"at_work": known.is_held, "holder": known.holder, "heard_at": _iso(known.heard_at)}
        print_json({"scheduler": scheduler, "jobs": [_as_json(line) for line in stands.jobs]})
    else:
        click.echo(
            f"排程程式執行中：{known.holder}" if known.is_held else f"排程程式未執行，最後回報 {_roc(known.heard_at)}"
        )
        print_table(
            ("代號", "工作", "執行時間", "下次", "上次", "結果"),
            [
                (line.name, line.title, line.words, "暫停" if line.is_paused else _roc(line.next_at), *_said(line.last))
                for line in stands.jobs
            ],
        )
    sys.exit(0 if known.is_held and not stands.failed else REFUSED)


@jobs.command("run")
@click.argument("name")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day to work for; today unless given.")
@json_option
@refusable
def run(name: str, day: datetime | None, as_json: bool) -> None:
    """Run job NAME here and now, and keep it in the ledger."""
    on: date = day.date() if day else clock.today()
    job = job_of(extensions.settings(), name)
    outcome = running.run_by_command(extensions.session(), job, on=on, now=clock.now)
    if as_json:
        print_json({"job": job.name, "day": on.isoformat(), "outcome": outcome})
    else:
        click.echo(f"{job.title}（{format_roc(on)}）：{outcome}")


def _as_json(line: JobLine) -> dict[str, object]:
    last = line.last
    return {
        "name": line.name,
        "title": line.title,
        "cron": line.cron,
        "paused": line.is_paused,
        "next_at": _iso(line.next_at),
        "overdue_since": _iso(line.overdue_since),
        "last": last
        and {
            "status": last.status,
            "cause": last.cause,
            "day": last.day.isoformat(),
            "started_at": _iso(last.started_at),
            "seconds": last.seconds,
            "attempts": last.attempts,
            "outcome": last.outcome,
            "error": last.error,
            "retry_at": _iso(last.retry_at),
        },
    }


def _said(last: RunLine | None) -> tuple[str, str]:
    if last is None:
        return "—", "尚未執行"
    return _roc(last.started_at), f"{last.status}　{last.error if last.outcome is None else last.outcome}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _roc(moment: datetime | None) -> str:
    if moment is None:
        return "—"
    local = moment.astimezone(clock.TAIPEI)
    return f"{format_roc(local.date())} {local:%H:%M}"
