"""The page on which an agency says where late begins."""

from collections.abc import Callable

from support.visitor import Visitor

from app.domain.roles import Role

PAGE = "/rules/1/thresholds"
SEVEN = {"name": "due_soon_days", "value": "7", "plan_code": "", "reason": "本局規定"}


def test_a_value_of_the_agency_stands_beside_the_default_with_who_and_why(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    officer.get(PAGE)

    page = officer.post(PAGE, SEVEN)

    assert "14 天" in page.root.one("tr", id="limit-due_soon_days").text
    assert "7 天" in page.root.one("tr", id="limit-due_soon_days").text
    assert "本局規定" in page.text


def test_a_wrong_value_is_told_and_what_was_typed_stays(visit: Callable[..., Visitor]) -> None:
    officer = visit(Role.OFFICER)
    officer.get(PAGE)

    wrong = officer.post(PAGE, SEVEN | {"value": "兩週"}, status=422)
    unknown = officer.post(PAGE, SEVEN | {"plan_code": "NO-107"}, status=422)

    assert "不是數字" in wrong.text
    assert wrong.root.one("input", name="value").get("value") == "兩週"
    assert "沒有計畫 NO-107" in unknown.text
