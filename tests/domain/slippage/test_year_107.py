"""Over the whole of 2018 the 107 plan, which was never late: what would have been said of it, day by day."""

from collections import Counter
from datetime import date, timedelta

from support.watched_107 import FILED, known_on

from app.domain.slippage import Level, evaluate
from app.domain.thresholds import Thresholds

YEAR = [date(2018, 1, 1) + timedelta(days=count) for count in range(365)]
DEFAULTS = Thresholds()


def slips_on(day):
    return evaluate(known_on(day), as_of=day, thresholds=DEFAULTS)


def test_reported_as_it_was_only_what_no_report_had_told_yet_was_ever_called_late():
    late: Counter[str] = Counter()
    for day in YEAR:
        for slip in slips_on(day):
            assert slip.kind == "checkpoint", slip
            assert {signal.rule for signal in slip.signals} <= {"due_soon", "late"}, slip
            if slip.level >= Level.BEHIND:
                late[slip.key] += 1

    # Done in time, but the next report was due only after their deadlines.
    assert dict(late) == {
        "A-1": 95,
        "A-2": 36,
        "A-3": 36,
        "A-4": 6,
        "A-6": 14,
        "A-7": 14,
        "A-8": 14,
        "B-1": 14,
        "A-11": 4,
        "B-3": 4,
        "A-15": 29,
    }


def test_on_the_day_of_a_report_nothing_is_late():
    for day in FILED.values():
        assert [slip for slip in slips_on(day) if slip.level >= Level.BEHIND] == []


def test_after_the_last_report_nothing_is_open_to_the_end_of_the_year_and_after_it():
    for days in (0, 16, 31, 32, 200):
        assert slips_on(FILED["期末"] + timedelta(days=days)) == ()
