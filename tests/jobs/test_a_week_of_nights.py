"""A week and a half of nights as ``python -m jobs`` passes them, the mail server down on one of the days.

The plan is one on which nobody reports. By hand, with five workdays for the contractor and three for the office to
answer: on Sunday 12/16 four checkpoints and a report are found late, and the office hears that the plan's next year is
not set up; on Monday the last report and the last checkpoint are late, too. The contractor is reminded the day before
each answer is due (12/21, 12/22). What was not answered goes to the office on Saturday 12/22, which is worked, and
Sunday 12/23, which is not; and the office is reminded on 12/25.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from support.application_fixtures import free_port
from support.mailbox import body, open_mailbox
from support.nights import MORNING, NIGHT, NOON, Nights, days, moment
from support.stage import a_person, a_plan
from support.year_2018 import silent

from app.clock import day_of
from app.domain.job_course import RunStatus
from app.domain.outbox import LetterStatus
from app.domain.roles import Role
from app.models import JobRun, Notice, OutboxLetter
from app.services.scheduling.schedule import schedule

pytestmark = pytest.mark.slow

SUNDAY, DOWN, LAST = date(2018, 12, 16), date(2018, 12, 20), date(2018, 12, 25)
ARRIVED = """
12-17 officer    12-17 1
12-17 contractor 12-17 7
12-21 contractor 12-20 5
12-21 contractor 12-21 2
12-22 officer    12-22 5
12-24 officer    12-24 2
12-25 officer    12-25 7
"""  # on which day, to whom, the digest of which day, with how many pieces of news


@pytest.fixture
def nights(fresh_database_url: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    made = Nights(fresh_database_url, free_port(), data_dir, monkeypatch)
    with made.people(SUNDAY) as session:
        plan = a_plan(session, silent())
        a_person(session, Role.OFFICER)
        a_person(session, Role.CONTRACTOR, contractor=plan.contractor.name)
    yield made
    made.close()


def test_with_the_mail_server_down_on_one_day_all_other_work_goes_on_and_its_mail_comes_the_next_day(
    nights: Nights,
) -> None:
    arrived, names = [], Counter[str]()
    for on in days(SUNDAY, LAST):
        if on == DOWN:
            whole_day(nights, on)
            continue
        with open_mailbox(nights.settings.mail.smtp_port) as mailbox:
            whole_day(nights, on)
        for letter in mailbox.letters:
            names[letter["Message-ID"]] += 1
            arrived.append((on, letter["To"], letter["Subject"], body(letter, "plain").count("/inbox/")))

    expected = [line.split() for line in ARRIVED.strip().splitlines()]
    assert [(f"{on:%m-%d}", to.partition("@")[0], news) for on, to, _, news in arrived] == [
        (on, to, int(news)) for on, to, _, news in expected
    ]
    for (_, _, subject, _), (_, _, of, _) in zip(arrived, expected, strict=True):
        month, day = of.split("-")
        assert f"107/{int(month)}/{int(day)} 每日彙整" in subject
    assert set(names.values()) == {1}
    with nights.sessions() as session:
        assert set(session.scalars(select(OutboxLetter.status))) == {LetterStatus.SENT}
        assert None not in set(session.scalars(select(Notice.letter_key)))
    the_ledger_tells_it(nights)


def whole_day(nights: Nights, on: date) -> None:
    for hour in (NIGHT, MORNING, NOON):
        nights.look(moment(on, hour))


def the_ledger_tells_it(nights: Nights) -> None:
    """Every night ran every job of the night once, and only sending failed, on the one day."""
    by_job = defaultdict[str, list[JobRun]](list)
    with nights.sessions() as session:
        for run in session.scalars(select(JobRun).order_by(JobRun.due_at)):
            by_job[run.job].append(run)
    assert set(by_job) == {job.name for job in schedule(nights.settings)}
    for name in ("scan_slippage", "record_forecasts", "take_snapshots", "remind_of_due_dates"):
        assert [run.day for run in by_job[name]] == list(days(SUNDAY, LAST)), name
    failed = {
        (name, day_of(run.due_at)) for name, runs in by_job.items() for run in runs if run.status is RunStatus.FAILED
    }
    assert failed == {("send_mail", DOWN)}
    assert {run.status for runs in by_job.values() for run in runs} == {RunStatus.DONE, RunStatus.FAILED}
    [at_eight, at_noon] = [run for run in by_job["send_mail"] if run.status is RunStatus.FAILED]
    assert all("郵件主機 127.0.0.1 無法使用，信件留待下次寄送" in (run.error or "") for run in (at_eight, at_noon))
