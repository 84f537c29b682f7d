"""Checkpoints and indicators of the past for forecasts: alike, and finished as late as a test says."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.domain.forecast import Indication, Reading, Work
from app.domain.forecast.model import Demand

DEMAND = Demand()
DUE = date(2018, 10, 15)
START = date(2018, 1, 1)


def work(key: str = "A-1", **changes: Any) -> Work:
    """A checkpoint due on 107/10/15, not finished."""
    return Work(
        **{
            "plan": "P",
            "key": key,
            "contractor": "甲",
            "kind": "報告及文件",
            "starts_on": START,
            "due_on": DUE,
        }
        | changes
    )


def finished(lateness: Iterable[int], *, due_on: date = date(2018, 6, 30), **changes: Any) -> list[Work]:
    """One checkpoint for each number of days late, of another plan of the same contractor."""
    return [
        work(f"B-{number}", **{"plan": "Q"} | changes, due_on=due_on, finished_on=due_on + timedelta(days=days))
        for number, days in enumerate(lateness, start=1)
    ]


def readings(*values: tuple[date, int]) -> tuple[Reading, ...]:
    return tuple(Reading(on, Decimal(value)) for on, value in values)


def indication(key: str = "1", **changes: Any) -> Indication:
    """An indicator of 167 案 of a plan that runs through 107, not reported."""
    return Indication(
        **{
            "plan": "P",
            "key": key,
            "contractor": "甲",
            "kind": "案",
            "starts_on": START,
            "ends_on": date(2018, 12, 31),
            "is_level": False,
            "target": Decimal(167),
        }
        | changes
    )


def year_ended(finals: Iterable[int], *, half: int = 50, **changes: Any) -> list[Indication]:
    """An indicator of the year before for each final value, all of them at ``half`` in the middle of that year."""
    return [
        indication(
            str(number),
            **{
                "plan": "Q",
                "starts_on": date(2017, 1, 1),
                "ends_on": date(2017, 12, 31),
                "target": Decimal(100),
                "final": Decimal(final),
                "final_on": date(2018, 1, 10),
                "readings": readings((date(2017, 7, 2), half), (date(2018, 1, 10), final)),
            }
            | changes,
        )
        for number, final in enumerate(finals, start=1)
    ]
