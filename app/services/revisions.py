"""The history of a plan: one kept document for every accepted change. Steps: the caller commits."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.domain import canonical
from app.domain.plan_document import ROW_TYPES, PlanDocument
from app.models import Plan, PlanRevision, Submission, User
from app.services import plan_tables


def record(
    session: Session,
    plan: Plan,
    document: PlanDocument,
    *,
    cause: str,
    by: User | None,
    at: datetime,
    submission: Submission | None = None,
) -> PlanRevision:
    """Keep ``document`` as what the plan's present revision says, with the submission that made it so."""
    text = canonical.to_json(document)
    revision = PlanRevision(
        plan_id=plan.id,
        agency_id=plan.agency_id,
        number=plan.revision,
        document=text,
        sha256=canonical.fingerprint_of(text),
        cause=cause,
        submission_id=submission.id if submission else None,
        created_by_id=by.id if by else None,
        created_at=at,
    )
    session.add(revision)
    return revision


def present(session: Session, plan: Plan, *, without: Collection[str] = ()) -> PlanDocument:
    """The plan as it stands, for who only looks: its present revision says what the tables say, in one query.

    The tables are read where that revision was not kept. Who writes reads them too, while it holds the plan
    (``plan_tables.document_of``, decision 0029).

    :param without: sections that stay empty, for readers who need none of their many rows.
    """
    number = (PlanRevision.plan_id == plan.id) & (PlanRevision.number == plan.revision)
    text = session.scalar(select(PlanRevision.document).where(number))
    if text:
        return under_present_names(plan, canonical.from_json(text, without=without))
    return replace(plan_tables.document_of(session, plan), **dict.fromkeys(without, ()))  # type: ignore[arg-type]


def under_present_names(plan: Plan, kept: PlanDocument) -> PlanDocument:
    """The rows as they were kept, under the names that the plan and its organisations have now."""
    return replace(plan_tables.header_of(plan), **{section: kept.rows(section) for section in ROW_TYPES})  # type: ignore[arg-type]


def find(session: Session, plan: Plan, number: int) -> PlanRevision | None:
    """The plan as it stood after its ``number``-th accepted change."""
    return session.scalar(select(PlanRevision).where(PlanRevision.plan_id == plan.id, PlanRevision.number == number))


def present_hashes(session: Session, plan_ids: Sequence[int]) -> dict[int, str]:
    """The SHA-256 of the document that each plan's present revision keeps, by the plan's id."""
    is_present = (Plan.id == PlanRevision.plan_id) & (Plan.revision == PlanRevision.number)
    query = select(PlanRevision.plan_id, PlanRevision.sha256).join(Plan, is_present)
    return dict(session.execute(query.where(PlanRevision.plan_id.in_(plan_ids))).all())


def from_number(session: Session, plan: Plan, number: int) -> Iterator[PlanRevision]:
    """The plan's revisions from ``number`` on, oldest first, one at a time: each holds a whole document."""
    for (present,) in session.execute(
        select(PlanRevision.number)
        .where(PlanRevision.plan_id == plan.id, PlanRevision.number >= number)
        .order_by(PlanRevision.number)
    ).all():
        if revision := find(session, plan, present):
            yield revision


def standing_at(session: Session, plan: Plan, at: datetime) -> PlanRevision | None:
    """The plan as it stood at a moment; as it was set up, for a moment before that.

    Its document, which may be large, is read when it is asked for.
    """
    made_by_then = (PlanRevision.created_at <= at) | (PlanRevision.number == 1)
    return session.scalar(
        select(PlanRevision)
        .where(PlanRevision.plan_id == plan.id, made_by_then)
        .options(defer(PlanRevision.document))
        .order_by(PlanRevision.number.desc())
        .limit(1)
    )


def made_by(session: Session, submission: Submission) -> PlanRevision | None:
    """The revision that a submission made when it was accepted; ``None`` if it changed nothing."""
    return session.scalar(select(PlanRevision).where(PlanRevision.submission_id == submission.id))


def around(session: Session, submission: Submission) -> tuple[PlanDocument, PlanDocument] | None:
    """The plan before and after a submission was accepted; ``None`` if it changed nothing."""
    made = made_by(session, submission)
    before = find(session, submission.plan, made.number - 1) if made else None
    if made is None or before is None:
        return None
    return canonical.from_json(before.document), canonical.from_json(made.document)
