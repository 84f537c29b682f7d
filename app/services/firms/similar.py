"""重複檢查: the firms that an entry may be, asked while it is entered. Steps that only read."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import Session

from app.domain.firms import FirmFacts, Likeness, likeness, name_key, office_key
from app.domain.firms.name import differs_by_one
from app.domain.firms.similarity import SHORTEST_NEAR
from app.models import Firm

LISTED = 10  # as many as a person can be expected to look at
_CUTS = 6  # of a name; the rest is looked at here


@dataclass(frozen=True, slots=True)
class SimilarFirm:
    """A firm that is there, and what speaks for its being the one asked about."""

    id: int
    facts: FirmFacts
    likeness: Likeness


def similar_firms(
    session: Session, name: str, tax_id: str, head_office: str | None = None, *, limit: int = LISTED
) -> tuple[SimilarFirm, ...]:
    """The firms most like this entry, the likeliest first; the firm of the 統一編號 itself is among them.

    Every firm of the same number, the same name however written, a name that differs by one character, or the same
    head office is compared. They are found by equality of indexed keys, so that it takes no longer among many.
    """
    asked = FirmFacts(tax_id, name, head_office)
    found = [
        SimilarFirm(number, facts, like)
        for number, facts in _candidates(session, asked)
        if (like := likeness(asked, facts)) is not None
    ]
    return tuple(sorted(found, key=lambda one: (-one.likeness.score, one.facts.tax_id))[:limit])


def _candidates(session: Session, asked: FirmFacts) -> Iterator[tuple[int, FirmFacts]]:
    core = name_key(asked.name).core
    exact: list[ColumnElement[bool]] = [Firm.tax_id == asked.tax_id, Firm.name_key == core]
    if office := office_key(asked.head_office):
        exact.append(Firm.office_key == office)
    columns = (Firm.id, Firm.tax_id, Firm.name, Firm.head_office)
    # A query for each key: planners go through the whole table rather than join indexes by OR.
    found = {row.id: row for row in session.execute(union(*(select(*columns).where(one) for one in exact)))}
    if near := list(_near(session, core)):
        found |= {row.id: row for row in session.execute(select(*columns).where(Firm.name_key.in_(near)))}
    for row in found.values():
        yield row.id, FirmFacts(row.tax_id, row.name, row.head_office)


def _near(session: Session, core: str) -> Iterator[str]:
    """The names that differ by one character: that leaves the front or the back half alone.

    Halves are cut by the length of the firm's own name, which is longer or shorter by one at most.
    """
    length = len(core)
    if length < SHORTEST_NEAR:
        return
    lengths = (length - 1, length, length + 1)
    fronts = {core[: other // 2] for other in lengths}
    backs = {core[length - (other - other // 2) :] for other in lengths}
    name = Firm.name_key
    close = func.length(name).between(length - 1, length + 1)
    # Thousands of trades end alike and as many names begin alike: wherever the name is cut, what stands before the cut
    # or what stands behind it is the same. Cuts near the middle tell most.
    cuts = sorted(range(1, length), key=lambda cut: abs(2 * cut - length))
    alike = [
        or_(
            func.substr(name, 1, cut) == core[:cut],
            func.substr(name, func.length(name) - (length - cut) + 1) == core[cut:],
        )
        for cut in cuts[:_CUTS]
    ]
    halves = (Firm.name_front.in_(sorted(fronts)), Firm.name_back.in_(sorted(backs)))
    # Nothing but what the index of a half holds is asked for.
    for other in session.scalars(union(*(select(name).where(half, close, *alike) for half in halves))):
        if differs_by_one(core, other):
            yield other
