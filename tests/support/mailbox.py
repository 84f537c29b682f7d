"""A real SMTP server on this machine that keeps what it is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from support.application_fixtures import free_port


@dataclass
class Mailbox:
    """All letters that have arrived, and where the server listens."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)  # by address: what the server answers instead of taking it

    async def handle_RCPT(  # noqa: N802  its name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  its name
        letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@contextmanager
def open_mailbox(port: int | None = None) -> Iterator[Mailbox]:
    """A mailbox, while the block runs; on a port of its own unless one is given."""
    mailbox = Mailbox(port or free_port())
    server = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    server.start()
    try:
        yield mailbox
    finally:
        server.stop()


def body(letter: EmailMessage, kind: str) -> str:
    """The letter as ``plain`` or ``html``."""
    part = letter.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text
