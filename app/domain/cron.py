"""When something is due again and again (排程): five fields as cron has them, read on the clock of the offices.

Minute, hour, day of the month, month, day of the week (0 and 7 are Sunday); each ``*``, a number, a range, a list, or
any of these with a step (``*/5``). Where both kinds of day are limited, either is enough, as cron has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.errors import UnusableEntry

TAIPEI = ZoneInfo("Asia/Taipei")
LONGEST_PAUSE = timedelta(days=366 * 8)  # 29 February comes round again within it, even over the year 2100
SUNDAY = 7
_FIELDS = (("分", 0, 59), ("時", 0, 23), ("日", 1, 31), ("月", 1, 12), ("星期", 0, SUNDAY))
_EXAMPLE = "請以「分 時 日 月 星期」五欄填寫，例如每日 01:00 為「0 1 * * *」。"


@dataclass(frozen=True, slots=True)
class Cron:
    """Moments that come round. ``days`` and ``weekdays`` (ISO: Monday is 1) are ``None`` where the field is ``*``."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...] | None
    months: tuple[int, ...] | None
    weekdays: tuple[int, ...] | None

    def last(self, now: datetime) -> datetime | None:
        """The newest moment up to and including ``now``; ``None`` if there was none for years."""
        return next(self._moments(now, -1), None)

    def next(self, now: datetime) -> datetime | None:
        """The first moment after ``now``; ``None`` if there is none for years."""
        return next(self._moments(now, 1), None)

    def _moments(self, now: datetime, direction: int) -> Iterator[datetime]:
        """From ``now`` on, backwards (with ``now`` itself) or forwards (without it), in UTC."""
        local = now.astimezone(TAIPEI)
        for distance in range(LONGEST_PAUSE.days):
            day = local.date() + timedelta(days=direction * distance)
            if not self._has(day):
                continue
            for hour in self.hours[::direction]:
                for minute in self.minutes[::direction]:
                    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=TAIPEI)
                    if moment > local if direction > 0 else moment <= local:
                        yield moment.astimezone(UTC)

    def _has(self, day: date) -> bool:
        if self.months is not None and day.month not in self.months:
            return False
        by_day = self.days is not None and day.day in self.days
        by_weekday = self.weekdays is not None and day.isoweekday() in self.weekdays
        return by_day or by_weekday or (self.days is None and self.weekdays is None)


def parse_cron(text: str) -> Cron:
    """Read an expression as an administrator types it.

    :raises UnusableEntry: if it is none, or names a day that never comes (30 February).
    """
    words = text.split()
    if len(words) != len(_FIELDS):
        raise UnusableEntry(f"排程應有五欄，收到 {len(words)} 欄。{_EXAMPLE}")
    minutes, hours, days, months, weekdays = (
        _numbers(word, *field) for word, field in zip(words, _FIELDS, strict=True)
    )
    found = Cron(
        minutes=minutes,
        hours=hours,
        days=None if words[2] == "*" else days,
        months=None if words[3] == "*" else months,
        weekdays=None if words[4] == "*" else tuple(sorted({number or SUNDAY for number in weekdays})),
    )
    if found.next(datetime(2000, 1, 1, tzinfo=UTC)) is None:
        raise UnusableEntry(f"「{text.strip()}」所指的日期不存在，永遠不會執行，請修正日與月。")
    return found


def _numbers(word: str, name: str, lowest: int, highest: int) -> tuple[int, ...]:
    found: set[int] = set()
    for part in word.split(","):
        found.update(_part(part, name, lowest, highest))
    return tuple(sorted(found))


def _part(part: str, name: str, lowest: int, highest: int) -> range:
    span, slash, step = part.partition("/")
    first, dash, last = (str(lowest), "-", str(highest)) if span == "*" else span.partition("-")
    if slash and not dash:
        last, dash = str(highest), "-"  # 5/15 is 5-59/15
    numbers = [first, last if dash else first, step if slash else "1"]
    if not all(number.isascii() and number.isdigit() and len(number) <= 2 for number in numbers):
        raise UnusableEntry(f"排程的「{name}」欄看不懂「{part}」。{_EXAMPLE}")
    start, end, by = map(int, numbers)
    if not lowest <= start <= end <= highest or not by:
        raise UnusableEntry(f"排程的「{name}」欄須為 {lowest} 至 {highest}，收到「{part}」。{_EXAMPLE}")
    return range(start, end + 1, by)
