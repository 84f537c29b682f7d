"""Who uploads or exports too often is told so, and how long to wait."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from support.stage import NOW
from support.visitor import Visitor

from app import clock
from app.domain.roles import Role
from app.web.rate_limits import EXPORTS
from config import RateLimits, Settings

NEW = "/plans/TEST-107/submissions/new"
WORKBOOK = "/plans/TEST-107/workbook/期末"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, rates=RateLimits(upload_limit=2, export_limit=2, rate_limit_minutes=10))


def test_the_third_upload_is_put_off_with_words_and_a_time(visit: Callable[..., Visitor], stage: Session) -> None:
    contractor = visit(Role.CONTRACTOR)
    contractor.get(NEW)
    for number in range(2):
        contractor.upload(NEW, b"no workbook %d" % number, "期末.xlsx", status=422)

    page = contractor.upload(NEW, b"one more", "期末.xlsx", status=429)

    assert page.heading == "操作太頻繁"
    assert "每 10 分鐘 2 次" in page.text
    assert "請等候 5 分鐘再試一次" in page.text
    assert contractor.get("/plans").heading == "計畫"  # everything else goes on


def test_a_form_without_its_file_is_no_upload(visit: Callable[..., Visitor]) -> None:
    contractor = visit(Role.CONTRACTOR)
    contractor.get(NEW)

    for _ in range(4):
        contractor.post(NEW, {"period": "期末"}, status=422)


def test_the_third_export_waits_as_long_as_its_header_says(
    visit: Callable[..., Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = visit(Role.OFFICER)
    officer.download(WORKBOOK)
    officer.download(WORKBOOK)

    refused = officer.client.get(WORKBOOK, buffered=True)
    wait = int(refused.headers["Retry-After"])
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=wait))

    assert (refused.status_code, wait) == (429, 300)
    assert officer.download(WORKBOOK)


def test_one_person_does_not_use_up_the_allowance_of_another(visit: Callable[..., Visitor]) -> None:
    officer, manager = visit(Role.OFFICER), visit(Role.MANAGER)
    for _ in range(3):
        officer.client.get(WORKBOOK, buffered=True)

    assert manager.download(WORKBOOK)


def test_every_address_that_is_limited_is_one_of_ours(application: Flask) -> None:
    assert set(application.view_functions) >= EXPORTS
