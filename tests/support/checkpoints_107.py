"""The 25 checkpoints of the 107 plan as facts, and what its final report says of each (field-notes 1.3)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.domain.checkpoint_state import CheckpointFacts


def _facts(due, done, target=None, actual=None, *, by=False, qualifier=">="):
    return CheckpointFacts(
        due_on=date(2018, *due),
        original_due_on=date(2018, *due),
        completed_on=date(2018, *done),
        completed_is_on_or_before=by,
        target=None if target is None else Decimal(target),
        actual=None if actual is None else Decimal(actual),
        target_qualifier=qualifier,
    )


REPORTED = {
    "A-1": _facts((1, 31), (1, 10)),
    "A-2": _facts((3, 31), (3, 7), 3, 6),
    "A-3": _facts((3, 31), (2, 12)),
    "A-4": _facts((4, 30), (4, 27), 334, 658),
    "A-5": _facts((5, 10), (5, 7)),
    "A-6": _facts((6, 30), (6, 13), 167, 215),
    "A-7": _facts((6, 30), (6, 28), 1, 1),
    "A-8": _facts((6, 30), (6, 14)),
    "A-9": _facts((7, 15), (7, 15), by=True),
    "A-10": _facts((7, 31), (4, 26)),
    "A-11": _facts((8, 31), (8, 31), 167, 215, by=True),
    "A-12": _facts((8, 31), (3, 22)),
    "A-13": _facts((9, 10), (9, 5)),
    "A-14": _facts((9, 30), (7, 26)),
    "A-15": _facts((10, 31), (10, 5), 25, 31),
    "A-16": _facts((12, 16), (11, 30), 167, 214, by=True),
    "A-17": _facts((12, 16), (3, 7), 6, 6),
    "A-18": _facts((12, 16), (9, 21)),
    "A-19": _facts((12, 16), (11, 30)),
    "A-20": _facts((12, 16), (11, 30)),
    "A-21": _facts((12, 16), (11, 13), 1, 1, qualifier="="),
    "B-1": _facts((6, 30), (6, 13), 167, 215),
    "B-2": _facts((6, 30), (4, 20), 90, 93),
    "B-3": _facts((8, 31), (8, 31), 90),  # the number of closed cases is nowhere in the report
    "B-4": _facts((12, 16), (11, 30), 167, 214),
}

#: The same checkpoints before the contractor has reported anything.
PLANNED = {key: replace(facts, completed_on=None, actual=None) for key, facts in REPORTED.items()}

#: 提前日數: how many days before its deadline each was done, counted by hand from the report.
DAYS_EARLY = dict(
    zip(
        REPORTED,
        [21, 24, 47, 3, 3, 17, 2, 16, 0, 96, 0, 162, 5, 66, 26, 16, 284, 86, 16, 16, 33, 17, 71, 0, 16],
        strict=True,
    )
)
