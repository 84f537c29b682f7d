"""豁免: a reviewer lets a rule not block one submission, and the reason stays on record."""

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW, a_person

from app.domain.errors import PermissionDenied, WrongState
from app.domain.leniency import RuleMode
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.models import Submission
from app.services import kept_problems, rule_settings, submissions, waivers
from app.services.pages import waiver_lines

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them
OVERSPENT = "一-1|政府經費"


@pytest.fixture
def overspent(desk):
    """A workbook with more 政府經費 spent than contracted, twice."""
    file = desk.exported()
    file.type_in("經費", OVERSPENT, "執行數", 2_740_001)
    file.type_in("經費", "一-3|政府經費", "執行數", 260_001)
    return file


@pytest.fixture
def rejected(desk, overspent) -> Submission:
    """That file, as it was kept."""
    return desk.received(overspent).submission


@pytest.fixture
def officer(session: Session, desk):
    """Who reviews."""
    return a_person(session, Role.OFFICER)


def waive(session: Session, submission: Submission, by, key: str | None = None, code: str = "over_contract") -> None:
    waivers.waive(session, submission, code, key, "契約變更辦理中", by=by, at=NOW)


def severities(submission: Submission) -> list[str]:
    return [problem["severity"] for problem in submission.problems]


def test_a_waiver_for_one_row_leaves_the_other_blocking(session: Session, desk, rejected, officer) -> None:
    waive(session, rejected, officer, OVERSPENT)

    desk.rechecked(rejected)

    assert rejected.status is SubmissionStatus.REJECTED
    assert severities(rejected) == ["警示", "錯誤"]
    assert rejected.problems[0]["message"].endswith("（已豁免：契約變更辦理中）")


def test_a_waiver_for_every_row_lets_the_file_pass_and_stays_on_record(
    session: Session, desk, rejected, officer
) -> None:
    waive(session, rejected, officer)
    assert severities(rejected) == ["警示", "警示"]

    desk.rechecked(rejected)
    submissions.send(session, rejected, by=desk.by, at=NOW)
    submissions.approve(session, rejected, by=officer, at=NOW)

    assert severities(rejected) == ["警示", "警示"]
    assert desk.document().row("finance_lines", OVERSPENT).executed == 2_740_001
    [line] = waiver_lines.of_submission(session, rejected)
    assert (line.title, line.key, line.reason, line.by) == ("政府經費超支", None, "契約變更辦理中", "計畫辦公室甲")


def test_the_same_file_uploaded_again_passes_by_its_waiver(session: Session, desk, overspent, officer) -> None:
    rejected = desk.received(overspent).submission
    waive(session, rejected, officer)

    again = desk.received(overspent, send=True).submission

    assert (again, again.status) == (rejected, SubmissionStatus.SUBMITTED)


def test_a_waiver_is_for_one_submission_alone(session: Session, desk, rejected, officer) -> None:
    waive(session, rejected, officer)
    other = desk.exported()
    other.type_in("經費", OVERSPENT, "執行數", 2_740_002)

    assert desk.received(other).submission.status is SubmissionStatus.REJECTED


def test_the_page_offers_what_may_be_waived_and_no_more(desk, rejected) -> None:
    problems = kept_problems.of_json(rejected.problems)

    offered = [choice.label for choice in waiver_lines.choices(problems)]

    assert offered == [
        "政府經費超支：經費 一-1|政府經費",
        "政府經費超支：經費 一-3|政府經費",
        "政府經費超支：全部 2 列",
    ]


@pytest.mark.parametrize(
    ("code", "reason", "said"),
    [
        pytest.param("over_contract", " ", "理由", id="no-reason"),
        pytest.param("explanation_missing", "理由", "沒有這項可豁免的錯誤", id="no-such-error"),
        pytest.param("not_a_figure", "理由", "沒有這項可豁免的錯誤", id="never-waived"),
    ],
)
def test_a_waiver_that_makes_no_sense_is_refused(
    session: Session, rejected, officer, code: str, reason: str, said: str
) -> None:
    with pytest.raises(WrongState, match=said):
        waivers.waive(session, rejected, code, None, reason, by=officer, at=NOW)

    assert waivers.of_submission(session, rejected) == []


def test_only_reviewers_waive_and_only_what_is_rejected(session: Session, desk, rejected, officer) -> None:
    for person in (desk.by, a_person(session, Role.AUDITOR), a_person(session, Role.ADMIN)):
        with pytest.raises(PermissionDenied):
            waive(session, rejected, person)
    waive(session, rejected, officer)
    desk.rechecked(rejected)
    with pytest.raises(WrongState, match="草稿"):
        waive(session, rejected, officer)


def test_a_rule_on_trial_lets_a_workbook_pass_with_a_warning(session: Session, desk, overspent, officer) -> None:
    plan = desk.plan
    rule_settings.change(session, plan.agency_id, "over_contract", RuleMode.TRIAL, "試辦", by=officer, at=NOW)

    kept = desk.received(overspent).submission

    assert kept.status is SubmissionStatus.DRAFT
    assert [problem["message"][-4:] for problem in kept.problems] == ["（試行）", "（試行）"]
