"""The page of the plans over several years: one column for each year, or for years printed as one sum."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models import Allotment, MultiYearPlan, User
from app.services import multi_year


@dataclass(frozen=True, slots=True)
class Span:
    """Years of one column, ROC and both inclusive."""

    from_year: int
    to_year: int

    @property
    def label(self) -> str:
        """As the head of a column: 105–106 年度."""
        years = f"{self.from_year}–{self.to_year}" if self.from_year < self.to_year else f"{self.from_year}"
        return f"{years} 年度"


@dataclass(frozen=True, slots=True)
class MultiYearRow:
    """A plan with what it has in the years of each column; ``None``: nothing is printed."""

    plan: MultiYearPlan
    shares: tuple[Allotment | None, ...]


@dataclass(frozen=True, slots=True)
class MultiYearPage:
    """The columns, and the plans under them."""

    spans: tuple[Span, ...]
    rows: tuple[MultiYearRow, ...]


def page(session: Session, *, viewer: User) -> MultiYearPage:
    """The plans of the agencies whose budget a person may read.

    :raises PermissionDenied: if ``viewer`` may read no budget at all.
    """
    plans = multi_year.visible_to(session, viewer)
    spans = sorted({(one.from_year, one.to_year) for plan in plans for one in plan.allotments})
    rows = []
    for plan in plans:
        shares = {(one.from_year, one.to_year): one for one in plan.allotments}
        rows.append(MultiYearRow(plan, tuple(shares.get(span) for span in spans)))
    return MultiYearPage(tuple(Span(*span) for span in spans), tuple(rows))
