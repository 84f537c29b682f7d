"""Merging firms, telling them apart, and taking either back."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.stage import NOW, a_person

from app.domain.errors import PermissionDenied, WrongState
from app.domain.roles import Role
from app.models import AuditEvent, Firm, FirmDecision, User
from app.services.firms import deciding, incoming
from app.services.firms.duplicates import duplicates

A, B, C = "04595257", "10458575", "22099131"


@pytest.fixture
def officer(session: Session) -> User:
    session.add_all(
        [
            Firm(tax_id=A, name="示範台平石材股份有限公司"),
            Firm(tax_id=B, name="示範臺平石材（股）公司"),
            Firm(tax_id=C, name="示範 台平石材股份有限公司"),
        ]
    )
    session.commit()
    return a_person(session, Role.OFFICER)


def shown(session: Session) -> dict[str, str]:
    firms = {firm.id: firm for firm in session.scalars(select(Firm))}
    return {firm.tax_id: firms[firm.merged_into_id or firm.id].tax_id for firm in firms.values()}


def last_decision(session: Session) -> FirmDecision:
    return session.scalars(select(FirmDecision).order_by(FirmDecision.id.desc())).first()  # type: ignore[return-value]


def test_a_merged_firm_is_shown_under_the_other_and_undone_for_itself(session: Session, officer: User) -> None:
    deciding.merge(session, A, B, reason="同一負責人", by=officer, at=NOW)
    merged = shown(session)

    deciding.undo(session, last_decision(session).id, by=officer, at=NOW)

    assert merged == {A: B, B: B, C: C}
    assert shown(session) == {A: A, B: B, C: C}
    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == "企業歸戶").order_by(AuditEvent.number)).all()
    assert ["同一負責人" in (one.after or "") for one in told] == [True, False]


def test_merges_follow_on_merges_and_each_is_undone_alone(session: Session, officer: User) -> None:
    deciding.merge(session, A, B, by=officer, at=NOW)
    first = last_decision(session).id
    deciding.merge(session, B, C, by=officer, at=NOW)
    second = last_decision(session).id
    chained = shown(session)

    deciding.undo(session, second, by=officer, at=NOW)
    without_second = shown(session)
    deciding.merge(session, B, C, by=officer, at=NOW)
    deciding.undo(session, first, by=officer, at=NOW)

    assert chained == {A: C, B: C, C: C}
    assert without_second == {A: B, B: B, C: C}
    assert shown(session) == {A: A, B: C, C: C}


def test_a_firm_is_merged_once_and_never_in_a_circle(session: Session, officer: User) -> None:
    deciding.merge(session, A, B, by=officer, at=NOW)
    deciding.merge(session, B, C, by=officer, at=NOW)

    for tax_id, into, says in [
        (A, B, "已併為同一企業"),
        (A, C, "已併入其他企業"),
        (C, A, "不能反向合併"),
        (C, C, "不同"),
    ]:
        with pytest.raises(WrongState, match=says):
            deciding.merge(session, tax_id, into, by=officer, at=NOW)
    assert shown(session) == {A: C, B: C, C: C}


def test_who_was_told_apart_is_not_asked_again_until_that_is_undone(session: Session, officer: User) -> None:
    for pair in ((A, B), (A, C), (C, B)):
        assert len(duplicates(session)) == 1
        deciding.tell_apart(session, *pair, by=officer, at=NOW)

    assert duplicates(session) == ()
    deciding.undo(session, last_decision(session).id, by=officer, at=NOW)
    assert [one.tax_ids for one in duplicates(session)] == [(A, B, C)]


def test_firms_that_are_shown_under_one_are_not_asked_of_one_another(session: Session, officer: User) -> None:
    deciding.merge(session, A, B, by=officer, at=NOW)
    waiting, said = duplicates(session), incoming.notice(session, [A], viewer=officer)
    deciding.merge(session, C, B, by=officer, at=NOW)

    assert [one.tax_ids for one in waiting] == [(A, B, C)]
    assert said is not None
    assert duplicates(session) == ()
    assert incoming.notice(session, [A, B, C], viewer=officer) is None


def test_a_second_thought_takes_the_place_of_the_first(session: Session, officer: User) -> None:
    deciding.tell_apart(session, A, B, by=officer, at=NOW)
    first = last_decision(session).id

    deciding.merge(session, B, A, by=officer, at=NOW)

    assert shown(session)[B] == A
    with pytest.raises(WrongState, match="已經撤銷"):
        deciding.undo(session, first, by=officer, at=NOW)


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_only_the_programme_office_decides(session: Session, officer: User, role: Role) -> None:
    person = a_person(session, role, contractor="財團法人甲" if role is Role.CONTRACTOR else None)

    with pytest.raises(PermissionDenied):
        deciding.merge(session, A, B, by=person, at=NOW)
    assert shown(session) == {A: A, B: B, C: C}
