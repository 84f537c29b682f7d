"""Who may sign in to the demo. Names are made up; whoever creates the accounts must refuse them in production."""

from dataclasses import dataclass

from app.domain.roles import Role


@dataclass(frozen=True, slots=True)
class Person:
    """One sign-in of the demo; the password is a setting, never data."""

    email: str
    display_name: str
    role: Role
    organisation: str | None  # of a contractor: the 受委託單位 whose plans it reports; none: every agency


PEOPLE: tuple[Person, ...] = (
    Person("admin@demo.example", "示範系統管理者", Role.ADMIN, None),
    Person("officer@demo.example", "示範計畫辦公室承辦人", Role.OFFICER, "經濟部工業局"),
    Person("manager@demo.example", "示範主管", Role.MANAGER, "經濟部工業局"),
    Person("contractor@demo.example", "示範填報人（中衛）", Role.CONTRACTOR, "財團法人中衛發展中心"),
    Person("contractor2@demo.example", "示範填報人（他單位）", Role.CONTRACTOR, "財團法人示範產業服務中心"),
    Person("auditor@demo.example", "示範稽核", Role.AUDITOR, "經濟部工業局"),
)
