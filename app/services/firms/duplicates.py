"""Firms that may be one, over the whole table: found by grouping keys, so that it takes no pair by pair."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby, pairwise
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.firms import FirmFacts, likeness, name_key
from app.models import Case, Firm, FirmDecision
from app.services.firms.shown_under import SHOWN_UNDER

_MANY = 12  # of more firms than these in one group, it is not asked whether every pair was decided
_AT_ONCE = 500  # below what every database takes as parameters of one query
_SHOWN = SHOWN_UNDER.label("shown")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Firms that may be one (疑似重複): their 統一編號, every name they are written with, and why.

    Of one 統一編號 alone there is nothing to decide; its names are written in more than one way.
    """

    tax_ids: tuple[str, ...]
    names: tuple[str, ...]
    score: Decimal
    reason: str


def duplicates(session: Session) -> tuple[Duplicate, ...]:
    """All that nobody has decided yet, the likeliest first. A step that only reads.

    A name that differs by one character alone is not told here: among short names that is mostly another firm. It is
    told of a firm that is being entered, and of one with the same head office.
    """
    written = _written(session)
    decided = {(one.lower_id, one.higher_id) for one in session.execute(_decided())}
    found = {one.tax_ids: one for one in (*_of_one_number(written), *_of_names_of_others(session, written, decided))}
    for key in (Firm.office_key, Firm.name_key):  # what a name says comes last, and stays
        found |= {one.tax_ids: one for one in _of_key(session, key, written, decided)}
    return tuple(sorted(found.values(), key=lambda one: (-one.score, one.tax_ids)))


@dataclass(frozen=True, slots=True)
class _Written:
    """A firm that some case names in another way than its own row does."""

    id: int
    tax_id: str
    name: str
    shown: int  # the firm under which it is shown
    others: tuple[str, ...]


def _written(session: Session) -> dict[int, _Written]:
    query = (
        select(Firm.id, Firm.tax_id, Firm.name, _SHOWN, Case.firm_name)
        .join(Case, Case.firm_id == Firm.id)
        .where(Case.firm_name != Firm.name)
        .distinct()
        .order_by(Firm.id, Case.firm_name)
    )
    return {
        firm[0]: _Written(*firm, tuple(row.firm_name for row in rows))
        for firm, rows in groupby(session.execute(query), key=lambda row: (row.id, row.tax_id, row.name, row.shown))
    }


def _of_one_number(written: dict[int, _Written]) -> Iterator[Duplicate]:
    for firm in written.values():
        mine = FirmFacts(firm.tax_id, firm.name)
        reasons = [like.reason for name in firm.others if (like := likeness(mine, FirmFacts(firm.tax_id, name)))]
        yield Duplicate((firm.tax_id,), (firm.name, *firm.others), Decimal(1), _joined(reasons))


def _of_names_of_others(
    session: Session, written: dict[int, _Written], decided: set[tuple[int, int]]
) -> Iterator[Duplicate]:
    """A case of one firm that bears the name of another."""
    borrowed: dict[str, list[_Written]] = {}
    for firm in written.values():
        for core in {name_key(name).core for name in firm.others} - {name_key(firm.name).core, ""}:
            borrowed.setdefault(core, []).append(firm)
    for owner in _firms_named(session, list(borrowed)):
        for firm in borrowed[owner.name_key]:
            if not _is_settled(firm, owner, decided):
                names = dict.fromkeys((firm.name, *firm.others, owner.name))
                tax_ids = tuple(sorted((firm.tax_id, owner.tax_id)))
                yield Duplicate(tax_ids, tuple(names), Decimal("0.90"), "個案所寫名稱是另一家企業的名稱")


def _firms_named(session: Session, cores: Sequence[str]) -> Iterator[Any]:
    for start in range(0, len(cores), _AT_ONCE):
        portion = cores[start : start + _AT_ONCE]
        query = select(Firm.id, Firm.tax_id, Firm.name, Firm.name_key, _SHOWN)
        yield from session.execute(query.where(Firm.name_key.in_(portion)))


def _of_key(
    session: Session,
    key: InstrumentedAttribute[Any],
    written: dict[int, _Written],
    decided: set[tuple[int, int]],
) -> Iterator[Duplicate]:
    """The groups of firms that have a key in common, but for those of which every pair is settled."""
    shared = select(key).where(key.is_not(None), key != "").group_by(key).having(func.count() > 1)
    query = select(Firm.id, Firm.tax_id, Firm.name, Firm.head_office, _SHOWN, key.label("shared"))
    found = session.execute(query.where(key.in_(shared)).order_by(key, Firm.tax_id))
    for _, rows in groupby(found, key=lambda row: row.shared):
        firms = list(rows)
        if not _is_decided(firms, decided):
            yield _group(firms, written)


def _is_decided(firms: Sequence[Any], decided: set[tuple[int, int]]) -> bool:
    return len(firms) <= _MANY and all(_is_settled(one, other, decided) for one, other in combinations(firms, 2))


def _is_settled(one: Any, other: Any, decided: set[tuple[int, int]]) -> bool:
    """Whether two rows are shown as one firm, through whichever merges, or somebody decided on them."""
    return one.shown == other.shown or (min(one.id, other.id), max(one.id, other.id)) in decided


def _group(firms: Sequence[Any], written: dict[int, _Written]) -> Duplicate:
    facts = [FirmFacts(row.tax_id, row.name, row.head_office) for row in firms]
    likes = [like for one, other in pairwise(facts) if (like := likeness(one, other))]
    names = [name for row in firms for name in (row.name, *(written[row.id].others if row.id in written else ()))]
    return Duplicate(
        tuple(row.tax_id for row in firms),
        tuple(dict.fromkeys(names)),
        max(like.score for like in likes),
        _joined(like.reason for like in likes),
    )


def _joined(reasons: Iterable[str]) -> str:
    return "；".join(dict.fromkeys(part for reason in reasons for part in reason.split("；")))


def _decided() -> Any:
    return select(FirmDecision.lower_id, FirmDecision.higher_id).where(FirmDecision.undone_at.is_(None))
