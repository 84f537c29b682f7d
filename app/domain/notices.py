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

    @property
    def hint(self) -> str:
        """What it covers, for people who choose."""
        return _HINTS[self]


_HINTS = {
    NoticeKind.SENT: "期報送審、抽回、初審通過或改由他人審查",
    NoticeKind.DECIDED: "期報核定、退回補正、重啟審查、復原，或由計畫辦公室代為送審",
    NoticeKind.CHANGE: "計畫變更送審、核定或退回",
    NoticeKind.ALERT: "落後開立、加重、陳報上一層級，說明送出或退回，立法院決議逾期",
    NoticeKind.EASED: "落後情形減輕或解除",
    NoticeKind.ASSIGNED: "指派由您說明的警示",
    NoticeKind.REMINDER: "期報、查核點、追蹤、補正與立法院決議的期限將至",
    NoticeKind.DELEGATION: "您受委任為代理人，或代理終止",
    NoticeKind.SYSTEM: "排程工作或信件寄送失敗",
}


class Channel(StrEnum):
    """How news reach a person besides the inbox (收件匣), which has all of them."""

    INBOX = "只放收件匣"
    DIGEST = "每日彙整"
    IMMEDIATE = "立即寄信"


#: What counts until a person chooses. Mail at once is only for what somebody asked for; that something is in order
#: again is no reason for a mail at all.
DEFAULTS = {kind: Channel.INBOX if kind is NoticeKind.EASED else Channel.DIGEST for kind in NoticeKind}
