"""佐證資料: who may add, read and withdraw what, and what stays."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from support.clamd import VIRUS, clamd, nobody
from support.evidence_files import pdf
from support.filing import file_report, with_actual, with_checkpoint
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.database import make_engine, make_session_factory
from app.domain.errors import EvidenceRefused, NotFound, PermissionDenied, ScannerUnavailable, WrongState
from app.domain.evidence import EvidenceKind, ScanResult
from app.domain.roles import Role
from app.models import AuditEvent, EvidenceFile, Plan, User
from app.services import accounts, evidence, files, plans, submissions
from app.services.evidence import Archive, Upload
from app.services.pages import evidence_list
from app.services.virus_scan import Scanner

PLACE = ("checkpoints", "A-1")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def plan(session: Session) -> Plan:
    """The small plan."""
    return a_plan(session)


@pytest.fixture
def contractor(session: Session, plan: Plan) -> User:
    """Who reports for it."""
    return the_contractor_of(session, plan)


@pytest.fixture
def archive(data_dir: Path) -> Archive:
    """Room for a little, and no scanner."""
    return Archive(data_dir, file_bytes=10_000, plan_bytes=20_000)


@pytest.fixture
def add(session: Session, plan: Plan, contractor: User, archive: Archive):
    """Adds a small PDF to A-1 as the contractor, unless told otherwise."""

    def added(
        content: bytes = pdf(), name: str = "簽到表.pdf", *, place=PLACE, title: str = "", by=None, archive=archive
    ) -> EvidenceFile:
        upload = Upload(content, name, title)
        return evidence.add(session, plan, *place, upload, by=by or contractor, at=NOW, archive=archive)

    return added


def kept_files(data_dir: Path) -> int:
    return sum(path.is_file() for path in data_dir.rglob("*"))


def test_a_file_is_kept_byte_for_byte_with_all_that_is_known_of_it(
    session: Session, plan: Plan, contractor: User, add, data_dir: Path
) -> None:
    row = add(title="  成果發表會 簽到表 ")

    found, content = evidence.read(session, plan, row.id, viewer=contractor, data_dir=data_dir)
    assert content == pdf()
    assert (found.section, found.key, found.title, found.file_name) == (*PLACE, "成果發表會 簽到表", "簽到表.pdf")
    assert (found.file_sha256, found.size_bytes) == (files.digest_of(pdf()), len(pdf()))
    assert (found.kind, found.scan_result, found.scanned_at) == (EvidenceKind.PDF, ScanResult.NOT_SCANNED, None)
    assert (found.uploaded_by, found.uploaded_at, found.on_behalf_of) == (contractor, NOW, None)


def test_a_file_without_a_title_goes_by_its_name(add) -> None:
    assert add().title == "簽到表"


def test_an_officer_adds_on_behalf_of_the_contractor(session: Session, plan: Plan, add) -> None:
    row = add(by=a_person(session, Role.OFFICER))

    assert row.on_behalf_of == plan.contractor.name


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.ADMIN])
def test_who_may_not_report_adds_nothing(session: Session, add, data_dir: Path, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        add(by=a_person(session, role))

    assert kept_files(data_dir) == 0


def test_another_contractor_neither_adds_nor_reads(session: Session, plan: Plan, add, data_dir: Path) -> None:
    row = add()
    stranger = a_person(session, Role.CONTRACTOR, email="other@firm.example", contractor="財團法人他單位")

    with pytest.raises(PermissionDenied):
        add(pdf(b"2"), by=stranger)
    with pytest.raises(PermissionDenied):
        evidence.read(session, plan, row.id, viewer=stranger, data_dir=data_dir)
    with pytest.raises(PermissionDenied):
        evidence.of_plan(session, plan, viewer=stranger)


def test_a_file_of_one_plan_is_not_found_under_another(session: Session, add, contractor: User, plan: Plan) -> None:
    other = a_plan(session, replace(small_plan(), code="OTHER-107"))

    with pytest.raises(NotFound):
        evidence.get(session, other, add().id, viewer=contractor)


@pytest.mark.parametrize("place", [("checkpoints", "Z-9"), ("cases", "A-1"), ("indicators", "1"), ("", "")], ids=str)
def test_evidence_is_of_a_checkpoint_or_case_that_is_there(add, data_dir: Path, place) -> None:
    with pytest.raises(NotFound, match="請重新選擇"):
        add(place=place)

    assert kept_files(data_dir) == 0


def test_a_case_that_a_report_brings_may_have_evidence_before_it_is_accepted(
    session: Session, plan: Plan, contractor: User, add, data_dir: Path
) -> None:
    new = case("107-0900", firm_name="新進股份有限公司")
    with pytest.raises(NotFound):
        add(place=("cases", new.key))
    report = file_report(session, replace(small_plan(), cases=(*small_plan().cases, new)), contractor, data_dir)

    add(place=("cases", new.key))

    shown = evidence_list.of_submission(session, report, viewer=contractor)
    assert [(row.kind, row.label) for row in shown.rows] == [("個案", "107-0900 新進股份有限公司")]


def test_a_draft_of_somebody_else_is_not_told_of(session: Session, plan: Plan, contractor: User, add, data_dir) -> None:
    new = replace(small_plan(), cases=(*small_plan().cases, case("107-0900")))
    file_report(session, new, contractor, data_dir, send=False)
    officer = a_person(session, Role.OFFICER)

    with pytest.raises(NotFound):
        add(place=("cases", "107-0900"), by=officer)
    assert add(place=("cases", "107-0900")).key == "107-0900"


def test_the_same_file_twice_on_one_row_is_recognised(add) -> None:
    add(title="簽到表")

    with pytest.raises(EvidenceRefused, match="已經是這一項的佐證資料（簽到表），沒有重複保存"):
        add(name="另一個名字.pdf")


def test_the_same_file_may_support_two_rows_and_is_kept_once(session: Session, plan: Plan, add, data_dir: Path) -> None:
    add()
    add(place=("checkpoints", "A-2"))

    assert kept_files(data_dir) == 1
    assert evidence.kept_bytes(session, plan) == len(pdf())
    assert evidence.counts(session, plan) == {("checkpoints", "A-1"): 1, ("checkpoints", "A-2"): 1}


def test_the_database_keeps_the_same_file_from_standing_twice(session: Session, add) -> None:
    row = add()
    other = add(pdf(b"2"))
    other.file_sha256 = row.file_sha256

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_a_refused_file_leaves_nothing_behind(session: Session, plan: Plan, add, data_dir: Path) -> None:
    with pytest.raises(EvidenceRefused):
        add(b"MZ", "程式.pdf")
    with pytest.raises(EvidenceRefused, match="上限"):
        add(pdf(bytes(10_000)))

    assert kept_files(data_dir) == 0
    assert evidence.counts(session, plan) == {}


def test_a_plan_has_room_for_so_much_and_withdrawing_makes_no_more(
    session: Session, plan: Plan, contractor: User, add, archive: Archive, data_dir: Path
) -> None:
    tight = replace(archive, plan_bytes=len(pdf()) + 1)
    row = add(archive=tight)
    evidence.withdraw(session, plan, row.id, "傳錯", by=contractor, at=LATER)

    with pytest.raises(EvidenceRefused, match="會超過上限"):
        add(pdf(b"2"), archive=tight)

    assert kept_files(data_dir) == 1
    assert add(archive=tight).is_withdrawn is False  # its bytes are there already


def test_a_title_or_reason_beyond_all_bounds_is_refused(session: Session, plan: Plan, contractor: User, add) -> None:
    with pytest.raises(EvidenceRefused, match="名稱有 201 個字"):
        add(title="長" * 201)
    row = add()
    with pytest.raises(EvidenceRefused, match="撤回理由有 201 個字"):
        evidence.withdraw(session, plan, row.id, "長" * 201, by=contractor, at=LATER)


def test_what_is_withdrawn_stays_readable_with_its_reason(
    session: Session, plan: Plan, contractor: User, add, data_dir: Path
) -> None:
    row = add()

    evidence.withdraw(session, plan, row.id, " 日期有誤 ", by=contractor, at=LATER)

    assert (row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason) == (contractor, LATER, "日期有誤")
    assert evidence.read(session, plan, row.id, viewer=contractor, data_dir=data_dir)[1] == pdf()
    assert evidence.counts(session, plan) == {}
    assert add().id != row.id  # and may be added anew


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER])
def test_who_reviews_may_withdraw_what_others_added(session: Session, plan: Plan, add, role: Role) -> None:
    reviewer = a_person(session, role)

    assert evidence.withdraw(session, plan, add().id, "無關", by=reviewer, at=LATER).is_withdrawn


def test_nobody_else_may_withdraw(session: Session, plan: Plan, add, contractor: User) -> None:
    row = add(by=a_person(session, Role.OFFICER))

    for person in (contractor, a_person(session, Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            evidence.withdraw(session, plan, row.id, "不要", by=person, at=LATER)
    assert not row.is_withdrawn


def test_withdrawing_takes_a_reason_and_happens_once(session: Session, plan: Plan, add, contractor: User) -> None:
    row = add()

    with pytest.raises(WrongState, match="理由"):
        evidence.withdraw(session, plan, row.id, "  ", by=contractor, at=LATER)
    evidence.withdraw(session, plan, row.id, "傳錯", by=contractor, at=LATER)
    with pytest.raises(WrongState, match="已經撤回"):
        evidence.withdraw(session, plan, row.id, "再一次", by=contractor, at=LATER)

    assert row.withdrawn_reason == "傳錯"


def test_a_virus_keeps_the_file_out(session: Session, plan: Plan, add, archive: Archive, data_dir: Path) -> None:
    with clamd() as address:
        scanned = replace(archive, scanner=Scanner(address))
        with pytest.raises(EvidenceRefused, match="Test-Virus"):
            add(pdf(VIRUS), archive=scanned)
        row = add(archive=scanned)

    assert (row.scan_result, row.scanned_at) == (ScanResult.CLEAN, NOW)
    assert kept_files(data_dir) == 1


def test_without_an_answer_of_the_scanner_a_file_is_kept_unscanned_or_not_at_all(
    add, archive: Archive, data_dir: Path
) -> None:
    absent = nobody()

    with pytest.raises(ScannerUnavailable):
        add(archive=replace(archive, scanner=Scanner(absent, is_required=True)))
    assert kept_files(data_dir) == 0
    assert add(archive=replace(archive, scanner=Scanner(absent))).scan_result is ScanResult.NOT_SCANNED


def test_a_review_shows_the_evidence_of_what_the_report_touches_and_what_has_none(
    session: Session, plan: Plan, contractor: User, add, data_dir: Path
) -> None:
    done = with_checkpoint("A-2", with_checkpoint("A-1", achievement="已完成。"), achievement="已完成。")
    done = replace(done, cases=(*done.cases, case("107-0900", firm_name="新進公司")))
    report = file_report(session, with_actual(214, done), contractor, data_dir)
    add(title="A-1 的")
    add(place=("cases", "107-0900"), title="新個案的")
    withdrawn = add(pdf(b"2"), place=("checkpoints", "A-2"))
    evidence.withdraw(session, plan, withdrawn.id, "無關", by=contractor, at=LATER)
    add(pdf(b"4"), place=("cases", "107-0001"))

    shown = evidence_list.of_submission(session, report, viewer=contractor)

    assert [(row.id, [line.title for line in row.files]) for row in shown.rows] == [
        ("checkpoints/A-1", ["A-1 的"]),
        ("cases/107-0900", ["新個案的"]),
    ]
    assert shown.without == ("A-2",)


def test_evidence_outlives_the_report_that_brought_its_case(
    session: Session, plan: Plan, contractor: User, add, data_dir: Path
) -> None:
    new = replace(small_plan(), cases=(*small_plan().cases, case("107-0900")))
    report = file_report(session, new, contractor, data_dir, send=False)
    add(place=("cases", "107-0900"))

    submissions.discard(session, report, by=contractor, at=NOW)

    page = evidence_list.of_plan(session, plan, viewer=contractor)
    assert [row.label for row in page.rows] == ["107-0900"]


def test_the_same_file_sent_twice_at_once_is_kept_once(fresh_database_url: str, data_dir: Path) -> None:
    engine = make_engine(fresh_database_url)
    sessions = make_session_factory(engine)
    with sessions() as session:
        a_plan(session)
        a_person(session, Role.OFFICER)
    together = Barrier(4)

    def send(_: int) -> bool:
        with sessions() as session:
            plan, officer = plans.find(session, "TEST-107"), accounts.by_email(session, "officer@agency.example")
            session.rollback()  # SQLite lets one in at a time, and all are to be there
            together.wait()
            archive = Archive(data_dir, file_bytes=10_000, plan_bytes=20_000)
            try:
                evidence.add(session, plan, *PLACE, Upload(pdf(), "a.pdf"), by=officer, at=NOW, archive=archive)
            except EvidenceRefused:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(send, range(4)))
    engine.dispose()

    assert kept.count(True) == 1


def test_adding_and_withdrawing_leave_their_events_in_the_trail(
    session: Session, plan: Plan, contractor: User, add
) -> None:
    row = add(title="簽到表")
    evidence.withdraw(session, plan, row.id, "上傳錯檔案", by=contractor, at=LATER)

    told = session.scalars(select(AuditEvent).where(AuditEvent.subject == "佐證資料").order_by(AuditEvent.number)).all()
    added, withdrawn = told
    assert (added.label, added.actor, added.before) == ("查核點 A-1", contractor.name, None)
    assert row.file_sha256 in (added.after or "")
    assert (withdrawn.before, withdrawn.after) == (added.after, '{"撤回理由":"上傳錯檔案"}')
