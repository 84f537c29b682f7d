"""Conflicts put before a person: who changed the plan's side and when, and a value typed instead of either."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.errors import NotFound, UnusableEntry
from app.domain.findings import Severity
from app.domain.merge import CellChange, Merge, Settlement, Typed, apply, cell_value
from app.domain.plan_document import PlanDocument
from app.domain.report_rules import check_report
from app.models import Plan, PlanRevision, Submission
from app.services import revisions, rule_settings, waivers
from app.workbooks.parsing import CellError, parsed
from app.workbooks.reported_values import reported_values
from app.workbooks.sheets import sheet_of


def typed(document: PlanDocument, conflict: CellChange, text: str) -> Typed:
    """What a person typed to settle a conflict, read as its cell of the workbook would be.

    :param document: the plan as it stands; its row says the unit.
    :raises UnusableEntry: if the cell cannot hold it, or nothing was typed.
    """
    sheet = sheet_of(conflict.section)
    column = sheet.column_of(conflict.field)
    row = document.row(conflict.section, conflict.key)
    if column is None or row is None:
        raise NotFound(f"查無「{conflict.id}」這個欄位，請重新整理頁面。")
    label = f"「{conflict.key}」的{column.header}"
    if not text.strip():
        raise UnusableEntry(f"{label}選了「改填」，請輸入要採用的值，或改選其他兩項。")
    try:
        found = parsed(column, text, unit=getattr(row, "unit", None), roc_year=document.roc_year)
    except CellError as error:
        raise UnusableEntry(f"{label}：{error}") from error
    values = reported_values(conflict.section, column, found.values)
    if column.choices and values[column.field] not in column.choices:
        raise UnusableEntry(f"{label}：「{text}」不在選項內，請填下列其中一項：{'、'.join(column.choices)}。")
    return Typed(tuple(values.values()) if len(values) > 1 else values[column.field])


def must_obey_the_rules(
    session: Session, plan: Plan, ours: PlanDocument, merged: Merge, settled: Mapping[str, Settlement], *, on: date
) -> None:
    """A value typed in review is held to what every report on the plan is held to.

    :raises UnusableEntry: with the sentence of the first rule that a typed value breaks.
    """
    typed_cells = {change.id for change in merged.changes if isinstance(settled.get(change.id), Typed)}
    if not typed_cells:
        return
    for finding in rule_settings.judged(session, plan, check_report(ours, apply(ours, merged), on=on)):
        name = f"{finding.section}/{finding.key}/{finding.field}"
        if finding.severity is Severity.ERROR and name in typed_cells:
            raise UnusableEntry(f"「{finding.key}」改填的值無法採用：{finding.message}")


def must_stand_alone(session: Session, submission: Submission, ours: PlanDocument, merged: Merge, *, on: date) -> None:
    """What is left of a report without the places that are returned is held to the rules by itself.

    :raises UnusableEntry: with the sentence of the first rule that the rest breaks.
    """
    waived = waivers.in_force(session, submission)
    found = rule_settings.judged(session, submission.plan, check_report(ours, apply(ours, merged), on=on), waived)
    for finding in found:
        if finding.severity is Severity.ERROR:
            raise UnusableEntry(
                f"退回部分欄位後，「{finding.key}」其餘的內容無法單獨收下：{finding.message}請改為整列退回。"
            )


def latest_changes(
    session: Session, plan: Plan, conflicts: Iterable[CellChange], *, since: int
) -> Mapping[str, PlanRevision]:
    """For each conflict by id, the revision after number ``since`` that gave the plan's side its present value."""
    latest: dict[str, PlanRevision] = {}
    before: PlanDocument | None = None
    wanted = list(conflicts)
    for revision in revisions.from_number(session, plan, since) if wanted else ():
        document = canonical.from_json(revision.document)
        for one in wanted if before else ():
            if _value(document, one) != _value(before, one):
                latest[one.id] = revision
        before = document
    return latest


def _value(document: PlanDocument | None, cell: CellChange) -> object:
    row = document.row(cell.section, cell.key) if document else None
    return cell_value(cell.section, row, cell.field) if row else None
