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


def deliver(settings: MailSettings, letter: Letter) -> bool:
    """Hand the letter to the relay. Whether that worked is logged and returned: nobody waits for it."""
    try:
        with _relay(settings) as relay:
            relay.send_message(_message(settings, letter))
    except (OSError, smtplib.SMTPException):
        log.exception("mail 「%s」 could not be handed to %s", letter.subject, settings.smtp_host)
        return False
    return True


def _relay(settings: MailSettings) -> smtplib.SMTP:
    host, port = settings.smtp_host, settings.smtp_port
    context = ssl.create_default_context()
    if settings.smtp_security == "tls":
        relay: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    else:
        relay = smtplib.SMTP(host, port, timeout=PATIENCE)
    if settings.smtp_security == "starttls":
        relay.starttls(context=context)
    if settings.smtp_user:
        relay.login(settings.smtp_user, settings.smtp_password)
    return relay


def _message(settings: MailSettings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, letter.to, letter.subject
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid()
    message["Auto-Submitted"] = "auto-generated"  # out-of-office replies stay away (RFC 3834)
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
