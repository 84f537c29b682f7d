"""What is kept of a plan for a day, and what is different between two days."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from support.filing import with_checkpoint
from support.plan_builder import case, checkpoint, counted_checkpoint, plan
from support.plan_strategies import plans

from app.domain import plan_figures
from app.domain.dated_facts import dated_by
from app.domain.lights import Light
from app.domain.plan_document import FundSource, PlanDocument
from app.domain.plan_figures import MoneyFigure, PlanFigures, figures_of, sums_of
from app.domain.plan_standing import standing_of
from app.domain.snapshot_diff import compare, urgency
from app.domain.thresholds import Thresholds

JULY_31 = date(2018, 7, 31)


def figures(document: PlanDocument, on: date = JULY_31) -> PlanFigures:
    standing = standing_of(document, has_missing_report=False, thresholds=Thresholds(), as_of=on)
    return figures_of(document, standing, sums_of(document.cases))


@given(plans())
@settings(max_examples=20, deadline=None)
def test_kept_figures_are_read_back_as_they_were(document: PlanDocument) -> None:
    kept = figures(document)

    assert plan_figures.from_json(plan_figures.to_json(kept)) == kept


def test_money_is_kept_by_source_and_what_nobody_reported_is_not_zero() -> None:
    kept = figures(plan())

    assert kept.money == (
        MoneyFigure(FundSource.GOVERNMENT, 3_000_000, None),
        MoneyFigure(FundSource.SELF, 260_000, 250_000),
    )
    assert (kept.contracted, kept.executed) == (3_260_000, 250_000)


def test_benefits_are_the_sums_over_the_cases() -> None:
    kept = figures(plan())
    without = figures(plan(cases=(case(added_value=None, new_orders=None, labour_cost=None),)))

    assert (kept.cases, kept.output_sum, kept.saving_sum) == (2, 2_400_000, 700_000)
    assert (without.cases, without.output_sum, without.saving_sum) == (1, None, None)


def test_the_same_figures_are_no_change_however_many_days_pass() -> None:
    before, after = figures(plan(), date(2018, 8, 20)), figures(plan(), date(2018, 8, 21))

    assert compare(before, after).is_empty


def test_a_change_names_what_became_late_what_was_finished_and_what_moved() -> None:
    before = figures(plan(), date(2018, 4, 30))
    done = with_checkpoint("A-3", completed_on=date(2018, 5, 1), actual=Decimal(3))
    after = figures(
        replace(
            done,
            indicators=(replace(done.indicators[0], actual=Decimal(214)), *done.indicators[1:]),
            checkpoints=(
                *(replace(row, due_on=date(2018, 9, 1)) if row.key == "B-1" else row for row in done.checkpoints),
                checkpoint("B-9"),
            ),
        ),
        date(2018, 5, 2),
    )

    change = compare(before, after)

    assert (change.late, change.finished, change.added) == (("A-2",), ("A-3",), ("B-9",))
    assert [(one.what, one.before, one.after) for one in change.rescheduled] == [
        ("B-1", date(2018, 7, 15), date(2018, 9, 1))
    ]
    assert [(one.what, one.before, one.after) for one in change.indicators] == [("1 完成個案輔導數", None, 214)]
    assert [(one.what, one.after) for one in change.quantities] == [("A-3", 3)]


def test_what_is_due_soon_is_told_and_that_work_began_is_not() -> None:
    document = plan(checkpoints=(checkpoint("A-1", due_on=date(2018, 6, 30)),))
    states = [figures(document, day) for day in (date(2018, 3, 1), date(2018, 4, 1), date(2018, 6, 20))]

    assert compare(states[0], states[1]).is_empty
    assert compare(states[1], states[2]).due_soon == ("A-1",)
    assert not compare(states[1], states[2]).is_empty


def test_taking_a_completion_back_is_told_as_such() -> None:
    change = compare(figures(plan()), figures(with_checkpoint("A-1", completed_on=None)))

    assert (change.reopened, change.late) == (("A-1",), ("A-1",))


def test_an_extended_deadline_is_not_told_as_finished() -> None:
    before = figures(plan(), date(2018, 5, 2))
    after = figures(with_checkpoint("A-2", due_on=date(2018, 12, 1)), date(2018, 5, 2))

    change = compare(before, after)

    assert (change.caught_up, change.finished) == (("A-2",), ())


def test_what_got_worse_comes_before_what_was_bad_already() -> None:
    fine = figures(plan(checkpoints=(checkpoint("A-1", completed_on=date(2018, 1, 10)),)))
    late = figures(plan(checkpoints=(counted_checkpoint("A-1", due_on=date(2018, 7, 30)),)))
    assert (fine.light, late.light) == (Light.GREEN, Light.RED)

    order = sorted([compare(fine, fine), compare(late, late), compare(fine, late), compare(late, fine)], key=urgency)

    assert [(one.before.light, one.after.light) for one in order] == [
        (Light.GREEN, Light.RED),
        (Light.RED, Light.RED),
        (Light.GREEN, Light.GREEN),
        (Light.RED, Light.GREEN),
    ]


def test_of_a_day_that_nobody_kept_only_what_has_a_date_is_told() -> None:
    document = with_checkpoint("A-3", completed_on=date(2018, 5, 1), actual=Decimal(3))

    told = dated_by(document, date(2018, 4, 30))

    done = {row.key: row.completed_on for row in told.checkpoints if row.completed_on or row.actual is not None}
    assert done == {"A-1": date(2018, 1, 10)}
    assert {row.actual for row in told.indicators} == {None}
    assert {row.executed for row in told.finance_lines} == {None}
    assert told.cases == ()
