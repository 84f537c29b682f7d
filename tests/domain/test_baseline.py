"""原訂與歷次變更: what was promised at first stays beside what is promised now."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from support.plan_builder import checkpoint, plan

from app.domain.baseline import ApprovedChange, Step, changed_cells, course_of
from app.domain.change_request import ChangeSet, Edit, changed, merge_changes
from app.domain.checkpoint_state import Disposition
from app.domain.plan_document import Indicator, PlanDocument
from app.domain.plan_setup import FACTS, held_to
from app.domain.variance_table import table

FIRST = ChangeSet((Edit("indicators", "1", "target", Decimal(167), Decimal(180)),), (checkpoint("A-4"),))
SECOND = ChangeSet(
    (
        Edit("indicators", "1", "target", Decimal(180), Decimal(200)),
        Edit("checkpoints", "A-4", "due_on", date(2018, 1, 31), date(2018, 3, 31)),
        Edit("checkpoints", "B-2", "disposition", None, Disposition.STOPPED),
        Edit("checkpoints", "B-2", "disposition_on", None, date(2018, 8, 1)),
        Edit("checkpoints", "B-2", "disposition_reason", None, "政策變更。"),
        Edit(FACTS, "ends_on", "ends_on", date(2018, 12, 31), date(2019, 3, 31)),
    )
)
APPROVED = (ApprovedChange(1, date(2018, 5, 2), FIRST), ApprovedChange(2, date(2018, 8, 1), SECOND))


def now() -> PlanDocument:
    document = plan()
    for one in APPROVED:
        document = changed(document, merge_changes(one.changes, document))
    rows = tuple(replace(row, actual=Decimal(190)) if row.key == "1" else row for row in document.indicators)
    return replace(document, indicators=rows)


def test_a_target_is_followed_from_the_first_to_the_last_change() -> None:
    assert course_of(plan(), APPROVED, "indicators", "1", "target") == (
        Step("原訂", Decimal(167)),
        Step("第 1 次變更", Decimal(180), date(2018, 5, 2)),
        Step("第 2 次變更", Decimal(200), date(2018, 8, 1)),
    )


def test_a_row_that_a_change_added_begins_with_it() -> None:
    course = course_of(plan(), APPROVED, "checkpoints", "A-4", "due_on")

    assert [(step.title, step.value) for step in course] == [
        ("第 1 次變更", date(2018, 1, 31)),
        ("第 2 次變更", date(2018, 3, 31)),
    ]


def test_a_fact_of_the_plan_and_a_cell_that_never_changed_have_their_course_too() -> None:
    assert [step.value for step in course_of(plan(), APPROVED, FACTS, "ends_on", "ends_on")] == [
        date(2018, 12, 31),
        date(2019, 3, 31),
    ]
    assert course_of(plan(), APPROVED, "indicators", "2", "target") == (Step("原訂", Decimal(351_000_000)),)


def test_every_changed_cell_is_named_once() -> None:
    assert changed_cells(APPROVED).count(("indicators", "1", "target")) == 1
    assert len(changed_cells(APPROVED)) == 6


def test_the_actual_stands_beside_the_target_of_either_time() -> None:
    current = {(row.section, row.key): row for row in table(now())}
    original = {(row.section, row.key): row for row in table(held_to(now(), plan()))}

    assert current["indicators", "1"].variance.difference == -10
    assert original["indicators", "1"].variance.difference == 23
    # What was stopped is out of the plan as it is now, and was promised at first.
    assert ("checkpoints", "B-2") not in current
    assert original["checkpoints", "B-2"].variance.target == 167


def test_what_was_promised_at_first_knows_no_later_row_and_every_report() -> None:
    original = held_to(now(), plan())

    assert original.row("checkpoints", "A-4") is None
    assert original.ends_on == date(2018, 12, 31)
    row = original.row("indicators", "1")
    assert isinstance(row, Indicator)
    assert (row.target, row.actual) == (Decimal(167), Decimal(190))
    assert original.cases == now().cases
