"""A report as its reader turns the pages: numbered sections, paragraphs, and tables numbered throughout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from app.reports.official.table import Table

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A draft was composed by the system, and nobody has accepted it."""

    text: str
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading without its number, what stands under it, and the sections inside it."""

    heading: str
    content: tuple[Paragraph | Table, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``page_head`` stands on top of each page."""

    title: str
    page_head: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A section in its place: ``depth`` 1 is a chapter, ``number`` is printed before the heading."""

    depth: int
    number: str
    section: Section

    @property
    def text(self) -> str:
        """「(一)績效指標」."""
        return f"{self.number}{self.section.heading}"


def outline(report: Report) -> Iterator[Heading]:
    """All sections in reading order, as the table of contents lists them."""
    yield from _below(report.sections, 1)


def tables(report: Report) -> Iterator[Table]:
    """All tables in reading order; those with a number make the list of tables."""
    for heading in outline(report):
        yield from (part for part in heading.section.content if isinstance(part, Table))


def with_numbers(report: Report, *, first: int = 1) -> Report:
    """The report with its titled tables numbered throughout, in reading order."""
    numbers = count(first)

    def numbered(section: Section) -> Section:
        content = tuple(
            replace(part, number=next(numbers)) if isinstance(part, Table) and part.title else part
            for part in section.content
        )
        return replace(section, content=content, sections=tuple(map(numbered, section.sections)))

    return replace(report, sections=tuple(map(numbered, report.sections)))


def _below(sections: tuple[Section, ...], depth: int) -> Iterator[Heading]:
    for at, section in enumerate(sections, start=1):
        yield Heading(depth, _number(depth, at), section)
        yield from _below(section.sections, depth + 1)


def _number(depth: int, at: int) -> str:
    """The scheme of the 107 report: 一、 (一) 1. (1) A. (A), and the same again in small letters."""
    letter = chr(ord("A" if depth < 7 else "a") + (at - 1) % 26)
    pattern = ("{chinese}、", "({chinese})", "{at}.", "({at})", "{letter}.", "({letter})", "{letter}.", "({letter})")
    return pattern[min(depth, 8) - 1].format(chinese=_chinese(at), at=at, letter=letter)


def _chinese(number: int) -> str:
    """一 to 九十九, as chapters are counted."""
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones else "")
