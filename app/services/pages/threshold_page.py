"""The thresholds of an agency: default, own values, source, and who changed what."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Subject
from app.domain.threshold_words import in_words
from app.domain.thresholds import LABELS, SOURCES, Thresholds
from app.models import Agency, AuditEvent
from app.services import threshold_settings


@dataclass(frozen=True, slots=True)
class ThresholdLine:
    """One threshold, its values in words; ``own`` is the agency's or ``None``, ``of_plans`` those of single plans."""

    name: str
    label: str
    source: str
    default: str
    own: str | None
    of_plans: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """A change as the trail keeps it."""

    label: str
    plan_code: str | None
    before: str | None
    after: str
    reason: str
    by: str
    at: datetime


def lines(session: Session, agency: Agency) -> list[ThresholdLine]:
    """Every threshold in the order of the rules."""
    own = threshold_settings.own_values(session, agency.id)
    shared = own.pop(None, {})
    return [
        ThresholdLine(
            name=name,
            label=label,
            source=_source(SOURCES[name]),
            default=in_words(name, getattr(Thresholds(), name)),
            own=in_words(name, shared[name]) if name in shared else None,
            of_plans=tuple(
                (code, in_words(name, values[name]))
                for code, values in sorted(own.items(), key=str)
                if code and name in values
            ),
        )
        for name, label in LABELS.items()
    ]


def history(session: Session, agency: Agency) -> list[ThresholdChange]:
    """All changes, newest first."""
    events = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.agency_id == agency.id, AuditEvent.subject == Subject.THRESHOLD.value)
        .order_by(AuditEvent.number.desc())
    )
    return [_change(event) for event in events]


def _source(text: str) -> str:
    """Whose rule it is, without our own references; where nobody's is known, it is this system's proposal."""
    _, _, rule = text.partition(": ")
    return rule or "無一致規定，本系統建議值"


def _change(event: AuditEvent) -> ThresholdChange:
    after = json.loads(event.after or "null")
    said = after if isinstance(after, dict) else {"值": str(after), "理由": ""}
    before = json.loads(event.before or "null")
    before, after = (_shown(event.row_key, value) for value in (before, said["值"]))
    return ThresholdChange(event.label, event.plan_code, before, after or "", said["理由"], event.actor, event.at)


def _shown(name: str, value: str | None) -> str | None:
    """A value in words; 「恢復預設」 is words already."""
    is_figure = value is not None and value.lstrip("-").replace(".", "", 1).isdigit()
    return in_words(name, value) if is_figure else value
