"""News of roles that one exercises for somebody else (代理)."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.domain.account_events import AccountEventKind
from app.domain.notices import NoticeKind
from app.models import AccountEvent
from app.services.news.source import News, Source

SUBJECTS = {
    AccountEventKind.DELEGATED.name: "您受委任為代理人",
    AccountEventKind.DELEGATION_ENDED.name: "您的代理已終止",
}


def _of_event(session: Session, row_id: int) -> Iterator[News]:
    event = session.get_one(AccountEvent, row_id)
    assert event.user is not None
    yield News(
        [event.user], NoticeKind.DELEGATION, SUBJECTS[event.kind], event.detail, "/account", plan=None, at=event.at
    )


# Nobody makes themselves a deputy, so there is no deed of one's own among them.
SOURCES = (Source("account_event", AccountEvent.id, None, (AccountEvent.kind.in_(SUBJECTS),), _of_event),)
