"""Setting a plan up from a workbook: all of it or nothing, by those who may, for organisations that are known."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.setup_files import TAX_ID, edited_file, good_file, good_plan, read, with_fact
from support.stage import NOW, a_person, a_plan
from support.workbook_files import exported, typed

from app.domain.errors import LastYear, PermissionDenied, PlanExists, SetupRefused
from app.domain.plan_setup import as_set_up, setup_of
from app.domain.roles import Role
from app.models import Contractor, PlanRevision, User
from app.services import plan_setup, plan_tables, plan_templates, plans, workbook_exchange

pytestmark = pytest.mark.slow  # every file is read in a process of its own

HERE = small_plan().agency


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


def codes(examined: plan_setup.Examination) -> list[tuple]:
    return [(one.sheet, one.cell, one.code, str(one.severity)) for one in examined.problems]


def test_a_plan_is_created_as_its_workbook_says(session: Session, officer: User, data_dir: Path) -> None:
    examined = plan_setup.examine(session, good_file(), "新計畫.xlsx", by=officer)

    made = plan_setup.create(session, examined, by=officer, at=NOW, data_dir=data_dir)

    assert plans.document(session, made) == as_set_up(good_plan(code="NEW-107"))
    assert (made.contractor.tax_id, made.is_demo, made.revision) == (TAX_ID, False, 1)


def test_the_first_revision_tells_who_made_it_from_which_file(session: Session, officer: User, data_dir: Path) -> None:
    examined = plan_setup.examine(session, good_file(), "新計畫.xlsx", by=officer)

    made = plan_setup.create(session, examined, by=officer, at=NOW, data_dir=data_dir)

    revision = session.scalar(select(PlanRevision).where(PlanRevision.plan_id == made.id))
    [kept] = [path for path in data_dir.rglob("*") if path.is_file()]
    assert revision is not None
    assert (revision.created_by_id, revision.created_at) == (officer.id, NOW)
    assert revision.cause == f"建立計畫（設定檔 新計畫.xlsx，SHA-256 {kept.name}）"
    assert kept.read_bytes() == good_file()


def test_a_new_organisation_is_said_before_it_is_made(session: Session, officer: User) -> None:
    examined = plan_setup.examine(session, good_file(), "", by=officer)

    assert codes(examined) == [
        ("計畫基本資料", "B9", "agency_new", "警示"),
        ("計畫基本資料", "B11", "contractor_new", "警示"),
    ]
    assert examined.is_accepted


def test_looking_through_a_file_writes_nothing(
    session: Session, officer: User, rows_in_every_table: Callable[[], dict[str, int]]
) -> None:
    before = rows_in_every_table()

    plan_setup.examine(session, good_file(), "", by=officer)

    assert rows_in_every_table() == before


def test_a_file_with_an_error_creates_nothing(
    session: Session, officer: User, data_dir: Path, rows_in_every_table: Callable[[], dict[str, int]]
) -> None:
    examined = plan_setup.examine(session, edited_file(typed("查核點", "權重", 4, 19)), "", by=officer)
    before = rows_in_every_table()

    with pytest.raises(SetupRefused, match=r"1 項錯誤.*查核點.*99"):
        plan_setup.create(session, examined, by=officer, at=NOW, data_dir=data_dir)

    assert rows_in_every_table() == before
    assert list(data_dir.iterdir()) == []


def test_a_code_that_is_taken_is_refused_at_its_cell(session: Session, officer: User) -> None:
    a_plan(session, good_plan(code="NEW-107"))

    examined = plan_setup.examine(session, good_file(), "", by=officer)

    assert codes(examined) == [("計畫基本資料", "B4", "plan_exists", "錯誤")]
    assert "計畫變更" in examined.problems[0].message


def test_a_code_that_was_taken_in_the_meantime_is_refused(session: Session, officer: User, data_dir: Path) -> None:
    examined = plan_setup.examine(session, good_file(), "", by=officer)
    a_plan(session, good_plan(code="NEW-107"))

    with pytest.raises(PlanExists):
        plan_setup.create(session, examined, by=officer, at=NOW, data_dir=data_dir)


@pytest.mark.parametrize(
    ("name", "tax_id", "expected"),
    [
        pytest.param(small_plan().contractor, TAX_ID, [], id="as-in-the-file"),
        pytest.param(small_plan().contractor, None, [], id="known-by-name-only"),
        pytest.param("財團法人另一中心", TAX_ID, ["contractor_disagrees"], id="the-number-has-another-name"),
        pytest.param(small_plan().contractor, "10458575", ["contractor_disagrees"], id="the-name-has-another-number"),
    ],
)
def test_a_contractor_is_its_tax_id(
    session: Session, officer: User, name: str, tax_id: str | None, expected: list[str]
) -> None:
    known = plan_tables.named(session, Contractor, name)
    known.tax_id = tax_id
    a_plan(session)
    session.commit()

    examined = plan_setup.examine(session, good_file(), "", by=officer)

    assert [one.code for one in examined.problems] == expected
    assert examined.is_accepted is not bool(expected)


def test_a_contractor_known_by_name_learns_its_tax_id(session: Session, officer: User, data_dir: Path) -> None:
    plan = a_plan(session)
    examined = plan_setup.examine(session, good_file(), "", by=officer)

    plan_setup.create(session, examined, by=officer, at=NOW, data_dir=data_dir)

    session.refresh(plan.contractor)
    assert plan.contractor.tax_id == TAX_ID


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_others_set_no_plan_up(session: Session, role: Role, data_dir: Path) -> None:
    person, plan = a_person(session, role), a_plan(session)

    with pytest.raises(PermissionDenied):
        plan_setup.examine(session, b"", "", by=person)
    with pytest.raises(PermissionDenied):
        plan_templates.form(kind="xlsx", by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        plan_templates.copy_of(session, plan, kind="xlsx", by=person, at=NOW)
    with pytest.raises(PermissionDenied):
        plan_templates.next_year_of(session, plan, kind="xlsx", by=person, at=NOW)


def test_an_officer_of_one_agency_sets_plans_up_only_there(session: Session, data_dir: Path) -> None:
    at_home = a_person(session, Role.OFFICER, agency=HERE)
    elsewhere = a_person(session, Role.OFFICER, email="elsewhere@agency.example", agency="他機關")

    allowed = plan_setup.examine(session, good_file(), "", by=at_home)
    refused = plan_setup.examine(session, good_file(), "", by=elsewhere)

    assert allowed.is_accepted
    assert ("計畫基本資料", "B9", "not_permitted", "錯誤") in codes(refused)
    with pytest.raises(PermissionDenied):
        plan_setup.create(session, allowed, by=elsewhere, at=NOW, data_dir=data_dir)


def test_a_report_is_no_set_up_and_a_set_up_no_report(session: Session, officer: User) -> None:
    a_plan(session)

    as_setup = plan_setup.examine(session, exported(small_plan()), "", by=officer)
    as_report = workbook_exchange.examine(session, good_file(), "", by=officer, on=NOW.date())

    assert [one.code for one in (*as_setup.problems, *as_report.problems)] == ["wrong_workbook"] * 2
    assert "TEST-107" in as_setup.problems[0].message
    assert "新增計畫" in as_report.problems[0].message


@pytest.mark.parametrize("content", [b"", b"no workbook", good_file()[:500]])
def test_what_is_no_workbook_is_one_problem(session: Session, officer: User, content: bytes) -> None:
    examined = plan_setup.examine(session, content, "x.xlsx", by=officer)

    assert len(examined.problems) == 1
    assert not examined.is_accepted


def test_every_problem_of_a_file_is_told_at_once(session: Session, officer: User) -> None:
    content = edited_file(
        with_fact("統一編號", "12345678"),
        typed("查核點", "預定完成日", 4, "年底"),
        typed("查核點", "分項計畫", 5, "C"),
        typed("經費", "簽約數", 4, 1),
    )

    examined = plan_setup.examine(session, content, "", by=officer)

    assert [(sheet, cell) for sheet, cell, _, severity in codes(examined) if severity == "錯誤"] == [
        ("計畫基本資料", "B12"),
        ("查核點", "C4"),
        ("查核點", "A5"),
        ("經費", None),
    ]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_next_years_plan_is_created_from_its_own_workbook(
    session: Session, officer: User, data_dir: Path, kind: plan_templates.FileKind
) -> None:
    plan = a_plan(session, good_plan())

    template = plan_templates.next_year_of(session, plan, kind=kind, by=officer, at=NOW)
    examined = plan_setup.examine(session, template.content, "", by=officer)
    made = plan_setup.create(session, examined, by=officer, at=NOW, data_dir=data_dir)

    assert (made.code, made.roc_year, made.year_index) == ("TEST-108", 108, 3)
    assert [row.target for row in plans.document(session, made).indicators] == [
        row.target for row in good_plan().indicators
    ]
    assert made.contractor_id == plan.contractor_id


def test_the_last_year_rolls_over_into_nothing(session: Session, officer: User) -> None:
    plan = a_plan(session, good_plan(year_index=4))

    with pytest.raises(LastYear):
        plan_templates.next_year_of(session, plan, kind="xlsx", by=officer, at=NOW)


def test_a_copy_says_what_the_plan_says_now(session: Session, officer: User) -> None:
    plan = a_plan(session, good_plan())

    template = plan_templates.copy_of(session, plan, kind="xlsx", by=officer, at=NOW)

    assert template.code == "TEST-107"
    assert read(template.content).setup == setup_of(good_plan())


def test_the_division_may_be_left_out(session: Session, officer: User, data_dir: Path) -> None:
    content = edited_file(with_fact("組別", None))

    made = plan_setup.create(
        session, plan_setup.examine(session, content, "", by=None), by=None, at=NOW, data_dir=data_dir
    )

    assert plans.document(session, made) == replace(as_set_up(good_plan(code="NEW-107")), division="")
