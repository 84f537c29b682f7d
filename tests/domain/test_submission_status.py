"""Where a report can go from where it stands, and by whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import WrongState
from app.domain.roles import TABLE, Permission, Role
from app.domain.submission_status import (
    ACCEPTED,
    TRANSITIONS,
    UNDER_REVIEW,
    Action,
    Party,
    SubmissionStatus,
    target_of,
)

REVIEWS = {action for action, one in TRANSITIONS.items() if one.permission is Permission.REVIEW}


def walked(actions: list[Action]) -> list[SubmissionStatus]:
    """The states of a report through as many of these actions as can be done, one after the other."""
    status, seen = None, []
    for action in actions:
        try:
            status = target_of(action, status)
        except WrongState:
            continue
        seen.append(status)
    return seen


def test_every_action_and_every_state_has_its_place_in_the_table() -> None:
    reached = {one.target for one in TRANSITIONS.values()}
    left = {source for one in TRANSITIONS.values() for source in one.sources}

    assert set(TRANSITIONS) == set(Action)
    assert reached == set(SubmissionStatus)
    assert set(SubmissionStatus) - left == {SubmissionStatus.RETURNED, SubmissionStatus.REOPENED}


@given(st.lists(st.sampled_from(Action), max_size=25))
def test_nothing_is_accepted_or_returned_that_was_not_sent(actions: list[Action]) -> None:
    seen = walked(actions)

    for number, status in enumerate(seen):
        if status in ACCEPTED | {SubmissionStatus.RETURNED}:
            assert SubmissionStatus.SUBMITTED in seen[:number]


@given(st.lists(st.sampled_from(Action), max_size=25))
def test_what_is_accepted_can_only_be_opened_again(actions: list[Action]) -> None:
    seen = walked([Action.KEEP, Action.SEND, Action.APPROVE, *actions])

    assert seen[3:] in ([], [SubmissionStatus.REOPENED])


@given(st.lists(st.sampled_from(Action), max_size=25))
def test_who_reports_takes_nothing_back_once_it_is_reviewed(actions: list[Action]) -> None:
    own = [action for action in actions if action not in REVIEWS | {Action.REOPEN}]

    assert walked([Action.KEEP, Action.SEND, Action.TAKE, *own])[3:] == []


@given(st.sampled_from(Action), st.sampled_from(SubmissionStatus))
def test_a_refusal_names_where_it_stands_and_where_it_would_have_to(action: Action, status: SubmissionStatus) -> None:
    if status in TRANSITIONS[action].sources:
        assert target_of(action, status) is TRANSITIONS[action].target
    else:
        with pytest.raises(WrongState, match=f"期報 7 目前為「{status}」.*才能{action}"):
            target_of(action, status, name="期報 7")


def test_a_contractor_decides_nothing_and_only_a_manager_opens_again() -> None:
    deciding = {action for action, one in TRANSITIONS.items() if one.target in UNDER_REVIEW | ACCEPTED} - {Action.SEND}

    assert all(Role.CONTRACTOR not in TABLE[TRANSITIONS[action].permission] for action in deciding)
    assert set(TABLE[TRANSITIONS[Action.REOPEN].permission]) == {Role.MANAGER}
    assert TRANSITIONS[Action.RECALL].party is Party.AUTHORS_SIDE
