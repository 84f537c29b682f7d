"""The rules of the programme, over the cases in the tables and the years."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import plan_builder
from support.stage import NOW, a_person, a_plan

from app.domain.eligibility import Abnormality, Rule
from app.domain.errors import BadThreshold, PermissionDenied, WrongState
from app.domain.roles import Role
from app.models import AuditEvent, Case, FirmDecision, Plan
from app.services import programme_limits, programme_rules
from app.services.cases import programme
from app.services.firms import deciding
from app.services.transaction import transaction


def helped_in(session: Session, *years: int) -> list[Plan]:
    """One firm with a closed case in the plan of each year."""
    made = []
    for year in years:
        of_year = plan_builder.plan(code=f"P-{year}", roc_year=year, cases=(plan_builder.case(f"{year}-0001"),))
        made.append(a_plan(session, of_year))
    return made


def found(session: Session, *plans: Plan) -> list[tuple[str, str]]:
    return [(one.key, one.rule) for one in programme_rules.check(session, plans)]


def test_a_third_case_in_three_years_is_found_over_all_plans(session: Session) -> None:
    plans = helped_in(session, 105, 106, 107)

    assert found(session, *plans) == [("107-0001", Rule.WINDOW)]
    assert found(session, plans[0]) == []  # the earlier ones did nothing wrong


def test_merged_entries_are_one_firm_until_the_merge_is_taken_back(session: Session) -> None:
    helped_in(session, 105, 106)
    other = plan_builder.case("107-0001", tax_id="10458575", firm_name="示範精密(股)公司")
    plan = a_plan(session, plan_builder.plan(code="P-107", cases=(other,)))
    case = session.scalars(select(Case).where(Case.plan_id == plan.id)).one()
    officer = a_person(session, Role.OFFICER)
    assert found(session, plan) == []

    deciding.merge(session, "10458575", "04595257", by=officer, at=NOW)

    assert found(session, plan) == [("107-0001", Rule.WINDOW)]
    judged = programme_rules.broken_by(session, plan, [programme_rules.candidate_of(plan, case)])
    entered = programme.broken_by(session, plan, [{**vars(case), "tax_id": case.tax_id}])
    assert [one.rule for one in (*judged, *entered)] == [Rule.WINDOW, Rule.WINDOW]
    deciding.undo(session, session.scalars(select(FirmDecision.id)).one(), by=officer, at=NOW)
    assert found(session, plan) == []


def test_plans_of_another_programme_are_another_matter(session: Session) -> None:
    helped_in(session, 105, 106)
    other = plan_builder.plan(code="Q-107", name="別的計畫", cases=(plan_builder.case(),))

    assert found(session, a_plan(session, other)) == []


def test_a_case_is_judged_before_it_is_there(session: Session) -> None:
    *_, plan = helped_in(session, 105, 106, 107)
    case = session.scalars(select(Case).where(Case.plan_id == plan.id)).one()
    as_planned = replace(programme_rules.candidate_of(plan, case), government_grant=250_000)

    broken = programme_rules.broken_by(session, plan, [as_planned])

    assert {(one.rule, one.field) for one in broken} >= {(Rule.WINDOW, "tax_id")}
    assert {one.key for one in broken} == {"107-0001"}


def test_a_limit_holds_from_its_year_on(session: Session) -> None:
    plans = helped_in(session, 105, 106, 107)
    officer = a_person(session, Role.OFFICER)

    def allow(since: int) -> None:
        programme_limits.set_limit(
            *(session, plans[0].agency_id, "per_window", "3"), from_roc_year=since, reason="放寬", by=officer, at=NOW
        )

    allow(108)
    assert found(session, *plans) == [("107-0001", Rule.WINDOW)]
    allow(107)
    assert found(session, *plans) == []
    told = session.scalars(select(AuditEvent.row_key).where(AuditEvent.subject == "輔導規定")).all()
    assert told == ["計算年數內輔導上限", "計算年數內輔導上限"]


@pytest.mark.parametrize(
    ("value", "reason", "error", "says"),
    [
        ("0", "放寬", BadThreshold, "須為 1 以上的整數"),
        ("兩", "放寬", BadThreshold, "須為 1 以上的整數"),
        ("1000", "放寬", BadThreshold, "不可超過 999"),
        ("9" * 5_000, "放寬", BadThreshold, "不可超過 999"),
        ("3", " ", WrongState, "理由"),
        ("2", "放寬", WrongState, "已是 2"),
    ],
)
def test_what_cannot_be_a_limit_changes_nothing(
    session: Session, value: str, reason: str, error: type[Exception], says: str
) -> None:
    (plan,) = helped_in(session, 107)
    officer = a_person(session, Role.OFFICER)

    with pytest.raises(error, match=says):
        programme_limits.set_limit(
            *(session, plan.agency_id, "per_window", value), from_roc_year=107, reason=reason, by=officer, at=NOW
        )

    assert programme_limits.history(session, plan.agency_id) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_only_who_sets_rules_sets_limits(session: Session, role: Role) -> None:
    (plan,) = helped_in(session, 107)
    person = a_person(session, role)
    for change in (
        lambda: programme_limits.set_limit(
            *(session, plan.agency_id, "per_window", "3"), from_roc_year=107, reason="放寬", by=person, at=NOW
        ),
        lambda: programme_limits.note_abnormality(
            session, plan.agency_id, Abnormality("某輔導單位", 106, 1, date(2017, 12, 1)), "未結案", by=person, at=NOW
        ),
    ):
        with pytest.raises(PermissionDenied):
            change()


def test_an_adviser_found_wanting_twice_in_a_row_is_closed_out(session: Session) -> None:
    (plan,) = helped_in(session, 107)
    officer = a_person(session, Role.OFFICER)
    case = session.scalars(select(Case)).one()
    case.received_on = date(2018, 3, 1)
    for year in (105, 106):
        serious = Abnormality(case.adviser_name, year, 1, date(year + 1911, 12, 20))
        programme_limits.note_abnormality(session, plan.agency_id, serious, "未依約完成輔導", by=officer, at=NOW)

    assert found(session, plan) == [("107-0001", Rule.BANNED_ADVISER)]
    with pytest.raises(WrongState, match="已有紀錄"):
        programme_limits.note_abnormality(session, plan.agency_id, serious, "又一次", by=officer, at=NOW)


def test_a_principle_knows_exceptions_a_limit_does_not(session: Session) -> None:
    cases = (plan_builder.case(), plan_builder.case("107-0002"))
    plan, officer = a_plan(session, plan_builder.plan(cases=cases)), a_person(session, Role.OFFICER)
    second = session.scalars(select(Case).where(Case.key == "107-0002")).one()
    second.round_no = 2
    assert found(session, plan) == [("107-0002", Rule.YEAR)]

    with pytest.raises(WrongState, match="沒有例外"):
        programme_rules.exempt(session, second, Rule.WINDOW, "專案核可", by=officer, at=NOW)
    with transaction(session):
        programme_rules.exempt(session, second, Rule.YEAR, "專案核可", by=officer, at=NOW)

    assert found(session, plan) == []


def test_an_earlier_case_is_told_what_it_makes_a_later_one_break(session: Session) -> None:
    helped_in(session, 105, 107)
    plan = a_plan(session, plan_builder.plan(code="P-106", roc_year=106, cases=(plan_builder.case("106-0001"),)))
    case = session.scalars(select(Case).where(Case.plan_id == plan.id)).one()
    case.state, case.received_on = "未核定", date(2017, 3, 1)  # on the waiting list while the next year was decided
    session.flush()
    assert programme_rules.broken_by(session, plan, [programme_rules.candidate_of(plan, case)]) == ()

    (broken,) = programme_rules.broken_by(
        session, plan, [replace(programme_rules.candidate_of(plan, case), state="核定")]
    )

    assert (broken.plan, broken.key, broken.rule) == ("P-106", "106-0001", Rule.WINDOW)
    assert "105-0001、106-0001" in broken.message


def test_a_later_member_is_told_what_its_joint_project_breaks_now(session: Session) -> None:
    members = [
        plan_builder.case(f"107-{at:04d}", tax_id=tax_id, mode="共通性", government_grant=100_000, self_fund=30_000)
        for at, tax_id in enumerate(("04595257", "10458575", "22099131", "53212539", "88117125", "12345675"), 1)
    ]
    plan = a_plan(session, plan_builder.plan(cases=tuple(members)))
    rows = session.scalars(select(Case).order_by(Case.key)).all()
    for row in rows:
        row.joint_no = "107-C01"
    session.flush()
    assert found(session, plan) == []

    raised = replace(programme_rules.candidate_of(plan, rows[-1]), government_grant=900_000, self_fund=300_000)

    assert {(one.key, one.rule) for one in programme_rules.broken_by(session, plan, [raised])} == {
        ("107-0006", Rule.JOINT)
    }
