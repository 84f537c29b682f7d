"""``flask alerts``: what waits for whom, and answering it."""

import pytest

from .conftest import CONTRACTOR, OFFICER, Command

WHOLE = (
    *("--reason", "場地整修延後", "--cause", "其他", "--remedy", "改於分署辦理", "--catch-up-on", "2099-12-31"),
    *("--responsibility", "業者", "--follow-up-by", "王專員", "--coordination", "無"),
)


@pytest.fixture
def scanned(demo: Command) -> Command:
    """The 107 plan on 107/7/31, nothing reported."""
    assert demo("slippage", "scan", "--on", "2018-07-31").code == 0
    return demo


def test_a_person_sees_what_waits_for_whom(scanned: Command) -> None:
    listed = scanned("alerts", "list", "--as", CONTRACTOR, "--mine", "--json").value

    assert len(listed) == 13
    assert listed[0] | {"id": 0} == {
        "id": 0,
        "plan": "SMEITA-107",
        "kind": "查核點",
        "key": "A-1",
        "state": "落後",
        "days": 181,
        "light": "紅",
        "rule": "預定 107/1/31 完成，逾期 181 天未完成；逾期超過 30 天為紅燈",
        "answer": "待回應",
        "turn": "財團法人中衛發展中心",
        "until": listed[0]["until"],
    }
    assert "A-1" in scanned("alerts", "list", "--as", CONTRACTOR).out


def test_an_answer_is_kept_with_the_alert(scanned: Command) -> None:
    done = scanned("alerts", "explain", "1", "2", *WHOLE, "--as", CONTRACTOR, "--json")

    assert done.value == {"alerts": [1, 2], "answer": "已說明"}
    shown = scanned("alerts", "show", "1", "--as", OFFICER, "--json").value
    assert [event["happened"] for event in shown["events"]] == ["開立", "說明"]


def test_an_answer_that_says_too_little_is_refused_whole(scanned: Command) -> None:
    done = scanned("alerts", "explain", "1", "2", "--reason", "場地整修延後", "--as", CONTRACTOR)

    assert (done.code, done.out) == (1, "")
    assert "請填寫改善對策。" in done.err
    listed = scanned("alerts", "list", "--as", CONTRACTOR, "--json").value
    assert {one["answer"] for one in listed} == {"待回應", "無須回應"}


def test_an_alert_is_assigned_to_who_could_answer(scanned: Command) -> None:
    done = scanned("alerts", "assign", "1", "--to", CONTRACTOR, "--as", OFFICER, "--json")
    refused = scanned("alerts", "assign", "1", "--to", "auditor@demo.example", "--as", OFFICER)

    assert done.value == {"alerts": [1], "assigned": 1}
    assert (refused.code, "不能說明計畫 SMEITA-107 的警示" in refused.err) == (1, True)


def test_a_day_to_come_is_looked_at_and_changes_no_alert(scanned: Command) -> None:
    done = scanned("slippage", "scan", "--on", "2099-01-01", "--json")

    assert (done.value["opened"], len(done.value["open"])) == ([], 29)
    assert "僅供查看" in done.err
    assert len(scanned("alerts", "list", "--as", OFFICER, "--json").value) == 14
