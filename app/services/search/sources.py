"""What is searched of each kind: from which table, under which name, and with which words.

Personal columns (負責人, telephone, e-mail) are no words of anything here: who may search is not who may read those.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal, null, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.domain.search_kinds import SearchKind, entry_id
from app.domain.search_text import searched
from app.domain.submission_status import SubmissionStatus
from app.models import (
    Case,
    Checkpoint,
    Contractor,
    EvidenceFile,
    Firm,
    Indicator,
    Plan,
    ReportingPeriod,
    Submission,
    WorkItem,
)


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of one kind. ``query`` gives their place, key and title, and then the texts of the detail."""

    id: Any
    query: Select[Any]

    def entries(self, session: Session, kind: SearchKind, chosen: ColumnElement[bool]) -> Iterator[dict[str, Any]]:
        """The entries that the chosen rows are to have, as columns of ``SearchEntry``."""
        for row_id, plan_id, agency_id, roc_year, key, title, *texts in session.execute(self.query.where(chosen)):
            detail = "\n".join(" ".join(text.split()) for text in texts if text)
            yield {
                "id": entry_id(kind, roc_year, row_id),
                "kind": kind,
                "row_id": row_id,
                "plan_id": plan_id,
                "agency_id": agency_id,
                "roc_year": roc_year,
                "key": key,
                "title": title,
                "detail": detail,
                "text": searched((key, title, *texts)),
            }


def _of_plan(table: Any, key: Any, title: Any, *texts: Any) -> Source:
    place = (table.id, table.plan_id, table.agency_id, Plan.roc_year)
    return Source(table.id, select(*place, key, title, *texts).join(Plan, Plan.id == table.plan_id))


def _rows(table: Any, title: Any, *texts: Any) -> Source:
    return _of_plan(table, table.key, title, *texts)


_PLAN: Any = select(
    Plan.id, Plan.id, Plan.agency_id, Plan.roc_year, Plan.code, Plan.name, Plan.division, Contractor.name
)
_FIRM: Any = select(Firm.id, null(), null(), literal(0), Firm.tax_id, Firm.name, Firm.head_office)
_CASE = _rows(
    Case, Case.firm_name, Firm.tax_id, Case.adviser_name, Case.county, Case.group, Case.industry, Case.function,
    Case.content,
)  # fmt: skip
_REPORT_FILE = _of_plan(Submission, ReportingPeriod.key, Submission.file_name)

SOURCES: dict[SearchKind, Source] = {
    SearchKind.PLAN: Source(Plan.id, _PLAN.join(Plan.contractor)),
    SearchKind.CHECKPOINT: _rows(
        Checkpoint,
        *(Checkpoint.description, Checkpoint.measure),
        *(Checkpoint.achievement, Checkpoint.delay_reason, Checkpoint.remedy),
    ),
    SearchKind.INDICATOR: _rows(
        Indicator,
        *(Indicator.item, Indicator.subject, Indicator.attribute, Indicator.category),
        *(Indicator.benefit_note, Indicator.breakthrough),
    ),
    SearchKind.WORK_ITEM: _rows(WorkItem, WorkItem.name, WorkItem.actual_work, WorkItem.variance_note),
    SearchKind.CASE: Source(_CASE.id, _CASE.query.join(Firm, Firm.id == Case.firm_id)),
    SearchKind.FIRM: Source(Firm.id, _FIRM),
    # A file that was withdrawn counts no more, and is not found.
    SearchKind.EVIDENCE: Source(
        EvidenceFile.id,
        _rows(EvidenceFile, EvidenceFile.title, EvidenceFile.file_name).query.where(
            EvidenceFile.withdrawn_at.is_(None)
        ),
    ),
    # A draft is its author's alone, and so is a file that was not accepted.
    SearchKind.REPORT_FILE: Source(
        _REPORT_FILE.id,
        _REPORT_FILE.query.join(Submission.period).where(
            Submission.file_name.is_not(None),
            Submission.status.not_in((SubmissionStatus.DRAFT, SubmissionStatus.REJECTED)),
        ),
    ),
}


def ids_of(session: Session, kind: SearchKind) -> Sequence[int]:
    """The ids of all rows of a kind that are searched."""
    source = SOURCES[kind]
    return session.scalars(source.query.with_only_columns(source.id).order_by(source.id)).all()
