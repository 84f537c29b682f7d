"""Findings are computed anew each time; what people answered stays until the figures change."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal, the_contractor_of

from app.domain.errors import NotFound, PermissionDenied, WrongState
from app.domain.plan_document import PlanDocument
from app.domain.roles import Role
from app.services import audits, plans, submissions


def contradicting(actual: int) -> PlanDocument:
    """A plan whose first counted checkpoint tells another figure than was typed."""
    document = small_plan(finance_lines=(), cases=())
    first, second, *others = document.checkpoints
    told = replace(second, completed_on=second.due_on, actual=Decimal(actual), achievement="共計受理 658 案。")
    weights = tuple(replace(row, weight_pct=Decimal(20)) for row in (first, told, *others))
    return replace(document, checkpoints=weights)


def test_a_finding_is_answered_once_and_stays_answered(session: Session) -> None:
    plan, officer = a_plan(session, contradicting(568)), a_person(session, Role.OFFICER)
    (found,) = audits.of_plan(session, plan).findings

    audits.answer(session, plan, found.key, "已確認，因震災案件不計入。", by=officer, at=NOW)

    audit = audits.of_plan(session, plan)
    assert audit.open_count == 0
    assert audit.findings[0].answer is not None
    with pytest.raises(WrongState, match="已有人回覆"):
        audits.answer(session, plan, found.key, "再回一次", by=officer, at=NOW)


def test_a_changed_figure_opens_the_finding_again(session: Session, data_dir: Path) -> None:
    plan, officer = a_plan(session, contradicting(568)), a_person(session, Role.OFFICER)
    audits.answer(session, plan, audits.of_plan(session, plan).findings[0].key, "已確認。", by=officer, at=NOW)
    submission = submissions.propose(
        session,
        plan,
        plans.period_of(session, plan, "期末"),
        proposal(contradicting(569)),
        by=the_contractor_of(session, plan),
        at=NOW,
        data_dir=data_dir,
        send=True,
    )

    assert audits.of_submission(session, submission).open_count == 1
    submissions.approve(session, submission, by=officer, at=NOW)

    assert audits.of_plan(session, plan).open_count == 1


def test_an_answer_needs_words_and_a_finding(session: Session) -> None:
    plan, officer = a_plan(session, contradicting(568)), a_person(session, Role.OFFICER)
    key = audits.of_plan(session, plan).findings[0].key

    with pytest.raises(WrongState, match="理由"):
        audits.answer(session, plan, key, " ", by=officer, at=NOW)
    with pytest.raises(NotFound):
        audits.answer(session, plan, "no such finding", "已確認。", by=officer, at=NOW)


def test_only_reviewers_answer(session: Session) -> None:
    plan = a_plan(session, contradicting(568))
    contractor = the_contractor_of(session, plan)

    with pytest.raises(PermissionDenied):
        audits.answer(session, plan, audits.of_plan(session, plan).findings[0].key, "已確認。", by=contractor, at=NOW)
