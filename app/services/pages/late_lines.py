"""What of a plan is late, by how much, and who acts next until when: what its page opens with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.alert_life import AlertState
from app.domain.plan_document import Checkpoint, PlanDocument
from app.domain.plan_standing import Standing
from app.domain.slippage import SlipKind
from app.models import Alert
from app.services.pages.alert_turn import Turn, turn_of
from app.services.pages.period_lines import PeriodLine

OFFICE = "計畫辦公室"


@dataclass(frozen=True, slots=True)
class LateLine:
    """A checkpoint or a report that is past its day. ``alert_id``: ``None`` before a night has seen it."""

    kind: str
    key: str
    subject: str
    anchor: str  # of its row on the page
    is_explained_here: bool  # whether reason and remedy are reported with it; of a report they are not
    days: int
    reason: str | None  # 落後原因
    remedy: str | None  # 改善對策
    catch_up_on: date | None
    turn: Turn
    alert_id: int | None


def late_lines(
    document: PlanDocument, standing: Standing, periods: Sequence[PeriodLine], alerts: Sequence[Alert], on: date
) -> tuple[LateLine, ...]:
    """The latest first, as the plan stands now; who acts is told by the open alert, or follows from what is late."""
    of_row = {(alert.kind, alert.row_key): alert for alert in alerts}
    found = [*_checkpoints(document, standing, of_row, on), *_reports(document, periods, of_row, on)]
    return tuple(sorted(found, key=lambda line: -line.days))


def _checkpoints(
    document: PlanDocument, standing: Standing, alerts: Mapping[tuple[str, str], Alert], on: date
) -> Iterator[LateLine]:
    for row in document.checkpoints:
        if not standing.states[row.key].is_overdue:
            continue
        alert = alerts.get((SlipKind.CHECKPOINT.value, row.key))
        yield LateLine(
            kind=SlipKind.CHECKPOINT.label,
            key=row.key,
            subject=row.description,
            anchor=f"checkpoint-{row.key}",
            is_explained_here=True,
            days=standing.states[row.key].late_days,
            reason=row.delay_reason,
            remedy=row.remedy,
            catch_up_on=row.catch_up_on,
            turn=_asked(alert, on) or _unasked(row, document.contractor, on),
            alert_id=alert.id if alert else None,
        )


def _asked(alert: Alert | None, on: date) -> Turn | None:
    """Whose turn it is by the alert; one that asks nothing of anybody does not tell who makes up for what is late."""
    return turn_of(alert, on) if alert and alert.answer_state is not AlertState.NOTHING_ASKED else None


def _unasked(row: Checkpoint, contractor: str, on: date) -> Turn:
    if row.catch_up_on is not None:
        return Turn(contractor, "依填報之對策趕上進度", row.catch_up_on, (row.catch_up_on - on).days)
    return Turn(contractor, "填報落後原因、對策與預定趕上日期")


def _reports(
    document: PlanDocument, periods: Sequence[PeriodLine], alerts: Mapping[tuple[str, str], Alert], on: date
) -> Iterator[LateLine]:
    for period in periods:
        if not period.is_overdue or period.days is None:
            continue
        alert = alerts.get((SlipKind.SUBMISSION.value, period.key))
        waits = period.is_under_review
        turn = Turn(OFFICE, "審查期報") if waits else _asked(alert, on)
        yield LateLine(
            kind=SlipKind.SUBMISSION.label,
            key=period.key,
            subject="已送審，尚未核定" if waits else "尚未送審",
            anchor="submissions",
            is_explained_here=False,
            days=period.days,
            reason=None,
            remedy=None,
            catch_up_on=None,
            turn=turn or Turn(document.contractor, "填報並送審"),
            alert_id=alert.id if alert else None,
        )
