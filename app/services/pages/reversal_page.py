"""The page on which an accepted report is taken back: what goes back to what, and what must be decided first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.domain.merge import cell_value
from app.domain.plan_document import REPORTED_SECTIONS, PlanDocument, reported_cells
from app.domain.row_label import row_label
from app.domain.undo import RowConflict
from app.models import Submission, User
from app.services import reversals, revisions, settlements
from app.services.pages import differences
from app.services.pages.differences import Conflict, SectionChanges
from app.workbooks.sheets import sheet_of


@dataclass(frozen=True, slots=True)
class ReversalPage:
    """What taking a report back would do now, to the plan as it stands at ``revision``.

    Of a conflict, ``base`` is what the report left, ``ours`` what stands now, and ``theirs`` what was before it.
    """

    id: int
    period: str
    version: int
    plan_code: str
    plan_name: str
    year_index: int
    years_total: int
    revision: int
    differences: int  # cells and rows that go back by themselves
    sections: tuple[SectionChanges, ...]
    conflicts: tuple[Conflict, ...]
    must_stay: frozenset[str]  # conflicts of which only the present state can be kept


def show(session: Session, submission: Submission, *, viewer: User) -> ReversalPage:
    """The page for a report that ``viewer`` may take back; raises what :func:`reversals.preview` does."""
    found = reversals.preview(session, submission, by=viewer)
    plan, free = submission.plan, replace(found.merge, conflicts=())
    document = revisions.present(session, plan)
    since = submission.applied_revision or plan.revision
    latest = settlements.latest_changes(session, plan, found.merge.conflicts, since=since)
    return ReversalPage(
        id=submission.id,
        period=submission.period.key,
        version=submission.version,
        plan_code=plan.code,
        plan_name=plan.name,
        year_index=plan.year_index,
        years_total=plan.years_total,
        revision=plan.revision,
        differences=free.differences,
        sections=differences.by_sheet(free, document),
        conflicts=(
            *differences.conflicts(found.merge, document, latest),
            *(_row_conflict(row, document) for row in found.rows),
        ),
        must_stay=frozenset(row.id for row in found.rows if row.must_stay),
    )


def _row_conflict(row: RowConflict, document: PlanDocument) -> Conflict:
    return Conflict(
        row.id,
        REPORTED_SECTIONS[row.section],
        row_label(row.key, row.now or row.after),
        differences.WHOLE_ROW,
        base=differences.row_summary(row.section, row.after, document),
        theirs="" if row.before is None else differences.row_summary(row.section, row.before, document),
        ours="；".join(_changed_since(row, document)) or "（與期報相同）" if row.now else "",
        help="",
    )


def _changed_since(row: RowConflict, document: PlanDocument) -> Iterator[str]:
    """The cells of a row that are not as the report left them: 「狀態 歇業」."""
    assert row.now is not None
    for lead in reported_cells(row.section):
        column = sheet_of(row.section).column_of(lead)
        if column and cell_value(row.section, row.after, lead) != cell_value(row.section, row.now, lead):
            yield f"{column.header} {differences.cell_text(column, row.now, document) or '（未填）'}"
