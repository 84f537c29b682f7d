"""What holds for the evaluation of any plan on any day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.checkpoint_state import CheckpointFacts, Disposition
from app.domain.slippage import (
    CheckpointOnDay,
    FinanceOnDay,
    FindingOnDay,
    IndicatorOnDay,
    Level,
    PeriodOnDay,
    PlanOnDay,
    ReportedValue,
    evaluate,
    reconcile,
)
from app.domain.thresholds import Thresholds
from app.domain.variance import Direction, Variance

DEFAULTS = Thresholds()
FIRST, LAST = date(2018, 1, 1), date(2018, 12, 31)
days = st.dates(FIRST, LAST)
maybe_days = st.none() | days
amounts = st.integers(0, 20).map(Decimal)
texts = st.sampled_from([None, "", "無", "人力異動", "已完成", "已完成 60%"])

facts = st.builds(
    CheckpointFacts,
    due_on=days,
    original_due_on=maybe_days,
    completed_on=maybe_days,
    target=st.none() | amounts,
    actual=st.none() | amounts,
    target_qualifier=st.sampled_from(["=", ">=", ">", "<=", "<"]),
    disposition=st.none() | st.sampled_from(Disposition),
)
checkpoints = st.builds(
    CheckpointOnDay,
    key=st.sampled_from([f"A-{number}" for number in range(1, 12)]),
    facts=facts,
    weight_pct=st.integers(1, 40).map(Decimal),
    achievement=texts,
    delay_reason=texts,
    remedy=texts,
    promised_on=maybe_days,
    postponed_on=st.lists(days, max_size=3).map(tuple),
)
values = st.builds(ReportedValue, on=days, value=st.none() | amounts)
indicators = st.builds(
    IndicatorOnDay,
    key=st.sampled_from("123456"),
    subject=st.just("增加產值"),
    unit=st.just("案"),
    scale=st.just(Decimal(1)),
    quantity=st.builds(
        Variance, st.none() | amounts, st.none() | amounts, st.sampled_from(Direction), st.sampled_from([">=", "<="])
    ),
    accumulates=st.booleans(),
    earlier=st.lists(values, max_size=3).map(tuple),
)
money = st.builds(
    FinanceOnDay,
    key=st.sampled_from(["一", "二", "三"]),
    account=st.just("人事費"),
    source=st.sampled_from(["政府經費", "自籌款"]),
    contracted=st.integers(0, 1000),
    executed=st.none() | st.integers(0, 1200),
)
periods = st.builds(
    PeriodOnDay,
    key=st.sampled_from(["第1期", "期中", "第2期", "期末"]),
    name=st.just("期中"),
    opens_on=st.just(FIRST),
    due_on=days,
    is_settled=st.booleans(),
    correct_by=maybe_days,
)
findings = st.builds(
    FindingOnDay, key=st.sampled_from(["a", "b"]), label=st.just("合計不符"), raised_on=days, due_on=maybe_days
)


def some(rows):
    return st.lists(rows, max_size=6, unique_by=lambda row: row.key).map(tuple)


plans = st.builds(
    PlanOnDay,
    code=st.just("P"),
    checkpoints=some(checkpoints),
    periods=some(periods),
    indicators=some(indicators),
    finance_lines=some(money),
    findings=some(findings),
    starts_on=st.just(FIRST),
    ends_on=st.just(LAST),
    reports=st.lists(days, max_size=4, unique=True).map(lambda found: tuple(sorted(found))),
    has_final_report=st.booleans(),
)
scan_days = st.dates(FIRST, date(2019, 6, 30))


def on(plan, day):
    return evaluate(plan, as_of=day, thresholds=DEFAULTS)


@given(plans, scan_days)
def test_a_slip_is_as_bad_as_its_worst_signal_and_speaks_with_its_words(plan, day):
    for slip in on(plan, day):
        assert slip.level == max(signal.level for signal in slip.signals)
        assert slip.rule in [signal.sentence for signal in slip.signals if signal.level is slip.level]
        assert slip.light is slip.level.light


@given(plans, scan_days)
def test_there_is_one_slip_for_each_thing(plan, day):
    found = [(slip.kind, slip.key) for slip in on(plan, day)]

    assert len(found) == len(set(found))


@given(plans, scan_days)
def test_no_signal_begins_in_the_future(plan, day):
    known = replace(plan, reports=tuple(report for report in plan.reports if report <= day))

    assert all(signal.since <= day for slip in on(known, day) for signal in slip.signals)


@given(plans, scan_days, st.integers(0, 200))
def test_a_later_day_never_makes_a_late_thing_less_late(plan, day, later_by):
    later = {(slip.kind, slip.key): slip for slip in on(plan, day + timedelta(days=later_by))}
    completions = {row.key: row.facts.completed_on for row in plan.checkpoints}

    for slip in on(plan, day):
        done_on = completions.get(slip.key) if slip.kind == "checkpoint" else None
        if slip.level >= Level.BEHIND and (done_on is None or done_on <= day):
            after = later[slip.kind, slip.key]
            assert after.level >= slip.level
            assert after.days >= slip.days


@given(plans, scan_days, st.randoms())
def test_the_order_of_the_facts_does_not_matter(plan, day, random):
    def mixed(rows):
        return tuple(random.sample(rows, len(rows)))

    shuffled = replace(
        plan,
        checkpoints=mixed(plan.checkpoints),
        periods=mixed(plan.periods),
        indicators=mixed(plan.indicators),
        finance_lines=mixed(plan.finance_lines),
        findings=mixed(plan.findings),
    )

    assert on(shuffled, day) == on(plan, day)


@given(plans, scan_days)
def test_nothing_slips_that_is_done_on_time_or_left_the_plan(plan, day):
    slipping = {slip.key for slip in on(plan, day) if slip.kind == "checkpoint"}

    for row in plan.checkpoints:
        if row.facts.disposition is not None or row.facts.is_finished_by(day):
            assert row.key not in slipping


@given(plans, scan_days)
def test_an_unreported_plan_slips_by_its_dates_alone(plan, day):
    kinds = {slip.kind.value for slip in on(replace(plan, reports=()), day) if slip.level >= Level.BEHIND}

    assert kinds <= {"checkpoint", "submission", "finding"}


@given(plans, scan_days)
def test_scanning_twice_changes_nothing(plan, day):
    again = reconcile(on(plan, day), on(plan, day))

    assert again.opened == again.escalated == again.eased == again.resolved == ()
