"""What is left of a person's data for those whose task does not need it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.personal_data import NEEDED, PersonalKind, Purpose, is_shown, masked, shown
from app.domain.roles import Role

OFFICER = "officer@agency.example"


@pytest.mark.parametrize(
    ("kind", "text", "left"),
    [
        pytest.param(PersonalKind.NAME, "王大明", "王○明", id="three-characters"),
        pytest.param(PersonalKind.NAME, "王明", "王○", id="two-characters"),
        pytest.param(PersonalKind.NAME, "歐陽大明", "歐○○明", id="double-surname"),
        pytest.param(PersonalKind.NAME, "王　大 明", "王○明", id="written-with-blanks"),
        pytest.param(PersonalKind.NAME, "𠀋大明", "𠀋○明", id="rare-character"),
        pytest.param(PersonalKind.NAME, "明", "○", id="one-character"),
        pytest.param(PersonalKind.NAME, "John Smith", "J*** S***", id="latin"),
        pytest.param(PersonalKind.EMAIL, OFFICER, "o***@…", id="e-mail"),
        pytest.param(PersonalKind.PHONE, "02-2366-0812#321", "**-****-****#321", id="telephone"),
        pytest.param(PersonalKind.PHONE, "119", "***", id="short-number"),
        pytest.param(PersonalKind.NETWORK, "192.0.2.7", "192.0.*.*", id="ipv4"),
        pytest.param(PersonalKind.NETWORK, "2001:db8::7", "2001:0db8:…", id="ipv6"),
        pytest.param(PersonalKind.NETWORK, "Mozilla/5.0", "○○○", id="browser"),
        pytest.param(PersonalKind.IDENTIFIER, "A123456789", "○○○", id="identifier"),
        pytest.param(PersonalKind.NAME, "", "", id="nothing-stays-nothing"),
    ],
)
def test_a_mask_leaves_enough_to_tell_people_apart_and_too_little_to_know_them(
    kind: PersonalKind, text: str, left: str
) -> None:
    assert masked(text, kind) == left


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2))
def test_of_a_name_the_first_and_the_last_character_are_left_at_most(name: str) -> None:
    left = masked(name, PersonalKind.NAME)

    assert left[0] == name[0]
    assert len(left) == len(name)
    assert set(left[1:-1]) <= {"○"}
    assert "○" in left


@given(st.text("0123456789()-# ", min_size=1).filter(str.strip))
def test_of_a_telephone_number_three_digits_are_left_at_most(number: str) -> None:
    assert sum(one.isdigit() for one in masked(number, PersonalKind.PHONE)) <= 3


@given(st.emails())
def test_of_an_address_only_the_first_character_is_left(address: str) -> None:
    assert masked(address, PersonalKind.EMAIL) == f"{address[0]}***@…"


@pytest.mark.parametrize(
    ("role", "kind", "purpose", "expected"),
    [
        pytest.param(Role.CONTRACTOR, PersonalKind.EMAIL, Purpose.CONTACT, "o***@…", id="contractor-officers-mail"),
        pytest.param(Role.OFFICER, PersonalKind.EMAIL, Purpose.CONTACT, OFFICER, id="officer-contractors-mail"),
        pytest.param(Role.AUDITOR, PersonalKind.EMAIL, Purpose.ACCOUNTS, "o***@…", id="auditor-mail-of-accounts"),
        pytest.param(Role.ADMIN, PersonalKind.EMAIL, Purpose.ACCOUNTS, OFFICER, id="admin-mail-of-accounts"),
    ],
)
def test_an_address_is_for_those_who_write_to_it(
    role: Role, kind: PersonalKind, purpose: Purpose, expected: str
) -> None:
    assert shown(OFFICER, kind, [role], purpose) == expected


def test_the_auditor_sees_who_did_what() -> None:
    assert shown("王大明", PersonalKind.NAME, [Role.AUDITOR], Purpose.RECORD) == "王大明"


def test_one_role_that_needs_it_is_enough() -> None:
    assert not is_shown(PersonalKind.EMAIL, [Role.CONTRACTOR], Purpose.CONTACT)
    assert is_shown(PersonalKind.EMAIL, [Role.CONTRACTOR, Role.OFFICER], Purpose.CONTACT)


@pytest.mark.parametrize("kind", list(PersonalKind))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_nobody_without_a_role_sees_anything(kind: PersonalKind, purpose: Purpose) -> None:
    assert not is_shown(kind, [], purpose)
    assert set(NEEDED) == set(Purpose)
