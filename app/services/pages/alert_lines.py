"""The open alerts of one plan as its page shows them: what slips, and whose turn it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.plan_document import PlanDocument
from app.domain.row_label import row_label
from app.domain.slippage import SlipKind
from app.models import Alert
from app.services.pages.alert_turn import Turn, turn_of

_SECTIONS = {SlipKind.CHECKPOINT: "checkpoints", SlipKind.INDICATOR: "indicators", SlipKind.FINANCE: "finance_lines"}


@dataclass(frozen=True, slots=True)
class PlanAlert:
    """An open alert; ``rule`` is the sentence that explains its light."""

    id: int
    kind: str
    subject: str
    light: str
    state: str
    rule: str
    turn: Turn | None


def of_plan(found: Sequence[Alert], document: PlanDocument, on: date) -> Iterator[PlanAlert]:
    """These alerts in their order, named as the plan names what they are about."""
    for alert in found:
        kind = SlipKind(alert.kind)
        row = document.row(_SECTIONS[kind], alert.row_key) if kind in _SECTIONS else None
        subject = row_label(alert.row_key, row) if row else alert.row_key
        yield PlanAlert(alert.id, kind.label, subject, alert.light, alert.state, alert.rule, turn_of(alert, on))
