from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.checkpoint_state import CheckpointFacts, Disposition, checkpoint_state
from app.domain.lights import Light, checkpoint_light, plan_light
from app.domain.progress import Progress
from app.domain.thresholds import Thresholds

DEFAULTS = Thresholds()
DUE = date(2018, 6, 30)


def plan_reading(difference, overdue=(), missing=False, started=True, thresholds=DEFAULTS):
    progress = None if difference is None else Progress(Decimal(50), 50 + Decimal(difference))
    return plan_light(
        progress,
        overdue_days=overdue,
        has_missing_report=missing,
        has_started=started,
        thresholds=thresholds,
    )


def checkpoint_reading(day, **known):
    facts = CheckpointFacts(**{"due_on": DUE, **known})
    on_day = checkpoint_state(facts, as_of=day, due_soon_days=DEFAULTS.due_soon_days)
    return checkpoint_light(facts, on_day, as_of=day, thresholds=DEFAULTS)


@pytest.mark.parametrize(
    ("situation", "light", "word"),
    [
        pytest.param({"difference": "-10"}, Light.RED, "嚴重落後", id="ten-points-are-severe"),
        pytest.param({"difference": "-9.99"}, Light.YELLOW, "落後", id="less-than-ten-are-not"),
        pytest.param({"difference": "-5"}, Light.YELLOW, "落後", id="five-points-are-behind"),
        pytest.param({"difference": "-4.99"}, Light.GREEN, "符合", id="less-than-five-are-fine"),
        pytest.param({"difference": "0"}, Light.GREEN, "符合", id="as-planned"),
        pytest.param({"difference": "4.99"}, Light.GREEN, "符合", id="almost-ahead"),
        pytest.param({"difference": "5"}, Light.BLUE, "超前", id="five-points-ahead"),
        pytest.param({"difference": "5", "overdue": [31]}, Light.RED, "嚴重落後", id="severe-overdue-outranks-ahead"),
        pytest.param({"difference": "5", "overdue": [30]}, Light.YELLOW, "落後", id="overdue-outranks-ahead"),
        pytest.param({"difference": "5", "missing": True}, Light.YELLOW, "未填報", id="no-report-outranks-ahead"),
        pytest.param({"difference": "-7", "overdue": [3, 40]}, Light.RED, "嚴重落後", id="worst-first"),
        pytest.param({"difference": "0", "started": False}, Light.GREY, "未開始", id="not-started"),
        pytest.param({"difference": "0", "started": False, "overdue": [1]}, Light.YELLOW, "落後", id="late-unstarted"),
        pytest.param({"difference": None}, Light.GREY, "未填報", id="nothing-to-measure"),
        pytest.param({"difference": None, "missing": True}, Light.YELLOW, "未填報", id="only-a-missing-report"),
    ],
)
def test_a_plan_takes_the_first_light_that_matches(situation, light, word):
    reading = plan_reading(**situation)

    assert (reading.light, reading.word) == (light, word)


@pytest.mark.parametrize(
    ("situation", "sentence", "threshold"),
    [
        pytest.param(
            {"difference": "-12.345"},
            "預定 50.00%、實際 37.66%、差異 -12.34 個百分點；進度差異在 -10 個百分點以下為紅燈",
            "-10 個百分點",
            id="difference",
        ),
        pytest.param(
            {"difference": "0", "overdue": [3, 31]},
            "預定 50.00%、實際 50.00%、差異 0.00 個百分點，逾期未完成 2 項，最長 31 天；查核點逾期超過 30 天為紅燈",
            "30 天",
            id="overdue",
        ),
        pytest.param(
            {"difference": "6", "missing": True},
            "預定 50.00%、實際 56.00%、差異 +6.00 個百分點，有期報逾期未報；有期報逾期未報為黃燈",
            "",
            id="missing-report",
        ),
        pytest.param({"difference": None}, "無可計算的進度；沒有可計算的進度為灰燈", "", id="nothing-to-measure"),
    ],
)
def test_a_plan_light_says_inputs_rule_and_threshold(situation, sentence, threshold):
    reading = plan_reading(**situation)

    assert (reading.sentence, reading.threshold) == (sentence, threshold)


def test_an_agency_may_be_stricter():
    assert plan_reading("-3").light is Light.GREEN
    strict = Thresholds.from_mapping({"severe_diff_pp": -3, "behind_diff_pp": -1})
    assert plan_reading("-3", thresholds=strict).light is Light.RED


ORDER = [Light.RED, Light.YELLOW, Light.GREY, Light.GREEN, Light.BLUE]


@given(
    st.decimals(min_value=-50, max_value=50, places=2),
    st.decimals(min_value=0, max_value=20, places=2),
    st.lists(st.integers(min_value=1, max_value=90), max_size=3),
    st.booleans(),
)
def test_falling_further_behind_never_improves_the_light(difference, further, overdue, missing):
    better = plan_reading(difference, overdue, missing)
    worse = plan_reading(difference - further, overdue, missing)

    assert ORDER.index(worse.light) <= ORDER.index(better.light)


def test_colours_differ_in_shape_as_well():
    assert len({light.shape for light in Light}) == len(Light)


@pytest.mark.parametrize(
    ("day", "known", "light", "word"),
    [
        pytest.param(DUE, {"disposition": Disposition.WITHDRAWN}, Light.GREY, "撤銷", id="withdrawn"),
        pytest.param(date(2018, 5, 1), {"starts_on": date(2018, 6, 1)}, Light.GREY, "未開始", id="not-started"),
        pytest.param(date(2018, 5, 1), {}, Light.GREEN, "符合", id="running"),
        pytest.param(DUE, {}, Light.GREEN, "即將到期", id="due-today-is-not-late"),
        pytest.param(date(2018, 7, 1), {}, Light.YELLOW, "落後", id="a-day-late"),
        pytest.param(date(2018, 7, 30), {}, Light.YELLOW, "落後", id="thirty-days-late"),
        pytest.param(date(2018, 7, 31), {}, Light.RED, "嚴重落後", id="thirty-one-days-late"),
        pytest.param(date(2018, 7, 31), {"completed_on": DUE}, Light.GREEN, "如期完成", id="on-time"),
        pytest.param(date(2018, 9, 30), {"completed_on": date(2018, 8, 30)}, Light.GREEN, "逾期完成", id="done-late"),
        pytest.param(
            DUE,
            {"completed_on": DUE, "target": Decimal(2), "actual": Decimal(1)},
            Light.YELLOW,
            "部分完成",
            id="partial",
        ),
        pytest.param(
            DUE,
            {"completed_on": DUE, "target": Decimal(2), "actual": Decimal(0)},
            Light.RED,
            "未達成",
            id="nothing-delivered",
        ),
    ],
)
def test_a_checkpoint_light_follows_its_state_and_days(day, known, light, word):
    reading = checkpoint_reading(day, **known)

    assert (reading.light, reading.word) == (light, word)


@pytest.mark.parametrize(
    ("day", "known", "sentence"),
    [
        pytest.param(
            date(2018, 9, 30),
            {"completed_on": date(2018, 7, 3)},
            "預定 107/6/30 完成，已於 107/7/3 完成，逾期 3 天；已完成為綠燈",
            id="done-late",
        ),
        pytest.param(
            date(2018, 9, 30),
            {"completed_on": date(2018, 7, 3), "completed_is_on_or_before": True},
            "預定 107/6/30 完成，已於 107/7/3 以前完成，逾期至多 3 天；已完成為綠燈",
            id="done-by-a-bound",
        ),
        pytest.param(
            date(2018, 9, 30),
            {"disposition": Disposition.MERGED},
            "預定 107/6/30 完成，已併入他案；併入他案之查核點不列入計算，為灰燈",
            id="merged",
        ),
        pytest.param(
            date(2018, 5, 1),
            {"starts_on": date(2018, 6, 1)},
            "預定 107/6/30 完成，尚未開始；尚未開始為灰燈",
            id="not-started",
        ),
        pytest.param(date(2018, 5, 1), {}, "預定 107/6/30 完成，尚餘 60 天；未逾期為綠燈", id="running"),
    ],
)
def test_a_checkpoint_light_says_why(day, known, sentence):
    assert checkpoint_reading(day, **known).sentence == sentence
