"""What is written is found at once, whoever writes it and how; what is not written any more is not."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session
from support.evidence_files import pdf
from support.filing import file_report, with_checkpoint
from support.plan_builder import plan as small_plan
from support.searching import entered
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.roles import Role
from app.domain.search_kinds import SearchKind
from app.domain.search_text import coded, grams, words_of
from app.models import Case, Checkpoint, Contractor, Firm, Plan, SearchEntry, User
from app.services import evidence, submissions
from app.services.evidence import Archive, Upload
from app.services.search import whole
from app.services.search.finding import find
from app.services.transaction import transaction


@pytest.fixture
def plan(session: Session) -> Plan:
    """The small plan, entered."""
    with entered(session):
        return a_plan(session)


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


def found(session: Session, question: str, viewer: User) -> dict[SearchKind, list[str]]:
    """The keys of all that is found, by kind."""
    hits = find(session, words_of(question), viewer=viewer)
    return {one.kind: [hit.key for hit in one.rows] for one in hits}


def test_every_part_of_a_plan_that_was_set_up_is_found(session: Session, plan: Plan, officer: User) -> None:
    assert found(session, "輔導計畫", officer) == {SearchKind.PLAN: ["TEST-107"]}
    assert found(session, "示範中心", officer) == {SearchKind.PLAN: ["TEST-107"]}
    assert found(session, "1月10日完成", officer) == {SearchKind.CHECKPOINT: ["A-1"]}
    assert found(session, "累計瀏覽", officer) == {SearchKind.INDICATOR: ["3"]}
    assert found(session, "審查個案", officer) == {SearchKind.WORK_ITEM: ["A-1"]}
    assert found(session, "04595257", officer) == {SearchKind.CASE: ["107-0001"], SearchKind.FIRM: ["04595257"]}


def test_what_a_report_says_is_found_when_it_is_accepted(
    session: Session, plan: Plan, officer: User, data_dir: Path
) -> None:
    reported = with_checkpoint("B-1", achievement="因颱風順延後完成")
    filed = file_report(session, reported, the_contractor_of(session, plan), data_dir)
    before = found(session, "颱風順延", officer)

    submissions.approve(session, filed, by=officer, at=NOW)

    assert before == {}
    assert found(session, "颱風順延", officer) == {SearchKind.CHECKPOINT: ["B-1"]}
    assert found(session, "期末.xlsx", officer) == {SearchKind.REPORT_FILE: ["期末"]}


def test_a_file_is_found_until_it_is_withdrawn(session: Session, plan: Plan, officer: User, data_dir: Path) -> None:
    contractor = the_contractor_of(session, plan)
    archive = Archive(data_dir, file_bytes=10_000, plan_bytes=20_000)
    upload = Upload(pdf(), "sign-in.pdf", "簽到表")
    kept = evidence.add(session, plan, "checkpoints", "A-1", upload, by=contractor, at=NOW, archive=archive)
    before = found(session, "SIGN-IN 簽到", officer)

    evidence.withdraw(session, plan, kept.id, "傳錯檔案", by=contractor, at=NOW)

    assert before == {SearchKind.EVIDENCE: ["A-1"]}
    assert found(session, "簽到", officer) == {}


def test_many_rows_written_in_one_statement_are_found(session: Session, plan: Plan, officer: User) -> None:
    with entered(session):
        session.execute(update(Checkpoint).values(delay_reason="採購流標"))
        session.execute(update(Contractor).values(name="財團法人改名中心"))

    assert found(session, "流標", officer) == {SearchKind.CHECKPOINT: ["A-1", "A-2", "A-3", "B-1", "B-2"]}
    assert found(session, "改名", officer) == {SearchKind.PLAN: ["TEST-107"]}
    assert found(session, "財團法人示範中心", officer) == {}


def test_what_is_gone_is_not_found(session: Session, plan: Plan, officer: User) -> None:
    with entered(session):
        session.execute(delete(Case).where(Case.key == "107-0001"))
        session.execute(update(Firm).where(Firm.tax_id == "04595257").values(name="示範更名有限公司"))

    assert found(session, "示範精密", officer) == {}
    assert found(session, "更名", officer) == {SearchKind.FIRM: ["04595257"]}


def test_what_was_rolled_back_is_not_found(session: Session, plan: Plan, officer: User) -> None:
    def fail() -> None:
        with transaction(session):
            session.execute(update(Checkpoint).values(delay_reason="採購流標"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert found(session, "流標", officer) == {}
    assert list(whole.check(session)) == []


def test_rows_move_with_the_year_of_their_plan(session: Session, plan: Plan, officer: User) -> None:
    with entered(session):
        plan.roc_year = 108

    assert set(session.scalars(select(SearchEntry.roc_year).where(SearchEntry.plan_id == plan.id))) == {108}
    assert list(whole.check(session)) == []


def test_the_index_is_made_anew_from_the_tables(session: Session, plan: Plan, officer: User) -> None:
    entries = {row.id: row.text for row in session.execute(select(SearchEntry.id, SearchEntry.text))}
    session.execute(update(SearchEntry).where(SearchEntry.key == "A-1").values(text="弄亂"))
    session.execute(delete(SearchEntry).where(SearchEntry.key == "A-2"))
    session.execute(update(SearchEntry).where(SearchEntry.key == "3").values(row_id=999))

    faults = {(one.kind, one.what) for one in whole.check(session)}
    counted = whole.rebuild(session)

    assert faults == {
        (SearchKind.CHECKPOINT, "內容不同"),
        (SearchKind.WORK_ITEM, "內容不同"),
        (SearchKind.CHECKPOINT, "未編入"),
        (SearchKind.INDICATOR, "未編入"),
        (SearchKind.INDICATOR, "已無此筆資料"),
    }
    assert {row.id: row.text for row in session.execute(select(SearchEntry.id, SearchEntry.text))} == entries
    assert counted[SearchKind.CHECKPOINT] == 5
    assert list(whole.check(session)) == []
    assert found(session, "1月10日完成", officer) == {SearchKind.CHECKPOINT: ["A-1"]}


def test_a_database_from_before_there_was_a_search_is_filled_once(session: Session, officer: User) -> None:
    a_plan(session)
    session.execute(delete(SearchEntry))

    whole.fill_if_empty(session)
    session.execute(delete(SearchEntry).where(SearchEntry.kind == SearchKind.FIRM))
    whole.fill_if_empty(session)

    assert found(session, "示範輔導計畫", officer) == {SearchKind.PLAN: ["TEST-107"]}
    assert found(session, "04595257", officer).keys() == {SearchKind.CASE}


def test_every_table_that_is_searched_tells_of_its_changes(session: Session, plan: Plan) -> None:
    # A migration that copies one of them on SQLite takes its triggers away.
    names = ["plan", "checkpoint", "indicator", "work_item", "plan_case", "firm", "evidence_file", "submission"]
    if session.get_bind().dialect.name == "sqlite":
        query = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_search_%'"
    else:
        query = "SELECT event_object_table FROM information_schema.triggers WHERE trigger_name LIKE '%_search_due'"

    told = Counter(session.scalars(text(query)))

    assert told == dict.fromkeys(names, 3) | {"contractor": 1}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20))
def test_both_databases_cut_a_text_alike(session: Session, said: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        cut = session.scalar(select(func.search_grams(said))).split()
    else:
        cut = [coded(gram) for gram in session.scalar(select(func.tsvector_to_array(func.search_grams(said))))]

    assert set(cut) == set(grams(said).split())


def test_what_is_set_up_twice_is_entered_once(session: Session, plan: Plan) -> None:
    with entered(session):
        plan.name = "改名計畫"
    with entered(session):
        plan.name = small_plan().name

    assert session.scalar(select(func.count()).where(SearchEntry.kind == SearchKind.PLAN)) == 1
