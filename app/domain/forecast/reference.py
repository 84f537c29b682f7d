"""Which past a forecast stands on, and what it makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from app.domain.forecast.model import Basis, Demand, Ground, Method
from app.domain.forecast.order_statistics import Distance, Spread, errors_without_itself, spread


class Described(Protocol):
    """What decides how near a thing is to another one."""

    @property
    def plan(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def contractor(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def is_constructed(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """How far one thing of the past came to lie from its base, or has by now, while it is open."""

    peer: Described
    distance: Distance
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one base and its reference class say, as distances from the base."""

    spread: Spread
    point: Distance
    error: Fraction  # of the point, on average over the class
    ground: Ground


def nearest_class(thing: Described, compared: Sequence[Compared], least: int) -> tuple[Basis, list[Compared]] | None:
    """The nearest class with ``least`` finished things; ``None`` if even all of the agency are too few."""
    for basis in Basis:
        chosen = [one for one in compared if belongs(basis, thing, one.peer)]
        if sum(not one.is_open for one in chosen) >= least:
            return basis, chosen
    return None


def belongs(basis: Basis, thing: Described, peer: Described) -> bool:
    """Whether ``peer`` is in the class of ``thing``; a thing is never in its own."""
    if peer.plan == thing.plan:
        return peer.key != thing.key
    if basis is Basis.PLAN:
        return False
    if basis is Basis.CONTRACTOR:
        return peer.contractor == thing.contractor
    return basis is Basis.AGENCY or peer.kind == thing.kind


def estimates(
    thing: Described,
    by_method: Iterable[tuple[Method, Sequence[Compared]]],
    demand: Demand,
    *,
    base: Distance,
    error: Callable[[Distance, Distance], Distance],
) -> Iterator[Estimate]:
    """What each base says that has a past long enough.

    The estimate is the median of the class, or the base itself where that was no worse a guess: of two equals the
    simpler one.

    :param base: the distance of the base from itself: 0 days, or once.
    """
    for method, compared in by_method:
        found = nearest_class(thing, compared, demand.least)
        if found is None:
            continue
        basis, chosen = found
        seen = [one.distance for one in chosen if not one.is_open]
        around = spread(seen, [one.distance for one in chosen if one.is_open], demand.cover)
        if around.low is None or around.likely is None:
            continue  # so much of the class is late and open that not even its middle can be told
        by_others, by_base = errors_without_itself(seen, base, error)
        as_base = by_base <= by_others
        ground = Ground(
            method=method,
            basis=basis,
            size=len(seen),
            open=len(chosen) - len(seen),
            constructed=sum(one.peer.is_constructed for one in chosen),
            as_base=as_base,
        )
        yield Estimate(around, base if as_base else around.likely, min(by_base, by_others), ground)


def best(found: Iterable[Estimate]) -> Estimate | None:
    """The estimate whose errors were smaller; the own pace, which comes first, where they are equal."""
    return min(found, key=lambda one: one.error, default=None)
