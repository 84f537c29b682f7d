"""期報: from a proposed change to the accepted truth.

A proposal names the revision it started from. What it would change is computed by a three-way merge against the
plan as it stands when somebody asks, so an approval never overwrites what was accepted in between. Who may move a
report from where to where is one table (``app.domain.submission_status``).
"""

from app.domain.submission_status import SubmissionSource
from app.services.submissions.beside import Beside, beside_plan, changes
from app.services.submissions.proposing import (
    Proposal,
    become_draft,
    discard,
    propose,
    recall,
    record_directly,
    send,
)
from app.services.submissions.reading import (
    behalf,
    count_waiting,
    counted_waiting,
    get,
    is_followed,
    is_shown_to,
    next_version,
    of_plan,
    waiting_for,
    waits_for,
)
from app.services.submissions.reviewing import approve, reopen, send_back, take, take_over

__all__ = [
    "Beside",
    "Proposal",
    "SubmissionSource",
    "approve",
    "become_draft",
    "behalf",
    "beside_plan",
    "changes",
    "count_waiting",
    "counted_waiting",
    "discard",
    "get",
    "is_followed",
    "is_shown_to",
    "next_version",
    "of_plan",
    "propose",
    "recall",
    "record_directly",
    "reopen",
    "send",
    "send_back",
    "take",
    "take_over",
    "waiting_for",
    "waits_for",
]
