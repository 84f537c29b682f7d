"""A checkpoint laid out for a person to report on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.checkpoint_state import checkpoint_state
from app.domain.facts import facts_of
from app.domain.plan_document import Checkpoint
from app.domain.roles import Permission
from app.models import Plan, User
from app.services import evidence, form_reports, revisions, thresholds
from app.services.form_reports import row_of
from app.services.pages.checkpoint_lines import CheckpointLine, checkpoint_line
from app.services.permissions import may, require

SECTION = "checkpoints"


@dataclass(frozen=True, slots=True)
class Desk:
    """A checkpoint laid out for reporting."""

    plan: Plan
    row: Checkpoint
    point: CheckpointLine
    reason_required: bool
    accepted_at_once: bool
    evidence_count: int


def open_desk(session: Session, plan: Plan, key: str, *, by: User, on: date) -> Desk:
    """The checkpoint as it stands, for the person to report on.

    :raises PermissionDenied: if ``by`` may not report on this plan.
    :raises NotFound: if the plan has no such checkpoint.
    :raises PeriodClosed: if the period in which it would be reported is closed.
    """
    require(by, Permission.REPORT, plan)
    form_reports.must_be_open(session, plan, on)
    row = row_of(revisions.present(session, plan), SECTION, key)
    limits = thresholds.of_plan(session, plan)
    state = checkpoint_state(facts_of(row), as_of=on, due_soon_days=limits.due_soon_days)
    return Desk(
        plan=plan,
        row=row,
        point=checkpoint_line(row, state, limits, on),
        reason_required=state.is_overdue,
        accepted_at_once=may(by, Permission.REVIEW, plan),
        evidence_count=evidence.counts(session, plan).get((SECTION, key), 0),
    )
