"""The demo sign-ins."""

from app.demo.people import PEOPLE
from app.demo.plan_107 import plan_document
from app.domain.roles import Role


def test_every_role_can_be_tried() -> None:
    assert {person.role for person in PEOPLE} == set(Role)


def test_sign_ins_are_those_of_the_public_interface() -> None:
    names = ["admin", "officer", "manager", "contractor", "contractor2", "auditor"]

    assert [person.email for person in PEOPLE] == [f"{name}@demo.example" for name in names]


def test_one_contractor_has_the_plan_and_the_other_belongs_elsewhere() -> None:
    organisations = [person.organisation for person in PEOPLE if person.role is Role.CONTRACTOR]

    assert [organisation == plan_document().contractor for organisation in organisations] == [True, False]


def test_made_up_people_are_labelled_as_such() -> None:
    assert all(person.display_name.startswith("示範") for person in PEOPLE)
