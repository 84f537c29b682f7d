"""Mail on its way out (寄件匣): its states, and when a mail that could not be handed over is tried again."""

from enum import StrEnum


class LetterStatus(StrEnum):
    """Where a mail stands."""

    WAITING = "待寄送"
    SENT = "已寄出"
    FAILED = "寄送失敗"  # given up until a person has it tried again
    DROPPED = "不再寄送"  # its receiver's account was closed meanwhile
