"""A rule on trial warns before it blocks, in the agency that says so, through whatever door a report comes."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan

from app.domain.errors import PermissionDenied, WrongState
from app.domain.leniency import RuleMode
from app.domain.roles import Role
from app.models import Agency, Plan
from app.services import form_reports, plan_tables, rule_settings

LATE = {"completed_on": date(2018, 5, 15), "actual": 334, "achievement": "已完成。"}  # due on 107/4/30, no reason given
OURS = small_plan().agency


def put_on_trial(session: Session, plan: Plan, code: str = "explanation_missing", **who: str) -> None:
    officer = a_person(session, Role.OFFICER, email="rules@agency.example", **who)
    rule_settings.change(session, plan.agency_id, code, RuleMode.TRIAL, "新規則先行試辦", by=officer, at=NOW)


def report_late(session: Session, plan: Plan) -> form_reports.Outcome:
    values = dict.fromkeys(("delay_reason", "remedy", "catch_up_on")) | LATE
    return form_reports.record(
        session,
        plan,
        "checkpoints",
        "A-2",
        values,
        base_revision=1,
        by=a_person(session, Role.OFFICER),
        on=NOW.date(),
        at=NOW,
    )


def test_a_rule_on_trial_warns_and_the_report_goes_through(session: Session) -> None:
    plan = a_plan(session)
    put_on_trial(session, plan)

    outcome = report_late(session, plan)

    assert outcome.submission is not None
    assert [(one.severity, one.code) for one in outcome.findings] == [("警示", "explanation_missing")]
    assert outcome.findings[0].message.endswith("（試行）")


def test_a_rule_that_came_into_force_again_blocks(session: Session) -> None:
    plan, admin = a_plan(session), a_person(session, Role.ADMIN)
    put_on_trial(session, plan)
    rule_settings.change(
        session, plan.agency_id, "explanation_missing", RuleMode.IN_FORCE, "試辦期滿", by=admin, at=NOW
    )

    assert report_late(session, plan).submission is None
    said = [(row.mode, row.reason, row.set_by.name) for row in rule_settings.history(session, plan.agency)]
    assert said == [("生效", "試辦期滿", "系統管理者甲"), ("試行", "新規則先行試辦", "計畫辦公室甲")]


def test_the_rules_of_one_agency_are_not_those_of_another(session: Session) -> None:
    plan = a_plan(session)
    other = a_plan(session, replace(small_plan(), code="OTHER-107", agency="經濟部商業司"))
    put_on_trial(session, other)

    assert rule_settings.trials(session, plan.agency_id) == frozenset()
    assert report_late(session, plan).submission is None


@pytest.mark.parametrize(
    ("code", "mode", "reason", "said"),
    [
        pytest.param("explanation_missing", RuleMode.TRIAL, "  ", "理由", id="no-reason"),
        pytest.param("too_large", RuleMode.TRIAL, "試辦", "不可改為試行", id="protects-the-books"),
        pytest.param("no_such_rule", RuleMode.TRIAL, "試辦", "不可改為試行", id="no-such-rule"),
        pytest.param("explanation_missing", RuleMode.IN_FORCE, "試辦", "已是「生效」", id="nothing-changes"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    session: Session, code: str, mode: RuleMode, reason: str, said: str
) -> None:
    plan, admin = a_plan(session), a_person(session, Role.ADMIN)

    with pytest.raises(WrongState, match=said):
        rule_settings.change(session, plan.agency_id, code, mode, reason, by=admin, at=NOW)

    assert rule_settings.history(session, plan.agency) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_who_may_not_set_rules_is_refused(session: Session, role: Role) -> None:
    plan, person = a_plan(session), a_person(session, role)

    with pytest.raises(PermissionDenied, match="設定檢核規則"):
        rule_settings.change(session, plan.agency_id, "explanation_missing", RuleMode.TRIAL, "試辦", by=person, at=NOW)

    assert rule_settings.agencies_of(session, person) == []


def test_an_officer_sets_the_rules_of_the_own_agency_alone(session: Session) -> None:
    plan = a_plan(session)
    plan_tables.named(session, Agency, "經濟部商業司")
    local = a_person(session, Role.OFFICER, email="local@agency.example", agency="經濟部商業司")

    with pytest.raises(PermissionDenied):
        rule_settings.change(session, plan.agency_id, "explanation_missing", RuleMode.TRIAL, "試辦", by=local, at=NOW)

    assert [agency.name for agency in rule_settings.agencies_of(session, local)] == ["經濟部商業司"]
    everywhere = a_person(session, Role.ADMIN)
    assert [agency.name for agency in rule_settings.agencies_of(session, everywhere)] == [OURS, "經濟部商業司"]
