"""警示: what a scan finds is opened once, answered by somebody in time or passed up, and resolved when it is gone.

Every use-case holds the plan while it works, so that a night and a person never answer at once.
"""

from app.services.alerts.answering import assign, explain, is_news_to, mark_seen, send_back
from app.services.alerts.reading import (
    Wanted,
    assignable,
    count,
    count_open,
    count_waiting_for,
    counted_open,
    events_of,
    explanations_of,
    get,
    is_turn_of,
    last_scan_on,
    listed,
    open_of_plan,
    read_again,
    several,
    visible_to,
)
from app.services.alerts.scanning import (
    ScanOutcome,
    look,
    look_in_portions,
    scan,
    scan_in_portions,
    scan_on_demand,
)
from app.services.alerts.slips import slips_of

__all__ = [
    "ScanOutcome",
    "Wanted",
    "assign",
    "assignable",
    "count",
    "count_open",
    "count_waiting_for",
    "counted_open",
    "events_of",
    "explain",
    "explanations_of",
    "get",
    "is_news_to",
    "is_turn_of",
    "last_scan_on",
    "listed",
    "look",
    "look_in_portions",
    "mark_seen",
    "open_of_plan",
    "read_again",
    "scan",
    "scan_in_portions",
    "scan_on_demand",
    "send_back",
    "several",
    "slips_of",
    "visible_to",
]
