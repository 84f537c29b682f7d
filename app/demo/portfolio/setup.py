"""The commissioned plans as their program office would set them up: constructed promises around published money."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.demo.budget_108 import AGENCY, YEAR
from app.demo.portfolio.commissions import Commission, Story, commissions, stories
from app.domain.plan_document import Checkpoint, FinanceLine, FundSource, Indicator, Period, PlanDocument, SubPlan
from app.domain.roc_calendar import roc_year
from app.domain.variance import Direction

#: The day of 108 on which something of everything is under way; the second telling slides it to the day of loading.
SEEN_ON = date(2019, 9, 30)

_FIRST, _SPAN = date(2019, 1, 1), 364
_LARGE = 20_000_000  # 元: from here on a plan builds a platform too
_PERIODS = (
    ("第1期", (3, 20), (4, 10)),
    ("期中", (6, 20), (7, 10)),
    ("第3期", (9, 5), (9, 25)),
    ("期末", (12, 1), (12, 20)),
)
#: Letter and number, month and day, what, weight in a small and in a large plan, measure, unit, share of the firms.
_CHECKPOINTS: tuple[tuple[str, tuple[int, int], str, int, int, str, str, Decimal], ...] = (
    ("A-1", (1, 31), "完成年度工作計畫書並送審", 10, 8, "", "", Decimal(0)),
    ("A-2", (6, 30), "完成期中執行報告", 10, 8, "", "", Decimal(0)),
    ("A-3", (12, 10), "完成期末執行報告", 10, 8, "", "", Decimal(0)),
    ("B-1", (3, 15), "辦理計畫說明會", 10, 8, "辦理計畫說明會", "場次", Decimal(3)),
    ("B-2", (4, 30), "受理企業報名或申請", 10, 8, "受理企業數", "家", Decimal("1.2")),
    ("B-3", (6, 15), "完成企業遴選", 10, 8, "遴選企業數", "家", Decimal("0.8")),
    ("B-4", (8, 31), "完成企業期中訪視", 8, 8, "期中訪視企業數", "家", Decimal("0.5")),
    ("B-5", (10, 10), "辦理成果交流活動", 10, 8, "辦理成果交流活動", "場次", Decimal(2)),
    ("B-6", (11, 30), "完成企業服務並結案", 22, 12, "結案企業數", "家", Decimal("0.8")),
    ("C-1", (5, 31), "完成服務平台功能規劃", 0, 8, "", "", Decimal(0)),
    ("C-2", (9, 15), "完成服務平台建置並上線", 0, 8, "", "", Decimal(0)),
    ("C-3", (11, 15), "辦理平台推廣活動", 0, 8, "辦理平台推廣活動", "場次", Decimal(4)),
)
_SUB_PLANS = {"A": "計畫管理分項計畫", "B": "企業服務分項計畫", "C": "平台建置及推廣分項計畫"}


@dataclass(frozen=True, slots=True)
class Window:
    """The days over which a plan runs. What is told of a calendar year is squeezed into them."""

    starts_on: date
    ends_on: date

    def day(self, month_and_day: tuple[int, int]) -> date:
        """Where a day of the year falls."""
        offset = (date(_FIRST.year, *month_and_day) - _FIRST).days
        return self.starts_on + timedelta(days=offset * (self.ends_on - self.starts_on).days // _SPAN)


@dataclass(frozen=True, slots=True)
class Commissioned:
    """A plan to be set up, and how it is to go."""

    document: PlanDocument
    story: Story
    window: Window
    number: int
    budget_code: str | None  # the budget line that pays it; of the second telling no budget is known


def portfolio(today: date) -> Iterator[Commissioned]:
    """The 33 plans of 108, and some of them once more in a year whose 30 September is ``today``.

    The second year is moved by whole weeks, so that a deadline on a workday stays one.
    """
    slid = timedelta(weeks=(today - SEEN_ON).days // 7)
    for commission in commissions():
        story = stories()[commission.number]
        yield _commissioned(commission, story, timedelta(0), is_second=False)
        if story.again:
            yield _commissioned(commission, story, slid, is_second=True)


def _commissioned(commission: Commission, story: Story, slid: timedelta, *, is_second: bool) -> Commissioned:
    begins = date(2019, 10, 15) if story.pace == "unstarted" else _FIRST
    window = Window(begins + slid, _FIRST + timedelta(days=_SPAN) + slid)
    year = roc_year(window.starts_on) if is_second else YEAR
    document = PlanDocument(
        code=f"{'DEMO' if is_second else 'SMEA'}-{year}-{commission.number:02}",
        name=f"{commission.name}（示範年度）" if is_second else commission.name,
        roc_year=year,
        year_index=1 if is_second else YEAR - commission.start_year + 1,
        years_total=1 if is_second else commission.end_year - commission.start_year + 1,
        agency=AGENCY,
        division=commission.division,
        contractor=story.contractor,
        starts_on=window.starts_on,
        ends_on=window.ends_on,
        government_budget=commission.total,
        self_fund=0,
        sub_plans=tuple(_sub_plans(commission)),
        checkpoints=tuple(_checkpoints(commission, window)),
        indicators=tuple(_indicators(commission)),
        finance_lines=tuple(
            FinanceLine(f"{account}|{FundSource.GOVERNMENT}", account, FundSource.GOVERNMENT, amount)
            for account, amount in commission.money
        ),
        periods=tuple(
            Period(key, ordinal, window.day(opens), window.day(due))
            for ordinal, (key, opens, due) in enumerate(_PERIODS, start=1)
        ),
    )
    return Commissioned(document, story, window, commission.number, None if is_second else commission.budget_code)


def _weights(commission: Commission) -> dict[str, int]:
    """Percent by checkpoint; those of the platform are left out of a small plan."""
    is_large = commission.total >= _LARGE
    weights = {key: large if is_large else small for key, _, _, small, large, *_ in _CHECKPOINTS}
    return {key: weight for key, weight in weights.items() if weight}


def _sub_plans(commission: Commission) -> Iterator[SubPlan]:
    weights = _weights(commission)
    for letter, name in _SUB_PLANS.items():
        if weight := sum(each for key, each in weights.items() if key.startswith(letter)):
            yield SubPlan(letter, name, Decimal(weight))


def _checkpoints(commission: Commission, window: Window) -> Iterator[Checkpoint]:
    weights, firms = _weights(commission), _firms(commission)
    for key, due, description, _, _, measure, unit, share in _CHECKPOINTS:
        if key not in weights:
            continue
        target = share * firms if unit == "家" else share
        yield Checkpoint(
            key=key,
            sub_plan=key[0],
            number=int(key[2:]),
            original_due_on=window.day(due),
            due_on=window.day(due),
            description=description,
            weight_pct=Decimal(weights[key]),
            measure=measure or None,
            target=target if unit else None,
            unit=unit or None,
        )


def _indicators(commission: Commission) -> Iterator[Indicator]:
    published = [(one.item, one.qualifier, one.target, one.unit, one.places) for one in commission.targets]
    constructed = [("服務企業家數", ">=", Decimal(_firms(commission)), "家", 0)]
    for number, (item, qualifier, target, unit, places) in enumerate(published or constructed, start=1):
        yield Indicator(
            key=str(number),
            listed_in=("預期成效",),
            attribute="",
            category="預期成果",
            item=item,
            subject=item,
            unit=unit,
            places=places,
            direction=Direction.HIGHER.value,
            target_qualifier=qualifier,
            target=target,
        )


def _firms(commission: Commission) -> int:
    """How many firms a plan of this size serves: constructed, a multiple of ten."""
    return 10 * max(1, commission.total // 4_000_000)
