"""A workbook goes out and comes back: what it proposes is what was typed, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW, a_person

from app.demo import plan_107
from app.domain.errors import PermissionDenied
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.services import submissions

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them

KINDS = ["xlsx", "ods"]


@pytest.fixture
def desk_107(desk_of):
    """The 107 plan as the program office set it up."""
    return desk_of(plan_107.plan_document())


@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_file_of_the_small_plan_proposes_nothing(desk, kind: str) -> None:
    examined = desk.examined(desk.exported(kind))

    assert examined.problems == ()
    assert examined.merge.differences == 0
    assert examined.proposal.document == desk.document()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("document", [plan_107.plan_document(), plan_107.reported()], ids=["set-up", "reported"])
def test_an_untouched_file_of_the_107_plan_proposes_nothing(desk_of, kind: str, document: PlanDocument) -> None:
    desk = desk_of(document)

    examined = desk.examined(desk.exported(kind))

    assert examined.problems == ()
    assert examined.merge.differences == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_107_workbook_filled_by_the_contractor_proposes_the_reported_year(desk_107, kind: str) -> None:
    file = desk_107.exported(kind).fill(plan_107.reported())

    examined = desk_107.examined(file)

    assert examined.problems == ()
    assert examined.proposal.document == plan_107.reported()
    assert len(examined.merge.added) == 215
    assert examined.merge.conflicts == ()


def test_the_107_plan_says_the_reported_year_after_approval(session: Session, desk_107) -> None:
    officer = a_person(session, Role.OFFICER)
    submission = desk_107.submitted(desk_107.exported().fill(plan_107.reported()))

    submissions.approve(session, submission, by=officer, at=NOW)

    assert desk_107.document() == plan_107.reported()
    assert desk_107.examined(desk_107.exported()).merge.differences == 0


def test_looking_at_a_file_writes_nothing(desk, rows_in_every_table: Callable[[], dict[str, int]]) -> None:
    file = desk.exported()
    file.type_in("績效指標", "1", "實際達成值", 214)
    before = rows_in_every_table()

    assert desk.examined(file).merge.differences == 1

    assert rows_in_every_table() == before
    assert desk.document().indicators[0].actual is None


def test_a_file_says_itself_which_period_it_reports(desk) -> None:
    assert desk.examined(desk.exported(period="期中")).period.key == "期中"


# Three-way merge: somebody else's change was approved while the file was out.


def approve_meanwhile(session: Session, desk, **actuals: int) -> None:
    """Other figures are reported and approved, by another copy of the workbook."""
    file = desk.exported()
    for key, actual in actuals.items():
        file.type_in("績效指標", key.removeprefix("indicator_"), "實際達成值", actual)
    submissions.approve(session, desk.submitted(file), by=a_person(session, Role.OFFICER), at=NOW)


def test_a_file_from_before_an_approved_change_still_comes_in_and_keeps_that_change(session: Session, desk) -> None:
    early = desk.exported()
    approve_meanwhile(session, desk, indicator_1=214)
    early.type_in("績效指標", "3", "實際達成值", 42)

    examined = desk.examined(early)

    assert examined.problems == ()
    assert [change.id for change in examined.merge.changes] == ["indicators/3/actual"]
    submissions.approve(
        session, desk.submitted(early), by=a_person(session, Role.OFFICER, email="second@agency.example"), at=NOW
    )
    actuals = [row.actual for row in desk.document().indicators]
    assert actuals == [Decimal(214), None, Decimal(420_000)]
    assert desk.plan.revision == 3


def test_an_untouched_file_from_before_an_approved_change_takes_nothing_back(session: Session, desk) -> None:
    early = desk.exported()
    approve_meanwhile(session, desk, indicator_1=214)

    assert desk.examined(early).merge.differences == 0


def test_a_cell_changed_on_both_sides_is_a_conflict_that_shows_all_three_values(session: Session, desk) -> None:
    early = desk.exported()
    approve_meanwhile(session, desk, indicator_1=214)
    early.type_in("績效指標", "1", "實際達成值", 215)

    [conflict] = desk.examined(early).merge.conflicts

    assert (conflict.id, conflict.base, conflict.theirs, conflict.ours) == ("indicators/1/actual", None, 215, 214)


def test_both_sides_having_typed_the_same_is_no_conflict(session: Session, desk) -> None:
    early = desk.exported()
    approve_meanwhile(session, desk, indicator_1=214)
    early.type_in("績效指標", "1", "實際達成值", 214)

    assert desk.examined(early).merge.is_empty


# Who may.


def test_a_contractor_of_another_organisation_may_neither_take_nor_upload_the_workbook(session: Session, desk) -> None:
    stranger = a_person(session, Role.CONTRACTOR, email="other@firm.example", contractor="財團法人他單位")
    file = desk.exported()

    with pytest.raises(PermissionDenied, match="填報"):
        desk.examined(file, by=stranger)
    with pytest.raises(PermissionDenied, match="下載期報活頁簿"):
        replace(desk, by=stranger).exported()


def test_an_auditor_takes_the_workbook_and_may_not_upload_it(session: Session, desk) -> None:
    auditor = a_person(session, Role.AUDITOR)
    file = replace(desk, by=auditor).exported()

    with pytest.raises(PermissionDenied, match="填報"):
        desk.examined(file, by=auditor)


def test_an_officer_may_upload_what_a_contractor_mailed(session: Session, desk) -> None:
    assert desk.examined(desk.exported(), by=a_person(session, Role.OFFICER)).is_accepted


# What a person types is read as meant.


def test_an_office_spelling_of_dates_and_figures_is_understood(desk) -> None:
    file = desk.exported()
    file.type_in("查核點", "A-2", "實際完成日", "107年4月27日")
    file.type_in("查核點", "A-2", "實際值", "658案")
    file.type_in("查核點", "B-1", "實際完成日", "107/7/15前")
    file.type_in("績效指標", "2", "實際達成值", "5.01億元")
    file.type_in("績效指標", "3", "實際達成值", 42)

    examined = desk.examined(file)

    assert [problem for problem in examined.problems if problem.severity == "錯誤"] == []
    by_key = {row.key: row for row in examined.proposal.document.checkpoints}
    assert (by_key["A-2"].completed_on, by_key["A-2"].actual) == (date(2018, 4, 27), Decimal(658))
    assert (by_key["B-1"].completed_on, by_key["B-1"].completion_basis) == (date(2018, 7, 15), "該日以前")
    assert [row.actual for row in examined.proposal.document.indicators[1:]] == [501_000_000, 420_000]
