"""What a search shows: by kind, best first, each result with where it belongs and why it was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.domain.search_kinds import SearchKind
from app.domain.search_text import excerpt, marked, plain, words_of
from app.models import Plan, SubPlan, User
from app.services import snapshots, thresholds
from app.services.search.finding import MOST, Hit, Hits, find

Pieces = tuple[tuple[str, bool], ...]  # of a text, each with whether it was asked for

_IN_SUB_PLANS = (SearchKind.CHECKPOINT, SearchKind.WORK_ITEM)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One result. ``row_id`` and ``key`` say where it leads; a firm has no plan, and only a plan has a light."""

    kind: SearchKind
    row_id: int
    key: str
    roc_year: int
    plan_code: str | None
    title: Pieces
    key_pieces: Pieces
    excerpt: Pieces  # the part of its text that has a word; nothing where title and key have them all
    crumbs: tuple[str, ...]  # plan and 分項計畫
    light: Light | None
    light_word: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind. ``count`` is how many there are, ``is_more`` that there are more than were counted."""

    kind: SearchKind
    rows: tuple[ResultLine, ...]
    count: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked, and what was found; ``words`` are empty where nothing was asked."""

    question: str
    words: tuple[str, ...]
    groups: tuple[Group, ...]
    only: SearchKind | None

    @property
    def count(self) -> int:
        """All results that were counted."""
        return sum(group.count for group in self.groups)

    @property
    def is_more(self) -> bool:
        """Whether there are more."""
        return any(group.is_more for group in self.groups)

    @property
    def most(self) -> int:
        """How many of a kind are counted."""
        return MOST


def show(
    session: Session, question: str, *, viewer: User, on: date, each: int, only: SearchKind | None = None
) -> SearchPage:
    """The results for a question among what ``viewer`` may see.

    :param each: how many are shown of a kind.
    :param only: show this kind alone, and all that was counted of it.
    """
    words = words_of(question)
    if only is None:
        found = find(session, words, viewer=viewer)
    else:
        found, each = find(session, words, viewer=viewer, kinds=(only,)), MOST
    shown = [hit for hits in found for hit in hits.rows[:each]]
    places = _places(session, shown, on)
    return SearchPage(question.strip(), words, tuple(_group(hits, words, each, places) for hits in found), only)


@dataclass(frozen=True, slots=True)
class _Place:
    """A plan in which something was found; its light is known where it was kept and still holds."""

    code: str
    name: str
    is_demo: bool
    sub_plans: Mapping[str, str]  # by their letters
    light: Light | None
    light_word: str


def _places(session: Session, shown: Sequence[Hit], on: date) -> dict[int, _Place]:
    ids = {hit.plan_id for hit in shown if hit.plan_id is not None}
    if not ids:
        return {}
    plans: dict[int, Plan] = {}
    sub_plans: dict[int, dict[str, str]] = {plan_id: {} for plan_id in ids}
    query = select(Plan, SubPlan.key, SubPlan.name).outerjoin(SubPlan, SubPlan.plan_id == Plan.id)
    for plan, letter, name in session.execute(query.where(Plan.id.in_(ids))):
        plans[plan.id] = plan
        sub_plans[plan.id][letter] = name
    lit = [plans[hit.row_id] for hit in shown if hit.kind is SearchKind.PLAN]
    kept = snapshots.matching(session, lit, thresholds.in_force(session, lit), on=on) if lit else {}
    return {
        plan_id: _Place(
            *(plan.code, plan.full_name, plan.is_demo, sub_plans[plan_id]),
            *((Light(row.light), row.light_word) if (row := kept.get(plan_id)) else (None, "")),
        )
        for plan_id, plan in plans.items()
    }


def _group(hits: Hits, words: Sequence[str], each: int, places: Mapping[int, _Place]) -> Group:
    lines = tuple(_line(hit, words, places.get(hit.plan_id or 0)) for hit in hits.rows[:each])
    return Group(hits.kind, lines, len(hits.rows), hits.is_more)


def _line(hit: Hit, words: Sequence[str], place: _Place | None) -> ResultLine:
    named = marked(hit.title, words), marked(hit.key, words)
    part = "" if _has_all(named, words) else excerpt(hit.detail.replace("\n", "；"), words)
    is_plan = hit.kind is SearchKind.PLAN
    return ResultLine(
        *(hit.kind, hit.row_id, hit.key, hit.roc_year, place.code if place else None),
        title=marked(place.name, words) if place and is_plan else named[0],
        key_pieces=named[1],
        excerpt=marked(part, words),
        crumbs=_crumbs(hit, place) if place and not is_plan else (),
        light=place.light if place and is_plan else None,
        light_word=place.light_word if place and is_plan else "",
        is_demo=bool(place and place.is_demo),
    )


def _has_all(named: Sequence[Pieces], words: Sequence[str]) -> bool:
    """Whether what is shown anyway has every word already."""
    texts = [plain("".join(piece for piece, _ in pieces)) for pieces in named]
    return all(any(word in text for text in texts) for word in words)


def _crumbs(hit: Hit, place: _Place) -> tuple[str, ...]:
    plan = f"{place.code} {place.name}"
    if hit.kind not in _IN_SUB_PLANS:
        return (plan,)
    letter = hit.key.partition("-")[0]
    return (plan, f"{letter} {place.sub_plans[letter]}") if letter in place.sub_plans else (plan,)
