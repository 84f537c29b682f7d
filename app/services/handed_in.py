"""What reports that wait for the office (審查中) say is done. Steps: they neither ask for permission nor commit."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain import canonical
from app.domain.checkpoint_state import CheckpointFacts, checkpoint_state
from app.domain.plan_document import Checkpoint as CheckpointRow
from app.domain.plan_document import CompletionBasis
from app.domain.submission_status import UNDER_REVIEW
from app.models import Checkpoint, Plan, Submission


def under_review(session: Session, *plans: Plan) -> Sequence[Submission]:
    """The reports of these plans that wait for the office."""
    of_plans = Submission.plan_id.in_([plan.id for plan in plans])
    waiting = select(Submission).where(of_plans, Submission.status.in_(UNDER_REVIEW))
    return session.scalars(waiting.options(joinedload(Submission.period))).all()


def said_done(sent: Iterable[Submission], on: date) -> Iterator[str]:
    """Keys of the checkpoints that are done by a day, if what these reports say is accepted."""
    for row in sent:
        document = canonical.from_json(row.document or "")
        yield from (one.key for one in document.checkpoints if is_done(one, on))


def is_done(row: Checkpoint | CheckpointRow, on: date) -> bool:
    """Whether a checkpoint is finished as promised by a day, early or late."""
    facts = CheckpointFacts(
        due_on=row.due_on,
        completed_on=row.completed_on,
        completed_is_on_or_before=row.completion_basis is CompletionBasis.ON_OR_BEFORE,
        target=row.target,
        actual=row.actual,
        target_qualifier=row.target_qualifier,
    )
    return checkpoint_state(facts, as_of=on, due_soon_days=0).is_done
