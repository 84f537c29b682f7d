"""Single steps of cases, taken by a person."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support import plan_builder
from support.case_lists import APPROVED, OTHER_FIRM, application, as_csv
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.cases.sampling import drawn
from app.domain.errors import CasesRefused, PermissionDenied
from app.domain.roles import Role
from app.models import AuditEvent, Case, CaseEvent, Plan, User
from app.services import plan_tables
from app.services.cases import courses, importing, sampling
from app.services.cases.courses import Taken
from app.services.pages import case_page

WAITING = {"狀態": "未核定", "技術審查結果": "列入推薦", "類組": "金屬機電"}


@pytest.fixture
def plan(session: Session) -> Plan:
    return a_plan(session, plan_builder.plan(cases=()))


@pytest.fixture
def officer(session: Session, plan: Plan) -> User:
    return a_person(session, Role.OFFICER)


def registered(session: Session, plan: Plan, by: User, data_dir: Path, *rows: dict[str, Any]) -> None:
    examined = importing.examine(session, as_csv(*rows), "個案.csv", by=by)
    importing.take(session, examined, by=by, at=NOW, data_dir=data_dir)


def step(session: Session, plan: Plan, by: User, target: str, *keys: str, **more: Any) -> int:
    more = {"on": date(2018, 12, 1)} | more
    return courses.take_step(session, plan, keys or ["107-0001"], Taken(target, **more), by=by, at=NOW)


def state(session: Session, key: str = "107-0001") -> str:
    return session.scalars(select(Case.state).where(Case.key == key)).one()


def test_a_step_is_kept_with_its_day_and_told(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    registered(session, plan, officer, data_dir, application(**APPROVED))
    revision = plan.revision

    step(session, plan, officer, "輔導中", on=date(2018, 6, 28))

    case = courses.get(session, plan, "107-0001", viewer=officer)
    last = courses.course_of(session, case)[-1]
    told = session.scalars(select(AuditEvent.field).order_by(AuditEvent.number.desc()).limit(2)).all()
    assert (case.state, case.signed_on) == ("輔導中", date(2018, 6, 28))
    assert (last.from_state, last.to_state, last.on, last.by) == ("核定", "輔導中", date(2018, 6, 28), officer)
    assert set(told) == {"state", "signed_on"}
    assert plan.revision == revision + 1
    assert plan_tables.document_of(session, plan).cases[0].state == "輔導中"


@pytest.mark.parametrize(
    ("target", "more", "why"),
    [
        pytest.param("結案", {}, "不能改為「結案」", id="jump"),
        pytest.param("輔導中", {"on": None}, "請填簽約日", id="no-day"),
        pytest.param("輔導中", {"on": date(2018, 6, 1)}, "簽約日早於核定日", id="signed-before-approved"),
        pytest.param("放棄簽約", {}, "須填寫原因", id="no-reason"),
    ],
)
def test_a_step_is_refused(
    session: Session, plan: Plan, officer: User, data_dir: Path, target: str, more: dict[str, Any], why: str
) -> None:
    registered(session, plan, officer, data_dir, application(**APPROVED))
    steps = session.scalar(select(func.count()).select_from(CaseEvent))

    with pytest.raises(CasesRefused, match=why):
        step(session, plan, officer, target, **more)

    assert state(session) == "核定"
    assert session.scalar(select(func.count()).select_from(CaseEvent)) == steps


def test_an_approval_keeps_to_the_ceiling(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    registered(session, plan, officer, data_dir, application(**WAITING))

    with pytest.raises(CasesRefused, match="政府經費 250,000 元"):
        step(session, plan, officer, "核定", values={"government_grant": 250_000, "self_fund": 70_000})
    step(session, plan, officer, "核定", values={"government_grant": 160_000, "self_fund": 40_000})

    assert state(session) == "核定"


def test_an_approval_with_more_money_than_a_case_can_hold_is_refused(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    registered(session, plan, officer, data_dir, application(**WAITING))

    with pytest.raises(CasesRefused, match="超出系統可記錄的範圍"):
        step(session, plan, officer, "核定", values={"government_grant": 160_000, "self_fund": 10**20})

    assert state(session) == "未核定"


def test_a_case_that_was_exempted_once_needs_no_reason_again(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    second = application(**WAITING | {"個案編號": "107-0002", "梯次": 2})
    registered(session, plan, officer, data_dir, application(**APPROVED), second)
    granted = {"government_grant": 160_000, "self_fund": 40_000}
    step(session, plan, officer, "核定", "107-0002", on=date(2018, 7, 1), reason="專案核可", values=granted)

    less = granted | {"government_grant": 150_000}
    step(session, plan, officer, "輔導中", "107-0002", on=date(2018, 7, 2), reason="減列經費", values=less)

    assert state(session, "107-0002") == "輔導中"


def test_a_step_for_several_is_taken_by_all_or_none(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    registered(session, plan, officer, data_dir, application(**APPROVED), application(**OTHER_FIRM))

    with pytest.raises(CasesRefused, match="107-0002：目前為「受理」"):
        step(session, plan, officer, "輔導中", "107-0001", "107-0002")

    assert state(session) == "核定"


def test_a_case_that_is_named_twice_takes_the_step_once(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    registered(session, plan, officer, data_dir, application(**APPROVED))

    taken = step(session, plan, officer, "輔導中", "107-0001", "107-0001", on=date(2018, 6, 28))

    course = courses.course_of(session, courses.get(session, plan, "107-0001", viewer=officer))
    assert taken == 1
    assert [one.to_state for one in course].count("輔導中") == 1


def test_when_a_firm_declines_the_next_of_its_group_is_proposed(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    second = OTHER_FIRM | WAITING | {"候補序號": 2}
    third = WAITING | {"個案編號": "107-0003", "統一編號": "22099131", "受輔導業者": "示範三", "候補序號": 1}
    elsewhere = third | {"個案編號": "107-0004", "統一編號": "53212539", "類組": "電子資訊"}
    rows = [application(**row) for row in (APPROVED | {"類組": "金屬機電"}, second, third, elsewhere)]
    registered(session, plan, officer, data_dir, *rows)

    step(session, plan, officer, "放棄簽約", reason="業者撤回投資")

    declined = courses.get(session, plan, "107-0001", viewer=officer)
    moves_up = courses.next_waiting(session, plan, declined)
    assert declined.end_reason == "業者撤回投資"
    assert moves_up is not None
    assert moves_up.key == "107-0003"


def test_money_is_paid_in_two_halves_at_their_time(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    registered(session, plan, officer, data_dir, application(**APPROVED))

    with pytest.raises(CasesRefused, match="簽約日之後"):
        courses.pay(session, plan, "107-0001", 1, on=date(2018, 7, 1), by=officer, at=NOW)
    step(session, plan, officer, "輔導中", on=date(2018, 6, 28))
    courses.pay(session, plan, "107-0001", 1, on=date(2018, 7, 1), by=officer, at=NOW)

    assert courses.get(session, plan, "107-0001", viewer=officer).first_paid_on == date(2018, 7, 1)
    with pytest.raises(CasesRefused, match="期末驗收日之後"):
        courses.pay(session, plan, "107-0001", 2, on=date(2018, 7, 1), by=officer, at=NOW)


def test_who_only_looks_takes_no_step(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    registered(session, plan, officer, data_dir, application(**APPROVED))

    with pytest.raises(PermissionDenied):
        step(session, plan, a_person(session, Role.AUDITOR), "輔導中")


def test_who_is_funded_is_not_for_the_contractor_to_say(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    contractor, manager = the_contractor_of(session, plan), a_person(session, Role.MANAGER)
    registered(session, plan, contractor, data_dir, application(狀態="推薦", 技術審查結果="優先推薦"))
    granted = {"on": date(2018, 6, 13), "values": {"government_grant": 160_000, "self_fund": 40_000}}

    with pytest.raises(PermissionDenied):
        step(session, plan, contractor, "核定", **granted)
    with pytest.raises(CasesRefused, match="核定由計畫辦公室或主管辦理"):
        registered(session, plan, contractor, data_dir, application(**APPROVED))
    assert step(session, plan, manager, "核定", **granted) == 1
    with pytest.raises(PermissionDenied):
        step(session, plan, manager, "輔導中", on=date(2018, 6, 28))


@pytest.mark.parametrize(
    ("start", "target"),
    [({}, "撤案"), (APPROVED, "歇業"), (APPROVED | {"狀態": "輔導中", "簽約日": "107/6/28"}, "終止")],
)
def test_a_case_ends_early_on_its_day_and_for_a_reason(
    session: Session, plan: Plan, officer: User, data_dir: Path, start: dict[str, Any], target: str
) -> None:
    if target == "歇業":
        start = start | {"狀態": "輔導中", "簽約日": "107/6/28"}
    registered(session, plan, officer, data_dir, application(**start))

    with pytest.raises(CasesRefused, match="原因"):
        step(session, plan, officer, target)
    step(session, plan, officer, target, on=date(2018, 9, 3), reason="業者來函")

    ended = courses.get(session, plan, "107-0001", viewer=officer)
    assert (ended.state, ended.ended_on, ended.end_reason) == (target, date(2018, 9, 3), "業者來函")
    with pytest.raises(CasesRefused, match="不能改為"):
        step(session, plan, officer, "結案")


def test_the_second_half_is_paid_after_the_acceptance_and_once(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    registered(session, plan, officer, data_dir, application(**APPROVED))
    for target, day in (("輔導中", date(2018, 6, 28)), ("期末驗收", date(2018, 11, 30))):
        step(session, plan, officer, target, on=day)
    for installment, day in ((1, date(2018, 7, 1)), (2, date(2018, 12, 10))):
        courses.pay(session, plan, "107-0001", installment, on=day, by=officer, at=NOW)

    case = courses.get(session, plan, "107-0001", viewer=officer)
    page = case_page.show(session, plan, case, viewer=officer)
    assert (case.first_paid_on, case.second_paid_on) == (date(2018, 7, 1), date(2018, 12, 10))
    assert (page.first_half, page.second_half) == (80_000, 80_000)
    with pytest.raises(CasesRefused, match="已登錄"):
        courses.pay(session, plan, "107-0001", 2, on=date(2018, 12, 11), by=officer, at=NOW)


@pytest.mark.parametrize(("grant", "halves"), [(153_001, (76_500, 76_501)), (None, (None, None))])
def test_both_halves_make_the_grant(grant: int | None, halves: tuple[int | None, int | None]) -> None:
    assert case_page.halves(grant) == halves


def test_nor_with_how_much_once_it_was_decided(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    contractor = the_contractor_of(session, plan)
    registered(session, plan, officer, data_dir, application(**APPROVED))

    with pytest.raises(PermissionDenied):
        step(session, plan, contractor, "輔導中", values={"government_grant": 170_000})
    with pytest.raises(CasesRefused, match="核定由計畫辦公室或主管辦理"):
        registered(session, plan, contractor, data_dir, application(政府經費=170_000))
    step(session, plan, contractor, "輔導中", on=date(2018, 6, 28))

    assert courses.get(session, plan, "107-0001", viewer=officer).government_grant == 160_000


def test_what_the_lead_reviewer_chose_is_not_drawn_by_the_office(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    signed = APPROVED | {"狀態": "輔導中", "簽約日": "107/6/28"}
    registered(session, plan, officer, data_dir, application(**signed), application(**signed | OTHER_FIRM))
    first = drawn(["107-0001", "107-0002"], "TEST-107-107-期中查核", 1)[0]
    sampling.pick(session, plan, first, ["執行異常"], by=officer, at=NOW)

    assert sampling.draw(session, plan, by=officer, at=NOW) != (first,)

    assert courses.get(session, plan, first, viewer=officer).visit_picked_by == sampling.LEAD
