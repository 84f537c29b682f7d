"""The page of results, and the list under the box of the header."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session
from support.evidence_files import pdf
from support.filing import file_report, with_actual
from support.html_pages import Element, parse
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan
from support.visitor import Visitor

from app.database import make_session_factory
from app.domain.roles import Role
from app.services import accounts, evidence, plans, snapshots
from app.services.evidence import Archive, Upload
from app.services.search import keeping
from app.services.transaction import transaction

MOST_QUERIES = 12  # of a page (issue 8, clause 11)


@pytest.fixture
def searched(application: Flask, stage: Session, data_dir: Path) -> Session:
    """The small plan, a report and a piece of evidence, entered."""
    with make_session_factory(application.extensions["engine"])() as session:
        keeping.enter_due(session)
        session.commit()
        officer = a_person(session, Role.OFFICER, email="first@agency.example")
        file_report(session, with_actual(214), officer, data_dir)
        archive = Archive(data_dir, file_bytes=10_000, plan_bytes=10_000)
        upload = Upload(pdf(), "簽到表.pdf", "簽到表")
        evidence.add(
            session, plans.find(session, "TEST-107"), "checkpoints", "A-1", upload, by=officer, at=NOW, archive=archive
        )
        with transaction(session):
            snapshots.renew(session, plans.find(session, "TEST-107"), at=NOW)
    stage.rollback()
    return stage


def results(visitor: Visitor, question: str) -> list[str]:
    page = visitor.get(f"/search?q={question}")
    return [link.get("href") for found in page.root.all("ul", class_="search-results") for link in found.all("a")]


def listed(visitor: Visitor, question: str) -> Element:
    """What opens under the box of the header."""
    root, faults = parse(visitor.client.get(f"/search/box?q={question}").get_data(as_text=True))
    assert not faults
    return root


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("輔導計畫", "/plans/TEST-107"),
        ("1月10日", "/plans/TEST-107#checkpoint-A-1"),
        ("累計瀏覽", "/plans/TEST-107#indicator-3"),
        ("公告受理", "/plans/TEST-107#work"),
        ("107-0001", "/plans/TEST-107/cases/107-0001"),
        ("示範精密股份", "/firms/04595257"),
        ("簽到表", "/plans/TEST-107/evidence?q=%E7%B0%BD%E5%88%B0%E8%A1%A8"),
        ("期末.xlsx", "/submissions/1"),
    ],
)
def test_a_result_leads_to_what_was_found(
    visit: Callable[..., Visitor], searched: Session, question: str, address: str
) -> None:
    officer = visit(Role.OFFICER)

    assert address in results(officer, question)
    path, _, anchor = address.partition("#")
    page = officer.get(path)
    assert not anchor or page.root.all(id=anchor)


def test_a_result_shows_where_it_was_found_and_where_it_belongs(
    visit: Callable[..., Visitor], searched: Session
) -> None:
    page = visit(Role.OFFICER).get("/search?q=１月10日 完成")

    assert "共 1 筆結果" in page.text
    assert [mark.text for mark in page.root.all("mark")] == ["完成", "1月10日完成"]
    assert "TEST-107 示範輔導計畫(2/4) › A 管理及推廣分項計畫" in page.text


def test_a_plan_that_was_found_shows_its_light(visit: Callable[..., Visitor], searched: Session) -> None:
    page = visit(Role.OFFICER).get("/search?q=test-107")

    [line] = page.root.one("ul", class_="search-results").all("li")
    assert [light.text for light in line.all(class_="light")] == ["紅燈：嚴重落後"]


def test_one_kind_can_be_seen_alone(visit: Callable[..., Visitor], searched: Session) -> None:
    page = visit(Role.OFFICER).get("/search?q=示範精密&kind=企業")

    assert [head.text for head in page.root.one(id="results").all("h2")] == ["企業1"]


def test_what_is_typed_is_shown_and_never_run(visit: Callable[..., Visitor], searched: Session) -> None:
    page = visit(Role.OFFICER).get("/search?q=<script>alert(1)</script>")

    assert "查無「<script>alert(1)</script>」" in page.text
    assert page.root.one(id="search-page-words").get("value") == "<script>alert(1)</script>"


def test_nothing_asked_and_nothing_found_say_what_to_do(visit: Callable[..., Visitor], searched: Session) -> None:
    officer = visit(Role.OFFICER)

    assert "請輸入要找的字詞" in officer.get("/search").text
    assert "請減少字詞" in officer.get("/search?q=無此字樣").text
    assert "請減少字詞" in listed(officer, "無此字樣").text


def test_another_contractor_learns_of_nothing(visit: Callable[..., Visitor], searched: Session) -> None:
    other = visit(Role.CONTRACTOR, contractor="財團法人他單位", email="other@firm.example")

    for question in ("示範", "TEST-107", "04595257", "107-0001", "期末.xlsx", "簽到表"):
        assert "查無符合的項目" in other.get(f"/search?q={question}").text


def test_a_draft_is_found_by_nobody(
    application: Flask, visit: Callable[..., Visitor], searched: Session, data_dir: Path
) -> None:
    officer = visit(Role.OFFICER)
    with make_session_factory(application.extensions["engine"])() as session:
        author = accounts.by_email(session, "first@agency.example")
        file_report(session, with_actual(300), author, data_dir, send=False)

    assert results(officer, "期末.xlsx") == ["/submissions/1"]


def test_the_list_under_the_box_is_made_of_options(visit: Callable[..., Visitor], searched: Session) -> None:
    found = listed(visit(Role.OFFICER), "完成")

    options = found.all("a", role="option")
    assert len({option.get("id") for option in options}) == len(options) > 3
    assert options[-1].get("href") == "/search?q=%E5%AE%8C%E6%88%90"
    assert found.all(role="group")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CONTRACTOR])
@pytest.mark.parametrize("question", ["示範", "TEST-107 A-1", "04595257"])
def test_a_search_asks_the_database_a_dozen_times_at_most(
    application: Flask, visit: Callable[..., Visitor], searched: Session, role: Role, question: str
) -> None:
    with make_session_factory(application.extensions["engine"])() as session:
        for number in range(30):
            a_plan(session, small_plan(code=f"MORE-{number}", cases=(case(f"M-{number}"),)))
        keeping.enter_due(session)
        session.commit()
    visitor = visit(role)
    visitor.get("/search?q=示範")

    with counted(application) as asked:
        visitor.get(f"/search?q={question}")

    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


@contextmanager
def counted(application: Flask) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    asked: list[str] = []

    def hear(_connection, _cursor, statement: str, *_rest: object) -> None:
        asked.append(statement.replace("\n", " ")[:200])

    engine = application.extensions["engine"]
    event.listen(engine, "before_cursor_execute", hear)
    yield asked
    event.remove(engine, "before_cursor_execute", hear)
