"""What the database groups is what one counts by hand, and nobody sees a plan that is not theirs."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.case_register import register_107
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import a_person, a_plan

from app.domain.crosstab.folding import Question
from app.domain.crosstab.names import UnknownName
from app.domain.errors import PermissionDenied
from app.domain.roles import Role
from app.models import Case, Plan
from app.services import crosstabs

BY_HAND: dict[str, Callable[[list[Case]], int]] = {
    "案數": len,
    "件數": lambda cases: len({one.joint_no or one.key for one in cases}),
    "家數": lambda cases: len({one.firm_id for one in cases}),
    "輔導單位數": lambda cases: len({one.adviser_name for one in cases}),
    "執行案數": lambda cases: sum(one.state == "結案" for one in cases),
    "政府經費": lambda cases: sum(one.government_grant or 0 for one in cases),
    "增加產品訂單": lambda cases: sum(one.new_orders or 0 for one in cases),
}
EAST = {"東部": "東部及離島", "其他": "東部及離島"}
VALUES: dict[str, Callable[[Case], Any]] = {
    "輔導功能": lambda one: one.function,
    "地區（東部含離島）": lambda one: EAST.get(str(one.region), one.region),
    "技術審查結果": lambda one: one.review_grade or "未填",
    "加強輔導型": lambda one: "是" if one.enhanced_industry else "否",
    "核定與否": lambda one: "是" if one.approved_on else "否",
    "年度": lambda one: "107",
}


@pytest.fixture
def plan_107(session: Session) -> Plan:
    return register_107(session)


def alone(plan: Plan) -> crosstabs.Scope:
    return crosstabs.Scope((plan,))


def by_value(cases: Iterable[Case], *dimensions: str) -> dict[tuple[str, ...], list[Case]]:
    found = defaultdict(list)
    for one in cases:
        found[tuple(VALUES[name](one) for name in dimensions)].append(one)
    return found


@pytest.mark.parametrize(
    ("rows", "cols"), [("輔導功能", "地區（東部含離島）"), ("技術審查結果", "加強輔導型"), ("核定與否", "年度")]
)
def test_every_cell_and_total_is_what_one_counts_by_hand(
    session: Session, plan_107: Plan, rows: str, cols: str
) -> None:
    cases = list(session.scalars(select(Case)))

    table = crosstabs.ask(session, alone(plan_107), Question(rows, cols, tuple(BY_HAND)))

    for measure, count in BY_HAND.items():
        cells = {key: count(found) for key, found in by_value(cases, rows, cols).items()}
        assert {(r, c): table.value(measure, r, c) for r in table.rows for c in table.cols if (r, c) in cells} == cells
        assert {(r,): table.value(measure, r) for r in table.rows} == {
            key: count(found) for key, found in by_value(cases, rows).items()
        }
        assert {(c,): table.value(measure, col=c) for c in table.cols} == {
            key: count(found) for key, found in by_value(cases, cols).items()
        }
        assert table.value(measure) == count(cases)


@pytest.mark.parametrize(
    ("dimension", "value", "kept"),
    [
        ("狀態", "結案", lambda one: one.state == "結案"),
        ("技術審查結果", "未填", lambda one: one.review_grade is None),
        ("女性負責人", "是", lambda one: one.female_head),
        ("地區（東部含離島）", "東部及離島", lambda one: one.region in EAST),
        ("年度", "107", lambda one: True),
    ],
)
def test_a_filter_lets_through_what_it_says(
    session: Session, plan_107: Plan, dimension: str, value: str, kept: Callable[[Case], bool]
) -> None:
    asked = Question("類組", None, ("案數", "家數"), ((dimension, (value,)),))

    table = crosstabs.ask(session, alone(plan_107), asked)

    found = [one for one in session.scalars(select(Case)) if kept(one)]
    assert found
    assert table.value("案數") == len(found)
    assert table.value("家數") == len({one.firm_id for one in found})


def test_a_filter_by_a_value_that_no_case_has_is_refused_with_those_that_are(session: Session, plan_107: Plan) -> None:
    with pytest.raises(UnknownName, match=r"沒有「結按」這個「狀態」的值；.*結案"):
        crosstabs.ask(session, alone(plan_107), Question("類組", None, ("案數",), (("狀態", ("結按",)),)))


def test_an_official_value_that_no_case_has_yet_gives_an_empty_table(session: Session, plan_107: Plan) -> None:
    table = crosstabs.ask(session, alone(plan_107), Question("類組", None, ("案數",), (("狀態", ("終止",)),)))

    assert table.rows == ()
    assert table.value("案數") == 0


def test_cases_of_another_plan_are_not_counted(session: Session, plan_107: Plan) -> None:
    other = a_plan(session, small_plan(cases=(case("1"), case("2"))))

    assert crosstabs.ask(session, alone(other), Question("類組", None, ("案數",))).value("案數") == 2
    assert crosstabs.ask(session, alone(plan_107), Question("類組", None, ("案數",))).value("案數") == 658


def test_the_average_is_over_the_cases_that_report_a_benefit(session: Session, plan_107: Plan) -> None:
    table = crosstabs.ask(session, alone(plan_107), Question("狀態", None, ("合計效益", "平均效益")))

    assert table.value("平均效益") == table.value("平均效益", "結案")
    assert table.value("平均效益", "不予推薦") is None


def test_the_years_of_a_series_are_those_of_its_code_alone(session: Session) -> None:
    for code, year in (("SMEITA-106", 106), ("SMEITA-107", 107), ("SMEITA-107-E", 107), ("OTHER-106", 106)):
        a_plan(session, small_plan(code=code, roc_year=year, cases=(case(code),)))
    plan = session.scalar(select(Plan).where(Plan.code == "SMEITA-107"))
    assert plan

    scope = crosstabs.scope_of(session, plan, all_years=True, viewer=None)

    assert [one.code for one in scope.plans] == ["SMEITA-106", "SMEITA-107"]
    assert crosstabs.ask(session, scope, Question("年度", None, ("案數",))).rows == ("106", "107")


def test_a_contractor_sees_of_a_series_only_the_plans_that_are_its_own(session: Session) -> None:
    mine = a_plan(session, small_plan(code="SMEITA-107", contractor="財團法人甲"))
    a_plan(session, small_plan(code="SMEITA-106", roc_year=106, contractor="財團法人乙"))
    contractor = a_person(session, Role.CONTRACTOR, contractor="財團法人甲")

    scope = crosstabs.scope_of(session, mine, all_years=True, viewer=contractor)

    assert ([one.code for one in scope.plans], scope.hidden) == (["SMEITA-107"], 1)


def test_who_may_not_see_the_plan_may_not_count_its_cases(session: Session) -> None:
    plan = a_plan(session)
    stranger = a_person(session, Role.CONTRACTOR, contractor="財團法人他單位")

    with pytest.raises(PermissionDenied):
        crosstabs.scope_of(session, plan, all_years=False, viewer=stranger)
