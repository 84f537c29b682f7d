"""Whoever searches finds what they may see, and learns of nothing else; whatever stands in it is found."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.searching import entered
from support.stage import a_person, a_plan

from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.domain.search_kinds import SearchKind, entry_id
from app.domain.search_text import plain, words_of
from app.models import Checkpoint, Plan, SearchEntry, User
from app.services.search import finding
from app.services.search.finding import MOST, find

MINE, THEIRS = "經濟部工業局", "他機關"


@pytest.fixture(autouse=True, params=[finding.FEW, 0], ids=["entries-are-read", "the-index-is-asked"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything holds for people with few plans, whose entries are all read, and for those with many."""
    monkeypatch.setattr(finding, "FEW", request.param)


def theirs() -> PlanDocument:
    """A plan of another agency and another 受委託單位 that reads nearly the same."""
    [one] = [case("107-0001", firm_name="示範精密機械有限公司", tax_id="22099131")]
    return small_plan(code="OTHER-107", agency=THEIRS, contractor="他中心", cases=(one,))


@pytest.fixture
def stage(session: Session) -> Session:
    """Both plans, entered."""
    with entered(session):
        a_plan(session)
        a_plan(session, theirs())
    return session


@pytest.fixture
def officer(stage: Session) -> User:
    """Somebody who sees both."""
    return a_person(stage, Role.OFFICER, email="everywhere@agency.example")


def keys(session: Session, question: str, viewer: User) -> dict[SearchKind, list[str]]:
    hits = find(session, words_of(question), viewer=viewer)
    return {one.kind: [hit.key for hit in one.rows] for one in hits}


ROLES = [
    (Role.OFFICER, {"agency": MINE}),
    (Role.MANAGER, {"agency": MINE}),
    (Role.AUDITOR, {"agency": MINE}),
    (Role.ADMIN, {"agency": MINE}),
    (Role.CONTRACTOR, {"contractor": "財團法人示範中心"}),
]


@pytest.mark.parametrize(("role", "where"), ROLES, ids=lambda value: value.name if isinstance(value, Role) else "")
def test_nobody_finds_what_is_anothers(stage: Session, role: Role, where: dict[str, str]) -> None:
    viewer = a_person(stage, role, **where)

    hits = find(stage, ("完成",), viewer=viewer)

    [mine] = stage.scalars(select(Plan.id).where(Plan.code == "TEST-107"))
    assert {hit.plan_id for one in hits for hit in one.rows} == {mine}
    assert keys(stage, "other-107", viewer) == {}
    assert keys(stage, "他中心", viewer) == {}
    assert [len(one.rows) for one in find(stage, ("公告受理",), viewer=viewer)] == [1]
    assert keys(stage, "107-0001", viewer) == {SearchKind.CASE: ["107-0001"]}


def test_a_contractor_finds_only_the_firms_it_guided(stage: Session) -> None:
    mine = a_person(stage, Role.CONTRACTOR, contractor="財團法人示範中心", email="mine@example.test")
    officer = a_person(stage, Role.OFFICER)

    assert keys(stage, "示範精密", mine) == {SearchKind.CASE: ["107-0001"], SearchKind.FIRM: ["04595257"]}
    assert keys(stage, "精密機械", mine) == {}
    assert keys(stage, "22099131", mine) == {}
    assert keys(stage, "示範精密", officer)[SearchKind.FIRM] == ["04595257", "22099131"]


def test_somebody_without_a_role_finds_nothing(stage: Session) -> None:
    viewer = a_person(stage, Role.CONTRACTOR, contractor="第三中心")

    assert find(stage, ("示範",), viewer=viewer) == ()


def test_all_words_must_be_there(stage: Session) -> None:
    officer = a_person(stage, Role.OFFICER, agency=MINE)

    assert keys(stage, "完成 1月10日", officer) == {SearchKind.CHECKPOINT: ["A-1"]}
    assert keys(stage, "「1月 10日」", officer) == {SearchKind.CHECKPOINT: ["A-1"]}
    assert keys(stage, "完成 無此字樣", officer) == {}
    assert keys(stage, "　", officer) == {}


def test_characters_that_are_near_but_not_together_are_not_found(stage: Session) -> None:
    officer = a_person(stage, Role.OFFICER, agency=MINE)
    with entered(stage):
        stage.execute(update(Checkpoint).values(delay_reason="數位化，位轉，轉型"))

    assert keys(stage, "數位轉型", officer) == {}
    assert keys(stage, "位轉，轉", officer) != {}


def test_the_code_of_a_plan_says_where_to_look(stage: Session) -> None:
    officer = a_person(stage, Role.OFFICER)
    contractor = a_person(stage, Role.CONTRACTOR, contractor="財團法人示範中心")

    assert keys(stage, "OTHER-107", officer) == {SearchKind.PLAN: ["OTHER-107"]}
    assert keys(stage, "other-107 A-1", officer) == {SearchKind.CHECKPOINT: ["A-1"], SearchKind.WORK_ITEM: ["A-1"]}
    assert keys(stage, "OTHER-107 示範精密", officer) == {SearchKind.CASE: ["107-0001"]}
    assert keys(stage, "OTHER-107 A-1", contractor) == {}


def test_the_best_name_and_then_the_newest_year_come_first(session: Session) -> None:
    with entered(session):
        for year, name in ((105, "石材計畫"), (107, "示範石材計畫"), (106, "石材"), (107, "其他計畫")):
            contractor = "石材中心" if name == "其他計畫" else "財團法人示範中心"
            document = small_plan(code=f"T-{year}-{name}", roc_year=year, name=name, contractor=contractor)
            a_plan(session, replace(document, cases=()))
    officer = a_person(session, Role.OFFICER)

    found = keys(session, "石材", officer)[SearchKind.PLAN]

    assert found == ["T-106-石材", "T-105-石材計畫", "T-107-示範石材計畫", "T-107-其他計畫"]


def test_of_very_many_the_newest_are_shown_and_it_is_said_that_there_are_more(session: Session) -> None:
    with entered(session):
        plan = a_plan(session)
    rows = [
        {
            "id": entry_id(SearchKind.EVIDENCE, year, number),
            "kind": SearchKind.EVIDENCE,
            "row_id": number,
            "plan_id": plan.id,
            "agency_id": plan.agency_id,
            "roc_year": year,
            "key": str(number),
            "title": "簽到表",
            "detail": "",
            "text": "簽到表",
        }
        for number, year in ((number, 100 + number % 2) for number in range(1, 2 * MOST + 2))
    ]
    session.execute(insert(SearchEntry), rows)

    [hits] = find(session, ("簽到",), viewer=a_person(session, Role.OFFICER))

    assert hits.is_more
    assert [hit.roc_year for hit in hits.rows] == [101] * MOST


SIGNS = st.text(st.sampled_from("台臺灣企業輔導A-1%_\"'\\()[]&|!:*＆（　 \n〇𠮷é"), min_size=1, max_size=12)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SIGNS, data=st.data())
def test_whatever_stands_in_a_text_is_found(stage: Session, officer: User, said: str, data: st.DataObject) -> None:
    with entered(stage):
        stage.execute(update(Checkpoint).where(Checkpoint.key == "B-2").values(delay_reason=said))
    start = data.draw(st.integers(0, len(said) - 1))
    part = said[start : data.draw(st.integers(start + 1, len(said)))]

    found = find(stage, (plain(part),) if plain(part) else (), viewer=officer, kinds=[SearchKind.CHECKPOINT])

    if plain(part):
        assert "B-2" in {hit.key for hits in found for hit in hits.rows}
    else:
        assert found == ()
