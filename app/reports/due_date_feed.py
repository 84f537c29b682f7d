"""Due dates as an iCalendar file (RFC 5545) that calendar programs fetch again and again: all-day events.

The same events are always the same bytes, so that a program is told when nothing has changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Program Performance Tracker//Due dates//ZH-TW"
REFRESH = "PT4H"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One due date.

    :ivar uid: the same for as long as the thing exists, whatever happens to its date.
    :ivar changed_at: when it changed last; also tells programs which of two versions is the newer one.
    """

    uid: str
    day: date
    title: str
    text: str
    url: str
    category: str
    is_cancelled: bool
    changed_at: datetime


def to_ics(name: str, appointments: Iterable[Appointment]) -> bytes:
    """The calendar ``name`` with these events, without alarms: reminding is ours."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Taipei")
    calendar.add("x-published-ttl", REFRESH)
    for one in appointments:
        calendar.add_component(_event(one))
    content: bytes = calendar.to_ical()
    return content


def _event(one: Appointment) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at)  # without a METHOD: when it was revised last (RFC 5545, 3.8.7.2)
    event.add("last-modified", one.changed_at)
    event.add("sequence", int(one.changed_at.timestamp()) // 60)  # grows with every change; minutes fit 32 bits
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))  # exclusive
    event.add("summary", one.title)
    event.add("description", one.text)
    event.add("url", one.url)
    event.add("categories", [one.category])
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a due date keeps nobody busy
    return event
