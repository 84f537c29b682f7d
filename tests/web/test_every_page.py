"""What holds for all pages: each role finds what is its own, no link leads nowhere, every template renders.

``Visitor`` looks every page over that it fetches: title, language, ids, labels, tokens, links (support.html_pages).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from support import case_lists
from support.evidence_files import pdf
from support.filing import file_report, filled, typed, with_actual
from support.office_days import calendar_csv
from support.plan_builder import case
from support.plan_builder import plan as small_plan
from support.setup_files import good_file
from support.stage import NOW, a_person
from support.templates_in_use import templates_in_use, templates_of
from support.visitor import Visitor

from app.domain.change_request import ChangeSet, Edit
from app.domain.roles import Role
from app.domain.surveys.questions import Question, QuestionKind
from app.services import accounts, alerts, change_requests, evidence, plans, resolutions, submissions, surveys
from app.services.change_requests import Proposal
from app.services.evidence import Archive, Upload
from app.services.resolutions import NewResolution
from app.services.surveys import NewSurvey
from app.web.formatters import LIGHT_FACES
from config import ROOT, RateLimits, Settings

PLAN = "/plans/TEST-107"
ASSETS = ROOT / "app" / "assets"
TEMPLATES = ROOT / "app" / "templates"
DOWNLOAD = re.compile(r"/workbook/|/source$|/annotated$|/file$|\.(xlsx|ods|csv|svg)(\?|$)")
PEOPLE = [Role.ADMIN, Role.OFFICER, Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The walk fetches every file that any page offers, more than a person may within minutes."""
    return replace(settings, rates=RateLimits(export_limit=0))


@pytest.fixture
def full_stage(stage: Session, data_dir: Path) -> Session:
    """The plan with a report waiting, one that collides with what was accepted since, one sent back, and evidence."""
    reporter = a_person(stage, Role.CONTRACTOR, email="reporter@firm.example", contractor=small_plan().contractor)
    reviewer = a_person(stage, Role.MANAGER, email="reviewer@agency.example")
    returned = file_report(stage, with_actual(1), reporter, data_dir)
    submissions.send_back(stage, returned, by=reviewer, at=NOW, comment="案數有誤，請補正。")
    file_report(stage, with_actual(215), reporter, data_dir)
    accepted = file_report(stage, with_actual(214), reporter, data_dir)
    submissions.approve(stage, accepted, by=reviewer, at=NOW)
    plan = plans.find(stage, "TEST-107")
    archive = Archive(data_dir, file_bytes=10_000, plan_bytes=10_000)
    upload = Upload(pdf(), "簽到表.pdf")
    question = Question("Q1", QuestionKind.RATING, "服務態度")
    surveys.add(stage, plan, NewSurvey("S1", "業者滿意度", 30), [question], by=reviewer, at=NOW, source="題目.xlsx")
    asked_for = NewResolution("通案決議", "一", "提出書面報告", None, due_on=NOW.date())
    resolutions.put(stage, plan.agency, 107, [asked_for], is_demo=False, by=None, at=NOW)
    stage.commit()
    evidence.add(stage, plan, "checkpoints", "A-1", upload, by=reporter, at=NOW, archive=archive)
    for target in (180, 190):
        edit = Edit("indicators", "1", "target", Decimal(167), Decimal(target))
        asked = Proposal(ChangeSet((edit,)), "預算增加", "總目標增加", plan.revision)
        request = change_requests.draft(stage, plan, asked, by=reporter, at=NOW)
        change_requests.send(stage, request, by=reporter, at=NOW)
        if target == 180:
            change_requests.approve(stage, request, by=reviewer, at=NOW)
    return stage


def explore(visitor: Visitor) -> set[str]:
    """Follow every link from the home page on; the addresses that were opened."""
    waiting, seen = ["/"], set[str]()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        if DOWNLOAD.search(address):
            assert visitor.download(address)
            continue
        waiting += [link for link in visitor.get(address).hrefs if link not in seen and link not in waiting]
    return seen


@pytest.mark.parametrize("role", PEOPLE)
def test_whatever_a_page_offers_to_a_role_can_be_opened(
    visit: Callable[..., Visitor], full_stage: Session, role: Role
) -> None:
    seen = explore(visit(role))

    assert {"/plans", PLAN, "/alerts"} <= seen
    assert any("/workbook/" in address for address in seen)


@pytest.mark.parametrize(
    ("role", "entries"),
    [
        (
            Role.ADMIN,
            ["計畫", "差異", "警示", "企業", "預算", "歷年績效", "檢核規則", "帳號與權限", "排程", "稽核軌跡", "說明"],
        ),
        (
            Role.OFFICER,
            [
                "計畫",
                "差異",
                "警示",
                "待審期報 1 件待審",
                "待審變更 1 件待審",
                "企業",
                "預算",
                "歷年績效",
                "檢核規則",
                "稽核軌跡",
                "說明",
            ],
        ),
        (
            Role.MANAGER,
            ["計畫", "差異", "警示", "待審期報 1 件待審", "待審變更 1 件待審", "企業", "預算", "歷年績效", "說明"],
        ),
        (Role.CONTRACTOR, ["計畫", "差異", "警示", "企業", "歷年績效", "說明"]),
        (Role.AUDITOR, ["計畫", "差異", "警示", "企業", "預算", "歷年績效", "帳號與權限", "排程", "稽核軌跡", "說明"]),
    ],
    ids=lambda value: value.value if isinstance(value, Role) else "",
)
def test_the_menu_offers_a_role_what_it_may(
    visit: Callable[..., Visitor], full_stage: Session, role: Role, entries: list[str]
) -> None:
    page = visit(role).get("/plans")

    menu = next(nav for nav in page.root.all("nav") if nav.get("aria-label") == "主要選單")
    assert [link.text for link in menu.all("a")] == entries


@pytest.mark.parametrize(
    "address",
    [
        PLAN,
        f"{PLAN}/days",
        f"{PLAN}/changes",
        f"{PLAN}/changes/1",
        f"{PLAN}/workbook/期末",
        f"{PLAN}/checkpoints/A-2/report",
        f"{PLAN}/submissions/new",
        "/submissions/1",
    ],
)
def test_a_contractor_of_another_organisation_is_turned_away(
    visit: Callable[..., Visitor], full_stage: Session, address: str
) -> None:
    stranger = visit(Role.CONTRACTOR, contractor="財團法人他單位")

    page = stranger.get(address, status=403)

    assert page.heading == "沒有權限"
    assert "示範輔導計畫" not in stranger.get("/plans").text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.MANAGER])
def test_who_may_not_report_finds_no_way_to_and_is_refused(
    visit: Callable[..., Visitor], full_stage: Session, role: Role
) -> None:
    visitor = visit(role)

    page = visitor.get(PLAN)

    assert not [link for link in page.hrefs if link.endswith("/report") or "submissions/new" in link]
    visitor.get(f"{PLAN}/submissions/new", status=403)
    visitor.get(f"{PLAN}/checkpoints/A-2/report", status=403)
    visitor.get(PLAN)
    visitor.post(f"{PLAN}/checkpoints/A-2/report", {"achievement": "x"}, status=403)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.CONTRACTOR])
def test_who_may_not_review_finds_no_decision_and_is_refused(
    visit: Callable[..., Visitor], full_stage: Session, role: Role
) -> None:
    visitor = visit(role)

    page = visitor.get("/submissions/2")

    assert not page.root.all("input", type="radio")
    assert "核定" not in [button.text for button in page.root.all("button")]
    visitor.post("/submissions/2/approve", status=403)
    visitor.get(PLAN)
    visitor.post("/submissions/2/return", {"comment": "退"}, status=403)


def test_a_draft_is_shown_on_the_plan_page_to_its_author_only(
    visit: Callable[..., Visitor], stage: Session, data_dir: Path
) -> None:
    contractor, officer = visit(Role.CONTRACTOR), visit(Role.OFFICER)
    file_report(stage, with_actual(214), accounts.by_email(stage, "contractor@agency.example"), data_dir, send=False)

    assert "/submissions/1" in contractor.get(PLAN).hrefs
    assert "/submissions/1" not in officer.get(PLAN).hrefs


def test_every_template_renders(
    application: Flask, visit: Callable[..., Visitor], full_stage: Session, tmp_path: Path
) -> None:
    rendered = templates_in_use(application)

    officer, contractor, admin = visit(Role.OFFICER), visit(Role.CONTRACTOR), visit(Role.ADMIN)
    explore(officer)
    explore(admin)
    admin.post("/admin/people/1/reset")
    officer.get("/submissions/3/differences/indicators")
    visit(Role.MANAGER).get("/submissions/3/revert")
    visit(Role.AUDITOR).get("/")
    officer.get("/nowhere", status=404)
    contractor.post(f"{PLAN}/checkpoints/A-2/report", {"completed_on": "nonsense"}, status=422)
    officer.post(f"{PLAN}/indicators/1/report", {"actual": "300", "revision": "1"}, status=409)
    bad, _ = typed(
        filled(contractor, small_plan(), tmp_path), tmp_path, "績效指標", "實際達成值", "技術服務家數", "很多"
    )
    contractor.upload(f"{PLAN}/submissions/new", bad, "bad.xlsx")
    officer.post("/account/calendar")
    officer.get("/admin/calendar")
    officer.upload("/admin/calendar/upload", calendar_csv(116), "116.csv")
    officer.post("/firms/new", {"text": "04595257 示範精密股份有限公司\n10458575 示範精密（股）公司"})
    officer.post("/firms/04595257/apart/10458575", {"back": "duplicates"})
    officer.get(f"{PLAN}/indicators/1/source")
    officer.get("/variance?roc_year=107")
    officer.get(f"{PLAN}/variance?order=worst")
    officer.get(f"{PLAN}/variance/notes/indicators/1")
    officer.get("/programme/resolutions/1")
    officer.get("/search?q=示範")
    officer.client.get("/search/box?q=示範")
    officer.get("/plans/new")
    officer.upload("/plans/new", good_file(), "新計畫.xlsx")

    officer.get(f"{PLAN}/follow-ups/import")
    officer.get(f"{PLAN}/surveys/new")
    alerts.scan(full_stage, on=NOW.date(), at=NOW)
    full_stage.rollback()
    officer.get("/alerts/assign?id=1&id=2")
    officer.get("/alerts/explain?id=1&id=2")
    officer.get("/alerts/1")
    officer.get(f"{PLAN}/cases/import")
    officer.upload(
        f"{PLAN}/cases/import",
        case_lists.as_csv(case_lists.application(個案編號="107-0900", 統一編號="22099131")),
        "個案.csv",
    )

    # The pages of signing in, and of a second step, have a walk of their own (test_signing_in.py).
    assert rendered | templates_of("auth", "account", "mail") == templates_of("")


def test_a_long_list_of_new_rows_is_folded_and_complete(
    visit: Callable[..., Visitor], stage: Session, data_dir: Path
) -> None:
    new = tuple(case(f"107-1{number:03}", firm_name=f"示範{number}號公司") for number in range(40))
    document = replace(small_plan(), cases=(*small_plan().cases, *new))
    officer = visit(Role.OFFICER)
    file_report(stage, document, accounts.by_email(stage, "officer@agency.example"), data_dir)

    page = officer.get("/submissions/1")

    rest = page.root.one("details", class_="rest")
    assert rest.all("summary")[0].text == "展開其餘 30 列"
    assert len(rest.all("tbody")) == 30
    assert len(page.root.one("form", id="review-form").all("th", class_="lead-cell")) == 40
    assert "107-1000 示範0號公司" in page.text
    assert "結案，臺中市，製程技術，政府經費 160,000 元" in page.text


def _named_icons() -> Iterator[tuple[str, str]]:
    written = re.compile(r"""(?:icon\(\s*|icon_name=|nav_link\("\w+", "[\w.]+", )"([a-z0-9-]+)\"""")
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield from ((path.name, name) for name in written.findall(path.read_text(encoding="utf-8")))
    yield from (("formatters.py", face.icon) for face in LIGHT_FACES.values())


def _built_icons() -> set[str]:
    outline, filled_ = (ASSETS / "icons.mjs").read_text(encoding="utf-8").split("export const FILLED")
    return {
        *re.findall(r'"([a-z0-9-]+)"', outline),
        *(f"{name}-filled" for name in re.findall(r'"([a-z-]+)"', filled_)),
    }


def test_every_icon_that_a_template_names_is_built() -> None:
    named = list(_named_icons())

    assert len(named) > 20
    assert {(where, name) for where, name in named if name not in _built_icons()} == set()


def test_every_icon_on_the_pages_is_built(visit: Callable[..., Visitor], full_stage: Session) -> None:
    officer = visit(Role.OFFICER)

    shown = {
        use.get("href").partition("#")[2]
        for address in ["/plans", PLAN, "/alerts", "/submissions", "/submissions/1", "/submissions/2"]
        for use in officer.get(address).root.all("use")
    }

    assert shown
    assert shown <= _built_icons()


def test_our_style_sheets_hold_no_class_that_nothing_uses() -> None:
    styles = "\n".join(path.read_text(encoding="utf-8") for path in (ASSETS / "css").glob("*.css"))
    styled = set(
        re.findall(r"\.([a-z][a-z-]*[a-z])(?=[^{}]*\{)", re.sub(r"/\*.*?\*/|@import[^;]*;", "", styles, flags=re.S))
    )
    sources = [*TEMPLATES.rglob("*.html"), *(ASSETS / "js").glob("*.js"), *(ROOT / "app" / "web").glob("*.py")]
    used = " ".join(path.read_text(encoding="utf-8") for path in sources)
    composed = re.compile(r"(tone|is)-")

    assert {name for name in styled if not composed.match(name) and not re.search(rf"\b{name}\b", used)} == set()
