"""寄件匣: mail is written in the transaction that marks its news as mailed, and handed to the relay afterwards.

A letter is lost by no outage: it waits. It is handed over by one sender at a time. If we die between the relay's
「250」 and our commit, it goes out again under the same Message-ID, by which the receiver can tell.
"""

from app.services.outbox.keeping import count_failed, count_of, may_be_mailed, of_people, put, try_again
from app.services.outbox.sending import RelayDown, Sent, send_due, work

__all__ = [
    "RelayDown",
    "Sent",
    "count_failed",
    "count_of",
    "may_be_mailed",
    "of_people",
    "put",
    "send_due",
    "try_again",
    "work",
]
