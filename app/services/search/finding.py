"""Finding words in what a person may see: 計畫 and their rows, 個案, 企業 and files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true, union_all
from sqlalchemy.orm import Session

from app.domain.roles import Permission
from app.domain.search_kinds import SearchKind
from app.domain.search_text import rank
from app.models import Firm, Plan, SearchEntry, User
from app.services.pages import firm_list
from app.services.permissions import may_for_all, visible_plans
from app.services.search import looking

MOST = 100  # of each kind; who finds more asks more exactly
FEW = 300  # plans, of which all entries are read rather than the index


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found. ``detail`` is a field a line."""

    kind: SearchKind
    row_id: int
    plan_id: int | None
    roc_year: int
    key: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found of one kind, best first: :data:`MOST` at most, and whether there is more."""

    kind: SearchKind
    rows: tuple[Hit, ...]
    is_more: bool


def find(
    session: Session, words: Sequence[str], *, viewer: User, kinds: Sequence[SearchKind] = tuple(SearchKind)
) -> tuple[Hits, ...]:
    """Each kind of which something has all the words, among what ``viewer`` may see.

    Among those that fit equally well the newest year's come first; where there are more than are shown, they are of
    the newest. A word that is the code of a plan (SMEITA-107 A-4) says where the others are looked for.

    :param words: as ``app.domain.search_text.words_of`` gives them; none find nothing.
    """
    if not words:
        return ()
    search = _Search(session, viewer, words, MOST + 1)
    found = search.of(kinds)
    return tuple(
        Hits(kind, _best(rows[:MOST], search.words), len(rows) > MOST) for kind in kinds if (rows := found.get(kind))
    )


def _best(rows: Sequence[Hit], words: Sequence[str]) -> tuple[Hit, ...]:
    return tuple(sorted(rows, key=lambda hit: (rank(hit.key, hit.title, words), -hit.roc_year, hit.row_id)))


Branch = Callable[[SearchKind, Sequence[str], ColumnElement[bool], int], Select[Any]]


class _Search:
    """One question of one person; every kind is asked in the same query."""

    def __init__(self, session: Session, viewer: User, words: Sequence[str], most: int) -> None:
        self._session, self._viewer, self.words, self._most = session, viewer, words, most
        self._plans = visible_plans(viewer).with_only_columns(Plan.id).order_by(None)
        self._is_in_named_plans = False
        self._few = self._named_plans() or session.scalars(self._plans.limit(FEW + 1)).all()

    def _named_plans(self) -> Sequence[int]:
        """The plans whose codes are among several words; those words have done their work then."""
        if len(self.words) < 2:
            return ()
        codes = [*self.words, *(word.upper() for word in self.words)]
        query = self._plans.add_columns(Plan.code).where(Plan.code.in_(codes))
        named = {code: plan_id for plan_id, code in self._session.execute(query)}
        others = tuple(word for word in self.words if named.keys().isdisjoint({word, word.upper()}))
        if not named or not others:
            return ()
        self.words, self._is_in_named_plans = others, True
        return list(named.values())

    def of(self, kinds: Sequence[SearchKind]) -> dict[SearchKind, list[Hit]]:
        if self._is_in_named_plans:
            kinds = [kind for kind in kinds if kind is not SearchKind.FIRM]  # a firm is in no plan
        small = [kind for kind in kinds if self._is_small(kind)]
        large = [kind for kind in kinds if kind not in small]
        among = [looking.among(kind, self._sight(kind), self.words, self._most) for kind in small]
        if self._session.get_bind().dialect.name == "sqlite":
            return self._ask(kinds, among + self._branches(looking.on_sqlite, large))
        found = self._ask(kinds, among + self._branches(looking.newest, large))
        rare = [kind for kind in large if len(found[kind]) < self._most]
        return found | self._ask(rare, self._branches(looking.on_postgresql, rare))

    def _is_small(self, kind: SearchKind) -> bool:
        """Whether the entries that the person may see are so few that all of them are read."""
        if kind is SearchKind.FIRM:
            return not firm_list.sees_all(self._viewer)
        return self._is_in_named_plans or len(self._few) <= FEW

    def _sight(self, kind: SearchKind) -> ColumnElement[bool]:
        if kind is SearchKind.FIRM:
            if firm_list.sees_all(self._viewer):
                return true()
            mine = select(Firm.id).where(firm_list.in_sight(self._session, self._viewer))
            return SearchEntry.row_id.in_(mine)
        if self._is_small(kind):
            return SearchEntry.plan_id.in_(self._few)
        return true() if may_for_all(self._viewer, Permission.VIEW) else SearchEntry.plan_id.in_(self._plans)

    def _branches(self, branch: Branch, kinds: Sequence[SearchKind]) -> list[Select[Any]]:
        return [branch(kind, self.words, self._sight(kind), self._most) for kind in kinds]

    def _ask(self, kinds: Sequence[SearchKind], branches: Sequence[Select[Any]]) -> dict[SearchKind, list[Hit]]:
        found: dict[SearchKind, list[Hit]] = {kind: [] for kind in kinds}
        if branches:
            asked = (select(branch.subquery()) for branch in branches)
            for _, kind, *hit in self._session.execute(union_all(*asked)):
                found[kind].append(Hit(kind, *hit))
        return found
