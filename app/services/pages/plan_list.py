"""The portfolio: the plans of a year, how each stands, where it slips, why, and who acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.domain.lights import Light
from app.domain.portfolio import Totals
from app.domain.roc_calendar import format_roc
from app.domain.roles import Permission
from app.models import Plan, PlanSnapshot, User
from app.services import snapshots, thresholds
from app.services.pages import plan_slipping
from app.services.pages.paging import PAGE_SIZE, Page, place
from app.services.pages.plan_slipping import RULE, Slipping, Why
from app.services.portfolio import adding_up, choosing
from app.services.portfolio.adding_up import Sums
from app.services.portfolio.asking import Wanted
from app.services.portfolio.standing import StandingsOfDay


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan in the list. Money is whole 元; ``why`` is the sentence of the rule that chose the light."""

    plan_id: int
    code: str
    name: str
    roc_year: int
    starts_on: date
    ends_on: date
    division: str
    contractor: str
    agency: str
    is_demo: bool
    government_budget: int
    contracted: int
    executed: int | None
    cases: int
    planned_pct: Decimal | None
    actual_pct: Decimal | None
    difference_pct: Decimal | None
    checkpoints_done: int
    checkpoints_total: int
    checkpoints_overdue: int
    light: Light
    light_word: str  # what the rule that chose the light says: 黃 is 落後, or 未填報
    why: str
    next_due: str | None
    slipping: Slipping | None
    head: str

    @property
    def told(self) -> Why | None:
        """Why it is late, as people told or the rules found it; ``None`` while nothing is."""
        if self.slipping is not None and self.slipping.is_late:
            return self.slipping.why
        return Why(self.why, RULE) if self.light in (Light.RED, Light.YELLOW, Light.GREY) else None

    @property
    def rate(self) -> Decimal | None:
        """執行率: 執行數 over 簽約數, a ratio."""
        return None if self.executed is None or not self.contracted else Decimal(self.executed) / self.contracted


@dataclass(frozen=True, slots=True)
class PlanListing:
    """A page of the portfolio, with what all of it comes to.

    :ivar of_day: on which day the rows were kept that sort and add up, and how many of them no longer hold.
    """

    rows: tuple[PlanLine, ...]
    page: Page
    sums: Sums
    of_day: StandingsOfDay

    @property
    def groups(self) -> Sequence[tuple[str, Totals, Sequence[PlanLine]]]:
        """The lines under their heads, each with what its whole group comes to; without heads one group."""
        heads = dict.fromkeys(row.head for row in self.rows)
        return [(head, self.sums.groups[head], [row for row in self.rows if row.head == head]) for head in heads]


def page(
    session: Session,
    viewer: User,
    *,
    on: date,
    wanted: Wanted,
    number: int = 1,
    size: int | None = PAGE_SIZE,
    permission: Permission = Permission.VIEW,
) -> PlanListing:
    """A page of the plans that a person may see. What lies on other pages is neither loaded nor computed.

    What plans are chosen, sorted and added up by is their row of today; the few plans whose row no longer says what
    their own page says are computed first, so that none stands in a wrong place.

    :param size: ``None`` puts everything on one page.
    :param permission: what the person wants to do with the plans.
    :raises BadThreshold: if the thresholds of a plan cannot be used.
    """
    query = choosing.matching(viewer, wanted, permission)
    of_day, sums = adding_up.read(session, query, wanted, viewer, on=on)
    at = place(sums.all.plans, number, size or max(sums.all.plans, 1))
    first = 0 if size is None else (at.number - 1) * size
    part = adding_up.part(session, query, of_day, wanted, sums, viewer, first=first, rows=size)
    shown = _shown(session, [(plan, row) for plan, row, _ in part], of_day, on)
    slipping = plan_slipping.worst_of(session, list(shown), on=on)
    lines = tuple(_line(plan, shown[plan.id], slipping.get(plan.id), head) for plan, _, head in part)
    return PlanListing(lines, at, sums, of_day)


def _shown(
    session: Session, part: Sequence[tuple[Plan, PlanSnapshot | None]], of_day: StandingsOfDay, on: date
) -> Mapping[int, PlanSnapshot]:
    """What is said of each plan: its row where it holds, what was computed instead where it does not."""
    found = {plan.id: row for plan, row in part if row is not None} | {
        plan.id: of_day.computed[plan.id] for plan, _ in part if plan.id in of_day.computed
    }
    if not of_day.outdated:
        return found
    page_of = [plan for plan, _ in part]
    limits = thresholds.in_force(session, page_of)
    kept = snapshots.matching(session, page_of, limits, on=on)
    others = [plan for plan in page_of if plan.id not in kept]
    return kept | snapshots.unkept(session, others, limits, on=on)


def _line(plan: Plan, shown: PlanSnapshot, slipping: Slipping | None, head: str) -> PlanLine:
    return PlanLine(
        plan_id=plan.id,
        code=plan.code,
        name=plan.full_name,
        roc_year=plan.roc_year,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        division=plan.division,
        contractor=plan.contractor.name,
        agency=plan.agency.name,
        is_demo=plan.is_demo,
        government_budget=plan.government_budget,
        contracted=shown.contracted,
        executed=shown.executed,
        cases=shown.cases,
        planned_pct=shown.planned_pct,
        actual_pct=shown.actual_pct,
        difference_pct=shown.difference_pp,
        checkpoints_done=shown.checkpoints_done,
        checkpoints_total=shown.checkpoints_total,
        checkpoints_overdue=shown.checkpoints_overdue,
        light=Light(shown.light),
        light_word=shown.light_word,
        why=shown.why,
        next_due=f"{shown.next_due_key}（{format_roc(shown.next_due_on)}）" if shown.next_due_on else None,
        slipping=slipping,
        head=head,
    )
