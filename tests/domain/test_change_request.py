"""計畫變更: kept as it was written, merged like a report, and held to the rules of set-up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.plan_builder import checkpoint, plan
from support.plan_strategies import days, plans

from app.domain.change_request import (
    CHANGEABLE,
    ChangeSet,
    Edit,
    changed,
    findings_of,
    from_json,
    merge_changes,
    to_json,
    value_of,
)
from app.domain.checkpoint_state import Disposition
from app.domain.findings import Severity
from app.domain.merge import Side, settle
from app.domain.plan_document import Checkpoint, PlanDocument
from app.domain.plan_setup import FACTS
from app.domain.progress import WHOLE_PCT

JUNE = date(2018, 6, 30)


def edit(section: str, key: str, field: str, after: object, of: PlanDocument | None = None) -> Edit:
    return Edit(section, key, field, value_of(of or plan(), section, key, field), after)


def withdrawn(key: str, as_: Disposition = Disposition.WITHDRAWN) -> tuple[Edit, ...]:
    return (
        edit("checkpoints", key, "disposition", as_),
        edit("checkpoints", key, "disposition_on", date(2018, 5, 1)),
        edit("checkpoints", key, "disposition_reason", "業者歇業，奉核撤銷。"),
    )


def told(document: PlanDocument, *edits: Edit, added: tuple[Checkpoint, ...] = ()) -> list[tuple[str, str, str]]:
    found = findings_of(document, merge_changes(ChangeSet(edits, added), document))
    return [(one.key, one.code, one.severity.name) for one in found]


@given(document=plans(), data=st.data())
def test_a_change_set_comes_back_as_it_was_written_and_changes_nothing_else(
    document: PlanDocument, data: st.DataObject
) -> None:
    edits = tuple(
        Edit("checkpoints", row.key, "due_on", row.due_on, data.draw(days)) for row in document.checkpoints
    ) + tuple(Edit("indicators", row.key, "target", row.target, Decimal(7)) for row in document.indicators)
    changes = ChangeSet(edits, (checkpoint("B-9"),))

    after = changed(document, merge_changes(from_json(to_json(changes)), document))

    assert from_json(to_json(changes)) == changes
    assert [row.due_on for row in after.checkpoints[:-1]] == [one.after for one in edits if one.field == "due_on"]
    assert after.checkpoints[-1] == checkpoint("B-9")
    restored = tuple(
        replace(new, due_on=old.due_on) for old, new in zip(document.checkpoints, after.checkpoints, strict=False)
    )
    targets = tuple(
        replace(new, target=old.target) for old, new in zip(document.indicators, after.indicators, strict=True)
    )
    assert replace(after, checkpoints=restored, indicators=targets) == document


def test_every_changeable_field_is_set_up_and_kept() -> None:
    document = plan()
    for section, names in CHANGEABLE.items():
        for name in names:
            key = name if section == FACTS else document.rows(section)[0].key
            one = edit(section, key, name, value_of(document, section, key, name))
            assert from_json(to_json(ChangeSet((one,)))).edits == (one,)


def test_a_fact_of_the_plan_changes_like_a_row() -> None:
    merged = merge_changes(ChangeSet((edit(FACTS, "ends_on", "ends_on", date(2019, 3, 31)),)), plan())

    assert changed(plan(), merged) == plan(ends_on=date(2019, 3, 31))


def test_an_extension_keeps_the_first_deadline() -> None:
    after = changed(plan(), merge_changes(ChangeSet((edit("checkpoints", "A-2", "due_on", JUNE),)), plan()))

    row = after.row("checkpoints", "A-2")
    assert isinstance(row, Checkpoint)
    assert (row.original_due_on, row.due_on) == (date(2018, 4, 30), JUNE)


def test_what_was_changed_otherwise_in_between_is_a_conflict_that_a_person_settles() -> None:
    changes = ChangeSet((edit("checkpoints", "A-2", "due_on", JUNE), edit("indicators", "1", "target", Decimal(180))))
    in_between = replace(plan(), checkpoints=(checkpoint("A-2", due_on=date(2018, 5, 31)),))

    merged = merge_changes(changes, in_between)

    assert [(one.id, one.ours) for one in merged.conflicts] == [("checkpoints/A-2/due_on", date(2018, 5, 31))]
    assert [one.id for one in merged.changes] == ["indicators/1/target"]
    with pytest.raises(ValueError, match="not settled"):
        changed(in_between, merged)
    kept = settle(merged, {"checkpoints/A-2/due_on": Side.OURS})
    assert value_of(changed(in_between, kept), "checkpoints", "A-2", "due_on") == date(2018, 5, 31)


def test_what_came_about_otherwise_is_no_difference_any_more() -> None:
    changes = ChangeSet((edit("checkpoints", "A-2", "due_on", JUNE),))

    assert merge_changes(changes, changed(plan(), merge_changes(changes, plan()))).is_empty


def test_only_what_the_change_breaks_is_told() -> None:
    before = plan(government_budget=9)  # the books disagree already

    assert told(before, edit("checkpoints", "B-1", "due_on", JUNE)) == []
    assert told(before, edit("checkpoints", "B-1", "due_on", date(2020, 1, 1))) == [
        ("B-1", "outside_the_plan", "ERROR")
    ]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        pytest.param(
            (edit("finance_lines", "一-1|政府經費", "contracted", 2_800_000),),
            [("", "budget_disagrees", "ERROR")],
            id="accounts-still-add-up-to-the-budget",
        ),
        pytest.param(
            (
                edit("finance_lines", "一-1|政府經費", "contracted", 2_800_000),
                edit(FACTS, "government_budget", "government_budget", 3_060_000),
            ),
            [],
            id="budget-follows",
        ),
        pytest.param(
            (edit("checkpoints", "A-2", "weight_pct", Decimal(30)),),
            [("", "weights_not_whole", "ERROR"), ("", "weights_disagree", "WARNING")],
            id="weights-total-100",
        ),
        pytest.param((edit("indicators", "1", "target", Decimal(-1)),), [("1", "negative", "ERROR")], id="negative"),
        pytest.param(
            (edit("checkpoints", "A-1", "due_on", JUNE),),
            [("A-1", "already_completed", "WARNING")],
            id="deadline-of-finished-work",
        ),
        pytest.param(
            withdrawn("A-3"), [("", "weights_not_whole", "WARNING")], id="a-withdrawn-weight-leaves-a-gap-that-asks"
        ),
        pytest.param(
            withdrawn("A-3")[:2],
            [("A-3", "withdrawal_incomplete", "ERROR"), ("", "weights_not_whole", "WARNING")],
            id="withdrawal-needs-its-reason",
        ),
    ],
)
def test_a_change_is_held_to_the_rules_of_set_up(edits: tuple[Edit, ...], expected: list[tuple[str, str, str]]) -> None:
    assert told(plan(), *edits) == expected


def test_a_new_checkpoint_takes_over_the_weight_of_a_withdrawn_one() -> None:
    new = checkpoint("A-4", due_on=JUNE, weight_pct=Decimal(20))

    assert told(plan(), *withdrawn("A-3"), added=(new,)) == []
    assert told(plan(), added=(new,)) == [("", "weights_not_whole", "ERROR"), ("", "weights_disagree", "WARNING")]


def test_a_key_that_was_taken_in_between_blocks() -> None:
    blocked = [one for one in told(plan(), added=(checkpoint("A-3", weight_pct=WHOLE_PCT),)) if one[1] == "key_taken"]

    assert blocked == [("A-3", "key_taken", Severity.ERROR.name)]
