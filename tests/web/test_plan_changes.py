"""計畫變更 on the pages: proposed by the contractor, looked at, decided by the office; the first promise in sight."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session
from support.visitor import Page, Visitor

from app.domain.roles import Role
from app.services import plans

PLAN = "/plans/TEST-107"
CHANGES = f"{PLAN}/changes"
WHY = {"reason": "颱風延後審查，奉核展延。", "effect": "不影響總目標。"}
Visit = Callable[..., Visitor]


def proposed(visitor: Visitor, fields: dict[str, Any], *, status: int = 200) -> Page:
    """The form filled in: all that it offers as it stands, and ``fields`` over it."""
    page = visitor.get(f"{CHANGES}/new")
    return visitor.post(f"{CHANGES}/new", {**offered(page), **WHY, **fields}, status=status)


def offered(page: Page) -> dict[str, str]:
    names = [one.get("name") for one in (*page.root.all("input"), *page.root.all("textarea"))]
    return {name: page.value(name) for name in names if name and name != "csrf_token"}


def targets(page: Page) -> list[str]:
    cells = page.root.one("section", id="indicators").all("td")
    return [" ".join(cell.text.split()) for cell in cells if "目標值" in cell.get("data-label")]


def sent(visitor: Visitor, fields: dict[str, Any]) -> str:
    """Proposed and sent; gives the address of the request."""
    address = proposed(visitor, fields).path
    visitor.post(f"{address}/send")
    return address


def test_a_change_goes_from_the_contractors_form_to_the_plan(visit: Visit, stage: Session) -> None:
    contractor, manager = visit(Role.CONTRACTOR), visit(Role.MANAGER)

    draft = proposed(contractor, {"checkpoints/A-2/due_on": "107/6/30", "indicators/1/target": "180"})
    assert draft.heading == "變更申請 1 草稿"
    assert "107/4/30" in draft.text
    assert "167 案" in draft.text
    assert "107/6/30" in draft.text
    contractor.post(f"{draft.path}/send")
    manager.get(draft.path)
    approved = manager.post(f"{draft.path}/approve", {"letter": "工知字第 1 號"})

    assert approved.heading == "第 1 次計畫變更 核定"
    assert "工知字第 1 號" in approved.text
    page = contractor.get(PLAN)
    assert "計畫變更 1 次" in page.text
    assert "原訂 107/4/30" in page.text
    listing = contractor.get(CHANGES)
    assert [head.text for head in listing.root.all("th", scope="col")][-1] == "第 1 次變更107/12/1 核定"


def test_the_variance_is_shown_against_either_promise(visit: Visit, stage: Session) -> None:
    contractor, manager = visit(Role.CONTRACTOR), visit(Role.MANAGER)
    address = sent(contractor, {"indicators/1/target": "180"})
    manager.get(address)
    manager.post(f"{address}/approve")

    now, then = contractor.get(PLAN), contractor.get(f"{PLAN}?baseline=original")

    assert targets(now)[0] == "180案以上 原訂 167案以上"
    assert targets(then)[0] == "167案以上 變更後 180案以上"


def test_a_withdrawn_checkpoint_stays_struck_through_with_its_reason(visit: Visit, stage: Session) -> None:
    contractor, manager = visit(Role.CONTRACTOR), visit(Role.MANAGER)
    fields = {
        "checkpoints/A-3/disposition": "停辦",
        "checkpoints/A-3/disposition_on": "107/5/1",
        "checkpoints/A-3/disposition_reason": "政策變更。",
        "new/1/sub_plan": "A",
        "new/1/description": "改辦線上說明會",
        "new/1/due_on": "107/9/30",
        "new/1/target": "5",
        "new/1/unit": "場次",
        "new/1/weight_pct": "20",
    }
    address = sent(contractor, fields)
    manager.get(address)
    manager.post(f"{address}/approve")

    page = contractor.get(PLAN)

    assert [one.text for one in page.root.all("s")] == ["完成第 3 項工作"]
    assert "107/5/1 停辦：政策變更。" in page.text
    assert "改辦線上說明會" in page.text
    assert f"{PLAN}/checkpoints/A-3/report" not in page.hrefs
    assert f"{PLAN}/checkpoints/A-4/report" in page.hrefs
    assert "5 場次" in contractor.get(address).text


def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_lost(visit: Visit, stage: Session) -> None:
    contractor = visit(Role.CONTRACTOR)

    page = proposed(
        contractor,
        {
            "checkpoints/A-2/due_on": "下個月",
            "indicators/1/target": "約 180",
            "finance_lines/一-1|政府經費/contracted": "",
            "new/1/description": "只有概述",
        },
        status=422,
    )

    assert "請修正下表中標示的" in page.text
    assert page.value("checkpoints/A-2/due_on") == "下個月"
    assert page.value("indicators/1/target") == "約 180"
    assert page.value("new/1/description") == "只有概述"
    faults = [one.text for one in page.root.all("span", class_="field-error")]
    assert len(faults) == 6
    assert any("不可空白" in fault for fault in faults)
    assert any("請填預定完成日" in fault for fault in faults)
    assert "變更申請 1" not in contractor.get(CHANGES).text


def test_a_form_that_alters_nothing_is_not_kept(visit: Visit, stage: Session) -> None:
    assert "沒有任何變更" in proposed(visit(Role.CONTRACTOR), {}, status=422).text


def test_reason_and_effect_are_asked_for(visit: Visit, stage: Session) -> None:
    page = proposed(visit(Role.CONTRACTOR), {"checkpoints/A-2/due_on": "107/6/30", "reason": " "}, status=422)

    assert page.error_of("reason") == "請填寫變更理由。"


def test_a_draft_with_errors_says_them_and_can_be_mended_but_not_sent(visit: Visit, stage: Session) -> None:
    contractor = visit(Role.CONTRACTOR)

    draft = proposed(contractor, {"checkpoints/A-2/weight_pct": "30"})
    assert "權重合計為 110.00%" in draft.text
    assert "送審" not in [button.text for button in draft.root.all("button")]
    contractor.post(f"{draft.path}/send", status=409)

    form = contractor.get(f"{draft.path}/edit")
    assert form.value("checkpoints/A-2/weight_pct") == "30"
    assert "現值 20%" in form.text
    mended = contractor.post(f"{draft.path}/edit", {**offered(form), "checkpoints/A-1/weight_pct": "10"})
    assert "權重合計" not in mended.text
    assert contractor.post(f"{draft.path}/send").heading == "變更申請 1 送審"


def test_a_returned_request_begins_anew_with_what_it_said(visit: Visit, stage: Session) -> None:
    contractor, manager = visit(Role.CONTRACTOR), visit(Role.MANAGER)
    fields = {
        "checkpoints/A-2/due_on": "107/6/30",
        "new/1/sub_plan": "B",
        "new/1/description": "加辦一場",
        "new/1/due_on": "107/9/30",
        "new/1/weight_pct": "5",
        "checkpoints/B-1/weight_pct": "15",
    }
    address = sent(contractor, fields)
    manager.get(address)
    assert "須填寫審查意見" in manager.post(f"{address}/return", {"comment": " "}, status=422).error_of("comment")
    manager.post(f"{address}/return", {"comment": "請附公文。"})

    returned = contractor.get(address)
    assert "請附公文。" in returned.text
    assert "加辦一場" in returned.text
    again = contractor.get(next(link for link in returned.hrefs if "like=" in link))

    assert again.value("checkpoints/A-2/due_on") == "107/6/30"
    assert again.value("new/1/description") == "加辦一場"
    assert again.value("reason") == WHY["reason"]


def test_two_changes_of_one_cell_are_settled_on_the_page(visit: Visit, stage: Session) -> None:
    contractor, manager = visit(Role.CONTRACTOR), visit(Role.MANAGER)
    first = sent(contractor, {"checkpoints/A-2/due_on": "107/6/30"})
    second = sent(contractor, {"checkpoints/A-2/due_on": "107/7/31"})
    manager.get(first)
    manager.post(f"{first}/approve")

    page = manager.get(second)
    assert [one.get("value") for one in page.root.all("input", type="radio")] == ["ours", "theirs"]
    manager.post(f"{second}/approve", status=409)
    chosen = {"settle-checkpoints/A-2/due_on": "theirs"}
    manager.get(second)
    manager.post(f"{second}/approve", {**chosen, "seen": "1"}, status=409)
    manager.get(second)
    manager.post(f"{second}/approve", {**chosen, "seen": page.value("seen")})

    stage.rollback()
    row = plans.document(stage, plans.find(stage, "TEST-107")).row("checkpoints", "A-2")
    assert str(getattr(row, "due_on", None)) == "2018-07-31"


def test_the_form_of_a_plan_that_moved_on_takes_nothing_back(visit: Visit, stage: Session) -> None:
    contractor, manager = visit(Role.CONTRACTOR), visit(Role.MANAGER)
    opened = offered(contractor.get(f"{CHANGES}/new"))
    address = sent(contractor, {"indicators/1/target": "180"})
    manager.get(address)
    manager.post(f"{address}/approve")

    contractor.get(f"{CHANGES}/new")
    page = contractor.post(f"{CHANGES}/new", {**opened, **WHY, "checkpoints/A-2/due_on": "107/6/30"})

    assert "180" not in page.text
    assert "技術服務" not in page.text
    assert "107/6/30" in page.text


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MANAGER, Role.AUDITOR])
def test_who_may_not_propose_finds_no_way_to(visit: Visit, stage: Session, role: Role) -> None:
    visitor = visit(role)

    assert f"{CHANGES}/new" not in visitor.get(CHANGES).hrefs
    visitor.get(f"{CHANGES}/new", status=403)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR, Role.CONTRACTOR])
def test_who_may_not_decide_finds_no_decision(visit: Visit, stage: Session, role: Role) -> None:
    address = sent(visit(Role.OFFICER), {"checkpoints/A-2/due_on": "107/6/30"})
    visitor = visit(role)

    page = visitor.get(address)

    assert "核定" not in [button.text for button in page.root.all("button")]
    visitor.post(f"{address}/approve", status=403)
    visitor.get(PLAN)
    visitor.post(f"{address}/return", {"comment": "退"}, status=403)


def test_who_proposed_is_told_that_somebody_else_decides(visit: Visit, stage: Session) -> None:
    officer = visit(Role.OFFICER)

    page = officer.get(sent(officer, {"checkpoints/A-2/due_on": "107/6/30"}))

    assert "不能審查自己提出的變更申請" in page.text
    assert "代 財團法人示範中心" in page.text


def test_what_waits_for_a_decision_is_on_the_menu_of_those_who_decide_and_not_of_its_author(
    visit: Visit, stage: Session
) -> None:
    officer, manager = visit(Role.OFFICER), visit(Role.MANAGER)
    address = sent(officer, {"checkpoints/A-2/due_on": "107/6/30"})

    assert "/changes" in manager.get(PLAN).hrefs
    assert address in manager.get("/changes").hrefs
    assert "/changes" not in officer.get(PLAN).hrefs
    assert "沒有待審的變更申請" in officer.get("/changes").text


def test_the_trail_writes_what_was_altered_as_the_plan_shows_it(visit: Visit, stage: Session) -> None:
    contractor, manager, auditor = visit(Role.CONTRACTOR), visit(Role.MANAGER), visit(Role.AUDITOR)
    fields = {
        "checkpoints/A-2/due_on": "107/6/30",
        "plan/ends_on/ends_on": "108/3/31",
        "periods/期末/due_on": "107/12/20",
    }
    address = sent(contractor, fields)
    manager.get(address)
    manager.post(f"{address}/approve")

    whole = auditor.get("/audit-trail").text
    figure = contractor.get(f"{PLAN}/history?section=checkpoints&key=A-2&field=due_on").text

    for old, new in (("107/4/30", "107/6/30"), ("107/12/31", "108/3/31"), ("107/12/16", "107/12/20")):
        assert old in whole
        assert new in whole
    assert "第 1 次計畫變更" in whole
    assert "107/6/30" in figure
