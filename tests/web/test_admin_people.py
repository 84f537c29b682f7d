"""The pages on which administrators keep accounts and roles, auditors read them, and colleagues stand in."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from support.stage import PASSWORD, a_person
from support.visitor import Page, Visitor

from app.domain.roles import TABLE, Role
from app.models import User
from app.services import accounts

AGENCY = "經濟部工業局"  # of the plan TEST-107
PEOPLE = "/admin/people"


@pytest.fixture
def officer(stage: Session) -> User:
    return a_person(stage, Role.OFFICER, email="wang@agency.example")


def address_of(person: User) -> str:
    return f"{PEOPLE}/{person.id}"


def shown_password(page: Page) -> str:
    return page.root.one("code").text


def test_the_table_shows_every_action_of_every_role(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.AUDITOR).get("/admin/roles")

    rows = {row.one("th").text: [cell.text for cell in row.all("td")] for row in page.root.one("tbody").all("tr")}
    assert list(rows) == [permission.value for permission in TABLE]
    assert rows["填報"] == ["—", "授權的計畫", "—", "本單位的計畫", "—"]
    assert rows["建立計畫"] == ["授權的機關", "授權的機關", "—", "—", "—"]


def test_an_account_is_opened_and_its_password_shown_once(visit: Callable[..., Visitor]) -> None:
    admin, newcomer = visit(Role.ADMIN), visit(None)
    admin.get(f"{PEOPLE}/new")

    made = admin.post(
        f"{PEOPLE}/new",
        {"name": "王承辦", "email": "New@agency.example", "role": "計畫辦公室", "agency": "", "contractor": ""},
    )

    newcomer.sign_in("new@agency.example", shown_password(made))
    assert newcomer.get("/plans").heading == "變更密碼"
    assert "尚未變更初始密碼" in admin.get(f"{PEOPLE}?q=王承辦").text


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"email": "wang@agency.example"}, "email", "已存在"),
        ({"email": "nonsense"}, "email", "不是電子郵件"),
        ({"name": ""}, "name", "請填寫姓名"),
        ({"role": "受委託單位"}, "contractor", "須指定受委託單位"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    visit: Callable[..., Visitor], officer: User, changed: dict[str, str], field: str, message: str
) -> None:
    admin = visit(Role.ADMIN)
    admin.get(f"{PEOPLE}/new")
    entered = {"name": "王承辦", "email": "new@agency.example", "role": "主管", "agency": "", "contractor": ""}

    page = admin.post(f"{PEOPLE}/new", entered | changed, status=422)

    assert message in page.error_of(field)


def test_a_role_is_given_and_taken_on_the_page(visit: Callable[..., Visitor], officer: User, stage: Session) -> None:
    admin = visit(Role.ADMIN)
    admin.get(address_of(officer))

    admin.post(
        f"{address_of(officer)}/grants",
        {
            "role": "主管",
            "agency": "",
            "plan": "TEST-107",
            "starts_on": "107/12/1",
            "ends_on": "107/12/31",
            "reason": "兼辦",
        },
    )
    page = admin.get(address_of(officer))
    assert "（TEST-107）" in page.text
    assert "107/12/1 至 107/12/31" in page.text

    stage.rollback()
    stage.expire_all()
    given = officer.grants[-1].id
    page = admin.post(f"{PEOPLE}/grants/{given}/revoke", {"reason": "歸建"})
    assert page.flashes == ["已收回角色，立即生效。"]
    assert "理由：歸建" in page.text
    assert "（TEST-107）" not in page.root.all("tbody")[0].text


def test_a_blank_for_the_plan_leaves_the_role_in_its_agency(
    visit: Callable[..., Visitor], officer: User, stage: Session
) -> None:
    admin = visit(Role.ADMIN)
    admin.get(address_of(officer))

    admin.post(f"{address_of(officer)}/grants", {"role": "主管", "agency": AGENCY, "plan": "  ", "reason": "兼辦"})

    stage.rollback()
    stage.expire_all()
    given = officer.grants[-1]
    assert given.role is Role.MANAGER
    assert given.agency is not None
    assert given.agency.name == AGENCY


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"plan": "NONE-1"}, "plan", "查無計畫"),
        ({"role": "稽核"}, "role", "不可兼任"),
        ({"role": "計畫辦公室"}, "role", "已有角色"),
        ({"starts_on": "107/12/3"}, "ends_on", "都要填"),
        ({"starts_on": "107/12/3", "ends_on": "107/12/2"}, "ends_on", "不得早於開始日"),
    ],
)
def test_a_role_that_cannot_be_given_says_why(
    visit: Callable[..., Visitor], officer: User, changed: dict[str, str], field: str, message: str
) -> None:
    admin = visit(Role.ADMIN)
    admin.get(address_of(officer))

    page = admin.post(
        f"{address_of(officer)}/grants",
        {"role": "主管", "agency": "", "plan": "", "reason": "兼辦"} | changed,
        status=422,
    )

    assert message in page.error_of(field)


def test_who_is_locked_out_is_let_in_without_waiting(visit: Callable[..., Visitor], officer: User) -> None:
    admin, locked = visit(Role.ADMIN), visit(None)
    locked.get("/login")
    for _ in range(5):
        locked.post("/login", {"email": officer.email, "password": "guess"}, status=422)
    assert "鎖定中" in admin.get(address_of(officer)).text

    page = admin.post(f"{address_of(officer)}/unlock")

    assert "鎖定中" not in page.root.one("main").one("h1").parent.text  # type: ignore[union-attr]
    locked.sign_in(officer.email, PASSWORD)
    assert locked.get("/plans").heading == "計畫"


def test_a_reset_password_opens_only_its_own_change(visit: Callable[..., Visitor], officer: User) -> None:
    admin, person = visit(Role.ADMIN), visit(None)
    admin.get(address_of(officer))

    made = admin.post(f"{address_of(officer)}/reset")

    person.sign_in(officer.email, shown_password(made))
    assert person.get("/plans").heading == "變更密碼"


def test_a_closed_account_is_out_at_once_and_can_come_back(visit: Callable[..., Visitor], officer: User) -> None:
    admin, person = visit(Role.ADMIN), visit(None)
    person.sign_in(officer.email, PASSWORD)
    admin.get(address_of(officer))

    admin.post(f"{address_of(officer)}/disable", {"reason": "留職停薪"})
    assert person.get("/plans").path.startswith("/login")

    admin.post(f"{address_of(officer)}/enable", {"reason": "復職"})
    person.sign_in(officer.email, PASSWORD)
    assert person.get("/plans").heading == "計畫"


def test_an_auditor_reads_the_accounts_and_finds_nothing_to_press(visit: Callable[..., Visitor], officer: User) -> None:
    auditor = visit(Role.AUDITOR)

    listed, page = auditor.get(PEOPLE), auditor.get(address_of(officer))

    assert officer.name in listed.text
    assert officer.email not in listed.text + page.text  # which an auditor does not need
    assert f"{PEOPLE}/new" not in listed.hrefs
    assert not page.root.one("main").all("form")


def test_the_last_administrator_is_told_so(visit: Callable[..., Visitor], stage: Session) -> None:
    admin = visit(Role.ADMIN)
    own = accounts.by_email(stage, "admin@agency.example")
    admin.get(address_of(own))

    page = admin.post(f"{address_of(own)}/disable", {"reason": "離職"}, status=409)

    assert "最後一位系統管理者" in page.text


def test_an_officer_has_a_colleague_stand_in_without_an_administrator(
    visit: Callable[..., Visitor], stage: Session
) -> None:
    officer, colleague = visit(Role.OFFICER), visit(Role.ADMIN)
    own, other = (accounts.by_email(stage, f"{name}@agency.example") for name in ("officer", "admin"))
    colleague.get("/plans/TEST-107/submissions/new", status=403)
    officer.get("/account/delegations")

    page = officer.post(
        "/account/delegations",
        {
            "delegation-held": str(own.grants[0].id),
            "delegation-deputy": str(other.id),
            "delegation-starts_on": "107/12/1",
            "delegation-ends_on": "107年12月5日",
            "delegation-reason": "休假",
        },
    )

    assert "系統管理者甲" in page.root.one("table").text
    assert "107/12/1 至 107/12/5" in page.text
    assert "計畫辦公室（代理）" in colleague.get("/plans").text
    assert f"代理{own.name}" in colleague.get("/account").text
    colleague.get("/plans/TEST-107/submissions/new")
    stage.rollback()
    stage.expire_all()
    officer.post(f"/account/delegations/{other.grants[-1].id}/end", {"reason": "提早銷假"})
    colleague.get("/plans/TEST-107/submissions/new", status=403)


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        ({"ends_on": "107/11/30"}, "ends_on", "不得早於開始日"),
        ({"ends_on": "110/1/1"}, "ends_on", "最長"),
        ({"starts_on": "下週"}, "starts_on", ""),
        ({"reason": ""}, "reason", "請填寫理由"),
    ],
)
def test_a_delegation_that_cannot_be_says_why(
    visit: Callable[..., Visitor], officer: User, stage: Session, changed: dict[str, str], field: str, message: str
) -> None:
    visitor = visit(Role.MANAGER)
    own = accounts.by_email(stage, "manager@agency.example")
    visitor.get("/account/delegations")
    entered = {
        "held": str(own.grants[0].id),
        "deputy": str(officer.id),
        "starts_on": "107/12/1",
        "ends_on": "107/12/5",
        "reason": "休假",
    } | changed

    page = visitor.post(
        "/account/delegations", {f"delegation-{name}": text for name, text in entered.items()}, status=422
    )

    assert page.error_of(f"delegation-{field}") != ""
    assert message in page.error_of(f"delegation-{field}")
