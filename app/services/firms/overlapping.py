"""同期重複輔導: help from two plans at once, told on the cases of both. Steps that only read."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.firms.overlap import HELPED, overlaps
from app.domain.roc_calendar import format_roc
from app.models import Case, Firm, Plan, User
from app.services.firms.received import Received, cases_of, visible_plan_ids
from app.services.firms.shown_under import SHOWN_UNDER

ELSEWHERE = "同期另受其他計畫輔導，詳情請洽計畫辦公室。"


def of_cases(session: Session, plan: Plan, keys: Iterable[str], *, viewer: User) -> dict[str, tuple[str, ...]]:
    """The cases, of these of a plan, whose firms were helped by another plan at the same time: sentences by number.

    Who may not see the other plan is told that there is one.
    """
    here = (Case.plan_id == plan.id) & Case.key.in_(list(keys))
    asked = select(SHOWN_UNDER).join(Case, Case.firm_id == Firm.id).where(here, Case.state.in_(HELPED))
    helped = cases_of(session, SHOWN_UNDER.in_(asked), granted_only=True)
    said = sentences(helped, visible_plan_ids(session, viewer))
    return {
        one.key: said[one.help.case_id] for one in helped if one.help.plan_id == plan.id and one.help.case_id in said
    }


def sentences(helped: Sequence[Received], visible: frozenset[int]) -> dict[int, tuple[str, ...]]:
    """What is to be said of each case, by its id; nothing of a case that overlaps with none."""
    by_id = {one.help.case_id: one for one in helped}
    said: dict[int, dict[str, None]] = defaultdict(dict)
    for pair in overlaps(one.help for one in helped):
        for mine, other in (pair, pair[::-1]):
            is_open = other.plan_id in visible
            said[mine.case_id][_sentence(by_id[other.case_id]) if is_open else ELSEWHERE] = None
    return {case_id: tuple(lines) for case_id, lines in said.items()}


def _sentence(other: Received) -> str:
    span = _span(other.help.first, other.help.last) if other.is_dated else f"{other.roc_year} 年度"
    return f"同期另受 {other.plan_code} 輔導（案號 {other.key}，{span}）。"


def _span(first: date, last: date) -> str:
    return f"{format_roc(first)} 至 {format_roc(last)}"
