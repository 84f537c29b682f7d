"""What lies around a plan, in one query: cases by state, alerts, changes, files, closed periods, thresholds.

A step: it neither asks for permission nor commits.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    CompoundSelect,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from app.domain.cases.benefits import OUTPUT, SAVING
from app.domain.change_request import ChangeStatus
from app.domain.thresholds import Thresholds
from app.models import (
    Alert,
    Case,
    ChangeRequest,
    EvidenceFile,
    PeriodClosing,
    Plan,
    ReportingPeriod,
    ThresholdOverride,
)


@dataclass(frozen=True, slots=True)
class CaseTally:
    """The cases of a plan in one state; benefits in whole 元, ``None`` while none of them reports any."""

    state: str
    count: int
    output_sum: int | None  # 增加產值
    saving_sum: int | None  # 降低成本


@dataclass(frozen=True, slots=True)
class PlanTallies:
    """How much there is of what the plan's own document does not tell."""

    cases: tuple[CaseTally, ...]  # most first
    alerts: Mapping[str, int]  # open ones, by light
    changes: Mapping[ChangeStatus, int]
    evidence: Mapping[tuple[str, str], int]  # files that stand, by section and key
    closed: Mapping[str, tuple[bool, datetime]]  # by period: whether it is closed now, and when it was last
    limits: Thresholds  # in force for the plan

    @property
    def all_cases(self) -> CaseTally:
        """The cases of every state together."""
        outputs, savings = [one.output_sum for one in self.cases], [one.saving_sum for one in self.cases]
        return CaseTally("合計", sum(one.count for one in self.cases), _total(outputs), _total(savings))

    @property
    def open_alerts(self) -> int:
        """All of them."""
        return sum(self.alerts.values())

    @property
    def approved_changes(self) -> int:
        """How often the set-up was changed."""
        return self.changes.get(ChangeStatus.APPROVED, 0)

    @property
    def waiting_changes(self) -> int:
        """Proposals that were sent and are not decided."""
        return self.changes.get(ChangeStatus.SUBMITTED, 0)


def _total(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


def of_plan(session: Session, plan: Plan) -> PlanTallies:
    """The tallies of a plan as it stands now.

    :raises BadThreshold: if a threshold that is set for it cannot be used.
    """
    found: dict[str, list[Any]] = {}
    for row in session.execute(_statement(), {"plan_id": plan.id, "agency_id": plan.agency_id}):
        found.setdefault(row.part, []).append(row)
    cases = (CaseTally(row.name, row.count, row.output_sum, row.saving_sum) for row in found.get("case", ()))
    return PlanTallies(
        cases=tuple(sorted(cases, key=lambda one: (-one.count, one.state))),
        alerts={row.name: row.count for row in found.get("alert", ())},
        changes={ChangeStatus[row.name]: row.count for row in found.get("change", ())},
        evidence={(row.name, row.key): row.count for row in found.get("evidence", ())},
        # Closing and opening again take turns, so what is left over says how it stands.
        closed={row.key: (row.count > 0, row.at) for row in found.get("closing", ())},
        limits=_limits(found.get("threshold", ())),
    )


def _limits(rows: Iterable[Any]) -> Thresholds:
    """The plan's own settings come last, and so win (see ``app.services.thresholds``)."""
    return Thresholds.from_mapping({row.name: row.key for row in sorted(rows, key=lambda row: row.count)})


@cache
def _statement() -> CompoundSelect[Any]:
    """Put together once: that takes longer than the database needs to answer it."""
    return union_all(*_parts(bindparam("plan_id"), bindparam("agency_id")))


def _parts(plan_id: BindParameter[int], agency_id: BindParameter[int]) -> Iterator[Select[Any]]:
    """Selects of one shape. The first one's columns give the types, so it is one that has a moment."""
    turn = case((PeriodClosing.is_closed, 1), else_=-1)
    closed_at = func.max(case((PeriodClosing.is_closed, PeriodClosing.at)), type_=PeriodClosing.at.type)
    closings = _part("closing", null(), ReportingPeriod.key, func.sum(turn), at=closed_at)
    yield (
        closings.select_from(PeriodClosing)
        .join(ReportingPeriod, ReportingPeriod.id == PeriodClosing.period_id)
        .where(PeriodClosing.plan_id == plan_id)
        .group_by(ReportingPeriod.key)
    )
    sums = (_benefit("output_sum", *OUTPUT), _benefit("saving_sum", *SAVING))
    cases = _part("case", Case.state, null(), func.count(), *sums)
    yield cases.where(Case.plan_id == plan_id).group_by(Case.state)
    alerts = _part("alert", Alert.light, null(), func.count())
    yield alerts.where(Alert.plan_id == plan_id, Alert.resolved_on.is_(None)).group_by(Alert.light)
    changes = _part("change", ChangeRequest.status, null(), func.count())
    yield changes.where(ChangeRequest.plan_id == plan_id).group_by(ChangeRequest.status)
    files = _part("evidence", EvidenceFile.section, EvidenceFile.key, func.count())
    standing = files.where(EvidenceFile.plan_id == plan_id, EvidenceFile.withdrawn_at.is_(None))
    yield standing.group_by(EvidenceFile.section, EvidenceFile.key)
    is_own = case((ThresholdOverride.plan_id.is_(None), 0), else_=1)
    settings = _part("threshold", ThresholdOverride.name, ThresholdOverride.value, is_own)
    of_plan_or_all = or_(ThresholdOverride.plan_id.is_(None), ThresholdOverride.plan_id == plan_id)
    yield settings.where(ThresholdOverride.agency_id == agency_id, of_plan_or_all)


def _part(
    part: str, name: Any, key: Any, count: Any, output_sum: Any = None, saving_sum: Any = None, at: Any = None
) -> Select[Any]:
    return select(
        literal(part).label("part"),
        cast(name, String).label("name"),
        cast(key, String).label("key"),
        cast(count, BigInteger).label("count"),
        cast(output_sum, BigInteger).label("output_sum"),
        cast(saving_sum, BigInteger).label("saving_sum"),
        (cast(null(), PeriodClosing.at.type) if at is None else at).label("at"),
    )


def _benefit(*names: str) -> Any:
    """The sum of these columns; ``None`` where no case reports any of them, which is not zero."""
    columns = [getattr(Case, name) for name in names]
    whole = func.sum(sum((func.coalesce(column, 0) for column in columns), start=literal(0)))
    return case((func.count(func.coalesce(*columns)) > 0, whole))
