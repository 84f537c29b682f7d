"""No use-case changes a figure, a permission or a setting without telling the audit trail, in whatever test it runs.

Every statement is looked at on its way to the database. When a use-case commits (``app.services.transaction``) and
has written to one of the watched tables, events of the trail must be in the same transaction. What a test's own stage
commits is not looked at.
"""

import re
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

WATCHED = frozenset(
    {
        *(
            "agency",
            "contractor",
            "plan",
            "sub_plan",
            "work_item",
            "checkpoint",
            "indicator",
            "plan_case",
            "application_count",
            "case_score",
        ),
        *("finance_line", "staffing", "reporting_period", "threshold_override", "rule_setting", "rule_waiver"),
        *("audit_answer", "user_account", "role_grant", "evidence_file"),
        *("programme_limit", "adviser_abnormality", "rule_exemption"),
        *("submission_reversal", "firm_decision"),
        *("review_comment", "review_setting"),
        *("calendar_day", "calendar_year"),
        *("follow_up", "alert_explanation", "survey", "survey_question", "survey_response"),
        "scheduled_job",
        *("budget_line", "budget_account", "multi_year_plan", "allotment", "programme_indicator"),
        *("resolution", "resolution_reply"),
        "period_closing",
        "variance_note",
    }
)
TRAIL = "audit_event"
_WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)
_of_thread = threading.local()


class Untold(AssertionError):
    """A use-case changed something that nobody will ever read of."""


@pytest.fixture(autouse=True, scope="session")
def told_changes() -> Iterator[None]:
    """Watches every test of this run."""
    listeners = (
        (Engine, "before_cursor_execute", _notice),
        (Session, "before_commit", _check),
        (Session, "after_soft_rollback", _forget),
    )
    for target, name, listener in listeners:
        event.listen(target, name, listener)
    yield
    for target, name, listener in listeners:
        event.remove(target, name, listener)


def _written() -> set[str]:
    if not hasattr(_of_thread, "written"):
        _of_thread.written = set()
    found: set[str] = _of_thread.written
    return found


def _notice(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    if found := _WRITING.match(statement):
        _written().add(found[1].lower())


def _check(session: Session) -> None:
    session.flush()  # what the commit would send after this
    written = set(_written())
    _written().clear()
    if (untold := written & WATCHED) and TRAIL not in written and _is_use_case():
        raise Untold(f"changed without an event of the audit trail: {', '.join(sorted(untold))}")


def _forget(*_event: Any) -> None:
    _written().clear()


def _is_use_case() -> bool:
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.endswith("app/services/transaction.py"):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
