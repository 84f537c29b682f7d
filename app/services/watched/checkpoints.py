"""查核點 of plans as the rules look at them: in full where they can slip, and with their weight and days otherwise."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, not_, or_, select, true
from sqlalchemy.orm import Session

from app.domain.checkpoint_state import CheckpointFacts
from app.domain.plan_document import CompletionBasis
from app.domain.slippage import CheckpointOnDay, SlipKind
from app.models import Alert, AlertExplanation, Checkpoint, Plan
from app.services import baselines
from app.services.bulk import kept_rows


def checkpoints_on_day(
    session: Session, plans: Sequence[Plan], days: Mapping[int, Sequence[date]], on: date, *, due_soon_days: int
) -> dict[int, list[CheckpointOnDay]]:
    """The checkpoints in force of each plan, by the plan's id.

    :param days: the days on which progress is asked for, by the plan's id.
    :param due_soon_days: the most that any of these plans sets.
    """
    in_force = and_(Checkpoint.plan_id.in_([plan.id for plan in plans]), Checkpoint.disposition.is_(None))
    loud = can_slip(on, on + timedelta(days=due_soon_days))
    found: dict[int, list[CheckpointOnDay]] = {plan.id: [] for plan in plans}
    for plan_id, checkpoint in _quiet(session, and_(in_force, loud.is_not(true())), days):
        found[plan_id].append(checkpoint)
    for plan_id, checkpoint in _loud(session, plans, and_(in_force, loud), on):
        found[plan_id].append(checkpoint)
    return found


def can_slip(on: date, soon: date) -> ColumnElement[bool]:
    """What must hold of a checkpoint for any rule to name it: it is unfinished, and due by ``soon`` or spoken of.

    Necessary and not enough: the rules decide. Nine of ten rows of a portfolio fall out here, inside the database.
    """
    short = and_(
        Checkpoint.target.is_not(None),
        Checkpoint.actual.is_not(None),
        not_(and_(Checkpoint.target_qualifier.in_((">=", "=")), Checkpoint.actual >= Checkpoint.target)),
    )
    spoken_of = or_(
        *(column.is_not(None) for column in (Checkpoint.actual, Checkpoint.achievement, Checkpoint.delay_reason))
    )
    unfinished = or_(Checkpoint.completed_on.is_(None), Checkpoint.completed_on > on, short)
    return and_(unfinished, or_(Checkpoint.due_on <= soon, spoken_of, _is_postponed))


_is_postponed = Checkpoint.due_on > Checkpoint.original_due_on


def _quiet(
    session: Session, chosen: ColumnElement[bool], days: Mapping[int, Sequence[date]]
) -> Iterator[tuple[int, CheckpointOnDay]]:
    """Finished as promised, or far ahead: nothing of them counts but their weight, and on which of the days it does.

    Those of a plan that stand alike on each of the plan's days are added up, and one speaks for all of them.
    """
    sums: dict[tuple[int, int, int], int] = {}
    examples: dict[tuple[int, int, int], tuple[Any, Any]] = {}
    kept, day = _days_as_kept(session)
    kept_days = {plan_id: [kept(one) for one in of_plan] for plan_id, of_plan in days.items()}
    columns = (Checkpoint.plan_id, Checkpoint.due_on, Checkpoint.completed_on, Checkpoint.weight_pct)
    for plan_id, due_on, completed_on, weight in kept_rows(session, select(*columns).where(chosen)):
        of_plan = kept_days[plan_id]
        alike = (plan_id, bisect_left(of_plan, due_on), bisect_left(of_plan, completed_on) if completed_on else -1)
        if alike in sums:
            sums[alike] += weight
        else:
            sums[alike], examples[alike] = weight, (due_on, completed_on)
    for alike, total in sums.items():
        due_on, completed_on = examples[alike]
        facts = CheckpointFacts(day(due_on), None, completed_on and day(completed_on))
        yield alike[0], CheckpointOnDay("", facts, _as_weight(total))


def _days_as_kept(session: Session) -> tuple[Callable[[date], Any], Callable[[Any], date]]:
    """How a day is put into the words of the database's driver, and back. Both have the order of the calendar."""
    dialect = session.connection().dialect
    kind: Any = Date().dialect_impl(dialect)
    return kind.bind_processor(dialect) or _as_it_is, kind.result_processor(dialect, None) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


_PLACES = Checkpoint.weight_pct.type.places


def _as_weight(kept: int) -> Decimal:
    return Decimal(kept).scaleb(-_PLACES)


_COLUMNS = (
    *(Checkpoint.plan_id, Checkpoint.key, Checkpoint.due_on, Checkpoint.original_due_on, Checkpoint.completed_on),
    *(Checkpoint.completion_basis, Checkpoint.target, Checkpoint.actual, Checkpoint.target_qualifier),
    *(Checkpoint.weight_pct, Checkpoint.achievement, Checkpoint.delay_reason, Checkpoint.remedy),
    Checkpoint.catch_up_on,
)


Answer = tuple[str | None, str | None, date | None]
_NO_ANSWER: Answer = (None, None, None)


def _loud(
    session: Session, plans: Sequence[Plan], chosen: ColumnElement[bool], on: date
) -> Iterator[tuple[int, CheckpointOnDay]]:
    rows: Sequence[Any] = session.execute(
        select(*_COLUMNS).where(chosen).order_by(Checkpoint.plan_id, Checkpoint.position)
    ).all()
    late = {plan_id for plan_id, _, due_on, original_due_on, *_ in rows if due_on > original_due_on}
    postponed = {
        (plan.id, key): tuple(approved)
        for plan in plans
        if plan.id in late
        for key, approved in _postponements(session, plan).items()
    }
    explained = _explanations(session, [plan.id for plan in plans], on)
    for row in rows:
        thing = row[:2]
        yield row[0], _checkpoint(row, explained.get(thing, _NO_ANSWER), postponed.get(thing, ()), on)


def _checkpoint(row: Sequence[Any], answer: Answer, postponed_on: tuple[date, ...], on: date) -> CheckpointOnDay:
    """Made by place, not by name: of a portfolio there are tens of thousands."""
    _, key, due_on, original_due_on, completed_on, basis, target, actual, qualifier = row[:9]
    weight_pct, achievement, delay_reason, remedy, catch_up_on = row[9:]
    reason, other_remedy, promised_on = answer
    is_upper_bound = basis is CompletionBasis.ON_OR_BEFORE
    return CheckpointOnDay(
        key,
        CheckpointFacts(due_on, original_due_on, completed_on, is_upper_bound, target, actual, qualifier),
        weight_pct,
        achievement,
        # An answer to a notice that something is due soon is no 落後原因.
        delay_reason or (reason if due_on < on else None),
        remedy or other_remedy,
        max(catch_up_on, promised_on) if catch_up_on and promised_on else catch_up_on or promised_on,
        postponed_on,
    )


def _explanations(session: Session, plan_ids: Sequence[int], on: date) -> dict[tuple[int, str], Answer]:
    """What was answered last to the open alerts of checkpoints: reason, remedy and promised day, by plan and key."""
    answers: Any = session.execute(
        select(
            *(Alert.plan_id, Alert.row_key),
            *(AlertExplanation.reason, AlertExplanation.remedy, AlertExplanation.catch_up_on),
        )
        .join(Alert, Alert.id == AlertExplanation.alert_id)
        .where(
            Alert.plan_id.in_(plan_ids),
            Alert.kind == SlipKind.CHECKPOINT.value,
            Alert.resolved_on.is_(None),
            AlertExplanation.on_day <= on,
        )
        .order_by(AlertExplanation.id)
    )
    return {(plan_id, key): (reason, remedy, promised_on) for plan_id, key, reason, remedy, promised_on in answers}


def _postponements(session: Session, plan: Plan) -> dict[str, list[date]]:
    """The days on which changes were approved that moved a checkpoint to a later date, by its key."""
    found: dict[str, list[date]] = {}
    for change in baselines.approved_changes(session, plan):
        for edit in change.changes.edits:
            if (edit.section, edit.field) == ("checkpoints", "due_on") and edit.after > edit.before:
                found.setdefault(edit.key, []).append(change.approved_on)
    return found
