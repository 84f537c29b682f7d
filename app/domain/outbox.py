"""Mail on its way out (寄件匣): its states, and when a mail that could not be handed over is tried again."""

from datetime import timedelta
from enum import StrEnum


class LetterStatus(StrEnum):
    """Where a mail stands."""

    WAITING = "待寄送"
    SENT = "已寄出"
    FAILED = "寄送失敗"  # given up until a person has it tried again
    DROPPED = "不再寄送"  # its receiver's account was closed meanwhile


#: How long after the n-th attempt the next one comes; after the last of them a person has to look. Relays that put
#: off unknown senders (greylisting) take the second or third; a full mailbox is given three days.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts (1 and more); ``None``: give up."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
