"""News for people (通知): of what kinds there are, and by which way each reaches a person."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a piece of news is about; people choose by kind how it reaches them."""

    SENT = "期報送審"  # something waits for a reviewer
    DECIDED = "期報審查結果"  # returned, accepted, opened again or taken back
    CHANGE = "計畫變更"
    ALERT = "落後警示"  # opened, worse, or gone up to the next level
    EASED = "警示解除"  # resolved or better
    ASSIGNED = "交辦事項"  # handed to this very person
    REMINDER = "到期提醒"
    DELEGATION = "代理異動"
    SYSTEM = "系統維運"  # for those who keep the system running


class Channel(StrEnum):
    """How news reach a person besides the inbox (收件匣), which has all of them."""

    INBOX = "只放收件匣"
    DIGEST = "每日彙整"
    IMMEDIATE = "立即寄信"


#: What counts until a person chooses. Mail at once is only for what somebody asked for; that something is in order
#: again is no reason for a mail at all.
DEFAULTS = {kind: Channel.INBOX if kind is NoticeKind.EASED else Channel.DIGEST for kind in NoticeKind}
