"""A small plan on its own database, and people of every role who visit the pages on 107/12/1."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import NOW, PASSWORD, a_person, a_plan
from support.visitor import Visitor

from app import clock
from app.database import make_session_factory
from app.domain.roles import Role

PLAN = "/plans/TEST-107"


@pytest.fixture
def stage(application: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """The tables behind the pages, with the small plan in them; it is 1 December 107 in the offices.

    Reading through it takes no lock that a page would wait for; ``rollback`` it to see what a page has changed.
    """
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", lambda: NOW.date())
    engine = application.extensions["engine"].execution_options(writes=False)
    with make_session_factory(engine)() as session:
        a_plan(session)
        yield session


@pytest.fixture
def visit(application: Flask, stage: Session) -> Callable[..., Visitor]:
    """``visit(Role.OFFICER)``: that person's browser, signed in. ``visit(None)``: nobody's."""

    def visitor(role: Role | None, **who: str) -> Visitor:
        made = Visitor(application.test_client())
        if role is not None:
            if role is Role.CONTRACTOR:
                who = {"contractor": small_plan().contractor} | who
            person = a_person(stage, role, **who)
            made.sign_in(person.email, PASSWORD)
        return made

    return visitor
