"""What is kept of a plan for a day or a closed period: its light, its progress and its key figures.

Plain and small, so that a row of it can be kept every night and read for years without the rules of the day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from app.domain import canonical
from app.domain.cases.benefits import OUTPUT, SAVING
from app.domain.checkpoint_state import CheckpointState
from app.domain.facts import variance_of
from app.domain.lights import Light
from app.domain.plan_document import Case, FinanceLine, FundSource, PlanDocument
from app.domain.plan_standing import Standing
from app.domain.variance import VarianceStatus

FORMAT = 1  # raised when kept figures must be read differently


@dataclass(frozen=True, slots=True)
class CheckpointFigure:
    """A checkpoint as it stood. Days late are not kept: they follow from the dates and would differ every night."""

    key: str
    state: CheckpointState
    is_overdue: bool
    due_on: date
    completed_on: date | None
    unit: str | None
    target: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorFigure:
    """An indicator as it stood, in base units; printed in ``unit`` with ``places``."""

    key: str
    subject: str
    unit: str
    places: int
    target: Decimal | None
    actual: Decimal | None
    status: VarianceStatus


@dataclass(frozen=True, slots=True)
class MoneyFigure:
    """Money of one source, whole 元; ``executed`` is ``None`` while no account of it was reported."""

    source: FundSource
    contracted: int
    executed: int | None


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """One plan as it stood on a day. Progress is 0 to 100 as printed, two decimals; ``None``: nothing to measure.

    ``output_sum`` (增加產值) and ``saving_sum`` (降低成本) are over the cases, whole 元; ``None`` while no case
    reports a benefit.
    """

    light: Light
    word: str
    planned_pct: Decimal | None
    actual_pct: Decimal | None
    checkpoints: tuple[CheckpointFigure, ...]
    indicators: tuple[IndicatorFigure, ...]
    money: tuple[MoneyFigure, ...]
    cases: int
    output_sum: int | None
    saving_sum: int | None

    @property
    def difference_pp(self) -> Decimal | None:
        """進度差異 of the figures as printed, in percentage points."""
        if self.planned_pct is None or self.actual_pct is None:
            return None
        return self.actual_pct - self.planned_pct

    @property
    def contracted(self) -> int:
        """簽約數 of all sources, whole 元."""
        return sum(one.contracted for one in self.money)

    @property
    def executed(self) -> int | None:
        """執行數 of all sources, whole 元; ``None`` while nothing was reported."""
        return _sum_of_known(one.executed for one in self.money)


@dataclass(frozen=True, slots=True)
class CaseSums:
    """How many cases a plan shows, and their benefits in whole 元; ``None`` while no case reports one."""

    count: int = 0
    output_sum: int | None = None
    saving_sum: int | None = None


def sums_of(cases: Sequence[Case]) -> CaseSums:
    """The sums over the cases of a document."""
    return CaseSums(len(cases), _benefits(cases, tuple(OUTPUT)), _benefits(cases, tuple(SAVING)))


def figures_of(document: PlanDocument, standing: Standing, cases: CaseSums) -> PlanFigures:
    """The key figures of a plan that stands as ``standing`` says.

    :param document: with what the cases say in place of the actuals of indicators that are computed from them; its
        own cases are not asked, so that a night need not read them all.
    """
    progress = standing.progress.shown if standing.progress else None
    return PlanFigures(
        light=standing.reading.light,
        word=standing.reading.word,
        planned_pct=progress.planned_pct if progress else None,
        actual_pct=progress.actual_pct if progress else None,
        checkpoints=tuple(
            CheckpointFigure(
                *(row.key, standing.states[row.key].state, standing.states[row.key].is_overdue, row.due_on),
                *(row.completed_on, row.unit, row.target, row.actual),
            )
            for row in document.checkpoints
        ),
        indicators=tuple(
            IndicatorFigure(row.key, row.subject, row.unit, row.places, row.target, row.actual, variance_of(row).status)
            for row in document.indicators
        ),
        money=tuple(_money(document.finance_lines)),
        cases=cases.count,
        output_sum=cases.output_sum,
        saving_sum=cases.saving_sum,
    )


def to_json(figures: PlanFigures) -> str:
    """The figures as canonical JSON: the same figures are always the same text."""
    return canonical.as_text({"format": FORMAT, "figures": canonical.encode(figures)})


def from_json(text: str) -> PlanFigures:
    """The figures that :func:`to_json` wrote.

    :raises ValueError: if the text was written in a format that this version does not know.
    """
    body = canonical.from_text(text)
    if body.get("format") != FORMAT:
        raise ValueError(f"unknown format of kept figures: {body.get('format')!r}")
    figures = canonical.decode(PlanFigures, body["figures"])
    assert isinstance(figures, PlanFigures)
    return figures


def _money(lines: Iterable[FinanceLine]) -> Iterable[MoneyFigure]:
    known = list(lines)
    for source in dict.fromkeys(line.source for line in known):
        mine = [line for line in known if line.source is source]
        executed = _sum_of_known(line.executed for line in mine)
        yield MoneyFigure(source, sum(line.contracted for line in mine), executed)


def _benefits(cases: Iterable[Case], names: tuple[str, ...]) -> int | None:
    read = attrgetter(*names)
    return _sum_of_known(value for case in cases for value in read(case))


def _sum_of_known(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
