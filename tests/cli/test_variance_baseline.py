"""``flask variance --baseline``: the actual beside the target as it is, or as it was set up."""

import json
from decimal import Decimal
from typing import Any

from flask import Flask
from support.stage import NOW, a_person, a_plan

from app.database import make_session_factory
from app.domain.change_request import ChangeSet, Edit
from app.domain.roles import Role
from app.services import change_requests
from app.services.change_requests import Proposal


def targets(application: Flask, *options: str) -> dict[str, Any]:
    answer = application.test_cli_runner().invoke(args=["variance", "TEST-107", "--json", *options])
    assert answer.exit_code == 0, answer.output
    return {row["key"]: row["target"] for row in json.loads(answer.output)}


def test_both_targets_can_be_asked_for_and_the_present_one_is_meant(application: Flask) -> None:
    with make_session_factory(application.extensions["engine"])() as session:
        plan, officer, manager = a_plan(session), a_person(session, Role.OFFICER), a_person(session, Role.MANAGER)
        change = ChangeSet((Edit("indicators", "1", "target", Decimal(167), Decimal(180)),))
        made = change_requests.draft(session, plan, Proposal(change, "理由", "影響", 1), by=officer, at=NOW)
        change_requests.send(session, made, by=officer, at=NOW)
        change_requests.approve(session, made, by=manager, at=NOW)

    assert targets(application)["1"] == "180"
    assert targets(application, "--baseline", "current")["1"] == "180"
    original = targets(application, "--baseline", "original")
    assert (original["1"], original["A-2"]) == ("167", "334")
