"""The audit of a plan: silent on a plan that adds up, and speaking of the one thing that does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.demo import plan_107
from app.domain.plan_audit import audit_plan
from app.domain.plan_document import PlanDocument


def changed(section: str, key: str, **values: Any) -> Callable[[PlanDocument], PlanDocument]:
    """The plan with one row changed."""

    def change(document: PlanDocument) -> PlanDocument:
        rows = tuple(replace(row, **values) if row.key == key else row for row in document.rows(section))
        return replace(document, **{section: rows})

    return change


def test_the_107_plan_as_reported_adds_up() -> None:
    result = audit_plan(plan_107.reported(), plan_107.plan_document())

    assert result.findings == ()
    assert result.checks > 60


def test_an_empty_plan_has_nothing_to_say() -> None:
    assert audit_plan(plan_107.plan_document()).findings == ()


@pytest.mark.parametrize(
    ("change", "place", "recomputed"),
    [
        pytest.param(
            changed("sub_plans", "A", weight_pct=Decimal(80)), "分項計畫 A 的權重", "84 %", id="weight-of-a-sub-plan"
        ),
        pytest.param(
            changed("checkpoints", "A-4", actual=Decimal(568)), "查核點 A-4 實際值", "658 案", id="transposed-actual"
        ),
        pytest.param(
            changed("checkpoints", "A-4", due_on=date(2019, 1, 5)),
            "查核點 A-4 預定完成日",
            "107/1/1 至 107/12/31",
            id="due-outside-the-plan",
        ),
        pytest.param(
            changed("checkpoints", "A-4", catch_up_on=date(2018, 4, 1)),
            "查核點 A-4 預定趕上日期",
            "107/4/30 之後",
            id="catching-up-before-the-promise",
        ),
        pytest.param(
            changed("checkpoints", "A-7", achievement="6月31日辦理說明會 1 場次。"),
            "查核點 A-7 達成情形",
            "6 月",
            id="a-day-that-does-not-exist",
        ),
        pytest.param(
            changed("indicators", "1", actual=Decimal(215)),
            "績效指標 1「完成個案輔導數」",
            "214 案",
            id="cases-and-indicator",
        ),
        pytest.param(
            changed("indicators", "2", actual=Decimal(510_000_000)),
            "績效指標 2「增加產值」",
            "5.01 億元",
            id="benefits-and-indicator",
        ),
        pytest.param(
            changed("work_items", "A-1", variance_note="實際受理案件較原規劃超出 342 案。"),
            "工作項目 A-1 差異分析",
            "324 案",
            id="difference-told-in-a-work-item",
        ),
    ],
)
def test_one_wrong_figure_is_found_at_its_place(
    change: Callable[[PlanDocument], PlanDocument], place: str, recomputed: str
) -> None:
    findings = audit_plan(change(plan_107.reported())).findings

    assert any(one.place.startswith(place) and recomputed in one.recomputed for one in findings), findings


def test_money_that_does_not_add_up_to_the_budget_is_found() -> None:
    document = plan_107.reported()
    first = document.finance_lines[0]
    wrong = changed("finance_lines", first.key, contracted=first.contracted + 1_000)(document)

    places = [one.place for one in audit_plan(wrong).findings]

    assert "計畫政府經費" in places


def test_the_tax_may_differ_by_less_than_one_dollar() -> None:
    document = plan_107.reported()
    tax = next(line for line in document.finance_lines if line.account == "營業稅" and line.contracted)
    other = next(line for line in document.finance_lines if line.account == "人事費" and line.contracted)
    moved = changed("finance_lines", tax.key, contracted=tax.contracted + 100)(document)
    balanced = changed("finance_lines", other.key, contracted=other.contracted - 100)(moved)

    places = [one.place for one in audit_plan(balanced).findings]

    assert places == ["政府經費營業稅簽約數"]


def test_a_cumulative_figure_that_falls_and_a_target_that_moved_are_found() -> None:
    before = plan_107.reported()
    fallen = changed("indicators", "5", actual=Decimal(400_000))(before)
    moved = changed("indicators", "1", target=Decimal(150))(before)

    assert [one.formula for one in audit_plan(fallen, before).findings if "累計值" in one.formula]
    assert [one.formula for one in audit_plan(moved, before).findings if "計畫變更" in one.formula]


def test_a_case_is_not_closed_before_any_was_approved() -> None:
    early = changed("checkpoints", "B-4", completed_on=date(2018, 3, 1), achievement=None)

    (found,) = audit_plan(early(plan_107.reported())).findings

    assert (found.place, found.other) == ("查核點 B-4 實際完成日", "查核點 B-2 實際完成日")


def test_an_account_that_vanished_is_found() -> None:
    before = plan_107.reported()
    gone = before.finance_lines[-1]
    after = replace(before, finance_lines=before.finance_lines[:-1])

    places = [one.place for one in audit_plan(after, before).findings]

    assert f"經費 {gone.key}" in places
