"""A page of a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

RowT = TypeVar("RowT")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Where a list is open; pages are counted from 1."""

    number: int
    pages: int
    total: int

    @property
    def previous(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True, slots=True)
class Paged(Generic[RowT]):
    """The rows of one page, and where it lies."""

    rows: tuple[RowT, ...]
    page: Page


def place(total: int, number: int, size: int = PAGE_SIZE) -> Page:
    """The ``number``-th page of ``total`` rows; a number outside is brought to the nearest page."""
    pages = max(1, -(-total // size))
    return Page(min(max(number, 1), pages), pages, total)


def paged(rows: Sequence[RowT], number: int, size: int = PAGE_SIZE) -> Paged[RowT]:
    """The ``number``-th page of ``rows``."""
    page = place(len(rows), number, size)
    return Paged(tuple(rows[(page.number - 1) * size : page.number * size]), page)
