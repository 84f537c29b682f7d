"""Evidence as pages show it: file by file under the row that it supports."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.evidence import EvidenceKind, ScanResult
from app.domain.plan_document import Row
from app.domain.roles import Permission
from app.domain.row_label import row_label
from app.models import EvidenceFile, Plan, Submission, User
from app.services import evidence, evidence_rows, submissions
from app.services.permissions import may

SECTIONS = {"checkpoints": "查核點", "cases": "個案"}


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One file; what is ``withdrawn`` counts no more."""

    id: int
    title: str
    file_name: str
    size: int
    sha256: str
    kind: EvidenceKind
    scan: ScanResult
    scanned_at: datetime | None
    uploaded_at: datetime
    uploaded_by: str
    on_behalf_of: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class EvidencedRow:
    """A row of the plan with its files. ``id`` is how addresses name it, ``label`` how people know it."""

    id: str
    kind: str
    label: str
    files: tuple[EvidenceLine, ...]

    @property
    def standing(self) -> int:
        """How many of the files count."""
        return sum(line.withdrawn_at is None for line in self.files)


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """All evidence of a plan. ``choices``: what more can be added to, as id and label."""

    rows: tuple[EvidencedRow, ...]
    choices: tuple[tuple[str, str], ...]
    may_add: bool
    kept_bytes: int

    def found(self, row: str, words: str) -> list[EvidencedRow]:
        """The rows that a filter asks for.

        :param row: a row's id, or nothing for all.
        :param words: stands somewhere in the row's label, or in a title or name of its files.
        """
        return [one for one in self.rows if row in ("", one.id) and _speaks_of(one, words.strip().lower())]


@dataclass(frozen=True, slots=True)
class TouchedRows:
    """The evidence of what a submission changes, and the checkpoints among it that have none."""

    rows: tuple[EvidencedRow, ...]
    without: tuple[str, ...]


def of_plan(session: Session, plan: Plan, *, viewer: User) -> EvidencePage:
    """The evidence of a plan that ``viewer`` may see, in the order of the plan."""
    known = evidence_rows.of_plan(session, plan, viewer=viewer)
    return EvidencePage(
        rows=_grouped(evidence.of_plan(session, plan, viewer=viewer), known, viewer),
        choices=tuple((id_of(*place), row_label(place[1], row)) for place, row in known.items()),
        may_add=may(viewer, Permission.REPORT, plan),
        kept_bytes=evidence.kept_bytes(session, plan),
    )


def of_submission(
    session: Session, submission: Submission, *, viewer: User, seen: submissions.Beside | None = None
) -> TouchedRows:
    """The evidence of the rows that a submission changes or adds.

    :param seen: the submission beside its plan, by whoever has read it.
    """
    beside = seen or submissions.beside_plan(session, submission)
    merged = beside.merge
    touched = {(one.section, one.key) for one in (*merged.changes, *merged.conflicts)}
    touched |= {(one.section, one.key) for one in merged.added}
    found = [
        row
        for row in evidence.of_plan(session, submission.plan, viewer=viewer)
        if (row.section, row.key) in touched and not row.is_withdrawn
    ]
    known = evidence_rows.of_submission(submission, beside.now)
    shown = {(row.section, row.key) for row in found}
    without = [key for section, key in known if section == "checkpoints" and (section, key) in touched - shown]
    return TouchedRows(_grouped(found, known, viewer), tuple(without))


def id_of(section: str, key: str) -> str:
    """How addresses and forms name a row."""
    return f"{section}/{key}"


def _grouped(
    files: Iterable[EvidenceFile], known: Mapping[tuple[str, str], Row], viewer: User
) -> tuple[EvidencedRow, ...]:
    by_row: dict[tuple[str, str], list[EvidenceLine]] = {}
    for row in files:
        by_row.setdefault((row.section, row.key), []).append(_line(row, viewer))
    order = {place: number for number, place in enumerate(known)}
    places = sorted(by_row, key=lambda place: (order.get(place, len(order)), place))
    return tuple(
        EvidencedRow(id_of(*place), SECTIONS[place[0]], row_label(place[1], known.get(place)), tuple(by_row[place]))
        for place in places
    )


def _line(row: EvidenceFile, viewer: User) -> EvidenceLine:
    return EvidenceLine(
        id=row.id,
        title=row.title,
        file_name=row.file_name,
        size=row.size_bytes,
        sha256=row.file_sha256,
        kind=row.kind,
        scan=row.scan_result,
        scanned_at=row.scanned_at,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by.name,
        on_behalf_of=row.on_behalf_of,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by.name if row.withdrawn_by else None,
        withdrawn_reason=row.withdrawn_reason,
        may_withdraw=not row.is_withdrawn and evidence.may_withdraw(row, viewer),
    )


def _speaks_of(row: EvidencedRow, words: str) -> bool:
    texts = (row.label, *(text for line in row.files for text in (line.title, line.file_name)))
    return any(words in text.lower() for text in texts)
