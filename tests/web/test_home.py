"""首頁 as each role finds it: what is owed, what waits, what changed since they looked."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.plan_builder import plan as small_plan
from support.stage import NOW, PASSWORD, a_person
from support.visitor import Page, Visitor

from app import clock
from app.domain.last_look import SITTING
from app.domain.notices import NoticeKind
from app.domain.roles import Role
from app.models import LastLook, PlanSnapshot
from app.services import accounts, alerts, notices, plans, snapshots, submissions

PLAN = "/plans/TEST-107"


def card(page: Page, heading: str) -> str:
    """What stands in the card of this heading; empty if there is none."""
    found = [
        section.text for section in page.root.all("section", class_="card") if heading in section.all("h2")[0].text
    ]
    return found[0] if found else ""


def returned(stage: Session, data_dir: Path) -> None:
    """A report of the 期末 that was sent back."""
    reporter = a_person(stage, Role.CONTRACTOR, email="colleague@firm.example", contractor=small_plan().contractor)
    reviewer = a_person(stage, Role.MANAGER, email="reviewer@agency.example")
    report = file_report(stage, with_actual(1), reporter, data_dir)
    submissions.send_back(stage, report, by=reviewer, at=NOW, comment="案數有誤，請補正。")


class TestContractor:
    """受委託單位."""

    def test_finds_the_workbook_of_the_period_that_is_due_and_where_to_upload_it(
        self, visit: Callable[..., Visitor], stage: Session
    ) -> None:
        page = visit(Role.CONTRACTOR).get("/")

        assert page.heading == "首頁"
        assert f"{PLAN}/workbook/期末" in [link.replace("%E6%9C%9F%E6%9C%AB", "期末") for link in page.hrefs]
        assert f"{PLAN}/submissions/new" in page.hrefs

    def test_finds_what_was_returned_with_what_was_said_of_it(
        self, visit: Callable[..., Visitor], stage: Session, data_dir: Path
    ) -> None:
        returned(stage, data_dir)

        page = visit(Role.CONTRACTOR).get("/")

        assert "待補正的期報" in card(page, "要修正、要說明的")
        assert "案數有誤，請補正。" in card(page, "要修正、要說明的")
        assert "/submissions/1" in page.hrefs

    def test_has_nothing_to_upload_while_the_office_has_it(
        self, visit: Callable[..., Visitor], stage: Session, data_dir: Path
    ) -> None:
        reporter = a_person(stage, Role.CONTRACTOR, email="colleague@firm.example", contractor=small_plan().contractor)
        file_report(stage, with_actual(1), reporter, data_dir)

        page = visit(Role.CONTRACTOR).get("/")

        assert "已送審，等待審查" in card(page, "要交的期報")
        assert f"{PLAN}/submissions/new" not in page.hrefs

    def test_of_another_organisation_finds_none_of_it(
        self, visit: Callable[..., Visitor], stage: Session, data_dir: Path
    ) -> None:
        returned(stage, data_dir)

        page = visit(Role.CONTRACTOR, contractor="財團法人他單位").get("/")

        assert "您還沒有可以檢視的計畫" in page.text
        assert PLAN not in "".join(page.hrefs)


class TestOffice:
    """計畫辦公室 and 主管."""

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER])
    def test_finds_the_report_that_waits_and_goes_there_at_once(
        self, visit: Callable[..., Visitor], stage: Session, data_dir: Path, role: Role
    ) -> None:
        reporter = a_person(stage, Role.CONTRACTOR, email="colleague@firm.example", contractor=small_plan().contractor)
        file_report(stage, with_actual(1), reporter, data_dir)

        page = visit(role).get("/")

        assert "待審的期報" in card(page, "待我審核")
        assert "/submissions/1" in page.hrefs

    def test_sees_who_owes_what_and_when_they_were_told(self, visit: Callable[..., Visitor], stage: Session) -> None:
        alerts.scan(stage, on=NOW.date(), at=NOW)

        chased = card(visit(Role.OFFICER).get("/"), "待催辦")

        assert small_plan().contractor in chased
        assert "待說明警示" in chased
        assert "107/12/1 17:00" in chased

    def test_a_manager_reads_where_how_much_why_and_who(self, visit: Callable[..., Visitor], stage: Session) -> None:
        alerts.scan(stage, on=NOW.date(), at=NOW)
        snapshots.take(stage, on=NOW.date(), at=NOW)

        page = visit(Role.MANAGER).get("/")
        read = card(page, "107 年度計畫")

        assert all(words in read for words in ("哪裡落後", "落後多少", "為什麼", "誰處理"))
        assert "尚未說明" in read
        assert small_plan().contractor in read
        assert any("light=" in link and "roc_year=107" in link for link in page.hrefs)

    def test_lights_are_the_same_before_and_after_the_night_has_kept_the_day(
        self, visit: Callable[..., Visitor], stage: Session
    ) -> None:
        manager = visit(Role.MANAGER)

        def lights() -> list[str]:
            page = manager.get("/")
            [counts] = page.root.all("ul", class_="light-counts")
            return [item.text for item in counts.all("li")] + [row.text for row in page.root.all("td", class_="num")]

        before = lights()
        snapshots.take(stage, on=NOW.date(), at=NOW)

        assert lights() == before
        assert any("百分點" in figure for figure in before)


class TestOthers:
    """稽核, 系統管理者, and who has no role yet."""

    def test_an_auditor_sees_that_nobody_has_verified_the_trail(
        self, visit: Callable[..., Visitor], stage: Session
    ) -> None:
        assert "尚未查核" in card(visit(Role.AUDITOR).get("/"), "稽核軌跡")

    def test_an_auditor_sees_what_was_opened_again_with_its_reason(
        self, visit: Callable[..., Visitor], stage: Session, data_dir: Path
    ) -> None:
        reporter = a_person(stage, Role.CONTRACTOR, email="colleague@firm.example", contractor=small_plan().contractor)
        manager = a_person(stage, Role.MANAGER, email="reviewer@agency.example")
        report = file_report(stage, with_actual(214), reporter, data_dir)
        submissions.approve(stage, report, by=manager, at=NOW)
        submissions.reopen(stage, report, by=manager, at=NOW, reason="案數須重新確認。")

        page = visit(Role.AUDITOR).get("/")

        assert "案數須重新確認。" in card(page, "最近的復原與重新開放")
        assert f"/submissions/{report.id}" in page.hrefs

    def test_an_administrator_sees_that_nobody_runs_the_jobs_and_nothing_is_backed_up(
        self, visit: Callable[..., Visitor], stage: Session
    ) -> None:
        page = visit(Role.ADMIN).get("/")

        assert "沒有排程程式在執行" in card(page, "系統狀況")
        assert "未設定備份目錄" in card(page, "系統狀況")

    def test_an_account_without_a_role_is_told_whom_to_ask(self, visit: Callable[..., Visitor], stage: Session) -> None:
        person = a_person(stage, Role.OFFICER, email="new@agency.example")
        person.grants.clear()
        stage.commit()
        newcomer = visit(None)

        page = newcomer.sign_in("new@agency.example", PASSWORD)

        assert page.path == "/"
        assert "請洽計畫辦公室或系統管理者" in page.text


class TestWhatChanged:
    """上次查看後的變化."""

    def tell(self, stage: Session, subject: str, *, hours: int = 0) -> None:
        person = accounts.by_email(stage, "officer@agency.example")
        notices.tell(
            stage,
            person,
            key=subject,
            kind=NoticeKind.DECIDED,
            subject=subject,
            text="",
            path=PLAN,
            plan=plans.find(stage, "TEST-107"),
            at=NOW + timedelta(hours=hours),
        )
        stage.commit()

    def test_news_stay_however_often_the_page_is_loaded(self, visit: Callable[..., Visitor], stage: Session) -> None:
        officer = visit(Role.OFFICER)
        self.tell(stage, "期末期報已核定", hours=-1)

        assert ["期末期報已核定" in officer.get("/").text for _ in range(3)] == [True] * 3

    def test_news_go_when_they_are_marked_as_seen_but_not_what_came_meanwhile(
        self, visit: Callable[..., Visitor], stage: Session
    ) -> None:
        officer = visit(Role.OFFICER)
        self.tell(stage, "期末期報已核定", hours=-1)
        page = officer.get("/")
        self.tell(stage, "期中期報退回補正", hours=1)

        after = officer.post("/seen", {"shown_at": page.value("shown_at")})

        assert "期末期報已核定" not in after.text
        assert "期中期報退回補正" in after.text

    def test_the_next_sitting_is_told_what_came_since_the_last(
        self, visit: Callable[..., Visitor], stage: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        officer = visit(Role.OFFICER)
        self.tell(stage, "期末期報已核定", hours=-1)
        officer.get("/")
        self.tell(stage, "期中期報退回補正", hours=1)
        later = NOW + SITTING
        monkeypatch.setattr(clock, "now", lambda: later)
        person = accounts.by_email(stage, "officer@agency.example")
        stage.rollback()
        assert stage.scalars(select(LastLook.user_id)).all() == [person.id]
        officer.sign_in("officer@agency.example", PASSWORD)

        page = officer.get("/")

        assert "上次查看 107/12/1 17:00" in page.text
        assert "期末期報已核定" not in page.text
        assert "期中期報退回補正" in page.text

    def test_a_light_that_turned_is_told_with_both_its_faces(
        self, visit: Callable[..., Visitor], stage: Session
    ) -> None:
        plan = plans.find(stage, "TEST-107")
        snapshots.take(stage, on=NOW.date() - timedelta(days=300), at=NOW - timedelta(days=300))
        snapshots.take(stage, on=NOW.date(), at=NOW)
        before, after = stage.scalars(
            select(PlanSnapshot).where(PlanSnapshot.plan_id == plan.id).order_by(PlanSnapshot.on_day)
        ).all()

        told = card(visit(Role.OFFICER).get("/"), "上次查看後的變化")

        assert after.light_before == before.light != after.light
        assert before.light_before is None
        assert f"{before.light}燈" in told
        assert f"{after.light}燈" in told
