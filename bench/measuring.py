"""Figures beside their floors: both measured in turn in one run, because a machine is never equally busy for long."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``unit`` is s or MB; without a ``floor`` the goal is an amount, else a ratio to it.

    One without a ``goal`` is told and not judged.
    """

    name: str
    unit: str
    measured: float
    goal: float | None
    floor: float | None = None

    @property
    def judged(self) -> float:
        """What is held against the goal."""
        return self.measured if self.floor is None else self.measured / self.floor

    def line(self) -> str:
        """The figure as it is printed."""
        floor = "" if self.floor is None else f"{self.floor:.2f}"
        ratio = "" if self.floor is None else f"{self.judged:.2f}"
        told = f"{self.name:<44}{self.measured:>10.2f} {self.unit:<3}{floor:>9}{ratio:>8}"
        if self.goal is None:
            return told.rstrip()
        return f"{told}{self.goal:>7.2f}  {'met' if self.judged <= self.goal else 'MISSED'}"


HEADING = f"{'name':<44}{'measured':>10} {'':<3}{'floor':>9}{'ratio':>8}{'goal':>7}"


def in_turn(times: int, *measures: Callable[[], float]) -> list[float]:
    """The median of each measure, taken one after the other ``times`` over."""
    rounds = [[measure() for measure in measures] for _ in range(times)]
    return [median(column) for column in zip(*rounds, strict=True)]


def seconds(work: Callable[[], Any]) -> Callable[[], float]:
    """A measure of how long ``work`` takes."""

    def measure() -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    return measure
