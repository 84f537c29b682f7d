"""A section of a plan laid out as a grid to fill in: what is pasted or typed goes the way of a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.errors import NotFound
from app.domain.findings import Problem, Severity
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.domain.submission_status import SubmissionSource
from app.models import Plan, ReportingPeriod, Submission, User
from app.services import period_closings, plans, revisions, stale_forms, submissions
from app.services.examination import Examination, examine_reading
from app.services.grid import CellProblem, Grid
from app.services.permissions import require
from app.services.stale_forms import Choices, Stale
from app.services.transaction import release
from app.workbooks.checking import overlay
from app.workbooks.sheets import SHEETS
from app.workbooks.typed import TypedReading, TypedRow, read_typed

GRIDS = {sheet.section: sheet for sheet in SHEETS}


@dataclass(frozen=True, slots=True)
class ReportGrid(Grid):
    """A section laid out for a person to report on."""

    plan: Plan
    period: ReportingPeriod
    document: PlanDocument


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a grid: a draft, or the reasons why there is none.

    ``stale``: somebody else changed the same cells meanwhile, and the person must choose.
    """

    submission: Submission | None
    problems: tuple[CellProblem, ...] = ()
    stale: Stale | None = None


def open_grid(
    session: Session, plan: Plan, period: str, section: str, *, by: User, revision: int | None = None
) -> ReportGrid:
    """A section as it stands; on the way back, as it stood when the person opened it.

    :raises PermissionDenied: if ``by`` may not report on this plan.
    :raises NotFound: if there is no such period, grid or revision.
    :raises PeriodClosed: if the period is closed: nobody shall type what is refused afterwards.
    """
    require(by, Permission.REPORT, plan)
    if section not in GRIDS:
        raise NotFound(
            f"沒有「{section}」這張填報表格；可用的表格：{'、'.join(sheet.name for sheet in GRIDS.values())}。"
        )
    chosen = plans.period_of(session, plan, period)
    period_closings.must_be_open(session, chosen)
    if revision is None or revision == plan.revision:
        base, number = revisions.present(session, plan), plan.revision
    else:
        base, number = _document_at(session, plan, revision), revision
    place = f"{plan.code}/periods/{chosen.key}/{section}"
    return ReportGrid(place, plan, GRIDS[section], base, number, None, chosen, base)


def unreadable(grid: ReportGrid, rows: Sequence[TypedRow]) -> tuple[CellProblem, ...]:
    """What cannot be taken as it is written, before anybody asks for the rules of a report."""
    typed = read_typed(grid.sheet, grid.document, rows)
    return tuple(_placed(overlay(grid.document, typed.reading).problems, typed))


def check(session: Session, grid: ReportGrid, rows: Sequence[TypedRow], *, on: date) -> tuple[CellProblem, ...]:
    """Everything that sending these rows would be told, while they are being typed. Writes nothing.

    A step: opening the grid has asked for permission.
    """
    typed = read_typed(grid.sheet, grid.document, rows)
    return tuple(_placed(_examined(session, grid, typed, on).problems, typed))


def propose(
    session: Session,
    grid: ReportGrid,
    rows: Sequence[TypedRow],
    *,
    by: User,
    on: date,
    at: datetime,
    data_dir: Path,
    choices: Choices = stale_forms.NONE,
) -> Outcome:
    """Check what is typed as a workbook's cells are, and keep it as a draft for its author to look at and send.

    Errors are returned and nothing is kept; warnings are kept with the draft.

    :param on: the day of reporting.
    :param choices: what the person chose where somebody else changed the same cells meanwhile.
    :raises PermissionDenied: if ``by`` may not report on this plan.
    """
    require(by, Permission.REPORT, grid.plan)
    typed = read_typed(grid.sheet, grid.document, rows)
    examined = _examined(session, grid, typed, on)
    problems = tuple(_placed(examined.problems, typed))
    if examined.proposal is None:
        return Outcome(None, problems)
    if examined.proposal.document == grid.document:
        return Outcome(None, (_NOTHING_CHANGED, *problems))
    filled = examined.proposal.document
    up = stale_forms.bring_up(session, grid.plan, grid.document, filled, opened=grid.revision, choices=choices)
    if isinstance(up, Stale) or up.document == up.now:
        release(session)
        return Outcome(None, problems, up) if isinstance(up, Stale) else Outcome(None, (_NOTHING_CHANGED, *problems))
    proposal = replace(
        examined.proposal,
        document=up.document,
        base_revision=grid.plan.revision,
        # The cells of a page have no names as those of a file do.
        problems=tuple(replace(problem, cell=None) for problem in examined.proposal.problems),
    )
    draft = submissions.propose(session, grid.plan, grid.period, proposal, by=by, at=at, data_dir=data_dir, send=False)
    return Outcome(draft, problems)


def _examined(session: Session, grid: ReportGrid, typed: TypedReading, on: date) -> Examination:
    return examine_reading(
        session,
        grid.plan,
        grid.period,
        grid.document,
        typed.reading,
        on=on,
        revision=grid.revision,
        source=SubmissionSource.FORM,
    )


_NOTHING_CHANGED = CellProblem(
    None, None, Severity.ERROR, "nothing_changed", "填寫的內容與計畫現有資料相同，沒有需要送審的修改。"
)


def _placed(problems: Iterable[Problem], typed: TypedReading) -> Iterable[CellProblem]:
    for problem in problems:
        row, field = typed.places.get(problem.cell or "", (None, None))
        yield CellProblem(row, field, problem.severity, problem.code, problem.message)


def _document_at(session: Session, plan: Plan, number: int) -> PlanDocument:
    revision = revisions.find(session, plan, number)
    if revision is None:
        raise NotFound("這份表格所依據的計畫版本不存在；請重新開啟填報頁面。")
    return canonical.from_json(revision.document)
