"""首頁: what each role looks for first, on one page; a person with several roles sees the parts of each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock
from app.domain.last_look import told_from
from app.domain.roles import Permission, Role
from app.models import User
from app.services import last_look
from app.services.home import chase, news_since, operations, reports_due, tasks, trail_watch, worst_plans, year_lights
from app.services.home.chase import Debtor
from app.services.home.news_since import NewsSince
from app.services.home.operations import Operations
from app.services.home.reports_due import ReportsDue
from app.services.home.task_rows import TaskKind
from app.services.home.tasks import Tasks
from app.services.home.trail_watch import TrailWatch
from app.services.home.worst_plans import WorstPlan
from app.services.home.year_lights import Turned, YearLights
from app.services.last_look import HomeVisit
from app.services.permissions import in_force, may_anywhere
from config import Settings

MOST_WORST, MOST_TURNED = 5, 5
#: What a person has to do themselves; the other kinds are somebody else's work that waits for their judgement.
_OWED = (
    *(TaskKind.CORRECTION, TaskKind.REFUSED, TaskKind.ANSWER, TaskKind.RETURNED_CHANGE),
    *(TaskKind.SOON, TaskKind.DRAFT, TaskKind.CHANGE_DRAFT),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a year stands as managers ask for it."""

    lights: YearLights
    worst: tuple[WorstPlan, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The parts that are this person's; ``None`` is another role's.

    :ivar visit: ``visit.look.since`` is when they looked before; what happened after ``told_from`` is told.
    :ivar owed: what the person has to do; ``waiting``: what others have done and wait for an answer to.
    :ivar turned: plans of the year whose light turned since they looked, ``turned_total`` of them.
    :ivar is_new: the person sees no plan and keeps nothing: an account that waits for its role.
    """

    visit: HomeVisit
    told_from: datetime
    owed: tuple[Tasks, ...]
    waiting: tuple[Tasks, ...]
    reports: ReportsDue | None
    chase: tuple[Debtor, ...] | None
    standing: Standing | None
    trail: TrailWatch | None
    operations: Operations | None
    news: NewsSince
    turned: tuple[Turned, ...]
    turned_total: int
    is_new: bool

    @property
    def told_from_day(self) -> date:
        """The day from which on what happened is told."""
        return clock.day_of(self.told_from)

    @property
    def judges(self) -> bool:
        """Whether others' work waits for this person now and then."""
        return self.chase is not None or self.standing is not None

    @property
    def tells_beside(self) -> bool:
        """Whether what changed stands beside the rest; a 受委託單位 finds what it owes there, and nothing else."""
        return self.reports is None

    @property
    def has_changes(self) -> bool:
        """Whether anything changed since they looked."""
        return bool(self.news.groups or self.turned)


def show(session: Session, settings: Settings, viewer: User, *, on: date, at: datetime) -> HomePage:
    """The page of a visit at ``at``; that it was made, ``last_look.note`` remembers."""
    visit = last_look.at_home(session, viewer, at=at)
    since, roles = told_from(visit.look, at), {grant.role for grant in in_force(viewer)}
    keeps_only = roles == {Role.ADMIN}  # who keeps the installation and nothing else has no use for lights
    year = None if keeps_only else year_lights.newest_year(session, viewer, until=on.year - 1911)
    waiting = tasks.of(session, viewer, since=since, on=on, at=at)
    turned, turned_total = _turned(session, viewer, year, since, on)
    return HomePage(
        visit=visit,
        told_from=since,
        owed=tuple(one for one in waiting if one.kind in _OWED),
        waiting=tuple(one for one in waiting if one.kind not in _OWED),
        reports=reports_due.of_contractor(session, viewer, on=on) if Role.CONTRACTOR in roles else None,
        chase=chase.of_office(session, viewer, on=on) if Role.OFFICER in roles else None,
        standing=_standing(session, viewer, year, on) if Role.MANAGER in roles and year else None,
        trail=trail_watch.of_auditor(session, viewer) if Role.AUDITOR in roles else None,
        operations=_operations(session, settings, viewer, roles, at),
        news=news_since.of_person(session, viewer, since=since),
        turned=turned,
        turned_total=turned_total,
        is_new=year is None and not roles & {Role.ADMIN, Role.AUDITOR},
    )


def _standing(session: Session, viewer: User, roc_year: int, on: date) -> Standing:
    lights = year_lights.of_year(session, viewer, roc_year, on=on, most=MOST_WORST)
    return Standing(lights, worst_plans.of_plans(session, lights.worst, on=on))


def _turned(
    session: Session, viewer: User, roc_year: int | None, since: datetime, on: date
) -> tuple[tuple[Turned, ...], int]:
    if roc_year is None:
        return (), 0
    return year_lights.turned(session, viewer, since=clock.day_of(since), on=on, most=MOST_TURNED)


def _operations(
    session: Session, settings: Settings, viewer: User, roles: set[Role], at: datetime
) -> Operations | None:
    if Role.ADMIN not in roles or not may_anywhere(viewer, Permission.READ_ACCOUNTS):
        return None
    return operations.of_administrator(session, settings, viewer, at=at)
