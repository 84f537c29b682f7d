"""How a whole plan stands on a day: its light and why, its progress, and the state of every checkpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.checkpoint_state import CheckpointState, StateOnDay, checkpoint_state
from app.domain.facts import facts_of
from app.domain.lights import LightReading, plan_light
from app.domain.plan_document import Checkpoint, PlanDocument
from app.domain.progress import Progress, WeightedCheckpoint, progress_on
from app.domain.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan on one day; ``states`` are by checkpoint key. Withdrawn checkpoints are not counted."""

    reading: LightReading
    progress: Progress | None
    states: Mapping[str, StateOnDay]
    next_due: Checkpoint | None

    @property
    def total(self) -> int:
        """Checkpoints that count."""
        return sum(state.counts for state in self.states.values())

    @property
    def done(self) -> int:
        """Checkpoints finished as promised, early or late."""
        return sum(state.is_done for state in self.states.values())

    @property
    def overdue(self) -> int:
        """Checkpoints past their deadline that are not finished."""
        return sum(state.is_overdue for state in self.states.values())

    @property
    def due_soon(self) -> int:
        """Checkpoints that fall due within the days that the thresholds name."""
        return sum(state.state is CheckpointState.DUE_SOON for state in self.states.values())


def standing_of(document: PlanDocument, *, has_missing_report: bool, thresholds: Thresholds, as_of: date) -> Standing:
    """The plan on the day ``as_of``.

    :param has_missing_report: whether a reporting period is past due without an approved report.
    """
    facts = {row.key: facts_of(row) for row in document.checkpoints}
    states = {
        key: checkpoint_state(one, as_of=as_of, due_soon_days=thresholds.due_soon_days) for key, one in facts.items()
    }
    progress = progress_on(
        [WeightedCheckpoint(row.weight_pct, facts[row.key]) for row in document.checkpoints], as_of=as_of
    )
    reading = plan_light(
        progress,
        overdue_days=[state.late_days for state in states.values() if state.is_overdue],
        has_missing_report=has_missing_report,
        has_started=as_of >= document.starts_on,
        thresholds=thresholds,
    )
    waiting = [row for row in document.checkpoints if _is_ahead(states[row.key])]
    return Standing(reading, progress, states, min(waiting, key=lambda row: row.due_on, default=None))


def _is_ahead(state: StateOnDay) -> bool:
    return state.days_to_due is not None and state.days_to_due >= 0
