"""警示的一生: whose turn it is, until when, and what silence, broken promises and worse news do."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.alert_life import (
    Addressee,
    AlertState,
    Deed,
    Happened,
    Life,
    after_a_night,
    explained,
    opened,
    require_possible,
    returned,
    state_of,
)
from app.domain.errors import WrongState
from app.domain.slippage import Level

MAY_1 = date(2018, 5, 1)
DAYS = {Addressee.CONTRACTOR: 5, Addressee.OFFICE: 3, Addressee.MANAGER: 2}
LATE = Level.BEHIND


def due_from(on: date):  # type: ignore[no-untyped-def]
    return lambda addressed: on + timedelta(days=DAYS[addressed])


def night(life: Life, on: date, level: Level = LATE, first: Addressee = Addressee.CONTRACTOR):  # type: ignore[no-untyped-def]
    return after_a_night(life, level, on=on, due=due_from(on), first=first)


def what(turn) -> list[Happened]:  # type: ignore[no-untyped-def]
    return [happened for happened, _ in turn.happened]


def day(number: int) -> date:
    return MAY_1 + timedelta(days=number)


def test_a_notice_asks_nothing_of_anybody() -> None:
    life = opened(Level.NOTICE, due_from(MAY_1))

    assert life.answer_due_on is None
    assert night(life, day(100), Level.NOTICE).happened == ()


def test_whoever_is_late_is_asked_for_so_many_days() -> None:
    life = opened(LATE, due_from(MAY_1))

    assert (life.addressed, life.answer_due_on) == (Addressee.CONTRACTOR, day(5))


def test_silence_leads_one_level_up_at_a_time_and_ends_with_the_manager() -> None:
    life, steps = opened(LATE, due_from(MAY_1)), {}
    for number in range(1, 40):
        turn = night(life, day(number))
        life = turn.life
        if turn.happened:
            steps[number] = (what(turn), life.addressed, turn.happened[0][1])

    assert steps == {
        6: ([Happened.ESCALATED], Addressee.OFFICE, "受委託單位未於 107/5/6 前說明"),
        10: ([Happened.ESCALATED], Addressee.MANAGER, "計畫辦公室未於 107/5/10 前說明"),
    }
    assert life.answer_due_on == day(12)  # and stays overdue


def test_after_missed_nights_each_level_still_has_its_days() -> None:
    life = night(opened(LATE, due_from(MAY_1)), day(30)).life

    assert (life.addressed, life.answer_due_on) == (Addressee.OFFICE, day(33))


def test_an_answer_holds_until_the_promised_day_has_passed() -> None:
    life = explained(opened(LATE, due_from(MAY_1)), day(20))

    assert night(life, day(20)) == type(night(life, day(20)))(life)
    broken = night(life, day(21))
    assert what(broken) == [Happened.REOPENED, Happened.ESCALATED]
    assert "預定 107/5/21 趕上" in broken.happened[0][1]
    assert broken.life == Life(LATE, Addressee.OFFICE, day(24))


def test_a_promise_that_the_manager_was_given_and_is_broken_asks_the_manager_again() -> None:
    life = explained(Life(LATE, Addressee.MANAGER, day(1)), day(2))

    turn = night(life, day(3))

    assert what(turn) == [Happened.REOPENED]
    assert turn.life == Life(LATE, Addressee.MANAGER, day(5))


def test_what_gets_worse_after_an_answer_is_asked_again_at_the_same_level() -> None:
    life = explained(opened(LATE, due_from(MAY_1)), day(90))

    turn = night(life, day(10), Level.SEVERE)

    assert what(turn) == [Happened.WORSENED, Happened.REOPENED]
    assert turn.life == Life(Level.SEVERE, Addressee.CONTRACTOR, day(15))


def test_what_gets_worse_before_an_answer_does_not_win_time() -> None:
    turn = night(opened(LATE, due_from(MAY_1)), day(4), Level.SEVERE)

    assert (what(turn), turn.life.answer_due_on) == ([Happened.WORSENED], day(5))


def test_a_notice_that_becomes_late_is_asked_from_that_day() -> None:
    turn = night(opened(Level.NOTICE, due_from(MAY_1)), day(14))

    assert (what(turn), turn.life.answer_due_on) == ([Happened.WORSENED], day(19))


def test_an_extension_ends_the_question_and_what_was_promised() -> None:
    turn = night(explained(Life(LATE, Addressee.OFFICE, day(1)), day(2)), day(3), Level.NOTICE)

    assert (what(turn), turn.life) == ([Happened.EASED], Life(Level.NOTICE, Addressee.OFFICE))


def test_what_waits_for_the_office_is_the_offices_turn() -> None:
    turn = night(opened(LATE, due_from(MAY_1)), day(2), first=Addressee.OFFICE)

    assert turn.happened == ((Happened.ESCALATED, "已送出，待計畫辦公室審查"),)
    assert turn.life.addressed is Addressee.OFFICE
    assert opened(LATE, due_from(MAY_1), Addressee.OFFICE).answer_due_on == day(3)


def test_what_was_handed_in_asks_nobody_until_the_report_is_not_accepted() -> None:
    asked = opened(LATE, due_from(MAY_1))

    def waiting(life: Life, on: date):  # type: ignore[no-untyped-def]
        return after_a_night(life, LATE, on=on, due=due_from(on), is_handed_in=True)

    handed_in = waiting(asked, day(3))
    assert (handed_in.life.answer_due_on, handed_in.happened) == (None, ())
    assert waiting(handed_in.life, day(60)).happened == ()
    assert opened(LATE, due_from(MAY_1), is_handed_in=True) == handed_in.life

    refused = night(handed_in.life, day(61))
    assert refused.happened == ((Happened.REOPENED, "已填報完成之期報未獲核定"),)
    assert (refused.life.addressed, refused.life.answer_due_on) == (Addressee.CONTRACTOR, day(66))
    assert night(refused.life, day(61)).happened == ()


def test_an_answer_stands_while_the_report_is_reviewed() -> None:
    life = explained(opened(LATE, due_from(MAY_1)), day(20))

    turn = after_a_night(life, LATE, on=day(30), due=due_from(day(30)), is_handed_in=True)

    assert (turn.life, turn.happened) == (life, ())


def test_a_returned_answer_asks_the_same_people_anew() -> None:
    life = returned(explained(opened(LATE, due_from(MAY_1)), day(20)), due_from(day(4)))

    assert life == opened(LATE, due_from(day(4)))


@pytest.mark.parametrize(
    ("life", "marks", "state"),
    [
        (Life(Level.NOTICE), "", AlertState.NOTHING_ASKED),
        (Life(LATE, answer_due_on=MAY_1), "", AlertState.WAITING),
        (Life(LATE, answer_due_on=MAY_1), "seen", AlertState.SEEN),
        (Life(LATE, answer_due_on=MAY_1), "seen assigned", AlertState.ASSIGNED),
        (Life(LATE, is_explained=True), "seen assigned", AlertState.EXPLAINED),
        (Life(LATE, is_explained=True), "seen assigned resolved", AlertState.RESOLVED),
    ],
)
def test_a_state_tells_how_far_the_answer_has_come(life: Life, marks: str, state: AlertState) -> None:
    seen = {f"is_{mark}": mark in marks for mark in ("resolved", "seen", "assigned")}

    assert state_of(life, **seen) is state


@pytest.mark.parametrize(
    ("deed", "states"),
    [
        (Deed.ASSIGN, set(AlertState) - {AlertState.RESOLVED}),
        (Deed.EXPLAIN, set(AlertState) - {AlertState.RESOLVED}),
        (Deed.RETURN, {AlertState.EXPLAINED}),
    ],
)
def test_what_can_be_done_depends_on_the_state(deed: Deed, states: set[AlertState]) -> None:
    for state in AlertState:
        if state in states:
            require_possible(deed, state, "A-4")
        else:
            with pytest.raises(WrongState, match=state.value):
                require_possible(deed, state, "A-4")


nights = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(Level), st.booleans()), max_size=30)


@given(nights)
def test_whatever_the_nights_bring_nobody_is_asked_twice_or_forgotten(nights: list[tuple[int, Level, bool]]) -> None:
    today, life, ups = MAY_1, opened(LATE, due_from(MAY_1)), 0
    for gap, level, answers in nights:
        today += timedelta(days=gap)
        before, turn = life, night(life, today, level)
        life = turn.life
        ups += what(turn).count(Happened.ESCALATED)

        assert list(Addressee).index(life.addressed) >= list(Addressee).index(before.addressed)
        assert (life.answer_due_on is None) == (level is Level.NOTICE or life.is_explained)
        again = night(life, today, level)
        assert (again.life, again.happened) == (life, ())
        if answers:
            life = explained(life, today)
    assert ups == list(Addressee).index(life.addressed)
