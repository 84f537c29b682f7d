"""The marks of a chart, in pixels of its own drawing: x to the right, y downwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

Point: TypeAlias = tuple[float, float]

NOTE_LINE = 17


class Anchor(StrEnum):
    """Which end of a text stands at its point."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class Shape(StrEnum):
    """The outlines of a sign: each state has its own, so that none is told by its colour alone (WCAG 1.4.1)."""

    CIRCLE = "circle"
    DIAMOND = "diamond"
    OCTAGON = "octagon"
    TRIANGLE = "triangle"
    CROSS = "cross"


#: Outlines around (0, 0), for signs of radius 6.
OUTLINES = {
    Shape.CIRCLE: "M-6,0a6,6 0 1,0 12,0a6,6 0 1,0 -12,0z",
    Shape.DIAMOND: "M0,-6.5L6.5,0L0,6.5L-6.5,0z",
    Shape.OCTAGON: "M-2.5,-6.2L2.5,-6.2L6.2,-2.5L6.2,2.5L2.5,6.2L-2.5,6.2L-6.2,2.5L-6.2,-2.5z",
    Shape.TRIANGLE: "M0,-6.5L6.5,5L-6.5,5z",
    Shape.CROSS: "M-4.5,-4.5L4.5,4.5M-4.5,4.5L4.5,-4.5",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    kind: ClassVar[str] = "line"
    points: tuple[Point, ...]
    paint: str

    @property
    def path(self) -> str:
        """The points as SVG writes them."""
        return path_of(self.points)


@dataclass(frozen=True, slots=True)
class Area:
    """A closed field between points."""

    kind: ClassVar[str] = "area"
    points: tuple[Point, ...]
    paint: str

    @property
    def path(self) -> str:
        """The points as SVG writes them."""
        return path_of(self.points)


@dataclass(frozen=True, slots=True)
class Bar:
    """An upright rectangle."""

    kind: ClassVar[str] = "bar"
    x: float
    y: float
    width: float
    height: float
    paint: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A small shape around a point."""

    kind: ClassVar[str] = "sign"
    x: float
    y: float
    shape: Shape
    paint: str

    @property
    def outline(self) -> str:
        """The shape as an SVG path around (0, 0)."""
        return OUTLINES[self.shape]


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text; ``y`` is its base line."""

    kind: ClassVar[str] = "label"
    x: float
    y: float
    text: str
    paint: str = "note"
    anchor: Anchor = Anchor.START


@dataclass(frozen=True, slots=True)
class Group:
    """Marks that are one thing: ``title`` says it, ``anchor_id`` is where on the page it is told in full."""

    kind: ClassVar[str] = "group"
    marks: tuple[Mark, ...]
    title: str
    anchor_id: str | None = None


Mark: TypeAlias = Line | Area | Bar | Sign | Label | Group


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks in a field of ``width`` by ``height``, the first lowest."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    @property
    def has_links(self) -> bool:
        """Whether something in it leads somewhere: then it is no plain picture to those who hear the page."""
        return any(isinstance(mark, Group) and mark.anchor_id for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart says, in words and figures as printed; the first cell of a row names the row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its text alternative, its table, and what a reader must know to read it right."""

    name: str  # in addresses and file names: "progress"
    title: str
    summary: str  # the drawing in a sentence
    drawing: Drawing
    table: Table
    notes: tuple[str, ...] = ()

    @property
    def page(self) -> Page:
        """The sheet for a file of the chart."""
        return Page(self)


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet around a drawing: a head line above it, its notes below, and a margin."""

    chart: Chart
    left: ClassVar[int] = -20
    top: ClassVar[int] = -48

    @property
    def width(self) -> float:
        """With the margins at both sides."""
        return self.chart.drawing.width - 2 * self.left

    @property
    def height(self) -> float:
        """From above the head line to below the last note."""
        return self.chart.drawing.height - self.top + NOTE_LINE * (len(self.chart.notes) + 1)

    @property
    def notes(self) -> tuple[Label, ...]:
        """The notes of the chart, a line each."""
        start = self.chart.drawing.height + NOTE_LINE
        return tuple(Label(0, start + NOTE_LINE * at, text) for at, text in enumerate(self.chart.notes))


def path_of(points: Iterable[Point]) -> str:
    """Points as SVG writes them ("0,100 12.5,80"), to a tenth of a pixel."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Places near the wanted ones, at least ``gap`` apart and within the bounds as far as there is room.

    Their order is kept, so that labels at the ends of lines stand in the order of the lines.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed: dict[int, float] = {}
    floor = low
    for at in order:
        placed[at] = floor = max(wanted[at], floor)
        floor += gap
    ceiling = high
    for at in reversed(order):
        placed[at] = ceiling = max(min(placed[at], ceiling), low)
        ceiling -= gap
    return [placed[at] for at in range(len(wanted))]
