"""計畫變更: what a change request would alter in a plan's set-up, and what is wrong with it.

Rows are never deleted: a 查核點 is added, or leaves the plan with a disposition, a day and a reason. As with a
report, *before* is the plan that the author saw and *ours* the plan as it stands: a three-way merge (design 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, TypeAlias, get_type_hints

from app.domain import canonical
from app.domain.errors import DomainError
from app.domain.findings import Finding, Severity
from app.domain.merge import CellChange, Merge, RowAdded, Side, apply, settle
from app.domain.plan_document import ROW_TYPES, Checkpoint, PlanDocument, Row
from app.domain.plan_rules import check_setup
from app.domain.plan_setup import FACTS, SETUP_SECTIONS, PlanFacts, PlanSetup
from app.domain.roc_calendar import format_roc

DISPOSITION = ("disposition", "disposition_on", "disposition_reason")

#: What a request may alter, section by section in the order of the form. The facts of the plan go by their own name.
CHANGEABLE: Mapping[str, tuple[str, ...]] = {
    FACTS: ("ends_on", "government_budget", "self_fund"),
    "periods": ("opens_on", "due_on"),
    "sub_plans": ("weight_pct",),
    "checkpoints": ("due_on", "description", "target", "weight_pct", *DISPOSITION),
    "indicators": ("target",),
    "finance_lines": ("contracted",),
    "staffing": ("planned_months",),
}

FORMAT = 1  # raised when a kept change set must be read differently


class ChangeStatus(StrEnum):
    """Where a change request stands. What was sent is not altered: after a return its author begins a new one."""

    DRAFT = "草稿"
    SUBMITTED = "送審"
    APPROVED = "核定"
    RETURNED = "退回"


class NothingToChange(DomainError):
    """A request that alters nothing."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One set-up field of one row, as it stood for the author and as it should be.

    A fact of the plan has the section :data:`FACTS` and its own name as key.
    """

    section: str
    key: str
    field: str
    before: Any
    after: Any


Cell: TypeAlias = Edit | CellChange


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """All that a request would alter."""

    edits: tuple[Edit, ...] = ()
    added: tuple[Checkpoint, ...] = ()

    @property
    def count(self) -> int:
        """How many cells and rows it speaks of."""
        return len(self.edits) + len(self.added)


def to_json(changes: ChangeSet) -> str:
    """The change set as canonical JSON."""
    return canonical.as_text({"format": FORMAT, "changes": canonical.encode(changes)})


def from_json(text: str) -> ChangeSet:
    """The change set that :func:`to_json` wrote.

    :raises ValueError: if the text was written in a format that this version does not know.
    """
    body = canonical.from_text(text)
    if body.get("format") != FORMAT:
        raise ValueError(f"unknown change set format: {body.get('format')!r}")
    edits = tuple(_edit(**edit) for edit in body["changes"]["edits"])
    return ChangeSet(edits, canonical.decode(tuple[Checkpoint, ...], body["changes"]["added"]))


def _edit(section: str, key: str, field: str, before: Any, after: Any) -> Edit:
    kind = get_type_hints(PlanDocument if section == FACTS else ROW_TYPES[section])[field]
    return Edit(section, key, field, canonical.decode(kind, before), canonical.decode(kind, after))


def value_of(document: PlanDocument, section: str, key: str, field: str) -> Any:
    """What stands in a cell of the set-up; ``None`` also where there is no such row."""
    place: PlanDocument | Row | None = document if section == FACTS else document.row(section, key)
    return None if place is None else getattr(place, field)


def merge_changes(changes: ChangeSet, ours: PlanDocument) -> Merge:
    """What a request would alter now; what was altered otherwise since it was written is a conflict."""
    cells = [
        CellChange(one.section, one.key, one.field, base=one.before, theirs=one.after, ours=now)
        for one in changes.edits
        if (now := value_of(ours, one.section, one.key, one.field)) != one.after
    ]
    return Merge(
        changes=tuple(cell for cell in cells if cell.ours == cell.base),
        conflicts=tuple(cell for cell in cells if cell.ours != cell.base),
        added=tuple(RowAdded("checkpoints", row.key, row) for row in changes.added),
    )


def changed(ours: PlanDocument, merged: Merge) -> PlanDocument:
    """The plan after a settled merge of :func:`merge_changes`.

    :raises ValueError: if a conflict is still open.
    """
    facts: dict[str, Any] = {cell.field: cell.theirs for cell in merged.changes if cell.section == FACTS}
    rows = replace(merged, changes=tuple(cell for cell in merged.changes if cell.section != FACTS))
    return replace(apply(ours, rows), **facts)


def as_asked(ours: PlanDocument, merged: Merge) -> PlanDocument:
    """The plan as the request would have it, also in the cells that a person has yet to settle."""
    return changed(ours, _won(merged))


def findings_of(ours: PlanDocument, merged: Merge) -> tuple[Finding, ...]:
    """What is wrong with the plan after the merge and was not before, by the rules of set-up and those of changes.

    Conflicts count as if the request won: what it asks for is what is judged.
    """
    after = as_asked(ours, merged)
    own = (*_taken_keys(ours, merged), *_incomplete_withdrawals(after), *_late(ours, _won(merged)))
    known = {*check_setup(_setup(ours)), *_incomplete_withdrawals(ours)}
    return tuple(one for one in (*own, *check_setup(_setup(after))) if one not in known)


def _won(merged: Merge) -> Merge:
    return settle(merged, {one.id: Side.THEIRS for one in merged.conflicts})


def _setup(document: PlanDocument) -> PlanSetup:
    """Every row of the set-up, also what was withdrawn; the organisations are not a change's business."""
    names = (one.name for one in fields(PlanFacts) if one.name != "contractor_tax_id")
    known: dict[str, Any] = {name: getattr(document, name) for name in names}
    sections: dict[str, Any] = {section: document.rows(section) for section in SETUP_SECTIONS}
    return PlanSetup(PlanFacts(**known), **sections)


def _taken_keys(ours: PlanDocument, merged: Merge) -> Iterator[Finding]:
    for added in merged.added:
        if ours.row(added.section, added.key) is not None:
            message = f"查核點 {added.key} 在提出之後已另行新增；請退回，由提出人改用其他序號重新提出。"
            yield Finding(added.section, added.key, "number", Severity.ERROR, "key_taken", message)


def _incomplete_withdrawals(document: PlanDocument) -> Iterator[Finding]:
    for row in document.checkpoints:
        given = [getattr(row, name) is not None for name in DISPOSITION]
        if any(given) and not all(given):
            message = f"查核點 {row.key} 要撤銷、停辦或併入他案，處理方式、生效日與原因三項都要填；不撤銷則都留空白。"
            yield Finding("checkpoints", row.key, "disposition", Severity.ERROR, "withdrawal_incomplete", message)


def _late(ours: PlanDocument, merged: Merge) -> Iterator[Finding]:
    """A deadline moved after the work was done changes whether it was late: somebody should look twice."""
    for cell in merged.changes:
        row = ours.row("checkpoints", cell.key) if (cell.section, cell.field) == ("checkpoints", "due_on") else None
        if isinstance(row, Checkpoint) and row.completed_on is not None:
            message = (
                f"查核點 {row.key} 已於 {format_roc(row.completed_on)} 完成，"
                "變更預定完成日會改變是否逾期的認定；請確認仍有必要。"
            )
            yield Finding(cell.section, row.key, cell.field, Severity.WARNING, "already_completed", message)
