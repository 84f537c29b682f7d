"""佐證資料 on the pages: add, list, filter, download, withdraw."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from support.clamd import VIRUS, clamd, nobody
from support.evidence_files import GOOD, pdf
from support.filing import file_report, with_checkpoint
from support.visitor import Page, Visitor

from app.domain.evidence import MEDIA_TYPES
from app.domain.roles import Role
from app.services import accounts
from config import EvidenceSettings, Settings

PLAN = "/plans/TEST-107"
EVIDENCE = f"{PLAN}/evidence"


@pytest.fixture
def contractor(visit: Callable[..., Visitor]) -> Visitor:
    visitor = visit(Role.CONTRACTOR)
    visitor.get(EVIDENCE)
    return visitor


def send(
    visitor: Visitor, name: str = "簽到表.pdf", content: bytes = pdf(), *, row: str = "checkpoints/A-1", **more
) -> Page:
    status = more.pop("status", 200)
    return visitor.post(EVIDENCE, {"row": row, "file": (BytesIO(content), name), **more}, status=status)


def use(application: Flask, kept: EvidenceSettings) -> None:
    application.config["SETTINGS"] = replace(application.config["SETTINGS"], evidence=kept)


def listed(page: Page) -> list[str]:
    """The rows and titles in the table, in order."""
    return [head.text.partition(" ")[0] if "lead-cell" in head.get("class") else head.text for head in _heads(page)]


def _heads(page: Page) -> list:
    return [head for head in page.root.all("th") if head.get("scope") in ("row", "rowgroup")]


def test_who_adds_a_file_sees_it_under_its_row(contractor: Visitor) -> None:
    page = send(contractor, title="成果發表會簽到表")

    assert "已保存佐證資料「成果發表會簽到表」（未掃描）" in page.flashes[0]
    assert listed(page) == ["查核點 A-1 完成第 1 項工作", "成果發表會簽到表"]
    assert "簽到表.pdf" in page.text
    assert "受委託單位甲" in page.text


def test_the_plan_page_and_the_form_of_the_checkpoint_count_it(contractor: Visitor) -> None:
    send(contractor)

    there = f"{EVIDENCE}?row=checkpoints/A-1"
    plan, form = contractor.get(PLAN), contractor.get(f"{PLAN}/checkpoints/A-1/report")
    for page in (plan, form):
        assert ("佐證資料 1 份", there) in [(link.text, link.get("href")) for link in page.root.all("a")]
    empty = contractor.get(f"{PLAN}/checkpoints/A-2/report")
    assert "佐證資料（無）" in [link.text for link in empty.root.all("a")]


def test_a_link_from_a_checkpoint_chooses_it_in_the_form(contractor: Visitor) -> None:
    page = contractor.get(f"{EVIDENCE}?row=checkpoints/A-2")

    chosen = [option.get("value") for option in page.root.one("select", id="row").all("option", selected="")]
    assert chosen == ["checkpoints/A-2"]


def test_the_list_is_filtered_by_row_and_by_words(contractor: Visitor) -> None:
    send(contractor, title="簽到表")
    send(contractor, "照片.jpg", GOOD["照片.jpg"][1], row="cases/107-0001", title="現場照片")

    def titles(query: str) -> list[str]:
        return listed(contractor.get(f"{EVIDENCE}?{query}"))[1::2]

    assert titles("") == ["簽到表", "現場照片"]
    assert titles("row=cases/107-0001") == ["現場照片"]
    assert titles(f"q={quote('簽到')}") == ["簽到表"]
    assert titles("q=PHOTO") == []
    assert titles(f"q={quote('示範精密')}") == ["現場照片"]


def test_a_file_is_downloaded_as_it_came_and_shown_by_no_browser(contractor: Visitor) -> None:
    name, (kind, content) = "照片.jpg", GOOD["照片.jpg"]
    send(contractor, name, content)

    answer = contractor.client.get(f"{EVIDENCE}/1/file")

    assert answer.data == content
    assert answer.mimetype == MEDIA_TYPES[kind]
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert f"filename*=UTF-8''{quote(name)}" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_browsers_word_for_the_type_counts_nothing(contractor: Visitor) -> None:
    lie = (BytesIO(b"<script>alert(1)</script>"), "頁面.pdf", "application/pdf")
    refused = contractor.post(EVIDENCE, {"row": "checkpoints/A-1", "file": lie}, status=422)
    contractor.post(EVIDENCE, {"row": "checkpoints/A-1", "file": (BytesIO(pdf()), "真的.pdf", "text/html")})

    assert "不是可接受的格式" in refused.error_of("file")
    assert contractor.client.get(f"{EVIDENCE}/1/file").mimetype == "application/pdf"


def test_what_is_refused_is_told_beside_the_file_and_the_rest_stays_filled_in(contractor: Visitor) -> None:
    page = send(contractor, "程式.pdf", b"MZ", title="說明", status=422)

    assert "不是可接受的格式" in page.error_of("file")
    assert page.value("title") == "說明"
    assert "尚無佐證資料" in page.text


@pytest.mark.parametrize(
    ("fields", "field", "told"),
    [
        ({"row": ""}, "row", "請選擇"),
        ({"row": "checkpoints/Z-9"}, "row", "沒有查核點 Z-9，請重新選擇"),
        ({"row": "checkpoints/A-1", "title": "長" * 201}, "title", "200 字以內"),
        ({"row": "checkpoints/A-1", "file": ""}, "file", "請選擇要上傳的檔案"),
    ],
    ids=["no-row", "unknown-row", "long-title", "no-file"],
)
def test_what_is_missing_is_asked_for(contractor: Visitor, fields: dict, field: str, told: str) -> None:
    page = contractor.post(EVIDENCE, {"file": (BytesIO(pdf()), "a.pdf")} | fields, status=422)

    assert told in page.error_of(field)


def test_a_withdrawn_file_stays_on_the_page_with_its_reason(contractor: Visitor) -> None:
    send(contractor, title="簽到表")

    page = contractor.post(f"{EVIDENCE}/1/withdraw", {"reason": "傳錯場次"})

    assert "已撤回佐證資料「簽到表」，檔案與理由仍然保存" in page.flashes[0]
    assert page.root.one("del").text == "簽到表"
    assert "傳錯場次" in page.text
    assert contractor.download(f"{EVIDENCE}/1/file") == pdf()
    assert "佐證資料 1 份" not in contractor.get(PLAN).text
    assert "確認撤回" not in [button.text for button in page.root.all("button")]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_who_only_looks_finds_no_form_and_is_refused(
    visit: Callable[..., Visitor], contractor: Visitor, role: Role
) -> None:
    send(contractor, title="簽到表")
    viewer = visit(role)

    page = viewer.get(EVIDENCE)

    assert listed(page)[1] == "簽到表"
    assert {button.text for button in page.root.all("button")}.isdisjoint({"上傳並檢查", "確認撤回"})
    assert viewer.download(f"{EVIDENCE}/1/file") == pdf()
    viewer.post(f"{EVIDENCE}/1/withdraw", {"reason": "不要"}, status=403)
    viewer.get(PLAN)
    send(viewer, status=403)


def test_another_contractor_sees_and_fetches_nothing(visit: Callable[..., Visitor], contractor: Visitor) -> None:
    send(contractor)
    stranger = visit(Role.CONTRACTOR, email="other@firm.example", contractor="財團法人他單位")

    for address in (EVIDENCE, f"{EVIDENCE}/1/file"):
        stranger.get(address, status=403)
    stranger.post(f"{EVIDENCE}/1/withdraw", {"reason": "不要"}, status=403)


def test_a_file_that_is_not_there_is_not_found(contractor: Visitor) -> None:
    contractor.get(f"{EVIDENCE}/99/file", status=404)


def test_a_stored_file_that_was_altered_is_not_handed_out(contractor: Visitor, settings: Settings) -> None:
    send(contractor)
    [stored] = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    stored.write_bytes(b"other bytes")

    contractor.get(f"{EVIDENCE}/1/file", status=500)


def test_the_review_shows_the_evidence_of_what_changes(
    visit: Callable[..., Visitor], stage: Session, contractor: Visitor, data_dir: Path
) -> None:
    send(contractor, title="簽到表")
    document = with_checkpoint("A-2", with_checkpoint("A-1", achievement="已完成。"), achievement="已完成。")
    author = accounts.by_email(stage, "contractor@agency.example")
    file_report(stage, document, author, data_dir)

    page = visit(Role.OFFICER).get("/submissions/1")

    section = page.root.one("section", id="evidence")
    assert "簽到表" in section.text
    assert "尚無佐證資料：A-2" in section.text
    assert not section.all("form")


def test_with_a_scanner_the_page_says_what_it_found(application: Flask, contractor: Visitor) -> None:
    with clamd() as address:
        use(application, EvidenceSettings(clamd_address=address))
        refused = send(contractor, content=pdf(VIRUS), status=422)
        clean = send(contractor)

    assert "發現「Test-Virus」，檔案未保存" in refused.error_of("file")
    assert "未發現病毒" in clean.flashes[0]


def test_a_required_scanner_that_does_not_answer_is_told_beside_the_file(
    application: Flask, contractor: Visitor
) -> None:
    use(application, EvidenceSettings(clamd_address=nobody(), clamd_required=True))

    assert "防毒掃描目前無法使用，檔案未保存" in send(contractor, status=422).error_of("file")
