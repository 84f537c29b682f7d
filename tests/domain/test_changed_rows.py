"""Which rows of a report are looked at, and beside which rows of the plan."""

from dataclasses import replace

from app.domain.plan_document import Case, changed_rows

FIRST, SECOND, THIRD = (Case(f"107-000{number}", firm_name="甲公司") for number in (1, 2, 3))


def test_rows_that_are_the_plans_own_are_passed_over_wherever_they_stand() -> None:
    assert list(changed_rows((FIRST, SECOND, THIRD), (FIRST, SECOND, THIRD))) == []
    assert list(changed_rows((FIRST, SECOND, THIRD), (THIRD, FIRST))) == []


def test_a_changed_row_stands_beside_the_plans_and_a_new_one_beside_none() -> None:
    closed, fourth = replace(SECOND, state="結案"), Case("107-0004")
    changed = changed_rows((FIRST, SECOND, THIRD), (closed, FIRST, THIRD, fourth))
    assert list(changed) == [(SECOND, closed), (None, fourth)]


def test_an_equal_row_read_anew_is_for_others_to_compare() -> None:
    again = replace(FIRST)
    assert list(changed_rows((FIRST,), (again,))) == [(FIRST, again)]
