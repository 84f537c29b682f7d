"""What the table of role, action and scope promises, whatever is added to it."""

import pytest

from app.domain.roles import TABLE, Permission, Role, Scope, scope_of

READING = {
    Permission.VIEW,
    Permission.EXPORT,
    Permission.READ_TRAIL,
    Permission.READ_ACCOUNTS,
    Permission.READ_FIRMS,
    Permission.READ_JOBS,
    Permission.READ_BUDGET,
}


def test_every_action_is_declared_and_somebody_may_do_it() -> None:
    assert set(TABLE) == set(Permission)
    assert all(TABLE[permission] for permission in Permission)


@pytest.mark.parametrize("permission", Permission)
def test_a_contractor_reaches_nothing_but_the_plans_it_carries_out(permission: Permission) -> None:
    assert scope_of(Role.CONTRACTOR, permission) in (None, Scope.OWN)


def test_an_auditor_reads_and_changes_nothing() -> None:
    assert {permission for permission in Permission if scope_of(Role.AUDITOR, permission)} == READING


def test_who_keeps_the_accounts_neither_reports_nor_reviews() -> None:
    assert scope_of(Role.ADMIN, Permission.REPORT) is None
    assert scope_of(Role.ADMIN, Permission.REVIEW) is None
