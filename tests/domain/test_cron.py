"""When something is due: cron expressions on the clock of Taipei."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cron import parse_cron
from app.domain.cron_words import cron_words
from app.domain.errors import UnusableEntry

MOMENTS = st.timedeltas(timedelta(0), timedelta(days=4000)).map(lambda since: datetime(2016, 1, 1, tzinfo=UTC) + since)


def numbers(lowest: int, highest: int) -> st.SearchStrategy[str]:
    one = st.integers(lowest, highest)
    several = st.lists(one, min_size=1, max_size=3).map(lambda found: ",".join(map(str, found)))
    return st.just("*") | several | st.integers(2, 20).map(lambda step: f"*/{step}")


EXPRESSIONS = st.tuples(
    numbers(0, 59), numbers(0, 23), numbers(1, 28), numbers(1, 12), st.just("*") | st.integers(0, 7).map(str)
).map(" ".join)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("expression", "now", "last", "following"),
    [
        pytest.param("0 1 * * *", "2018-07-31 00:59", "2018-07-30 01:00", "2018-07-31 01:00", id="before-the-hour"),
        pytest.param("0 1 * * *", "2018-07-31 01:00", "2018-07-31 01:00", "2018-08-01 01:00", id="at-the-stroke"),
        pytest.param("0 1 * * *", "2018-01-01 00:30", "2017-12-31 01:00", "2018-01-01 01:00", id="new-year"),
        pytest.param("*/5 * * * *", "2018-07-31 23:58", "2018-07-31 23:55", "2018-08-01 00:00", id="all-day-long"),
        pytest.param("0 8 * * 0", "2018-07-31 09:00", "2018-07-29 08:00", "2018-08-05 08:00", id="sunday-is-0"),
        pytest.param("0 8 * * 7", "2018-07-31 09:00", "2018-07-29 08:00", "2018-08-05 08:00", id="sunday-is-7"),
        pytest.param("0 8 1 12 *", "2018-07-31 09:00", "2017-12-01 08:00", "2018-12-01 08:00", id="once-a-year"),
        pytest.param("0 8 29 2 *", "2018-07-31 09:00", "2016-02-29 08:00", "2020-02-29 08:00", id="leap-day"),
        pytest.param("0 8 15 * 1", "2018-07-10 09:00", "2018-07-09 08:00", "2018-07-15 08:00", id="either-day"),
        pytest.param("30/15 8-9 * * *", "2018-07-31 09:00", "2018-07-31 08:45", "2018-07-31 09:30", id="steps"),
    ],
)
def test_a_schedule_has_a_last_and_a_next_moment_in_taipei(
    expression: str, now: str, last: str, following: str
) -> None:
    cron = parse_cron(expression)

    assert (cron.last(at(now)), cron.next(at(now))) == (at(last), at(following))


@given(EXPRESSIONS, MOMENTS)
def test_now_lies_between_the_last_moment_and_the_next_and_nothing_is_due_between_them(
    expression: str, now: datetime
) -> None:
    cron = parse_cron(expression)

    last, following = cron.last(now), cron.next(now)

    assert last is not None
    assert following is not None
    assert last <= now < following
    assert cron.last(following - timedelta(microseconds=1)) == last
    assert cron.next(last) == following
    assert cron.last(following) == following


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 1 * *", "應有五欄，收到 4 欄"),
        ("", "應有五欄，收到 0 欄"),
        ("60 1 * * *", "「分」欄須為 0 至 59"),
        ("0 24 * * *", "「時」欄須為 0 至 23"),
        ("0 1 0 * *", "「日」欄須為 1 至 31"),
        ("0 1 * 13 *", "「月」欄須為 1 至 12"),
        ("0 1 * * 8", "「星期」欄須為 0 至 7"),
        ("0 1 * * MON", "「星期」欄看不懂「MON」"),
        ("0 5-1 * * *", "「時」欄須為"),
        ("*/0 * * * *", "「分」欄須為"),
        ("1,,2 * * * *", "「分」欄看不懂"),
        ("１ * * * *", "「分」欄看不懂"),
        ("0 0 30 2 *", "日期不存在"),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_field_at_fault(expression: str, said: str) -> None:
    with pytest.raises(UnusableEntry, match=said):
        parse_cron(expression)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("0 1 * * *", "每日 01:00"),
        ("30 8,14 * * *", "每日 08:30、14:30"),
        ("*/5 * * * *", "每 5 分鐘"),
        ("* * * * *", "每分鐘"),
        ("15 * * * *", "每小時 15 分"),
        ("7/15 * * * *", "每小時 07、22、37、52 分"),
        ("0 8 * * 1", "每週一 08:00"),
        ("0 8 * * 1-5", "每週一至週五 08:00"),
        ("0 8 * * 6,7", "每週六、日 08:00"),
        ("*/10 * * * 1-5", "每週一至週五 每 10 分鐘"),
        ("0 2 1 * *", "每月 1 日 02:00"),
        ("0 2 1-5,15 * *", "每月 1 至 5、15 日 02:00"),
        ("0 8 1 12 *", "每年 12 月 1 日 08:00"),
        ("0 8 * 12 1", "每年 12 月每週一 08:00"),
        ("0 8 * 12 *", "每年 12 月每日 08:00"),
        ("0 8 15 * 1", "每月 15 日及每週一 08:00"),
        ("*/10 8-17 * * *", "每日 8 至 17 時的 00、10、20、30、40、50 分"),
    ],
)
def test_a_schedule_reads_as_people_say_it(expression: str, words: str) -> None:
    assert cron_words(parse_cron(expression)) == words
