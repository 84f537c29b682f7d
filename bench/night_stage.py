"""Plans for the night to look at: half a year is over, two of four reports are accepted.

A plan has 30 checkpoints, 6 indicators, 4 budget lines and 4 reporting periods. Of the checkpoints some 60 % are done
as promised, 30 % lie ahead, 5 % are 即將到期 and 5 % are late; of the indicators some 35 % have met their target, 50 %
are on their way, 5 % are short of what is to be expected and 10 % were not reported yet.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.domain.checkpoint_state import Disposition  # noqa: F401
from app.domain.plan_document import CompletionBasis, FundSource
from app.domain.progress import spread_evenly
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource, SubmissionStatus
from app.models import (
    Agency,
    Checkpoint,
    Contractor,
    FinanceLine,
    Indicator,
    Plan,
    PlanRevision,
    ReportingPeriod,
    Submission,
    SubPlan,
)
from app.services import accounts
from bench.copying import copy

NIGHT, AT = date(2018, 8, 1), datetime(2018, 7, 31, 18, tzinfo=UTC)
CHECKPOINTS, INDICATORS = 30, 6
SMALLEST = 200  # plans, made one by one; more are copies of them
_PERIODS = {
    "第1季": date(2018, 4, 25),
    "第2季": date(2018, 7, 25),
    "第3季": date(2018, 10, 25),
    "期末": date(2018, 12, 16),
}
COPIED = (Plan, SubPlan, Checkpoint, Indicator, FinanceLine, ReportingPeriod, Submission, PlanRevision)


def grow(session: Session, plans: int) -> None:
    """As many plans as wanted; the database copies them, for rows sent one by one take minutes."""
    if not session.scalar(select(func.count()).select_from(Plan)):
        _make(session, plans=SMALLEST)
    there = session.scalar(select(func.count()).select_from(Plan)) or 0
    copy(session, COPIED, made=SMALLEST, there=there, wanted=plans)
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()


def _make(session: Session, *, plans: int) -> None:
    chance = Random(107)  # noqa: S311 the same plans each time
    agency, contractor = Agency(name="示範機關"), Contractor(name="示範法人")
    session.add_all((agency, contractor))
    session.flush()  # plans name them by their numbers
    user = accounts.create(
        session,
        email="contractor@bench.example",
        name="填報人",
        password="a long enough password",  # noqa: S106
        role=Role.CONTRACTOR,
        agency=None,
        contractor=contractor,
    )
    session.flush()  # reports name who made them
    rows: dict[Any, list[dict[str, Any]]] = {model: [] for model in COPIED}
    for number in range(1, plans + 1):
        for model, found in _plan(number, chance, user.id):
            own = {} if model is Plan else {"plan_id": number}
            own |= {"contractor_id": contractor.id} if model is Plan else {}
            for row in found:
                rows[model].append({"id": len(rows[model]) + 1, "agency_id": agency.id, **own, **row})
    for model, values in rows.items():
        session.execute(insert(model), values)
    session.commit()


def _plan(number: int, chance: Random, user_id: int) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    yield (
        Plan,
        [
            {
                "code": f"BENCH-{number:03}",
                "name": f"示範計畫{number:03}",
                "roc_year": 107,
                "division": "示範組",
                "year_index": 1,
                "years_total": 1,
                "starts_on": date(2018, 1, 1),
                "ends_on": date(2018, 12, 31),
                "government_budget": 40_000_000,
                "self_fund": 10_000_000,
                "revision": 3,
            }
        ],
    )
    yield (
        SubPlan,
        [_keyed(place, letter, name=f"分項{letter}", weight_pct=w) for place, (letter, w) in enumerate(_PARTS)],
    )
    yield Checkpoint, [_checkpoint(place, number, chance, w) for place, w in enumerate(spread_evenly(CHECKPOINTS))]
    indicators = [_indicator(place, chance) for place in range(INDICATORS)]
    yield Indicator, indicators
    yield FinanceLine, list(_finance(chance))
    yield (
        ReportingPeriod,
        [
            _keyed(place, name, ordinal=place + 1, opens_on=due - timedelta(days=30), due_on=due)
            for place, (name, due) in enumerate(_PERIODS.items())
        ],
    )
    yield Submission, [_report(number, place, user_id) for place in range(2)]
    yield PlanRevision, [_revision(place, indicators) for place in range(3)]


_PARTS = tuple(zip("ABC", spread_evenly(3), strict=True))


def _keyed(place: int, key: str, **values: Any) -> dict[str, Any]:
    return {"position": place, "key": key, **values}


def _checkpoint(place: int, number: int, chance: Random, weight_pct: Any) -> dict[str, Any]:
    part, within = divmod(place, 10)
    drawn, reported = chance.random(), NIGHT - timedelta(days=12)
    completed_on = actual = None
    if drawn < 0.60:
        due_on = date(2018, 1, 31) + timedelta(days=chance.randrange(0, 165))
        completed_on, actual = min(due_on - timedelta(days=chance.randrange(-5, 20)), reported), 12
    elif drawn < 0.90:
        due_on = NIGHT + timedelta(days=chance.randrange(15, 150))
    elif drawn < 0.95:
        due_on = NIGHT + timedelta(days=chance.randrange(0, 15))
    else:
        due_on, actual = NIGHT - timedelta(days=chance.randrange(1, 60)), chance.choice((None, 4))
    has_target = chance.random() < 0.5
    return _keyed(
        place,
        f"{'ABC'[part]}-{within + 1}",
        sub_plan_id=(number - 1) * 3 + part + 1,
        number=within + 1,
        original_due_on=due_on,
        due_on=due_on,
        description="辦理說明會，完成輔導案件並彙整成果報告",
        weight_pct=weight_pct,
        measure="輔導案數" if has_target else None,
        target_qualifier=">=",
        target=12 if has_target else None,
        unit="案" if has_target else None,
        completed_on=completed_on,
        completion_basis=CompletionBasis.EXACT,
        actual=actual if has_target else None,
        achievement="業於期限前完成說明會三場次，輔導案件均已結案並彙整成果。" if completed_on else None,
        delay_reason="配合單位資料延後提供" if drawn >= 0.975 else None,
        remedy="已增派人力趕辦" if drawn >= 0.975 else None,
        catch_up_on=NIGHT + timedelta(days=chance.randrange(-10, 60)) if drawn >= 0.975 else None,
    )


def _indicator(place: int, chance: Random) -> dict[str, Any]:
    drawn, target = chance.random(), 10 * chance.randrange(4, 40)
    share = next(share for limit, share in ((0.35, 110), (0.85, 55), (0.90, 30), (1, None)) if drawn < limit)
    return _keyed(
        place,
        str(place + 1),
        listed_in=("績效指標",),
        attribute="產出",
        category="輔導",
        item="輔導成效",
        subject=f"輔導家數{place + 1}",
        unit="家",
        places=0,
        direction="越高越好",
        target_qualifier=">=",
        target=target,
        actual=None if share is None else target * share // 100,
    )


def _finance(chance: Random) -> Iterator[dict[str, Any]]:
    kinds = [(account, source) for account in ("人事費", "業務費") for source in FundSource]
    for place, (account, source) in enumerate(kinds):
        key, executed = f"{account}／{source}", chance.randrange(4_500_000, 6_500_000)
        yield _keyed(place, key, account=account, source=source, contracted=10_000_000, executed=executed)


def _report(number: int, place: int, user_id: int) -> dict[str, Any]:
    filed = AT - timedelta(days=12 + 90 * (1 - place))
    return {
        "period_id": (number - 1) * len(_PERIODS) + place + 1,
        "version": 1,
        "source": SubmissionSource.FORM,
        "status": SubmissionStatus.APPROVED,
        "base_revision": place + 1,
        "applied_revision": place + 2,
        "document": "{}",
        "differences": 20,
        "problems": [],
        "created_by_id": user_id,
        "created_at": filed,
        "submitted_at": filed,
        "reviewed_at": filed + timedelta(days=3),
        "reviewed_by_id": user_id,
    }


def _revision(place: int, indicators: list[dict[str, Any]]) -> dict[str, Any]:
    """Only what the night reads of one: the figures of the indicators, half of what they are now."""
    told = [
        {"key": row["key"], "actual": None if row["actual"] is None else str(row["actual"] // 2)} for row in indicators
    ]
    return {
        "number": place + 1,
        "document": json.dumps({"plan": {"indicators": told}}),
        "sha256": f"{place:064}",
        "cause": "期報核定",
        "created_at": AT - timedelta(days=9 + 90 * (2 - place)),
    }
