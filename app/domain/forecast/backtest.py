"""How good forecasts would have been: the past replayed, each day knowing only what was known on it (回測)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.domain.forecast.finish import finish_of
from app.domain.forecast.model import Demand, Ground, Indication, TooLittle, Work
from app.domain.forecast.order_statistics import Distance, median
from app.domain.forecast.value import pace_value, relative, value_of

FINISH_LEADS = (90, 60, 30, 14, 7)  # days before the deadline
VALUE_LEADS = (180, 120, 60, 30)  # days before the end of the plan


@dataclass(frozen=True, slots=True)
class Trial:
    """One forecast of the past beside what came of it; errors are days, or shares of the larger figure.

    :ivar ground: ``None`` where too little was known to say anything.
    :ivar inside: whether the truth lay in the range; ``None`` if it had no upper end, or nobody can tell yet.
    :ivar error: of the estimate, and ``naive_error`` of the peer; ``None`` while the truth is not known.
    """

    lead: int
    ground: Ground | None = None
    inside: bool | None = None
    error: Distance | None = None
    naive_error: Distance | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a group of trials was: errors on average, and in the middle.

    :ivar error: of the estimates, and ``naive_error`` of the peer, both on average.
    """

    group: str
    tried: int
    answered: int
    decided: int  # trials of which can be said whether the truth lay in the range
    inside: int
    error: Fraction | None
    naive_error: Fraction | None
    middle_error: Distance | None
    naive_middle_error: Distance | None

    @property
    def coverage(self) -> Fraction | None:
        """The share of truths inside the range; ``None`` without any."""
        return Fraction(self.inside, self.decided) if self.decided else None

    @property
    def is_better(self) -> bool | None:
        """Whether the forecast beat its naive peer on average; ``None`` when equal or not known."""
        if self.error is None or self.naive_error is None or self.error == self.naive_error:
            return None
        return self.error < self.naive_error


def replay_finishes(
    works: Sequence[Work], peers: Sequence[Work], *, on: date, demand: Demand, leads: Iterable[int] = FINISH_LEADS
) -> Iterator[Trial]:
    """Forecast each of ``works`` again, so many days before its deadline; the peer says 「it will be on its day」.

    What is still open on ``on`` takes part: its range was too short if it has ended by now.
    """
    for lead in leads:
        for work in works:
            day = work.due_on - timedelta(days=lead)
            is_open = work.finished_on is None or work.finished_on > on
            if not work.starts_on <= day <= on or (work.finished_on is not None and work.finished_on <= day):
                continue
            forecast = finish_of(work, peers, as_of=day, demand=demand)
            if isinstance(forecast, TooLittle):
                yield Trial(lead)
            elif is_open:
                missed = False if forecast.high is not None and forecast.high < on else None
                yield Trial(lead, forecast.ground, missed)
            else:
                assert work.finished_on is not None
                truth = work.finished_on
                inside = None if forecast.high is None else forecast.low <= truth <= forecast.high
                error, naive = abs((forecast.likely - truth).days), abs((work.due_on - truth).days)
                yield Trial(lead, forecast.ground, inside, error, naive)


def replay_values(
    indications: Sequence[Indication],
    peers: Sequence[Indication],
    *,
    on: date,
    demand: Demand,
    leads: Iterable[int] = VALUE_LEADS,
) -> Iterator[Trial]:
    """Forecast each again, so many days before its plan ended; the peer draws the pace on, or believes the target."""
    for lead in leads:
        for one in indications:
            day = one.ends_on - timedelta(days=lead)
            if day < one.starts_on or one.final is None or one.final_on is None or not day < one.final_on <= on:
                continue
            forecast = value_of(one, peers, as_of=day, demand=demand)
            if isinstance(forecast, TooLittle):
                yield Trial(lead)
                continue
            truth = Fraction(one.final)
            naive = pace_value(one.known_on(day), day)
            peer = Fraction(one.target or 0) if naive is None else naive
            yield Trial(
                lead,
                forecast.ground,
                inside=forecast.low <= one.final <= forecast.high,
                error=relative(truth, Fraction(forecast.likely)),
                naive_error=relative(truth, peer),
            )


def by_lead(trials: Iterable[Trial]) -> tuple[Quality, ...]:
    """How good the forecasts were the longer ahead they looked, and all together."""
    return _grouped(trials, lambda trial: f"前 {trial.lead:,} 天")


def by_basis(trials: Iterable[Trial]) -> tuple[Quality, ...]:
    """How good they were by what they stood on; without those that said nothing."""
    return _grouped(
        (one for one in trials if one.ground), lambda trial: f"{trial.ground.basis}" if trial.ground else ""
    )[:-1]


ALL = "合計"


def _grouped(trials: Iterable[Trial], group_of: Callable[[Trial], str]) -> tuple[Quality, ...]:
    everything = list(trials)
    groups: dict[str, list[Trial]] = {}
    for trial in everything:
        groups.setdefault(group_of(trial), []).append(trial)
    return tuple(_quality(name, found) for name, found in (*groups.items(), (ALL, everything)))


def _quality(group: str, trials: Sequence[Trial]) -> Quality:
    errors = sorted(one.error for one in trials if one.error is not None)
    naive = sorted(one.naive_error for one in trials if one.naive_error is not None)
    decided = [one.inside for one in trials if one.inside is not None]
    return Quality(
        group=group,
        tried=len(trials),
        answered=sum(one.ground is not None for one in trials),
        decided=len(decided),
        inside=sum(decided),
        error=Fraction(sum(errors)) / len(errors) if errors else None,
        naive_error=Fraction(sum(naive)) / len(naive) if naive else None,
        middle_error=median(errors) if errors else None,
        naive_middle_error=median(naive) if naive else None,
    )
