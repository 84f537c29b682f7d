"""歸戶: a person decides whether two entries are one firm, and can take it back. No case is rewritten."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, WrongState
from app.domain.firms.verdict import FirmVerdict, final
from app.domain.roles import Permission
from app.models import Firm, FirmDecision, User
from app.services import audit_entries, audit_trail
from app.services.firms.shown_under import find
from app.services.permissions import require_anywhere
from app.services.transaction import transaction


def merge(session: Session, tax_id: str, into: str, *, reason: str = "", by: User, at: datetime) -> None:
    """From now on show the firm ``tax_id`` under the firm ``into``, with all its cases.

    :raises PermissionDenied: if ``by`` does not keep the firms.
    :raises WrongState: if it was merged already, or if ``into`` is shown under it.
    """
    require_anywhere(by, Permission.MANAGE_FIRMS)
    with transaction(session):
        told = decide(session, tax_id, into, FirmVerdict.SAME, reason=reason, by=by, at=at)
        _tell(session, [told], by=by, at=at)


def tell_apart(session: Session, tax_id: str, other: str, *, reason: str = "", by: User, at: datetime) -> None:
    """Note that two entries that look alike are two firms, so that nobody is asked again.

    :raises PermissionDenied: if ``by`` does not keep the firms.
    :raises WrongState: if they are merged.
    """
    require_anywhere(by, Permission.MANAGE_FIRMS)
    with transaction(session):
        told = decide(session, tax_id, other, FirmVerdict.DIFFERENT, reason=reason, by=by, at=at)
        _tell(session, [told], by=by, at=at)


def undo(session: Session, decision_id: int, *, by: User, at: datetime) -> FirmDecision:
    """Take a decision back: the pair is open again, and merged firms are shown each for itself.

    :raises PermissionDenied: if ``by`` does not keep the firms.
    :raises WrongState: if it was taken back already.
    """
    require_anywhere(by, Permission.MANAGE_FIRMS)
    with transaction(session):
        decision = session.get(FirmDecision, decision_id, with_for_update=True, populate_existing=True)
        if decision is None:
            raise NotFound("查無這項歸戶判定。")
        if decision.undone_at is not None:
            raise WrongState("這項歸戶判定已經撤銷。")
        decision.undone_by, decision.undone_at = by, at
        session.flush()  # what follows of the decisions asks the database
        if decision.verdict is FirmVerdict.SAME:
            _settle(session, [decision.lower_id, decision.higher_id])
        told = Entry(Subject.FIRM, decision.merged.tax_id, _said(decision), None, label=decision.merged.name)
        _tell(session, [told], by=by, at=at)
    return decision


def decide(
    session: Session, tax_id: str, other: str, verdict: FirmVerdict, *, reason: str, by: User, at: datetime
) -> Entry:
    """Take a decision; returns what the trail tells of it. A step: the caller asks for the permission and commits."""
    firm, kept = _held(session, tax_id, other)
    lower, higher = sorted((firm, kept), key=lambda one: one.id)
    pair = (FirmDecision.lower_id == lower.id) & (FirmDecision.higher_id == higher.id)
    standing = session.scalar(select(FirmDecision).where(pair, FirmDecision.undone_at.is_(None)))
    if standing is not None and standing.verdict is FirmVerdict.SAME:
        raise WrongState(f"{firm.tax_id} 與 {kept.tax_id} 已併為同一企業；如要更正，請先撤銷合併。")
    if verdict is FirmVerdict.SAME and firm.merged_into_id is not None:
        raise WrongState(f"{firm.tax_id} {firm.name} 已併入其他企業，請先撤銷該合併。")
    if verdict is FirmVerdict.SAME and kept.merged_into_id == firm.id:
        raise WrongState(f"{kept.tax_id} {kept.name} 已併入 {firm.tax_id}，不能反向合併。")
    if standing is not None:
        standing.undone_by, standing.undone_at = by, at
        session.flush()  # the pair has one decision in force at a time
    decision = FirmDecision(
        lower=lower,
        higher=higher,
        verdict=verdict,
        kept_id=kept.id if verdict is FirmVerdict.SAME else None,
        reason=reason.strip(),
        decided_by=by,
        decided_at=at,
    )
    session.add(decision)
    session.flush()  # what follows of the decisions asks the database
    if verdict is FirmVerdict.SAME:
        _settle(session, [lower.id, higher.id])
    before = _said(standing) if standing else None
    return Entry(Subject.FIRM, firm.tax_id, before, _said(decision), label=firm.name)


def decisions_on(session: Session, firm_ids: Iterable[int]) -> tuple[FirmDecision, ...]:
    """Every decision on these firms, those that were undone too, the newest first. A step that only reads."""
    ids = list(firm_ids)
    query = select(FirmDecision).where(or_(FirmDecision.lower_id.in_(ids), FirmDecision.higher_id.in_(ids)))
    return tuple(session.scalars(query.order_by(FirmDecision.decided_at.desc(), FirmDecision.id.desc())))


def _held(session: Session, tax_id: str, other: str) -> tuple[Firm, Firm]:
    """The two firms, kept from others until we are done."""
    if tax_id == other:
        raise WrongState("請選擇兩家不同統一編號的企業。")
    wanted = select(Firm).where(Firm.tax_id.in_([tax_id, other])).order_by(Firm.id)
    session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()
    return find(session, tax_id), find(session, other)


def _settle(session: Session, touched: list[int]) -> None:
    """Let every firm that hangs together with these be shown under the one that follows from the decisions in force."""
    query = select(FirmDecision).where(FirmDecision.undone_at.is_(None), FirmDecision.verdict == FirmVerdict.SAME)
    known, found = set(touched), set[int]()
    links: dict[int, int] = {}
    while known != found:
        new, found = known - found, set(known)
        for one in session.scalars(query.where(or_(FirmDecision.lower_id.in_(new), FirmDecision.higher_id.in_(new)))):
            links[one.merged.id] = one.kept_id or 0
            known |= {one.lower_id, one.higher_id}
    for firm in session.scalars(select(Firm).where(Firm.id.in_(known))):
        shown = final(firm.id, links)
        firm.merged_into_id = None if shown == firm.id else shown


def _said(decision: FirmDecision) -> dict[str, str]:
    pair = f"{decision.lower.tax_id}、{decision.higher.tax_id}"
    told = {"判定": decision.verdict.value, "統一編號": pair, "理由": decision.reason}
    return told | ({"併入": decision.kept.tax_id} if decision.kept else {})


def _tell(session: Session, told: list[Entry], *, by: User, at: datetime) -> None:
    audit_trail.record(session, told, by=by, at=at, agency_id=audit_entries.agency_of(by))
