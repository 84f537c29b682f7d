"""The address of one's own calendar: shown once, fetched without signing in, ended from the account."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from icalendar import Calendar
from support.visitor import Visitor

from app.domain.roles import Role


def address_of(visitor: Visitor) -> str:
    visitor.get("/account")
    return urlsplit(visitor.post("/account/calendar", {}).root.one("input", id="address").get("value")).path


def test_a_program_fetches_the_calendar_without_signing_in_and_only_what_is_new(
    visit: Callable[..., Visitor], application: Flask
) -> None:
    address = address_of(visit(Role.CONTRACTOR))
    program = application.test_client()

    answer = program.get(address)

    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert len(list(Calendar.from_ical(answer.data).walk("VEVENT"))) == 7
    again = program.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in answer.headers


def test_the_account_says_when_it_was_fetched_and_never_shows_the_address_again(
    visit: Callable[..., Visitor], application: Flask
) -> None:
    contractor = visit(Role.CONTRACTOR)
    assert "未啟用" in contractor.get("/account").text
    address = address_of(contractor)
    assert "尚未讀取" in contractor.get("/account").text

    application.test_client().get(address)

    page = contractor.get("/account")
    assert "最近讀取 107/12/1" in page.text
    assert address not in page.html


def test_an_address_that_was_revoked_renewed_or_never_was_answers_alike(
    visit: Callable[..., Visitor], application: Flask
) -> None:
    contractor, program = visit(Role.CONTRACTOR), application.test_client()
    first = address_of(contractor)
    second = address_of(contractor)
    contractor.post("/account/calendar/revoke", {})

    answers = [program.get(one) for one in (first, second, "/calendar/an-unguessable-token.ics")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
