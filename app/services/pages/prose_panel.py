"""The panel under a narrative: its figures and dates marked, and offered for the fields (figures from prose)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from sqlalchemy.orm import Session

from app.domain.plan_document import CompletionBasis
from app.domain.prose import Offer, Piece, ProseReading, read_prose
from app.domain.quantity import read_in_unit
from app.domain.roc_calendar import parse_date
from app.models import Plan, User
from app.services import form_reports


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text; ``id`` is what an offer points to, and is empty for plain words."""

    text: str
    id: str = ""
    read_as: str = ""  # how it was understood, where the words do not say just that
    is_date: bool = False
    is_fault: bool = False


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A value of the text for the field ``field``; ``is_taken`` when the field says the same already."""

    field: str
    typed: str
    context: str
    mark_id: str
    is_taken: bool


@dataclass(frozen=True, slots=True)
class ProsePanel:
    """A text taken apart; an empty one has neither marks nor offers."""

    marks: tuple[Mark, ...] = ()
    offers: tuple[OfferLine, ...] = ()
    faults: tuple[str, ...] = ()  # why something in it could not be read, and what to do
    disagreements: tuple[str, ...] = ()  # where the fields say something else

    @property
    def quantity_count(self) -> int:
        """How many figures were found, whatever they count."""
        return sum(bool(mark.id) and not mark.is_date for mark in self.marks)

    @property
    def date_count(self) -> int:
        """How many dates were found, impossible ones not counted."""
        return sum(mark.is_date and not mark.is_fault for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Narrated:
    """A row whose report is still being typed: its narrative, and the values of its reported fields by name."""

    section: str
    key: str
    text: str
    values: Mapping[str, Any]
    unit: str | None


def show(session: Session, plan: Plan, narrated: Narrated, *, by: User, on: date) -> ProsePanel:
    """What the text of a report that is still being typed says, beside what its fields say; nothing is kept.

    Only values of fields that the row has are offered.

    :raises PermissionDenied: if ``by`` may not report on this plan.
    """
    differing = form_reports.disagreements(session, plan, narrated.section, narrated.key, narrated.values, by=by, on=on)
    return _panel(narrated, plan.roc_year, tuple(finding.message for finding in differing))


def read(text: str, *, roc_year: int, unit: str, told: Iterable[str]) -> ProsePanel:
    """What a text says that belongs to no reported row: read in the same way, and nothing offered for a field.

    :param told: where it says something else than the figures it speaks of.
    """
    return _panel(Narrated("", "", text, {}, unit), roc_year, tuple(told))


def _panel(narrated: Narrated, roc_year: int, disagreements: tuple[str, ...]) -> ProsePanel:
    reading = read_prose(narrated.text, roc_year=roc_year, unit=narrated.unit)
    marks = tuple(_mark(number, piece) for number, piece in enumerate(reading.pieces))
    return ProsePanel(
        marks=marks,
        offers=tuple(_offers(reading, marks, narrated, roc_year)),
        faults=tuple(dict.fromkeys(piece.understood for piece in reading.pieces if piece.is_fault)),
        disagreements=disagreements,
    )


def _mark(number: int, piece: Piece) -> Mark:
    if not piece.understood:
        return Mark(piece.text)
    is_said = piece.is_fault or _plain(piece.understood) == _plain(piece.text)
    read_as = "" if is_said else piece.understood
    return Mark(piece.text, f"prose-mark-{number}", read_as, piece.is_date, piece.is_fault)


def _plain(text: str) -> str:
    return "".join(text.split()).replace(",", "")


def _offers(reading: ProseReading, marks: tuple[Mark, ...], narrated: Narrated, roc_year: int) -> Iterator[OfferLine]:
    ends = tuple(accumulate(len(piece.text) for piece in reading.pieces))
    for offer in reading.offers:
        if offer.field not in narrated.values:
            continue
        mark = next(mark for mark, end in zip(marks, ends, strict=True) if offer.span[0] < end)
        yield OfferLine(offer.field, offer.typed, offer.context, mark.id, _is_taken(offer, narrated, roc_year))


def _is_taken(offer: Offer, narrated: Narrated, roc_year: int) -> bool:
    typed = narrated.values[offer.field]
    if offer.field == "actual":
        return typed is not None and read_in_unit(offer.typed, narrated.unit or "").value == typed
    offered = parse_date(offer.typed, year=roc_year)
    is_bound = narrated.values["completion_basis"] is CompletionBasis.ON_OR_BEFORE
    return (offered.start, offered.on_or_before) == (typed, is_bound)
