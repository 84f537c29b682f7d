"""The page of the office calendar."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.orm import Session
from support.office_days import calendar_csv
from support.visitor import Page, Visitor

from app.domain.roles import Role
from app.models import CalendarDay

TYPHOON = {"day": "107/7/11", "kind": "off", "name": "颱風停班"}
DAYS = "/admin/calendar/days"


def sent(visitor: Visitor, content: bytes, status: int = 200) -> Page:
    file: Any = (BytesIO(content), "116.csv")
    return visitor.post("/admin/calendar/upload", {"file": file}, status=status)


def test_a_year_shows_its_days_off_and_make_up_days_in_words(visit: Callable[..., Visitor]) -> None:
    page = visit(Role.ADMIN).get("/admin/calendar?year=107")

    marked = {cell.text for cell in page.root.all("td", class_="has-mark")}
    assert {"28休", "31班", "22班", "10休"} <= marked
    assert "4/6 調整放假（107/3/31 補行上班）" in page.text
    assert "全年上班 250 日" in page.text
    assert "尚無已核對" not in page.text


def test_a_year_that_nobody_published_yet_says_so(visit: Callable[..., Visitor]) -> None:
    assert "116 年度尚無已核對的辦公日曆表" in visit(Role.ADMIN).get("/admin/calendar?year=116").text


def test_a_typhoon_day_is_entered_and_taken_back(visit: Callable[..., Visitor], stage: Session) -> None:
    admin = visit(Role.ADMIN)
    admin.get("/admin/calendar?year=107")

    page = admin.post(DAYS, TYPHOON)

    assert "11休" in {cell.text for cell in page.root.all("td", class_="has-mark")}
    assert "全年上班 249 日" in page.text
    removal = next(form.get("action") for form in page.root.all("form") if "/remove" in form.get("action"))
    assert "全年上班 250 日" in admin.post(removal, {}).text
    stage.rollback()
    assert stage.query(CalendarDay).count() == 0


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"day": "107/7/14"}, "day", "107/7/14 已是放假日，不必登錄。"),
        ({"name": ""}, "name", "請填寫事由"),
    ],
)
def test_a_wrong_day_is_told_beside_its_field(
    visit: Callable[..., Visitor], stage: Session, changes: dict[str, str], field: str, says: str
) -> None:
    admin = visit(Role.ADMIN)
    admin.get("/admin/calendar")

    page = admin.post(DAYS, TYPHOON | changes, status=422)

    assert says in page.error_of(field)
    assert page.value("name") == (TYPHOON | changes)["name"]
    stage.rollback()
    assert stage.query(CalendarDay).count() == 0


def test_an_uploaded_calendar_is_shown_first_and_counts_when_it_is_confirmed(visit: Callable[..., Visitor]) -> None:
    admin = visit(Role.ADMIN)
    admin.get("/admin/calendar")

    preview = sent(admin, calendar_csv(116, {date(2027, 2, 11): (False, "調整放假")}))

    (row,) = preview.root.one("tbody").all("tr")
    assert row.text == "116/2/11 上班 放假調整放假 放假"
    page = admin.post("/admin/calendar/confirm", {"digest": preview.value("digest"), "name": preview.value("name")})
    assert page.flashes[-1] == "已採用 116 年度辦公日曆表，立即生效。"
    assert "已採用「116.csv」" in page.text
    assert "2/11 調整放假（辦公日曆表）" in page.text


def test_a_bad_calendar_names_its_rows_and_changes_nothing(visit: Callable[..., Visitor]) -> None:
    admin = visit(Role.ADMIN)
    admin.get("/admin/calendar")

    page = sent(admin, calendar_csv(116).replace(b"20270105,", b"2027/1/5,"), status=422)

    assert "辦公日曆表未被接受，日曆沒有任何變更。" in page.text
    assert "A6" in page.text
    assert "8 位數字的西元日期" in page.text


def test_a_file_that_waits_no_longer_is_asked_for_again(visit: Callable[..., Visitor]) -> None:
    admin = visit(Role.ADMIN)
    admin.get("/admin/calendar")

    assert "請重新上傳" in admin.post("/admin/calendar/confirm", {"digest": "0" * 64}).text


def test_who_may_not_keep_the_calendar_is_turned_away(visit: Callable[..., Visitor]) -> None:
    visitor = visit(Role.MANAGER)

    visitor.get("/admin/calendar", status=403)
    visitor.get("/plans")
    visitor.post(DAYS, TYPHOON, status=403)
