"""News of 計畫變更: who has to decide on one, and what was decided."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.domain.change_request import ChangeStatus
from app.domain.notices import NoticeKind
from app.models import ChangeRequest
from app.services import addressees
from app.services.news.source import News, Source


def _of_sending(session: Session, row_id: int) -> Iterator[News]:
    request = session.get_one(ChangeRequest, row_id)
    plan, who = request.plan, request.created_by.name
    assert request.submitted_at is not None
    path, at = f"/plans/{plan.code}/changes/{request.id}", request.submitted_at
    deciding = addressees.officers(session, plan) + addressees.managers(session, plan)
    said = f"{who}提出。變更理由：{request.reason}"
    if request.status is ChangeStatus.SUBMITTED:  # and not decided already
        yield News(deciding, NoticeKind.CHANGE, "計畫變更送審，請審查", said, path, plan, at)
    if request.on_behalf_of:
        people = addressees.contractor_people(session, plan)
        yield News(people, NoticeKind.CHANGE, f"計畫變更已由{who}代為送審", said, path, plan, at)


def _of_decision(session: Session, row_id: int) -> Iterator[News]:
    request = session.get_one(ChangeRequest, row_id)
    plan, reviewer = request.plan, request.reviewed_by
    assert reviewer is not None
    assert request.reviewed_at is not None
    people = [request.created_by, *addressees.contractor_people(session, plan)]
    if request.status is ChangeStatus.APPROVED:
        people += addressees.officers(session, plan)  # dates and targets they chase are others now
        subject, said = f"第 {request.number} 次計畫變更已核定", f"{reviewer.name}核定。變更理由：{request.reason}"
    else:
        subject, said = "計畫變更申請退回", f"{reviewer.name}退回。審查意見：{request.review_comment}"
    path = f"/plans/{plan.code}/changes/{request.id}"
    yield News(people, NoticeKind.CHANGE, subject, said, path, plan, request.reviewed_at)


SOURCES = (
    Source(
        "change_request_sent",
        ChangeRequest.id,
        ChangeRequest.created_by_id,
        (ChangeRequest.submitted_at.is_not(None),),
        _of_sending,
    ),
    Source(
        "change_request_decided",
        ChangeRequest.id,
        ChangeRequest.reviewed_by_id,
        (ChangeRequest.reviewed_at.is_not(None),),
        _of_decision,
    ),
)
