"""Figures of a plan that are computed from its cases (由個案計算): now, and as a report would make them.

Steps: they neither ask for permission nor commit.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from itertools import compress, repeat
from operator import attrgetter
from typing import Any, TypeAlias
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import Session

from app.domain import case_source
from app.domain.case_source import Cases, CaseSource, agrees, as_printed
from app.domain.cases.lifecycle import Scheme
from app.domain.cases.places import region_of
from app.domain.crosstab.dimensions import DIMENSIONS
from app.domain.figures import NO_FIGURE
from app.domain.findings import Finding, Severity
from app.domain.plan_document import Case as ReportedCase
from app.domain.plan_document import Checkpoint, Indicator, PlanDocument
from app.domain.quantity import format_quantity
from app.models import Case, Firm, Plan
from app.models import Indicator as IndicatorRow
from app.services import plan_tables
from app.services.crosstab_columns import column_of

Place: TypeAlias = tuple[str, str]  # section and key


@dataclass(frozen=True, slots=True)
class CaseFigure:
    """A figure beside the cases that it is the sum of; both in base units.

    ``computed`` is rounded as the figure is printed, and ``None`` while no case counts.
    """

    source: CaseSource
    exact: Decimal | None
    computed: Decimal | None
    typed: Decimal | None
    disagrees: bool

    @property
    def actual(self) -> Decimal | None:
        """What the cases say; what was typed, as long as they say the same or nothing."""
        return self.typed if self.computed is None or (self.typed is not None and not self.disagrees) else self.computed

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """The cases behind it, as the address of their list names them."""
        return self.source.filters

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.filters)


def of_plan(session: Session, plan: Plan, document: PlanDocument) -> dict[Place, CaseFigure]:
    """Every figure of the plan that is declared so, as the cases stand now."""
    sources = _sources(document)
    return _figures(document, sources, _registered(session, plan, sources.values())) if sources else {}


def shown(document: PlanDocument, figures: Mapping[Place, CaseFigure]) -> PlanDocument:
    """The plan with what the cases say in place of the actuals of its indicators.

    A checkpoint keeps what was reported: it was true on its day, and the cases went on.
    """
    indicators = tuple(
        replace(row, actual=figure.actual) if (figure := figures.get(("indicators", row.key))) else row
        for row in document.indicators
    )
    return replace(document, indicators=indicators)


def of_source(session: Session, plan: Plan, row: Indicator, source: CaseSource) -> CaseFigure:
    """What an indicator would show today if it were computed so."""
    return _figure(row, source, _registered(session, plan, [source]))


def findings(session: Session, plan: Plan, before: PlanDocument, after: PlanDocument) -> Iterator[Finding]:
    """Figures of a report that are not what its cases add up to; of those alone that the report touches."""
    sources = {
        place: source
        for place, source in _sources(after).items()
        if _typed(before, place) != _typed(after, place) or (place[0] == "indicators" and before.cases != after.cases)
    }
    if not sources:
        return
    cases = _as_reported(session, plan, sources.values(), after.cases)
    for place, figure in _figures(after, sources, cases).items():
        if figure.disagrees:
            yield Finding(*place, "actual", Severity.WARNING, "cases_disagree", _message(after, place, figure))


def fed_by(session: Session, plan: Plan, filters: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Key and subject of each indicator that is computed from just the cases that these filters choose."""
    wanted = sorted(filters)
    query = select(IndicatorRow.key, IndicatorRow.subject, IndicatorRow.case_source)
    declared = session.execute(query.where(IndicatorRow.plan_id == plan.id, IndicatorRow.case_source.is_not(None)))
    return tuple(
        (key, subject) for key, subject, text in declared if text and sorted(case_source.parse(text).filters) == wanted
    )


def side_by_side(unit: str, places: int, figure: CaseFigure) -> str:
    """What was typed and what the cases say, for people."""

    def said(value: Decimal | None) -> str:
        return NO_FIGURE if value is None else format_quantity(value, unit, places=places)

    return f"填報 {said(figure.typed)}，個案加總為 {said(figure.computed)}（{figure.source}）"


def _message(document: PlanDocument, place: Place, figure: CaseFigure) -> str:
    row: Any = document.row(*place)
    told = side_by_side(row.unit or "", _places(row), figure)
    return f"{told}；兩者會並列顯示，請核對個案成效，或更正填報值。"


def _sources(document: PlanDocument) -> dict[Place, CaseSource]:
    declared: dict[str, Iterable[Indicator | Checkpoint]] = {
        "indicators": document.indicators,
        "checkpoints": document.checkpoints,
    }
    return {
        (section, row.key): case_source.parse(row.case_source)
        for section, rows in declared.items()
        for row in rows
        if row.case_source
    }


def _typed(document: PlanDocument, place: Place) -> Decimal | None:
    typed: Decimal | None = getattr(document.row(*place), "actual", None)
    return typed


def _places(row: Indicator | Checkpoint) -> int:
    return row.places if isinstance(row, Indicator) else 0


def _figures(document: PlanDocument, sources: Mapping[Place, CaseSource], cases: Cases) -> dict[Place, CaseFigure]:
    rows: dict[Place, Any] = {place: document.row(*place) for place in sources}
    return {place: _figure(rows[place], source, cases) for place, source in sources.items()}


def _figure(row: Indicator | Checkpoint, source: CaseSource, cases: Cases) -> CaseFigure:
    unit, places = row.unit or "", _places(row)
    exact = case_source.total(source, cases)
    computed = None if exact is None else as_printed(exact, unit, places)
    disagrees = exact is not None and row.actual is not None and not agrees(row.actual, exact, unit, places)
    return CaseFigure(source, exact, computed, row.actual, disagrees)


def _registered(session: Session, plan: Plan, sources: Iterable[CaseSource], *chosen: ColumnElement[bool]) -> Cases:
    """The cases of the plan, with the cells that these sources ask for."""
    return _cells(session, plan, {name for source in sources for name in source.fields}, *chosen)


def _cells(session: Session, plan: Plan, wanted: Collection[str], *chosen: ColumnElement[bool]) -> Cases:
    names = sorted(wanted)
    query = select(*map(_column, names)).select_from(Case).join(Case.firm)
    rows = session.execute(query.where(Case.plan_id == plan.id, *chosen)).all()
    return _columns(names, rows)


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Sequence[Any]]:
    return dict(zip(names, zip(*rows, strict=True) if rows else repeat(()), strict=False))


def _column(name: str) -> Any:
    return _COLUMNS[name] if name in _COLUMNS else getattr(Case, name)


_COLUMNS: dict[str, Any] = {
    **{one.field: column_of(one) for one in DIMENSIONS.values() if one.name in case_source.FILTERS},
    "tax_id": Firm.tax_id,
}
_REPORTED = frozenset(one.name for one in fields(ReportedCase))
#: What the tables would hold of a case that a report brings in.
_UNREGISTERED: Mapping[str, Any] = {
    **{DIMENSIONS[name].field: None for name in case_source.FILTERS},
    **dict.fromkeys(("received_on", "joint_no", "output_sum", "saving_sum")),
    "is_approved": True,
    "scheme": Scheme.GENERAL.value,
    "round_no": 1,
}


def _as_reported(session: Session, plan: Plan, sources: Iterable[CaseSource], cases: Sequence[ReportedCase]) -> Cases:
    """The cases of the plan with those of a report over them; what only a report tells of was approved before.

    A report of 20,000 cases tells nearly all of them, so the tables are asked only for what it does not tell.
    """
    asked = list(sources)
    wanted = {name for source in asked for name in source.fields}
    told = sorted((wanted & _REPORTED) | {"county"})  # never a single one: the number is always wanted
    beside = sorted(wanted - _REPORTED - {"region"})
    found = _columns(told, list(map(attrgetter(*told), cases)))
    found |= _beside(session, plan, beside, found["key"])
    if "region" in wanted:
        regions = {county: region_of(county) for county in set(found["county"])}
        found["region"] = list(map(regions.__getitem__, found["county"]))
    if "written_county" in wanted:  # of most cases nobody noted that it was written otherwise
        pairs = zip(found["written_county"], found["county"], strict=True)
        found["written_county"] = [county if written is None else written for written, county in pairs]
    untold = _registered(session, plan, asked, ~plan_tables.is_guided)
    reported = set(found["key"]) if untold["key"] else set()
    is_left = [key not in reported for key in untold["key"]]
    return {name: [*found[name], *compress(untold[name], is_left)] for name in wanted}


def _beside(session: Session, plan: Plan, names: Sequence[str], keys: Sequence[str]) -> dict[str, Sequence[Any]]:
    """What no report tells of these cases; of most of them the tables hold nothing of it either."""
    if not names:
        return {}
    differs = or_(false(), *(_column(name).is_distinct_from(_UNREGISTERED[name]) for name in names))
    known = _cells(session, plan, {"key", *names}, differs)
    found: dict[str, Sequence[Any]] = {}
    for name in names:
        noted, usual = dict(zip(known["key"], known[name], strict=True)), _UNREGISTERED[name]
        found[name] = [noted.get(key, usual) for key in keys] if noted else [usual] * len(keys)
    return found
