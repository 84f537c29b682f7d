"""Roles are given and taken by administrators, each in their own agencies, and colleagues stand in for each other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.signing_in import DESK, LIMITS
from support.stage import NOW, a_person, a_plan

from app.domain.errors import DomainError, NotFound, PermissionDenied, UnusableEntry, WrongState
from app.domain.roles import DAY, Permission, Role
from app.models import AuditEvent, Plan, RoleGrant, User
from app.services import account_admin, delegations, grants, people, permissions, second_factor
from app.services.grants import Term

HERE, THERE = "甲局", "乙署"
TODAY = NOW.date()
NEXT_WEEK = Term(TODAY + timedelta(days=2), TODAY + timedelta(days=6))


@pytest.fixture
def plans(session: Session) -> tuple[Plan, Plan]:
    """A plan here, and one there; it is today in the offices."""
    session.info[DAY] = TODAY
    here, there = (
        a_plan(session, replace(small_plan(), code=code, agency=agency, contractor=firm))
        for code, agency, firm in [("HERE-107", HERE, "財團法人丙"), ("THERE-107", THERE, "財團法人丁")]
    )
    return here, there


@pytest.fixture
def admin(session: Session, plans: tuple[Plan, Plan]) -> User:
    """The administrator of the agency here."""
    return a_person(session, Role.ADMIN, agency=HERE, email="admin@here.example")


@pytest.fixture
def officer(session: Session, plans: tuple[Plan, Plan]) -> User:
    return a_person(session, Role.OFFICER, agency=HERE, email="officer@here.example")


@pytest.fixture
def colleague(session: Session, plans: tuple[Plan, Plan]) -> User:
    return a_person(session, Role.MANAGER, agency=HERE, email="manager@here.example")


def give(session: Session, to: User, role: Role, by: User | None, **where: object) -> None:
    grants.grant(session, to, role, by=by, at=NOW, on=TODAY, origin=DESK, **where)  # type: ignore[arg-type]


def stand_in(
    session: Session, officer: User, deputy: User, *, by: User | None = None, term: Term = NEXT_WEEK
) -> RoleGrant:
    return delegations.delegate(
        session, officer.grants[0].id, deputy.id, term, "休假", by=by or officer, at=NOW, on=TODAY, origin=DESK
    )


def told(session: Session) -> AuditEvent:
    """The newest event of the trail."""
    return session.scalars(select(AuditEvent).order_by(AuditEvent.number.desc()).limit(1)).one()


def on_day(session: Session, day: date, person: User, plan: Plan) -> bool:
    """Whether the person may review on that day, as the next request would see it."""
    session.expire_all()
    session.info[DAY] = day
    return permissions.may(person, Permission.REVIEW, plan)


# Giving and taking ------------------------------------------------------------------------------------------------


def test_an_administrator_gives_a_role_in_the_agency(
    session: Session, plans: tuple[Plan, Plan], admin: User, colleague: User
) -> None:
    give(session, colleague, Role.OFFICER, admin, plan="HERE-107", reason="接辦")

    assert permissions.may(colleague, Permission.REPORT, plans[0])
    assert not permissions.may(colleague, Permission.REPORT, plans[1])
    event = told(session)
    assert (event.subject, event.row_key, event.actor, event.agency_id) == (
        "權限",
        colleague.email,
        admin.name,
        plans[0].agency_id,
    )
    assert "計畫辦公室、" in (event.after or "")
    assert "理由：接辦" in (event.after or "")


@pytest.mark.parametrize("where", [{}, {"agency": THERE}, {"plan": "THERE-107"}], ids=["everywhere", "agency", "plan"])
def test_nobody_gives_what_is_beyond_their_own(
    session: Session, admin: User, colleague: User, where: dict[str, str]
) -> None:
    with pytest.raises(PermissionDenied, match="超出自己管理範圍"):
        give(session, colleague, Role.OFFICER, admin, **where)

    assert [held.role for held in colleague.grants] == [Role.MANAGER]


def test_who_administrates_one_plan_gives_nothing(session: Session, plans: tuple[Plan, Plan], colleague: User) -> None:
    of_plan = a_person(session, Role.ADMIN, email="small@here.example")
    of_plan.grants[0].plan = plans[0]
    session.commit()

    with pytest.raises(PermissionDenied):
        give(session, colleague, Role.OFFICER, of_plan, plan="HERE-107")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_only_administrators_give_roles(
    session: Session, plans: tuple[Plan, Plan], colleague: User, role: Role
) -> None:
    firm = "財團法人丙" if role is Role.CONTRACTOR else None
    somebody = a_person(session, role, contractor=firm, email="somebody@here.example")

    with pytest.raises(PermissionDenied):
        give(session, colleague, Role.OFFICER, somebody, agency=HERE)


def test_nobody_gives_a_role_to_themselves(session: Session, admin: User) -> None:
    with pytest.raises(PermissionDenied, match="自己"):
        give(session, admin, Role.OFFICER, admin, agency=HERE)


@pytest.mark.parametrize(
    ("held", "role"), [(Role.AUDITOR, Role.OFFICER), (Role.OFFICER, Role.AUDITOR), (Role.CONTRACTOR, Role.MANAGER)]
)
def test_who_is_looked_at_or_looks_from_outside_is_nothing_else(
    session: Session, admin: User, held: Role, role: Role
) -> None:
    firm = "財團法人丙" if held is Role.CONTRACTOR else None
    person = a_person(session, held, agency=HERE, contractor=firm, email="person@here.example")

    with pytest.raises(WrongState, match="不可兼任"):
        give(session, person, role, admin, agency=HERE)


def test_a_role_can_be_given_again_after_its_time(session: Session, admin: User, colleague: User) -> None:
    give(session, colleague, Role.OFFICER, admin, agency=HERE, term=NEXT_WEEK)
    later = Term(NEXT_WEEK.ends_on + timedelta(days=1), NEXT_WEEK.ends_on + timedelta(days=3))

    with pytest.raises(WrongState, match="已有角色"):
        give(session, colleague, Role.OFFICER, admin, agency=HERE, term=Term(NEXT_WEEK.ends_on, later.ends_on))
    give(session, colleague, Role.OFFICER, admin, agency=HERE, term=later)
    give(session, colleague, Role.OFFICER, admin, agency=HERE)

    assert len(colleague.grants) == 4


def test_a_role_is_taken_with_a_reason_and_counts_no_longer(
    session: Session, plans: tuple[Plan, Plan], admin: User, officer: User
) -> None:
    with pytest.raises(UnusableEntry, match="理由"):
        grants.revoke(session, officer.grants[0].id, " ", by=admin, at=NOW, origin=DESK)

    grants.revoke(session, officer.grants[0].id, "調離", by=admin, at=NOW, origin=DESK)

    assert not permissions.may(officer, Permission.VIEW, plans[0])
    assert "理由：調離" in (told(session).after or "")
    assert told(session).agency_id == plans[0].agency_id


def test_nobody_takes_what_is_beyond_their_own(session: Session, admin: User) -> None:
    there = a_person(session, Role.OFFICER, agency=THERE, email="officer@there.example")

    with pytest.raises(PermissionDenied):
        grants.revoke(session, there.grants[0].id, "調離", by=admin, at=NOW, origin=DESK)
    with pytest.raises(NotFound):
        people.get(session, there.id, viewer=admin)


# The last administrator -------------------------------------------------------------------------------------------


def test_the_last_administrator_stays(session: Session, admin: User) -> None:
    a_person(session, Role.ADMIN, agency=THERE, email="admin@there.example")

    with pytest.raises(WrongState, match="最後一位系統管理者"):
        grants.revoke(session, admin.grants[0].id, "離職", by=admin, at=NOW, origin=DESK)
    with pytest.raises(WrongState, match="最後一位系統管理者"):
        account_admin.disable(session, admin, at=NOW)

    assert admin.is_active


@pytest.mark.parametrize("agency", [HERE, None], ids=["of-the-agency", "of-all"])
def test_one_of_two_administrators_may_go(session: Session, admin: User, agency: str | None) -> None:
    other = a_person(session, Role.ADMIN, agency=agency, email="other@here.example")

    account_admin.disable(session, admin, at=NOW, by=other, reason="離職", origin=DESK)

    assert not admin.is_active
    with pytest.raises(WrongState, match="最後一位"):
        account_admin.disable(session, other, at=NOW)


def test_an_administrator_for_a_time_is_no_other_one(session: Session, admin: User, colleague: User) -> None:
    give(session, colleague, Role.ADMIN, None, agency=HERE, term=Term(TODAY, TODAY))

    with pytest.raises(WrongState, match="最後一位"):
        account_admin.disable(session, admin, at=NOW)


# Standing in ------------------------------------------------------------------------------------------------------


def test_a_stand_in_may_what_the_colleague_may_on_the_days_that_were_named(
    session: Session, plans: tuple[Plan, Plan], officer: User, colleague: User
) -> None:
    colleague.grants[0].role = Role.ADMIN  # who may not review by a role of their own
    session.commit()
    stand_in(session, officer, colleague)

    first, last = NEXT_WEEK.starts_on, NEXT_WEEK.ends_on
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    assert [on_day(session, day, colleague, plans[0]) for day in days] == [False, True, True, False]
    assert not on_day(session, first, colleague, plans[1])
    assert on_day(session, first, officer, plans[0])


def test_where_nobody_says_the_day_a_stand_in_may_nothing(
    session: Session, plans: tuple[Plan, Plan], officer: User, colleague: User
) -> None:
    stand_in(session, officer, colleague, term=Term(TODAY, TODAY))
    assert permissions.may(colleague, Permission.REPORT, plans[0])

    del session.info[DAY]

    assert not permissions.may(colleague, Permission.REPORT, plans[0])
    assert permissions.may(colleague, Permission.REVIEW, plans[0])  # by the role of their own


def test_a_delegation_is_told_to_the_readers_of_the_agency(
    session: Session, plans: tuple[Plan, Plan], officer: User, colleague: User
) -> None:
    stand_in(session, officer, colleague)

    event = told(session)
    assert (event.row_key, event.actor, event.agency_id) == (colleague.email, officer.name, plans[0].agency_id)
    assert "計畫辦公室、甲局、107/12/3至107/12/7" in (event.after or "")
    assert f"代理{officer.name}、理由：休假" in (event.after or "")


def test_an_administrator_finds_a_stand_in_for_who_is_ill(
    session: Session, plans: tuple[Plan, Plan], admin: User, officer: User, colleague: User
) -> None:
    stand_in(session, officer, colleague, by=admin)

    assert [held.user for held in delegations.given_by(session, officer, on=TODAY)] == [colleague]
    assert told(session).actor == admin.name


def test_an_administrator_does_not_stand_in_for_who_is_ill(session: Session, admin: User, officer: User) -> None:
    with pytest.raises(PermissionDenied, match="不可委任自己"):
        stand_in(session, officer, admin, by=admin)

    assert [held.role for held in admin.grants] == [Role.ADMIN]


def test_a_role_of_somebody_else_is_not_delegated(session: Session, officer: User, colleague: User) -> None:
    other = a_person(session, Role.OFFICER, agency=HERE, email="other@here.example")

    with pytest.raises(PermissionDenied, match="只能委任自己的角色"):
        stand_in(session, officer, colleague, by=other)


def test_a_stand_in_has_no_stand_in(session: Session, officer: User, colleague: User) -> None:
    third = a_person(session, Role.MANAGER, agency=HERE, email="third@here.example")
    borrowed = stand_in(session, officer, colleague, term=Term(TODAY, TODAY))

    with pytest.raises(WrongState, match="不可再委任"):
        delegations.delegate(
            session, borrowed.id, third.id, NEXT_WEEK, "休假", by=colleague, at=NOW, on=TODAY, origin=DESK
        )


def test_administrators_do_not_delegate(session: Session, admin: User, colleague: User) -> None:
    with pytest.raises(WrongState, match="不可委任代理人"):
        stand_in(session, admin, colleague)


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(lambda session: a_person(session, Role.MANAGER, agency=THERE, email="x@x.example"), id="there"),
        pytest.param(lambda session: a_person(session, Role.AUDITOR, agency=HERE, email="x@x.example"), id="auditor"),
        pytest.param(
            lambda session: a_person(
                session, Role.CONTRACTOR, agency=HERE, contractor="財團法人丙", email="x@x.example"
            ),
            id="contractor",
        ),
    ],
)
def test_only_a_colleague_stands_in(session: Session, officer: User, stranger: Callable[[Session], User]) -> None:
    other = stranger(session)

    assert other not in delegations.colleagues(session, officer, on=TODAY)
    with pytest.raises(NotFound, match="同一機關的同仁"):
        stand_in(session, officer, other)


def test_who_delegated_ends_it_early(
    session: Session, plans: tuple[Plan, Plan], officer: User, colleague: User
) -> None:
    borrowed = stand_in(session, officer, colleague, term=Term(TODAY, TODAY))
    with pytest.raises(PermissionDenied):
        delegations.end(session, borrowed.id, "不", by=colleague, at=NOW, origin=DESK)

    delegations.end(session, borrowed.id, "提早銷假", by=officer, at=NOW, origin=DESK)

    assert not permissions.may(colleague, Permission.REPORT, plans[0])
    assert "提早銷假" in (told(session).after or "")


@pytest.mark.parametrize("how", ["revoked", "disabled"])
def test_a_stand_in_goes_with_the_role_that_was_lent(
    session: Session, plans: tuple[Plan, Plan], admin: User, officer: User, colleague: User, how: str
) -> None:
    stand_in(session, officer, colleague, term=Term(TODAY, TODAY))

    if how == "revoked":
        grants.revoke(session, officer.grants[0].id, "調離", by=admin, at=NOW, origin=DESK)
    else:
        account_admin.disable(session, officer, at=NOW, by=admin, reason="離職", origin=DESK)

    assert not permissions.may(colleague, Permission.REPORT, plans[0])


def test_a_stand_in_stays_when_only_the_role_for_a_time_is_taken(
    session: Session, plans: tuple[Plan, Plan], admin: User, colleague: User
) -> None:
    holder = a_person(session, Role.MANAGER, agency=HERE, email="second@here.example")
    give(session, holder, Role.OFFICER, admin, agency=HERE, reason="試用", term=Term(TODAY, TODAY))
    give(session, holder, Role.OFFICER, admin, agency=HERE, reason="真除")
    _, for_a_time, lasting = holder.grants
    delegations.delegate(
        session, lasting.id, colleague.id, Term(TODAY, TODAY), "休假", by=holder, at=NOW, on=TODAY, origin=DESK
    )

    grants.revoke(session, for_a_time.id, "已真除", by=admin, at=NOW, origin=DESK)

    assert permissions.may(colleague, Permission.REPORT, plans[0])


def test_who_administrates_for_a_time_needs_a_second_step_meanwhile(session: Session, colleague: User) -> None:
    give(session, colleague, Role.ADMIN, None, agency=HERE, term=Term(TODAY, TODAY))

    assert second_factor.is_required(colleague, LIMITS)
    session.info[DAY] = TODAY + timedelta(days=1)
    assert not second_factor.is_required(colleague, LIMITS)


# Accounts ---------------------------------------------------------------------------------------------------------


def test_an_account_that_opens_more_than_the_agency_is_not_kept_by_its_administrator(
    session: Session, admin: User, officer: User
) -> None:
    give(session, officer, Role.MANAGER, None, agency=THERE)

    for deed in (
        lambda: account_admin.reset(session, officer, at=NOW, limits=LIMITS, by=admin, origin=DESK),
        lambda: account_admin.disable(session, officer, at=NOW, by=admin, reason="離職", origin=DESK),
        lambda: account_admin.unlock(session, officer, at=NOW, limits=LIMITS, by=admin, origin=DESK),
    ):
        with pytest.raises(PermissionDenied, match="超出您管理的機關"):
            deed()

    assert people.get(session, officer.id, viewer=admin) is officer


def test_a_contractor_of_this_agency_alone_is_kept_here_until_it_works_elsewhere(session: Session, admin: User) -> None:
    reporter = a_person(session, Role.CONTRACTOR, contractor="財團法人丙", email="reporter@firm.example")
    assert people.may_keep(session, admin, reporter)

    a_plan(session, replace(small_plan(), code="MORE-107", agency=THERE, contractor="財團法人丙"))

    assert not people.may_keep(session, admin, reporter)


def test_the_list_shows_who_may_do_something_here(session: Session, admin: User, officer: User) -> None:
    a_person(session, Role.OFFICER, agency=THERE, email="officer@there.example")
    everywhere = a_person(session, Role.AUDITOR, email="auditor@all.example")

    assert set(people.everybody(session, viewer=admin)) == {admin, officer, everywhere}
    with pytest.raises(PermissionDenied):
        people.everybody(session, viewer=officer)


def test_who_is_closed_has_no_role_given_and_comes_back_with_those_of_before(
    session: Session, plans: tuple[Plan, Plan], admin: User, officer: User
) -> None:
    account_admin.disable(session, officer, at=NOW, by=admin, reason="留職停薪", origin=DESK)
    with pytest.raises(WrongState, match="已停用"):
        give(session, officer, Role.MANAGER, admin, agency=HERE)

    account_admin.enable(session, officer, at=NOW, by=admin, reason="復職", origin=DESK)

    assert officer.is_active
    assert permissions.may(officer, Permission.REPORT, plans[0])
    assert "復職" in (told(session).after or "")


@pytest.mark.parametrize("where", [{"agency": THERE}, {}], ids=["there", "everywhere"])
def test_no_account_is_opened_beyond_ones_own_agencies(session: Session, admin: User, where: dict[str, str]) -> None:
    with pytest.raises(PermissionDenied):
        account_admin.add(
            session, email="new@here.example", name="新", role=Role.ADMIN, at=NOW, by=admin, origin=DESK, **where
        )


@pytest.mark.parametrize("stranger", [Role.OFFICER, Role.AUDITOR])
def test_who_keeps_no_accounts_opens_none(session: Session, plans: tuple[Plan, Plan], stranger: Role) -> None:
    by = a_person(session, stranger, email="stranger@here.example")

    with pytest.raises(DomainError):
        account_admin.add(session, email="n@here.example", name="新", role=Role.MANAGER, at=NOW, by=by, agency=HERE)
