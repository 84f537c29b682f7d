"""預先登錄: firms entered before their applications come in, each held against all that are there."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import WrongState
from app.domain.firms import FirmFacts, likeness, name_key, office_key
from app.domain.firms.pasted import MOST_LINES, PastedFirm, pasted_firms
from app.domain.firms.verdict import FirmVerdict
from app.domain.roles import Permission
from app.models import Firm, User
from app.services import audit_entries, audit_trail
from app.services.firms.deciding import decide
from app.services.firms.similar import SimilarFirm, similar_firms
from app.services.permissions import require_anywhere
from app.services.transaction import transaction

LISTED = 5  # matches of one line
Choices = Mapping[tuple[str, str], FirmVerdict]  # by 統一編號 of the line and of the firm that it may be


@dataclass(frozen=True, slots=True)
class Examined:
    """One line, whether its firm is there already, and the others that it may be, the likeliest first."""

    pasted: PastedFirm
    known_as: str | None  # the name under which the 統一編號 is registered
    similar: tuple[SimilarFirm, ...]


def examine(session: Session, text: str, *, by: User) -> tuple[Examined, ...]:
    """Hold what was pasted against all firms. Writes nothing.

    :raises PermissionDenied: if ``by`` does not keep the firms.
    :raises WrongState: if nothing was pasted, or more than can be looked at.
    """
    require_anywhere(by, Permission.MANAGE_FIRMS)
    lines = pasted_firms(text)
    if not lines:
        raise WrongState("請貼上至少一列：統一編號、名稱、登記地址、負責人（後兩欄可空白）。")
    if len(lines) > MOST_LINES:
        raise WrongState(f"一次最多登錄 {MOST_LINES} 家，這次貼上 {len(lines)} 家；請分次貼上。")
    among = _among(lines)
    return tuple(_examined(session, line, among[line.line]) for line in lines)


def register(session: Session, text: str, choices: Choices, *, by: User, at: datetime) -> int:
    """Enter the firms that are not there yet, with what was decided of them: all, or nothing. Returns how many.

    What is known of a firm that is there is not overwritten.

    :raises PermissionDenied: if ``by`` does not keep the firms.
    :raises WrongState: if a line is faulty.
    """
    examined = examine(session, text, by=by)
    if faulty := [one.pasted for one in examined if one.pasted.fault]:
        raise WrongState("；".join(f"第 {line.line} 列：{line.fault}" for line in faulty))
    try:
        return _registered(session, examined, choices, by=by, at=at)
    except IntegrityError as error:
        raise WrongState("其中有企業剛由他人登錄；沒有任何變更，請重新比對後再登錄。") from error


def _registered(session: Session, examined: tuple[Examined, ...], choices: Choices, *, by: User, at: datetime) -> int:
    with transaction(session):
        new = [one.pasted for one in examined if one.known_as is None]
        firms = [
            Firm(tax_id=line.tax_id, name=line.name, head_office=line.head_office, head_name=line.head_name)
            for line in new
        ]
        session.add_all(firms)
        session.flush()  # decisions speak of them
        told = [_entry(firm) for firm in firms]
        for (tax_id, other), verdict in choices.items():
            told.append(decide(session, tax_id, other, verdict, reason="預先登錄時判定", by=by, at=at))
        audit_trail.record(session, told, by=by, at=at, agency_id=audit_entries.agency_of(by))
    return len(new)


def _examined(session: Session, line: PastedFirm, among: tuple[SimilarFirm, ...]) -> Examined:
    if line.fault:
        return Examined(line, None, ())
    known = session.scalar(select(Firm.name).where(Firm.tax_id == line.tax_id))
    there = similar_firms(session, line.name, line.tax_id, line.head_office, limit=LISTED + 1)
    others = [one for one in there if one.facts.tax_id != line.tax_id]
    known_ids = {one.facts.tax_id for one in others}
    others += [one for one in among if one.facts.tax_id not in known_ids]
    return Examined(line, known, tuple(sorted(others, key=lambda one: -one.likeness.score)[:LISTED]))


def _among(lines: tuple[PastedFirm, ...]) -> dict[int, tuple[SimilarFirm, ...]]:
    """What each line has in common with the lines before it."""
    before: dict[str, list[PastedFirm]] = defaultdict(list)
    found: dict[int, tuple[SimilarFirm, ...]] = {}
    for line in lines:
        keys = [] if line.fault else [key for key in (name_key(line.name).core, office_key(line.head_office)) if key]
        earlier = {one.line: one for key in keys for one in before[key]}
        likes = ((one, likeness(_facts(line), _facts(one))) for one in earlier.values())
        found[line.line] = tuple(SimilarFirm(0, _facts(one), like) for one, like in likes if like)
        for key in keys:
            before[key].append(line)
    return found


def _facts(line: PastedFirm) -> FirmFacts:
    return FirmFacts(line.tax_id, line.name, line.head_office)


def _entry(firm: Firm) -> Entry:
    told = {"名稱": firm.name, "登記地址": firm.head_office or ""}
    return Entry(Subject.FIRM, firm.tax_id, None, told, label=firm.name)
