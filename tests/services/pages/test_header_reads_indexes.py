"""What the header of every page counts is read from indexes that hold only what is open or waits."""

from sqlalchemy import Select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session
from support.stage import a_person

from app.domain.roles import Role
from app.services import alerts, submissions


def test_what_waits_can_be_counted_from_its_own_index(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return  # it chooses by what the tables hold, and these are empty
    officer = a_person(session, Role.OFFICER)

    _count_by("submission", "ix_submission_waiting", session, submissions.counted_waiting(officer))
    _count_by("alert", "ix_alert_open", session, alerts.counted_open(officer))


def _count_by(table: str, index: str, session: Session, query: Select[int]) -> None:
    """SQLite refuses a statement for which the index that it names is of no use."""
    asked = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    assert session.scalar(text(asked.replace(f"FROM {table}", f"FROM {table} INDEXED BY {index}"))) == 0
