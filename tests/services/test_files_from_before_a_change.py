"""A workbook that went out before a change of the plan was approved comes back and is taken."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from support.plan_builder import checkpoint
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person

from app.domain.change_request import ChangeSet, Edit, value_of
from app.domain.checkpoint_state import Disposition
from app.domain.merge import merge
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.services import change_requests, form_reports, submissions
from app.services.change_requests import Proposal

EXTENDED = date(2018, 12, 31)
EXPLANATION = ["explanation_missing"] * 3


def edit(section: str, key: str, field: str, after: object) -> Edit:
    return Edit(section, key, field, value_of(small_plan(), section, key, field), after)


WITHDRAWAL = (
    edit("checkpoints", "A-3", "disposition", Disposition.STOPPED),
    edit("checkpoints", "A-3", "disposition_on", date(2018, 5, 1)),
    edit("checkpoints", "A-3", "disposition_reason", "政策變更。"),
)
ALL = ChangeSet(
    (
        edit("checkpoints", "A-2", "due_on", EXTENDED),
        edit("checkpoints", "A-2", "target", Decimal(300)),
        edit("checkpoints", "B-1", "description", "改辦線上說明會"),
        edit("indicators", "1", "target", Decimal(180)),
        edit("staffing", "副研究員級", "planned_months", Decimal(18)),
        *WITHDRAWAL,
    ),
    (checkpoint("A-4", due_on=EXTENDED, weight_pct=Decimal(20)),),
)


@pytest.fixture
def change(desk: Any) -> Any:
    """Brings a change into force."""
    officer, manager = a_person(desk.session, Role.OFFICER), a_person(desk.session, Role.MANAGER)

    def approved(changes: ChangeSet = ALL) -> None:
        wanted = Proposal(changes, "理由", "影響", desk.plan.revision)
        made = change_requests.draft(desk.session, desk.plan, wanted, by=officer, at=NOW)
        change_requests.send(desk.session, made, by=officer, at=NOW)
        change_requests.approve(desk.session, made, by=manager, at=NOW)

    return approved


def with_actual(document: PlanDocument) -> PlanDocument:
    rows = tuple(replace(row, actual=Decimal(214)) if row.key == "1" else row for row in document.indicators)
    return replace(document, indicators=rows)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_an_untouched_file_from_before_is_no_error_and_no_difference(desk: Any, change: Any, kind: str) -> None:
    file = desk.exported(kind)
    change()

    examined = desk.examined(file)

    assert examined.problems == ()
    assert examined.merge.is_empty


def test_a_filled_file_from_before_brings_its_figures_and_takes_no_change_back(desk: Any, change: Any) -> None:
    file = desk.exported().fill(with_actual(small_plan()))
    change()
    promised = desk.document()

    submissions.approve(
        desk.session, desk.submitted(file), by=a_person(desk.session, Role.MANAGER, email="m@a"), at=NOW
    )

    assert desk.document() == with_actual(promised)


def test_a_deadline_extended_meanwhile_is_the_one_to_be_judged_by(desk: Any, change: Any) -> None:
    file = desk.exported()
    file.type_in("查核點", "A-2", "達成情形", "受理中。")

    assert [one.code for one in desk.examined(file).problems] == EXPLANATION
    change()

    assert desk.examined(file).problems == ()


def test_a_report_on_what_was_stopped_meanwhile_is_asked_about_at_its_cell(desk: Any, change: Any) -> None:
    file = desk.exported()
    file.type_in("查核點", "A-3", "達成情形", "已辦 1 場次。")
    change()

    [problem] = desk.examined(file).problems

    assert (problem.code, problem.key, problem.severity.name) == ("checkpoint_withdrawn", "A-3", "WARNING")
    assert "已停辦" in problem.message


def test_a_file_from_after_the_change_carries_it_and_is_a_no_op(desk: Any, change: Any) -> None:
    change()

    examined = desk.examined(desk.exported())

    assert examined.problems == ()
    assert examined.merge.is_empty
    assert merge(small_plan(), small_plan(), desk.document()).is_empty


def test_who_typed_the_approved_deadline_into_an_old_file_did_nothing_wrong(desk: Any, change: Any) -> None:
    file = desk.exported()
    cell = file.type_in("查核點", "A-2", "預定完成日", "107/12/31")
    file.type_in("查核點", "B-1", "預定完成日", "107/12/31")
    assert [one.code for one in desk.examined(file).problems] == ["locked_cell_changed"] * 2

    change()

    [problem] = desk.examined(file).problems
    assert (problem.key, problem.cell != cell) == ("B-1", True)


def test_a_page_that_was_opened_before_is_judged_by_the_deadline_in_force_too(desk: Any, change: Any) -> None:
    day, values = date(2018, 6, 1), {"achievement": "受理中。"}

    def recorded() -> Any:
        how = {"base_revision": 1, "by": desk.by, "on": day, "at": NOW}
        return form_reports.record(desk.session, desk.plan, "checkpoints", "A-2", values, **how)

    assert [one.code for one in recorded().findings] == EXPLANATION
    change()
    assert recorded().findings == ()
