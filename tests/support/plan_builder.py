"""A small plan for tests: two sub-plans, checkpoints with and without quantities, three indicators, two cases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.plan_document import (
    Case,
    Checkpoint,
    FinanceLine,
    FundSource,
    Indicator,
    Period,
    PlanDocument,
    Staffing,
    SubPlan,
    WorkItem,
)


def checkpoint(key: str = "A-1", **changes: Any) -> Checkpoint:
    """A checkpoint without a quantity, due on 107/1/31, not reported."""
    sub_plan, number = key.split("-")
    made = Checkpoint(
        key=key,
        sub_plan=sub_plan,
        number=int(number),
        original_due_on=date(2018, 1, 31),
        due_on=date(2018, 1, 31),
        description=f"完成第 {number} 項工作",
        weight_pct=Decimal(20),
    )
    return replace(made, **({"original_due_on": changes.get("due_on", made.due_on)} | changes))


def counted_checkpoint(key: str = "A-2", target: int = 334, unit: str = "案", **changes: Any) -> Checkpoint:
    """A checkpoint that promises a quantity."""
    return checkpoint(key, measure="受理申請案件數", target=Decimal(target), unit=unit, **changes)


def indicator(key: str = "1", **changes: Any) -> Indicator:
    """167 cases or more, not reported."""
    made = Indicator(
        key=key,
        listed_in=("預期成效",),
        attribute="技術創新",
        category="S1.技術服務",
        item="技術服務家數",
        subject="完成個案輔導數",
        unit="案",
        places=0,
        direction="越高越好",
        target_qualifier=">=",
        target=Decimal(167),
    )
    return replace(made, **changes)


def case(key: str = "107-0001", **changes: Any) -> Case:
    """A closed case with two benefits."""
    made = Case(
        key=key,
        firm_name="示範精密股份有限公司",
        tax_id="04595257",
        county="臺中市",
        group="金屬機電",
        function="製程技術",
        adviser_name="財團法人示範研究中心",
        adviser_kind="財團法人",
        mode="一般",
        state="結案",
        government_grant=160_000,
        self_fund=40_000,
        added_value=1_200_000,
        labour_cost=350_000,
        new_orders=0,
    )
    return replace(made, **changes)


PERIODS = (
    Period("期中", 1, date(2018, 6, 1), date(2018, 7, 15)),
    Period("期末", 2, date(2018, 11, 1), date(2018, 12, 16)),
)


def plan(**changes: Any) -> PlanDocument:
    """The whole plan, with every kind of row, partly reported."""
    made = PlanDocument(
        code="TEST-107",
        name="示範輔導計畫",
        roc_year=107,
        year_index=2,
        years_total=4,
        agency="經濟部工業局",
        division="知識服務組",
        contractor="財團法人示範中心",
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 12, 31),
        government_budget=3_000_000,
        self_fund=500_000,
        sub_plans=(SubPlan("A", "管理及推廣分項計畫", Decimal(60)), SubPlan("B", "個案輔導分項計畫", Decimal(40))),
        work_items=(
            WorkItem("A-1", "A", 1, "公告受理申請及審查個案", "已公告並受理申請。", "無差異"),
            WorkItem("B-1", "B", 1, "技術升級個案輔導"),
        ),
        checkpoints=(
            checkpoint("A-1", completed_on=date(2018, 1, 10), achievement="已於1月10日完成。"),
            counted_checkpoint("A-2", due_on=date(2018, 4, 30)),
            counted_checkpoint("A-3", 3, "場次", due_on=date(2018, 3, 31)),
            checkpoint("B-1", due_on=date(2018, 7, 15)),
            counted_checkpoint("B-2", 167, due_on=date(2018, 12, 16)),
        ),
        indicators=(
            indicator("1"),
            indicator("2", item="增加產值", subject="增加產值", unit="億元", places=2, target=Decimal(351_000_000)),
            indicator(
                "3", item="網站累計瀏覽", subject="網站累計瀏覽", unit="萬人次", places=0, target=Decimal(350_000)
            ),
        ),
        cases=(case(), case("107-0002", firm_name="示範食品有限公司", tax_id="10458575", county="花蓮縣")),
        finance_lines=(
            FinanceLine("一-1|政府經費", "人事費", FundSource.GOVERNMENT, 2_740_000),
            FinanceLine("一-1|自籌款", "人事費", FundSource.SELF, 260_000, 250_000, "結餘 10,000 元"),
            FinanceLine("一-3|政府經費", "營業稅", FundSource.GOVERNMENT, 260_000),
        ),
        staffing=(
            Staffing("研究員級", Decimal("1.00"), Decimal("1.68")),
            Staffing("副研究員級", Decimal("20.00")),
        ),
        periods=PERIODS,
    )
    return replace(made, **changes)
