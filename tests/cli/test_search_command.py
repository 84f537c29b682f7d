"""``flask search``: the index is made anew, and held against the tables."""

from flask import Flask
from sqlalchemy import delete
from support.stage import a_plan

from app.database import make_session_factory
from app.models import SearchEntry


def test_an_index_that_lacks_something_is_found_out_and_made_anew(flask, application: Flask) -> None:
    with make_session_factory(application.extensions["engine"])() as session:
        a_plan(session)
        session.execute(delete(SearchEntry).where(SearchEntry.key == "A-1"))
        session.commit()

    before = flask("search", "check", "--json")
    rebuilt = flask("search", "rebuild", "--json")
    after = flask("search", "check", "--json")

    assert (before.code, before.value["ok"]) == (1, False)
    assert {"kind": "計畫", "row": 1, "message": "未編入"} in before.value["faults"]
    assert (rebuilt.code, rebuilt.value["查核點"], rebuilt.value["企業"]) == (0, 5, 2)
    assert (after.code, after.value) == (0, {"ok": True, "faults": []})


def test_an_upgrade_enters_what_a_database_held_before(flask, application: Flask) -> None:
    with make_session_factory(application.extensions["engine"])() as session:
        a_plan(session)

    upgraded = flask("db", "upgrade")

    assert upgraded.code == 0
    assert flask("search", "check", "--json").value["ok"] is True
    assert "相符" in flask("search", "check").out
