"""An indicator's actual typed on the page: in the unit of its row, by the same rules and the same way as a workbook."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session
from support.visitor import Visitor

from app.domain.plan_document import Indicator
from app.domain.roles import Role
from app.services import plans

PLAN = "/plans/TEST-107"
OUTPUT = f"{PLAN}/indicators/2/report"  # 增加產值, 3.51 億元
PROSE = f"{PLAN}/indicators/2/prose"


def live(session: Session) -> Indicator:
    """The indicator as the plan has it now."""
    session.rollback()
    row = plans.document(session, plans.find(session, "TEST-107")).row("indicators", "2")
    assert isinstance(row, Indicator)
    return row


@pytest.mark.parametrize("typed", ["5.01", "5.01 億元", "５．０１億", "501,000,000 元"])
def test_an_officers_figure_counts_at_once_however_it_is_written(
    visit: Callable[..., Visitor], stage: Session, typed: str
) -> None:
    officer = visit(Role.OFFICER)
    form = officer.get(OUTPUT)

    page = officer.post(OUTPUT, {"actual": typed, "revision": form.value("revision")})

    assert page.path == PLAN
    assert live(stage).actual == Decimal(501_000_000)
    assert "5.01 億元 = 501,000,000 元" in page.flashes[0]
    assert "增加產值比原預期規劃超出 1.5 億元。" in page.root.text


def test_a_contractors_figure_waits_for_review(visit: Callable[..., Visitor], stage: Session) -> None:
    contractor = visit(Role.CONTRACTOR)
    form = contractor.get(OUTPUT)

    page = contractor.post(OUTPUT, {"actual": "5.01", "revision": form.value("revision")})

    assert page.flashes[0].startswith("已送審績效指標「增加產值」")
    assert live(stage).actual is None


def test_another_kind_of_unit_is_refused_beside_the_field_and_nothing_is_kept(
    visit: Callable[..., Visitor], stage: Session
) -> None:
    officer = visit(Role.OFFICER)
    officer.get(OUTPUT)

    page = officer.post(OUTPUT, {"actual": "214 案", "revision": "1"}, status=422)

    assert "兩者不能互換" in page.root.one(id="actual-error").text
    assert live(stage).actual is None


def test_the_note_offers_its_figures_and_says_where_it_disagrees(visit: Callable[..., Visitor], stage: Session) -> None:
    officer = visit(Role.OFFICER)
    officer.get(OUTPUT)

    page = officer.post(PROSE, {"actual": "5.10", "benefit_note": "協助業者增加產值5.01億元，於11月30日結案。"})

    panel = page.root.one(id="prose-panel")
    assert [button.get("value") for button in panel.all("button") if button.get("name")] == ["5.01 億元"]
    assert "實際達成值填 5.1 億元，效益說明寫「5.01億元」" in panel.text
    assert live(stage).actual is None


def test_a_stranger_may_neither_report_nor_read(visit: Callable[..., Visitor], stage: Session) -> None:
    stranger = visit(Role.CONTRACTOR, email="other@firm.example", contractor="財團法人他單位")

    stranger.get(OUTPUT, status=403)
    stranger.get("/plans")
    stranger.post(PROSE, {"benefit_note": "5.01億元"}, status=403)


def test_an_indicator_that_does_not_exist_is_said_in_words(visit: Callable[..., Visitor], stage: Session) -> None:
    page = visit(Role.OFFICER).get(f"{PLAN}/indicators/99/report", status=404)

    assert "沒有績效指標 99" in page.root.text
