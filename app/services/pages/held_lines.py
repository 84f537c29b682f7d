"""Held rows (部分受理) as pages show them: by number or line, with every reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.models import HeldRow, Submission
from app.services import held_rows


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A row that a report was taken in without."""

    id: int
    name: str
    label: str | None
    reasons: tuple[str, ...]
    submission_id: int
    submission: str
    settled_at: datetime | None
    settled_by: str | None
    settled_how: str | None


def of_submission(session: Session, submission: Submission) -> tuple[HeldLine, ...]:
    """All held rows of a submission, settled ones too."""
    return _lines(held_rows.of_submission(session, submission))


def _lines(rows: Iterable[HeldRow]) -> tuple[HeldLine, ...]:
    return tuple(
        HeldLine(
            id=row.id,
            name=row.key or f"第 {row.line} 列（無編號）",
            label=row.label,
            reasons=tuple(f"{reason['cell']}：{reason['message']}" for reason in row.reasons),
            submission_id=row.submission_id,
            submission=f"{row.submission.period.key} 第 {row.submission.version} 版",
            settled_at=row.settled_at,
            settled_by=row.settled_by.name if row.settled_by else None,
            settled_how=row.settled_how,
        )
        for row in rows
    )
