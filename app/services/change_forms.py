"""A change request as a form: every field of the set-up that may be altered, with what stands there now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.change_request import CHANGEABLE, DISPOSITION, ChangeSet, Edit, as_asked, merge_changes, value_of
from app.domain.plan_document import Checkpoint, PlanDocument
from app.domain.plan_setup import FACTS
from app.services.change_cells import (
    NEW_ROW_FIELDS,
    TITLES,
    alone,
    column_of,
    label_of,
    read,
    read_new,
    said,
    unit_of,
    written,
)
from app.workbooks.parsing import CellError

BLANK_ROWS = 3  # offered for new checkpoints, beside those that are filled
MOST_NEW_ROWS = 50
NEW = "new"

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed: the changes that it means, and what could not be read, by the name of the field."""

    changes: ChangeSet
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormCell:
    """A field of the form; ``now`` is what stands in the plan, empty where ``text`` is the same."""

    name: str
    label: str
    text: str
    now: str
    unit: str | None
    choices: tuple[str, ...]
    is_long: bool
    fault: str | None


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of the plan: the cells beside its name, and those that take it out of the plan."""

    label: str
    cells: tuple[FormCell | None, ...]  # None: nothing to change here
    more: tuple[FormCell, ...]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section of the plan as a table."""

    section: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[FormRow, ...]


def read_form(document: PlanDocument, typed: Texts) -> Reading:
    """What a person typed over ``document``: only what differs from it is a change.

    :param typed: texts by the names of the fields; one that is missing was not offered.
    """
    edits: list[Edit] = []
    faults: dict[str, str] = {}
    for section, key, field in cells_of(document):
        name = name_of(section, key, field)
        text = typed.get(name, "").strip()
        if name not in typed or text == written(document, section, key, field):
            continue
        try:
            now, wanted = value_of(document, section, key, field), read(document, section, key, field, text)
        except CellError as error:
            faults[name] = str(error)
            continue
        if wanted != now:
            edits.append(Edit(section, key, field, now, wanted))
    return Reading(ChangeSet(tuple(edits), tuple(_new_rows(document, typed, faults))), faults)


def texts_of(document: PlanDocument, changes: ChangeSet) -> dict[str, str]:
    """What stands in the form for a change set that was written before, where it differs from ``document``."""
    after = as_asked(document, merge_changes(changes, document))
    texts = {
        name_of(one.section, one.key, one.field): written(after, one.section, one.key, one.field)
        for one in changes.edits
    }
    for number, row in enumerate(changes.added, start=1):
        own = alone(document, "checkpoints", row)
        for field in NEW_ROW_FIELDS:
            texts[name_of(NEW, str(number), field)] = written(own, "checkpoints", row.key, field)
    return texts


def sections_of(document: PlanDocument, texts: Texts, faults: Texts) -> tuple[FormSection, ...]:
    """The form: what stands in the plan, and over it what was typed, with what is wrong with it."""
    return tuple(_section(document, section, texts, faults) for section in CHANGEABLE if _keys(document, section))


def new_rows_of(document: PlanDocument, texts: Texts, faults: Texts) -> tuple[tuple[FormCell, ...], ...]:
    """The rows for new checkpoints: those that were filled, and some more."""
    filled = max((n for n in range(1, MOST_NEW_ROWS + 1) if _typed_row(texts, n)), default=0)
    letters = tuple(row.key for row in document.sub_plans)
    return tuple(
        tuple(
            FormCell(
                name := name_of(NEW, str(number), field),
                column_of("checkpoints", field).header,
                texts.get(name, ""),
                "",
                "%" if field == "weight_pct" else None,
                letters if field == "sub_plan" else (),
                field == "description",
                faults.get(name),
            )
            for field in NEW_ROW_FIELDS
        )
        for number in range(1, min(filled + BLANK_ROWS, MOST_NEW_ROWS) + 1)
    )


def _section(document: PlanDocument, section: str, texts: Texts, faults: Texts) -> FormSection:
    beside = tuple(field for field in CHANGEABLE[section] if field not in DISPOSITION)
    rows = []
    for key in _keys(document, section):
        offered = _fields(document, section, key)
        made = {field: _cell(document, section, key, field, texts, faults) for field in offered}
        fields = (key,) if section == FACTS else beside
        more = tuple(made[field] for field in DISPOSITION if field in made)
        rows.append(
            FormRow(
                column_of(FACTS, key).header if section == FACTS else label_of(document, section, key),
                tuple(made.get(field) for field in fields),
                more,
                is_changed=any(cell.now or cell.fault for cell in made.values()),
            )
        )
    headers = ("內容",) if section == FACTS else tuple(column_of(section, field).header for field in beside)
    return FormSection(section, TITLES[section], headers, tuple(rows))


def _cell(document: PlanDocument, section: str, key: str, field: str, texts: Texts, faults: Texts) -> FormCell:
    name, column, held = name_of(section, key, field), column_of(section, field), written(document, section, key, field)
    text = texts.get(name, held)
    now = said(document, section, key, field, value_of(document, section, key, field)) or "（空白）"
    return FormCell(
        name,
        column.header,
        text,
        now if text != held else "",
        unit_of(section, key, field, document),
        column.choices,
        field in ("description", "disposition_reason"),
        faults.get(name),
    )


def cells_of(document: PlanDocument) -> Iterator[tuple[str, str, str]]:
    """Every cell that may be altered."""
    for section in CHANGEABLE:
        for key in _keys(document, section):
            for field in _fields(document, section, key):
                yield section, key, field


def _fields(document: PlanDocument, section: str, key: str) -> tuple[str, ...]:
    """What may be altered of a row. What left the plan can only come back into it."""
    if section == FACTS:
        return (key,)
    row = document.row(section, key)
    if isinstance(row, Checkpoint) and not row.is_in_force:
        return DISPOSITION
    has_quantity = getattr(row, "unit", None) is not None
    return tuple(field for field in CHANGEABLE[section] if field != "target" or has_quantity)


def _keys(document: PlanDocument, section: str) -> tuple[str, ...]:
    if section == FACTS:
        return CHANGEABLE[FACTS]
    if section == "checkpoints":  # what a change added stands behind all others, and belongs to its sub-plan
        return tuple(row.key for sub in document.sub_plans for row in document.checkpoints if row.sub_plan == sub.key)
    return tuple(row.key for row in document.rows(section))


def _new_rows(document: PlanDocument, typed: Texts, faults: dict[str, str]) -> Iterator[Checkpoint]:
    taken = [(row.sub_plan, row.number) for row in document.checkpoints]
    for number in range(1, MOST_NEW_ROWS + 1):
        texts = _typed_row(typed, number)
        if not texts:
            continue
        letter = texts.get("sub_plan", "")
        free = max((used for of, used in taken if of == letter), default=0) + 1
        row, wrong = read_new(document, free, texts)
        faults |= {name_of(NEW, str(number), field): text for field, text in wrong.items()}
        if row is not None:
            taken.append((row.sub_plan, row.number))
            yield row


def _typed_row(typed: Texts, number: int) -> dict[str, str]:
    """What was typed into a row for a new checkpoint; a letter that was chosen alone asks for nothing."""
    texts = {field: typed.get(name_of(NEW, str(number), field), "").strip() for field in NEW_ROW_FIELDS}
    return texts if any(text for field, text in texts.items() if field != "sub_plan") else {}


def name_of(section: str, key: str, field: str) -> str:
    """The name of a cell's field in the form; a row that is added has the section :data:`NEW` and its number."""
    return f"{section}/{key}/{field}"
