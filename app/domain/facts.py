"""Rows of the plan document as the rules of the field see them."""

from app.domain.checkpoint_state import CheckpointFacts
from app.domain.plan_document import Checkpoint, CompletionBasis, Indicator
from app.domain.variance import Direction, Variance


def facts_of(checkpoint: Checkpoint) -> CheckpointFacts:
    """A checkpoint as the state rules see it."""
    return CheckpointFacts(
        due_on=checkpoint.due_on,
        original_due_on=checkpoint.original_due_on,
        completed_on=checkpoint.completed_on,
        completed_is_on_or_before=checkpoint.completion_basis is CompletionBasis.ON_OR_BEFORE,
        target=checkpoint.target,
        actual=checkpoint.actual,
        target_qualifier=checkpoint.target_qualifier,
        disposition=checkpoint.disposition,
    )


def variance_of(indicator: Indicator) -> Variance:
    """An indicator's actual beside its target."""
    return Variance(
        indicator.target, indicator.actual, Direction(indicator.direction), qualifier=indicator.target_qualifier
    )
