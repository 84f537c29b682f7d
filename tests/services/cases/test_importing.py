"""Lists of cases: taken whole, or not at all and every fault named by its cell."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support import plan_builder
from support.case_lists import APPROVED, OTHER_FIRM, application, as_csv, as_xlsx
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.errors import CasesRefused, PermissionDenied
from app.domain.roles import Role
from app.models import AuditEvent, Case, CaseEvent, Firm, Plan, PlanRevision, User
from app.services import application_counts, files, plan_tables
from app.services.application_counts import Count
from app.services.cases import case_files, importing
from app.services.cases.importing import Examined
from app.services.firms import incoming


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session, plan_builder.plan(cases=()))


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


def look(session: Session, content: bytes, by: User, name: str = "個案.csv", **more: Any) -> Examined:
    return importing.examine(session, content, name, by=by, **more)


def take(session: Session, content: bytes, by: User, data_dir: Path, name: str = "個案.csv") -> dict[str, int]:
    return importing.take(session, look(session, content, by, name), by=by, at=NOW, data_dir=data_dir)


def found(examined: Examined) -> list[tuple[str | None, str]]:
    return [(problem.cell, problem.code) for problem in examined.problems]


def test_a_list_brings_applications_in(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    content = as_xlsx(application(), application(**OTHER_FIRM))

    counts = take(session, content, officer, data_dir, "批次申請.xlsx")

    case = session.scalars(select(Case).where(Case.key == "107-0001")).one()
    assert counts == {"imported": 2, "updated": 0, "unchanged": 0}
    assert (case.state, case.county, case.region, case.tax_id) == ("受理", "臺中市", "中部", "04595257")
    assert not plan_tables.document_of(session, plan).cases  # applied for is not yet guided
    assert files.read(data_dir, files.digest_of(content)) == content


def test_the_same_list_again_changes_nothing(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    content = as_csv(application(**APPROVED))
    take(session, content, officer, data_dir)
    events = session.scalar(select(func.max(AuditEvent.number)))

    counts = take(session, content, officer, data_dir)

    assert counts == {"imported": 0, "updated": 0, "unchanged": 1}
    assert session.scalar(select(func.max(AuditEvent.number))) == events


def test_an_approved_case_is_shown_by_a_new_revision_of_the_plan(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    take(session, as_csv(application()), officer, data_dir)
    before = plan.revision

    take(session, as_csv(application(**APPROVED)), officer, data_dir)

    revision = session.scalars(select(PlanRevision).order_by(PlanRevision.number.desc())).first()
    course = session.scalars(select(CaseEvent).order_by(CaseEvent.ordinal)).all()
    assert [row.key for row in plan_tables.document_of(session, plan).cases] == ["107-0001"]
    assert plan.revision == before + 1
    assert revision is not None
    assert "匯入個案清單 個案.csv" in revision.cause
    assert [step.to_state for step in course] == ["受理", "資格符合", "推薦", "核定"]
    assert {step.by_id for step in course} == {officer.id}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        pytest.param([application(統一編號="12345678")], ("C2", "tax_id"), id="checksum"),
        pytest.param([application(縣市="火星市")], ("D2", "county_unknown"), id="county"),
        pytest.param([application(申請經費=-5)], ("F2", "negative"), id="negative"),
        pytest.param(
            [application(**APPROVED | {"政府經費": 900_000})], ("I2", "grant_over_ceiling"), id="above-the-ceiling"
        ),
        pytest.param([application(), application()], ("A3", "key_repeated"), id="two-rows-of-one-number"),
        pytest.param(
            [application(), application(個案編號="107-0002")], ("C3", "firm_twice_in_round"), id="twice-in-a-round"
        ),
        pytest.param([application(狀態="不知道")], ("F2", "choice_unknown"), id="unknown-state"),
        pytest.param([application(女性負責人="也許")], ("F2", "choice_unknown"), id="neither-yes-nor-no"),
        pytest.param([application(受理日="昨天")], ("E2", "not_a_date"), id="no-date"),
        pytest.param([application(個案編號="")], ("A2", "key_missing"), id="no-number"),
        pytest.param([application(梯次=0)], ("F2", "negative"), id="round-zero"),
        pytest.param([application(候補序號=0)], ("F2", "negative"), id="nobody-waits-before-the-first"),
        pytest.param([application(候補序號=10**12)], ("F2", "too_large"), id="rank-beyond-any-list"),
        pytest.param([application(申請經費="1.5")], ("F2", "not_whole"), id="half-a-dollar"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_faulty_list_is_refused_by_cell_and_leaves_nothing(
    session: Session,
    plan: Plan,
    officer: User,
    data_dir: Path,
    rows: list[dict[str, Any]],
    problem: tuple[str, str],
    form: str,
) -> None:
    good = application(**OTHER_FIRM | {"個案編號": "107-0009"})
    content = as_csv(*rows, good) if form == "csv" else as_xlsx(*rows, good)

    examined = look(session, content, officer, f"個案.{form}", plan_code=plan.code)
    with pytest.raises(CasesRefused):
        importing.take(session, examined, by=officer, at=NOW, data_dir=data_dir)

    assert problem in found(examined)
    assert session.scalar(select(func.count()).select_from(Case)) == 0
    assert session.scalar(select(func.count()).select_from(Firm)) == 0


def test_a_firm_may_apply_again_where_the_later_application_is_refused(
    session: Session, plan: Plan, officer: User
) -> None:
    refused = application(個案編號="107-0002", 狀態="資格不符", 資格不符原因="同梯次申請逾1案")

    assert look(session, as_csv(application(), refused), officer).is_accepted


def test_a_firm_that_has_applied_already_is_found_in_the_books_too(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    take(session, as_csv(application()), officer, data_dir)

    examined = look(session, as_csv(application(個案編號="107-0002")), officer)

    assert found(examined) == [("C2", "firm_twice_in_round")]
    assert "107-0001" in examined.problems[0].message


def test_a_column_that_is_not_read_is_told(session: Session, plan: Plan, officer: User) -> None:
    examined = look(session, as_csv(application(資本額="100")), officer)

    assert examined.is_accepted
    assert found(examined) == [("F1", "column_unknown")]


def test_what_others_changed_meanwhile_is_not_overwritten(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    take(session, as_csv(application()), officer, data_dir)
    examined = look(session, as_csv(application(受輔導業者="示範新名有限公司")), officer)
    take(session, as_csv(application(輔導單位="示範大學")), officer, data_dir)

    with pytest.raises(CasesRefused, match="已由他人變更"):
        importing.take(session, examined, by=officer, at=NOW, data_dir=data_dir)


def test_personal_data_is_kept_and_not_repeated_in_the_trail(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    take(session, as_csv(application(負責人="王小明", 聯絡電話="02-12345678")), officer, data_dir)

    told = session.scalars(select(AuditEvent.after)).all()
    assert session.scalars(select(Case.head_name)).one() == "王小明"
    assert not any("王小明" in text or "12345678" in text for text in told if text)


def test_only_who_manages_the_cases_of_the_plan_may_bring_them_in(session: Session, plan: Plan) -> None:
    look(session, as_csv(application()), the_contractor_of(session, plan))

    for role in (Role.AUDITOR, Role.MANAGER):
        with pytest.raises(PermissionDenied):
            look(session, as_csv(application()), a_person(session, role), plan_code=plan.code)


def test_who_takes_a_list_must_be_allowed_what_it_says_whoever_examined_it(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    examined = look(session, as_csv(application(**APPROVED)), officer)

    with pytest.raises(PermissionDenied):
        importing.take(session, examined, by=the_contractor_of(session, plan), at=NOW, data_dir=data_dir)

    assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_a_year_in_which_nothing_may_be_managed_is_named(session: Session, plan: Plan, officer: User) -> None:
    examined = look(session, as_csv(application(個案編號="106-0001")), officer)

    assert [problem.code for problem in examined.problems] == ["wrong_workbook"]
    assert "106 年度" in examined.problems[0].message


def test_firms_of_one_address_are_noticed_when_their_applications_come_in(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    rows = (
        application(登記地址="臺中市西屯區工業區一路 1 號"),
        application(**OTHER_FIRM, 登記地址="台中市西屯區工業區一路1號"),
    )

    take(session, as_csv(*rows), officer, data_dir)

    said = incoming.notice(session, ["04595257", "10458575"], viewer=officer)
    assert said is not None
    assert "同名或同址" in said
    assert "2 家企業" in said


def test_a_known_address_of_a_firm_stays(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    take(session, as_csv(application(登記地址="臺中市西屯區工業區一路1號")), officer, data_dir)
    take(session, as_csv(application(登記地址="臺中市西屯區工業區二路2號")), officer, data_dir)

    assert session.scalars(select(Firm.head_office)).one() == "臺中市西屯區工業區一路1號"


def test_a_case_corrected_to_another_firm_brings_that_firm_in_under_its_own_name(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    take(session, as_csv(application()), officer, data_dir)

    take(session, as_csv(application(**OTHER_FIRM | {"個案編號": "107-0001"})), officer, data_dir)

    case = session.scalars(select(Case)).one()
    assert (case.firm_name, case.firm.name, case.tax_id) == ("示範電子有限公司", "示範電子有限公司", "10458575")


def test_applications_are_either_registered_or_published_numbers(session: Session, plan: Plan, officer: User) -> None:
    application_counts.keep(session, plan, [Count("", "", 700, "報告")], by=None, at=NOW)
    session.commit()

    assert found(look(session, as_csv(application()), officer)) == [(None, "applications_counted")]


def test_the_list_of_one_plan_is_not_taken_for_another(session: Session, plan: Plan, officer: User) -> None:
    other = a_plan(session, plan_builder.plan(code="OTHER-107", cases=()))
    theirs = case_files.form(session, other, "applications", kind="xlsx", by=officer, at=NOW)

    examined = look(session, theirs.content, officer, "批次申請.xlsx", plan_code=plan.code)

    assert found(examined) == [(None, "wrong_workbook")]
    assert examined.problems[0].message == "這是計畫 OTHER-107 的個案清單，不是計畫 TEST-107 的；請改選檔案。"
    assert look(session, theirs.content, officer, "批次申請.xlsx", plan_code=other.code).plan is other
