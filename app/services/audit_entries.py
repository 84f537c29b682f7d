"""From what a use-case did to the entries of the audit trail. Nothing here writes."""

from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Any

from app.domain.audit_trail import SUBJECTS, Entry, Subject
from app.domain.canonical import encode
from app.domain.change_request import ChangeStatus
from app.domain.merge import Merge
from app.domain.plan_document import PlanDocument, Row
from app.domain.plan_setup import FACTS
from app.domain.row_label import row_label
from app.models import ChangeRequest, Submission, User
from app.services.plan_tables import HEADER, TABLES
from app.workbooks import file_cells


def of_merge(
    ours: PlanDocument, merged: Merge, submission: Submission | None, *, typed: Container[str] = ()
) -> Iterator[Entry]:
    """A changed cell each, and a new or removed row each.

    :param ours: the plan before; its rows say how people call them.
    :param submission: the report whose values they are; ``None`` for what goes back to earlier ones.
    :param typed: ids of the cells whose value the reviewer typed instead of the report's.
    """
    known = {
        (section, row.key): row for section in {one.section for one in merged.changes} for row in ours.rows(section)
    }
    for change in merged.changes:
        row = known[change.section, change.key]
        yield Entry(
            SUBJECTS[change.section],
            change.key,
            change.ours,
            change.theirs,
            section=change.section,
            field=change.field,
            label=row_label(change.key, row),
            unit=getattr(row, "unit", None),
            cell=None if change.id in typed else _cell(submission, change.section, change.key, change.field),
            is_reported=submission is not None and change.id not in typed,
        )
    for removed in merged.removed:
        row = removed.row
        yield replace(_row(removed.section, row), before=row, after=None)
    for added in merged.added:
        cell = _cell(submission, added.section, added.key)
        yield replace(_row(added.section, added.row), cell=cell, is_reported=submission is not None)


def of_set_up(ours: PlanDocument, merged: Merge) -> Iterator[Entry]:
    """What an approved change request altered: a cell each, and a new row each. A fact goes by the plan's code."""
    for change in merged.changes:
        row = None if change.section == FACTS else ours.row(change.section, change.key)
        yield Entry(
            SUBJECTS.get(change.section, Subject.PLAN),
            ours.code if row is None else change.key,
            change.ours,
            change.theirs,
            section=change.section,
            field=change.field,
            label=ours.full_name if row is None else row_label(change.key, row),
            unit=getattr(row, "unit", None),
        )
    for added in merged.added:
        yield _row(added.section, added.row)


def of_decision(request: ChangeRequest, before: ChangeStatus, note: str) -> Entry:
    """A change request that was sent, approved or returned.

    :param note: its reason, its number, or the comment with which it went back.
    """
    after = {"狀態": request.status.value, "說明": note}
    return Entry(Subject.CHANGE, str(request.id), {"狀態": before.value}, after, label=f"變更申請 {request.id}")


def of_new_plan(document: PlanDocument) -> Iterator[Entry]:
    """The plan itself, and a row each."""
    header = {name: getattr(document, name) for name in ("agency", "contractor", *HEADER)}
    yield Entry(Subject.PLAN, document.code, None, _encoded(header), label=document.full_name)
    for section in TABLES:
        for row in document.rows(section):
            yield _row(section, row)


def of_account(user: User) -> Iterator[Entry]:
    """A new account, and a role each that it begins with."""
    told = {"姓名": user.name, "受委託單位": user.contractor.name if user.contractor else None}
    yield Entry(Subject.ACCOUNT, user.email, None, told, label=user.name)
    for grant in user.grants:
        given = {"角色": grant.role.value, "機關": grant.agency.name if grant.agency else "全部"}
        yield Entry(Subject.ROLE, user.email, None, given, label=user.name)


def agency_of(user: User) -> int | None:
    """The agency whose readers of the trail see what happens to an account: the one in which all its roles lie."""
    agencies = {grant.agency_reached for grant in user.grants}
    return agencies.pop() if len(agencies) == 1 else None


def _cell(submission: Submission | None, section: str, key: str, field: str | None = None) -> str | None:
    return None if submission is None else file_cells.name_of(submission.cells, section, key, field)


def _row(section: str, row: Row) -> Entry:
    return Entry(
        SUBJECTS[section],
        row.key,
        None,
        row,
        section=section,
        label=row_label(row.key, row),
        unit=getattr(row, "unit", None),
    )


def _encoded(values: dict[str, Any]) -> dict[str, Any]:
    return {name: encode(value) for name, value in values.items()}
