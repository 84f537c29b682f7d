"""Mail that leaves by the agency's own relay."""

import logging
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from config import MailSettings

log = logging.getLogger(__name__)
PATIENCE = 20  # seconds that the relay may take


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person, as text and as HTML that says the same."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str | None = None  # where the same letter may go out again; else each gets one of its own


def deliver(settings: MailSettings, letter: Letter) -> bool:
    """Hand the letter to the relay. Whether that worked is logged and returned: nobody waits for it."""
    try:
        with relay(settings) as opened:
            hand_over(settings, opened, letter)
    except (OSError, smtplib.SMTPException):
        log.exception("mail 「%s」 could not be handed to %s", letter.subject, settings.smtp_host)
        return False
    return True


def relay(settings: MailSettings) -> smtplib.SMTP:
    """A connection to the relay, to be closed by the caller's ``with``.

    :raises OSError: if it cannot be reached.
    :raises smtplib.SMTPException: if it does not let us in.
    """
    host, port = settings.smtp_host, settings.smtp_port
    context = ssl.create_default_context()
    if settings.smtp_security == "tls":
        opened: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    else:
        opened = smtplib.SMTP(host, port, timeout=PATIENCE)
    if settings.smtp_security == "starttls":
        opened.starttls(context=context)
    if settings.smtp_user:
        opened.login(settings.smtp_user, settings.smtp_password)
    return opened


def hand_over(settings: MailSettings, opened: smtplib.SMTP, letter: Letter) -> None:
    """Hand one letter to a relay that is open.

    :raises OSError: if the connection breaks.
    :raises smtplib.SMTPException: if the relay does not take it.
    """
    opened.send_message(_message(settings, letter))


def _message(settings: MailSettings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, letter.to, letter.subject
    message["Date"], message["Message-ID"] = formatdate(localtime=True), letter.message_id or make_msgid()
    message["Auto-Submitted"] = "auto-generated"  # out-of-office replies stay away (RFC 3834)
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
