"""The life of a report from the contractor's hand to the accepted truth: its states, and who may move it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import WrongState
from app.domain.roles import Permission


class SubmissionStatus(StrEnum):
    """Where a 期報 stands. Nothing it proposes touches the plan before 核定."""

    REJECTED = "未收"  # kept with everything that is wrong with it; proposes nothing
    DRAFT = "草稿"  # uploaded and shown to its author, not yet sent
    SUBMITTED = "送審"
    IN_REVIEW = "審查中"  # a reviewer has taken it, and its author can no longer take it back
    PASSED_FIRST = "待複審"  # the first reviewer agrees; a second one decides
    RETURNED = "退回補正"
    APPROVED = "核定"  # locked: nothing of it changes any more
    REOPENED = "重啟審查"  # was 核定, and its figures stay; the period asks for another report


UNDER_REVIEW = frozenset({SubmissionStatus.SUBMITTED, SubmissionStatus.IN_REVIEW, SubmissionStatus.PASSED_FIRST})
ACCEPTED = frozenset({SubmissionStatus.APPROVED, SubmissionStatus.REOPENED})
DECIDED = ACCEPTED | {SubmissionStatus.RETURNED}


class SubmissionSource(StrEnum):
    """By which door the proposal came in."""

    WORKBOOK = "活頁簿"
    FORM = "網頁填報"


class Action(StrEnum):
    """What moves a report, in the words of its course (辦理歷程)."""

    KEEP = "上傳"
    REFUSE = "上傳未收"
    CLEAR = "通過檢核"
    GIVE_BACK = "捨棄草稿"
    SEND = "送審"
    RECALL = "抽回"
    TAKE = "開始審查"
    TAKE_OVER = "接手審查"
    AGREE = "初審通過"
    SEND_BACK = "退回補正"
    APPROVE = "核定"
    REOPEN = "重啟審查"


class Party(StrEnum):
    """Which of those with the permission: reports are their author's, or their organisation's, or anybody's."""

    AUTHOR = "上傳者"
    AUTHORS_SIDE = "填報單位"
    REVIEWER = "審查人"


@dataclass(frozen=True, slots=True)
class Transition:
    """What an action leads from and to, and who may do it. ``None`` among the sources: the report is new."""

    sources: frozenset[SubmissionStatus | None]
    target: SubmissionStatus
    permission: Permission
    party: Party
    needs_remark: bool = False


def _move(
    sources: tuple[SubmissionStatus | None, ...],
    target: SubmissionStatus,
    permission: Permission,
    party: Party,
    *,
    needs_remark: bool = False,
) -> Transition:
    return Transition(frozenset(sources), target, permission, party, needs_remark)


_S, _MAY = SubmissionStatus, Permission
TRANSITIONS: Mapping[Action, Transition] = {
    Action.KEEP: _move((None,), _S.DRAFT, _MAY.REPORT, Party.AUTHOR),
    Action.REFUSE: _move((None,), _S.REJECTED, _MAY.REPORT, Party.AUTHOR),
    Action.CLEAR: _move((_S.REJECTED,), _S.DRAFT, _MAY.REPORT, Party.AUTHOR),
    Action.GIVE_BACK: _move((_S.DRAFT,), _S.REJECTED, _MAY.REPORT, Party.AUTHOR),
    Action.SEND: _move((_S.DRAFT,), _S.SUBMITTED, _MAY.REPORT, Party.AUTHOR),
    Action.RECALL: _move((_S.SUBMITTED,), _S.DRAFT, _MAY.REPORT, Party.AUTHORS_SIDE),
    Action.TAKE: _move((_S.SUBMITTED,), _S.IN_REVIEW, _MAY.REVIEW, Party.REVIEWER),
    Action.TAKE_OVER: _move((_S.IN_REVIEW,), _S.IN_REVIEW, _MAY.REVIEW, Party.REVIEWER, needs_remark=True),
    Action.AGREE: _move((_S.SUBMITTED, _S.IN_REVIEW), _S.PASSED_FIRST, _MAY.REVIEW, Party.REVIEWER),
    Action.SEND_BACK: _move(
        (_S.SUBMITTED, _S.IN_REVIEW, _S.PASSED_FIRST), _S.RETURNED, _MAY.REVIEW, Party.REVIEWER, needs_remark=True
    ),
    Action.APPROVE: _move((_S.SUBMITTED, _S.IN_REVIEW, _S.PASSED_FIRST), _S.APPROVED, _MAY.REVIEW, Party.REVIEWER),
    Action.REOPEN: _move((_S.APPROVED,), _S.REOPENED, _MAY.REOPEN, Party.REVIEWER, needs_remark=True),
}


def target_of(action: Action, status: SubmissionStatus | None, *, name: str = "期報") -> SubmissionStatus:
    """Where ``action`` leads a report that stands at ``status`` (``None``: it is new).

    :param name: how the refusal calls the report.
    :raises WrongState: if it cannot be done now.
    """
    transition = TRANSITIONS[action]
    if status not in transition.sources:
        wanted = "、".join(f"「{one}」" for one in SubmissionStatus if one in transition.sources)
        raise WrongState(f"{name} 目前為「{status}」，須為{wanted}才能{action}。")
    return transition.target
