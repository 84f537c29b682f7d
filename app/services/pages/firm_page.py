"""企業輔導履歷: one firm, everything it received over all plans and years, in figures and on a time line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.personal_data import PersonalKind, Purpose
from app.domain.roles import Permission
from app.domain.tax_id import tax_id_fault
from app.models import Firm, FirmDecision, User
from app.services.firms.deciding import decisions_on
from app.services.firms.overlapping import sentences
from app.services.firms.received import Received, cases_of, visible_plan_ids
from app.services.firms.shown_under import SHOWN_UNDER, find
from app.services.firms.similar import SimilarFirm, similar_firms
from app.services.pages.firm_list import in_sight, sees_all
from app.services.permissions import may_anywhere
from app.services.personal_data import shown


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over cases that were granted, in whole 元; ``None``: of none of them is anything reported."""

    label: str
    cases: int
    government_grant: int | None
    self_fund: int | None
    output_sum: int | None
    saving_sum: int | None

    @classmethod
    def of(cls, label: str, cases: Sequence[Received]) -> "Figures":
        """The sums over some cases."""

        def total(name: str) -> int | None:
            told = [value for one in cases if (value := getattr(one, name)) is not None]
            return sum(told) if told else None

        money = (total(name) for name in ("government_grant", "self_fund", "output_sum", "saving_sum"))
        return cls(label, len(cases), *money)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in the history; ``start_pct`` and ``length_pct`` place it on the time line."""

    received: Received
    may_open: bool
    overlaps: tuple[str, ...]
    start_pct: float
    length_pct: float


@dataclass(frozen=True, slots=True)
class Year:
    """Where a year begins on the time line."""

    roc_year: int
    start_pct: float


@dataclass(frozen=True, slots=True)
class FirmPage:
    """What the page shows. ``firm`` is the one under which the asked one is shown."""

    firm: Firm
    asked: Firm
    fault: str | None  # of the 統一編號
    names: tuple[str, ...]  # every other way in which it is written
    merged: tuple[Firm, ...]
    head_name: str | None
    total: Figures
    by_plan: tuple[Figures, ...]
    helped: tuple[CaseLine, ...]
    applied: tuple[CaseLine, ...]  # not granted: applications that brought no help
    years: tuple[Year, ...]  # on the time line
    is_demo: bool
    is_partial: bool  # only the cases of the viewer's own plans
    may_decide: bool
    decisions: tuple[FirmDecision, ...]
    similar: tuple[SimilarFirm, ...]


def show(session: Session, tax_id: str, *, viewer: User) -> FirmPage:
    """The history of a firm, as far as the viewer may see it.

    :raises NotFound: if there is no such firm, or none for this person.
    """
    asked = find(session, tax_id)
    if session.scalar(select(Firm.id).where(Firm.tax_id == tax_id, in_sight(session, viewer))) is None:
        raise NotFound(f"查無統一編號 {tax_id} 的企業，或不在您的計畫範圍內。")
    firm = session.get_one(Firm, asked.merged_into_id) if asked.merged_into_id else asked
    family = session.scalars(select(Firm).where(SHOWN_UNDER.in_([firm.id])).order_by(Firm.tax_id)).all()
    everything = cases_of(session, SHOWN_UNDER.in_([firm.id]))
    visible = visible_plan_ids(session, viewer)
    mine = everything if sees_all(viewer) else tuple(one for one in everything if one.help.plan_id in visible)
    helped = tuple(one for one in mine if one.is_granted)
    said = sentences([one for one in everything if one.is_granted], visible)
    may_decide = may_anywhere(viewer, Permission.MANAGE_FIRMS)
    return FirmPage(
        firm=firm,
        asked=asked,
        fault=tax_id_fault(firm.tax_id),
        names=_names(firm, family if sees_all(viewer) else [], mine),
        merged=tuple(one for one in family if one is not firm) if sees_all(viewer) else (),
        head_name=shown(firm.head_name, PersonalKind.NAME, Purpose.CASES, viewer=viewer) if firm.head_name else None,
        total=Figures.of("合計", helped),
        by_plan=_by_plan(helped),
        helped=_lines(helped, visible, said),
        applied=_lines([one for one in mine if not one.is_granted], visible, {}),
        years=_years(helped),
        is_demo=any(one.is_demo for one in mine),
        is_partial=not sees_all(viewer),
        may_decide=may_decide,
        decisions=decisions_on(session, [one.id for one in family]) if sees_all(viewer) else (),
        similar=_similar(session, firm, family) if may_decide else (),
    )


def _names(firm: Firm, family: Sequence[Firm], cases: Sequence[Received]) -> tuple[str, ...]:
    written = [one.name for one in family] + sorted({one.firm_name for one in cases})
    return tuple(name for name in dict.fromkeys(written) if name != firm.name)


def _by_plan(helped: Sequence[Received]) -> tuple[Figures, ...]:
    ordered = sorted(helped, key=lambda one: (one.roc_year, one.plan_code), reverse=True)
    plans = groupby(ordered, key=lambda one: (one.roc_year, one.plan_code, one.plan_name))
    return tuple(Figures.of(f"{year} 年度　{code} {name}", list(of)) for (year, code, name), of in plans)


def _years(helped: Sequence[Received]) -> tuple[Year, ...]:
    if not helped:
        return ()
    first, last = min(one.help.first for one in helped).year, max(one.help.last for one in helped).year
    return tuple(
        Year(year - 1911, round(100 * (year - first) / (last + 1 - first), 2)) for year in range(first, last + 1)
    )


def _lines(
    cases: Sequence[Received], visible: frozenset[int], said: dict[int, tuple[str, ...]]
) -> tuple[CaseLine, ...]:
    if not cases:
        return ()
    start = date(min(one.help.first for one in cases).year, 1, 1)
    days = (date(max(one.help.last for one in cases).year, 12, 31) - start).days + 1
    return tuple(
        CaseLine(
            one,
            one.help.plan_id in visible,
            said.get(one.help.case_id, ()),
            round(100 * (one.help.first - start).days / days, 2),
            round(max(100 * ((one.help.last - one.help.first).days + 1) / days, 1), 2),
        )
        for one in cases
    )


def _similar(session: Session, firm: Firm, family: Sequence[Firm]) -> tuple[SimilarFirm, ...]:
    """The others that it may be, without those on which somebody decided."""
    mine = {one.id for one in family}
    query = select(FirmDecision.lower_id, FirmDecision.higher_id).where(
        FirmDecision.undone_at.is_(None), FirmDecision.lower_id.in_(mine) | FirmDecision.higher_id.in_(mine)
    )
    decided = {number for pair in session.execute(query) for number in pair}
    found = similar_firms(session, firm.name, firm.tax_id, firm.head_office, limit=50)
    return tuple(one for one in found if one.id not in mine | decided)[:10]
