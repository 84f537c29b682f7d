"""Two senders at the same outbox: each letter goes out by one of them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from support.mailbox import open_mailbox
from support.stage import NOW, a_person

from app.database import make_engine, make_session_factory
from app.domain.roles import Role
from app.services import outbox
from app.services.mail import Letter
from config import MailSettings, Settings

MONDAY = NOW + timedelta(days=2)
LETTERS = 12


def test_no_letter_is_sent_by_two(fresh_database_url: str) -> None:
    engine = make_engine(fresh_database_url)
    sessions = make_session_factory(engine)
    with open_mailbox() as mailbox:
        mail = MailSettings("127.0.0.1", mailbox.port, "none", mail_from="t@agency.example")
        with sessions() as session:
            to = a_person(session, Role.OFFICER)
            for number in range(LETTERS):
                letter = Letter(to.email, f"第 {number} 封", "內容", "<p>內容</p>")
                assert outbox.put(session, to, f"digest/{number}", letter, mail, at=MONDAY)
            session.commit()
        together = Barrier(2)

        def send(_sender: int) -> int:
            with sessions() as session:
                together.wait(timeout=10)
                return outbox.send_due(session, Settings(mail=mail), now=lambda: MONDAY).sent

        with ThreadPoolExecutor(2) as pool:
            sent = sum(pool.map(send, range(2)))

    engine.dispose()
    assert sent == LETTERS
    assert Counter(letter["Subject"] for letter in mailbox.letters) == Counter(
        f"第 {number} 封" for number in range(LETTERS)
    )
