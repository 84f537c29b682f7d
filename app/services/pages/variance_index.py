"""差異分析 over all plans of a year that a person may see: row by row with the worst first, or added up by group."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from app.domain import plan_document as doc
from app.domain.slippage.expected import accumulates
from app.domain.thresholds import Thresholds
from app.domain.units import UnitError, unit_kind, unit_scale
from app.domain.variance import Direction, Variance, VarianceStatus, rate_text
from app.domain.variance_lines import (
    PERSON_MONTHS,
    URGENCY,
    YUAN,
    Kind,
    VarianceLine,
    input_line,
    input_row,
    of_checkpoint,
    of_indicator,
)
from app.domain.variance_table import EXPECTED
from app.domain.variance_table import of_checkpoint as checkpoint_row
from app.domain.variance_table import of_indicator as indicator_row
from app.models import Checkpoint, Indicator, Plan, User
from app.services import thresholds, variance_documents, variance_list, variance_notes
from app.services.pages.paging import PAGE_SIZE, Paged, paged, place
from app.services.pages.variance_page import ShownLine, place_of
from app.services.target_courses import Courses
from app.services.variance_list import Grouping, Level, Sum, Wanted
from app.services.variance_notes import Notes


@dataclass(frozen=True, slots=True)
class IndexLine:
    """A line with the plan it is of."""

    code: str
    plan_name: str
    division: str
    contractor: str
    is_demo: bool
    shown: ShownLine
    may_write: bool
    is_from_cases: bool  # the sum over cases stands on the plan's own page


@dataclass(frozen=True, slots=True)
class GroupLine:
    """What a group adds up to of one thing, in base units.

    ``variance`` holds the rows that were reported alone: a target that nobody has reported on yet is no shortfall.
    """

    group: str
    item: str
    unit: str
    rows: int
    reported: int
    target: Decimal | None
    variance: Variance
    is_demo: bool = False

    @property
    def status(self) -> VarianceStatus:
        """How the reported rows stand together; of 經費 and 人力 it says nothing that their rate does not."""
        return VarianceStatus.NOT_REPORTED if not self.reported else self.variance.status

    @property
    def scale(self) -> Decimal:
        """Base units in one printed unit."""
        return unit_scale(self.unit)[1]

    @property
    def rate_text(self) -> str:
        """達成率 of the reported rows."""
        return rate_text(self.variance)

    @property
    def urgency(self) -> tuple[int, bool, Decimal]:
        """Sorts the worst first."""
        rate = self.variance.rate
        return URGENCY[self.status], rate is not None, rate or Decimal(0)


@dataclass(frozen=True, slots=True)
class NotAdded:
    """What cannot be added up, and why."""

    group: str
    item: str
    unit: str
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class VarianceIndex:
    """The page; either ``listing`` or ``groups`` is there. ``counts`` is by state, for 經費 and 人力 blank."""

    years: Sequence[int]
    wanted: Wanted
    counts: dict[str, int]
    listing: Paged[IndexLine] | None = None
    by: Grouping | None = None
    groups: Paged[GroupLine] | None = None
    not_added: tuple[NotAdded, ...] = ()  # the first of them
    not_added_total: int = 0


def show(
    session: Session,
    viewer: User,
    years: Sequence[int],
    wanted: Wanted,
    *,
    by: Grouping | None,
    on: date,
    number: int = 1,
) -> VarianceIndex:
    """A page of what is asked for."""
    if by is not None:
        added, left = sums_of(session, viewer, wanted, by, on=on)
        shown = paged(added, number)
        return VarianceIndex(
            *(years, wanted, {}), by=by, groups=shown, not_added=tuple(left[:PAGE_SIZE]), not_added_total=len(left)
        )
    counted = variance_list.counts(session, viewer, wanted, on=on)
    where = place(counted.get(wanted.status, 0) if wanted.status else sum(counted.values()), number)
    first = (where.number - 1) * PAGE_SIZE
    found = variance_list.rows(session, viewer, wanted, on=on, first=first, size=PAGE_SIZE)
    return VarianceIndex(
        years, wanted, counted, listing=Paged(lines_of(session, viewer, wanted.level, found, on=on), where)
    )


def sums_of(
    session: Session, viewer: User, wanted: Wanted, by: Grouping, *, on: date
) -> tuple[list[GroupLine], list[NotAdded]]:
    """What the plans add up to by group, and what cannot be added."""
    return added_up(variance_list.sums(session, viewer, wanted, by, on=on), worst=wanted.worst_first)


def everything(session: Session, viewer: User, wanted: Wanted, *, on: date) -> tuple[IndexLine, ...]:
    """All rows of all pages, for a file."""
    return lines_of(session, viewer, wanted.level, variance_list.rows(session, viewer, wanted, on=on), on=on)


def lines_of(session: Session, viewer: User, level: Level, found: Sequence[Any], *, on: date) -> tuple[IndexLine, ...]:
    """Rows as they are shown; what is asked about their plans is asked once for all of them."""
    plans: dict[int, Plan] = {row[-2].id: row[-2] for row in found}
    limits = thresholds.in_force(session, plans.values()) if plans else {}
    notes, courses = Notes(session, list(plans)), Courses(session, list(plans))
    days = variance_documents.days(session, list(plans))

    def line_of(row: Sequence[Any]) -> IndexLine:
        plan, contractor = row[-2], row[-1]
        line = _line(level, row, plan, limits[plan.id], days.get(plan.id, on))
        reported = row[0] if level is Level.CHECKPOINTS else None
        shown = ShownLine(
            place_of(plan.id, line),
            line,
            courses.of(plan.id, line.row.section, line.row.key),
            notes.of(plan.id, line, reported),
        )
        is_from_cases = level is Level.INDICATORS and row[0].case_source is not None
        may_write = bool(line.row.key) and variance_notes.may_write(viewer, plan)  # a total is nobody's row
        return IndexLine(
            *(plan.code, plan.full_name, plan.division, contractor, plan.is_demo, shown, may_write, is_from_cases)
        )

    return tuple(map(line_of, found))


def _line(level: Level, row: Sequence[Any], plan: Plan, limits: Thresholds, on: date) -> VarianceLine:
    days = {"starts_on": plan.starts_on, "ends_on": plan.ends_on, "on": on}
    if level is Level.INDICATORS:
        indicator = _document_row(doc.Indicator, row[0])
        kind = Kind.EXPECTED if EXPECTED in indicator.listed_in else Kind.INDICATOR
        return of_indicator(indicator_row(indicator), kind, limits, **days)
    if level is Level.CHECKPOINTS:
        point = _document_row(doc.Checkpoint, row[0], sub_plan=row[0].key.partition("-")[0])
        return of_checkpoint(checkpoint_row(point), point, limits, on=on)
    variance = Variance(Decimal(row[0]), None if row[1] is None else Decimal(row[1]))
    if level is Level.MONEY:
        return input_line(input_row("finance_lines", "", "全部來源合計", YUAN, 0, variance), Kind.MONEY, limits, **days)
    return input_line(input_row("staffing", "", "各級別合計", PERSON_MONTHS, 2, variance), Kind.PEOPLE, limits, **days)


def _document_row(kind: Any, row: Indicator | Checkpoint, **known: str) -> Any:
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind) if field.name not in known}, **known)


def added_up(found: Iterable[Sum], *, worst: bool) -> tuple[list[GroupLine], list[NotAdded]]:
    """Sums of like things, of whatever scale they are written in; and what cannot be added, with the reason.

    案 is not 件, and a percentage is no quantity: an average of averages would say what nobody measured.
    """
    added: list[GroupLine] = []
    left: list[NotAdded] = []
    like = attrgetter("group", "item")
    for (group, item), rows in groupby(sorted(found, key=lambda one: (one.group, one.item, one.unit)), key=like):
        for together in _alike(rows):
            first = together[0]
            if accumulates(first.unit):
                added.append(_added(group, item, together))
            else:
                count = sum(one.rows for one in together)
                left.append(NotAdded(group, item, first.unit, count, "比率與分數不可相加，請逐項檢視"))
    added.sort(key=(lambda line: line.urgency) if worst else (lambda line: (line.group, line.item, line.unit)))
    return added, left


def _alike(rows: Iterable[Sum]) -> Iterator[list[Sum]]:
    """Rows of one thing whose figures may be added: counted in one kind of unit, and good in one direction."""
    kinds: dict[tuple[str, bool, bool], list[Sum]] = {}
    for row in rows:
        kinds.setdefault((_kind_of(row.unit), row.more_is_better, row.target is None), []).append(row)
    yield from kinds.values()


def _kind_of(unit: str) -> str:
    try:
        return unit_kind(unit)
    except UnitError:
        return unit


def _added(group: str, item: str, rows: Sequence[Sum]) -> GroupLine:
    unit = max((row.unit for row in rows), key=lambda unit: unit_scale(unit)[1])
    direction = Direction.HIGHER if rows[0].more_is_better else Direction.LOWER
    return GroupLine(
        group,
        item,
        unit,
        sum(row.rows for row in rows),
        sum(row.reported for row in rows),
        _total(row.target for row in rows),
        Variance(_total(row.reported_target for row in rows), _total(row.actual for row in rows), direction),
        is_demo=any(row.is_demo for row in rows),
    )


def _total(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
