"""Declaring that an indicator is a sum over cases: what it would show, and who said so."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import case_source
from app.domain.audit_trail import Entry, Subject
from app.domain.case_source import source_fault
from app.domain.errors import DomainError, NotFound
from app.domain.plan_document import Indicator, PlanDocument
from app.domain.roles import Permission
from app.domain.row_label import row_label
from app.models import Indicator as IndicatorRow
from app.models import Plan, User
from app.services import audit_trail, case_figures, plan_tables, plans, revisions, snapshots
from app.services.case_figures import CaseFigure
from app.services.pages.indicator_lines import IndicatorLine, indicator_line
from app.services.permissions import may, require
from app.services.transaction import transaction


class SourceRefused(DomainError):
    """A declaration that an indicator cannot be computed by."""


@dataclass(frozen=True, slots=True)
class SourceDesk:
    """An indicator with how it is computed; ``tried`` is what another declaration would give today."""

    plan: Plan
    line: IndicatorLine
    declared: str
    tried: CaseFigure | None
    fault: str | None
    may_declare: bool


def open_desk(session: Session, plan: Plan, key: str, *, viewer: User, text: str | None = None) -> SourceDesk:
    """How an indicator is computed.

    :param text: a declaration to try; nothing is kept of it.
    :raises PermissionDenied: if ``viewer`` may not see the plan.
    :raises NotFound: if the plan has no such indicator.
    """
    require(viewer, Permission.VIEW, plan)
    document = revisions.present(session, plan)
    row = _indicator(document, key)
    figures = case_figures.of_plan(session, plan, document)
    shown = _indicator(case_figures.shown(document, figures), key)
    line = indicator_line(shown, None, figures.get(("indicators", key)))
    fault = source_fault(text, row.unit) if text else None
    tried = case_figures.of_source(session, plan, row, case_source.parse(text)) if text and not fault else None
    return SourceDesk(plan, line, row.case_source or "", tried, fault, may(viewer, Permission.SET_UP, plan))


def declare(session: Session, plan: Plan, key: str, text: str, *, by: User, at: datetime) -> None:
    """Have an indicator computed from cases, or typed again if ``text`` is empty; the plan's next revision says so.

    :raises PermissionDenied: if ``by`` may not set up this plan.
    :raises SourceRefused: if the declaration cannot be read, or gives another unit than the indicator's.
    """
    require(by, Permission.SET_UP, plan)
    with transaction(session):
        plans.lock(session, plan)
        document = plan_tables.document_of(session, plan)
        row = _indicator(document, key)
        wanted = _read(text, row.unit)
        if wanted == row.case_source:
            return
        live = select(IndicatorRow).where(IndicatorRow.plan_id == plan.id, IndicatorRow.key == key)
        session.scalars(live).one().case_source = wanted
        plan.revision += 1
        indicators = tuple(replace(one, case_source=wanted) if one is row else one for one in document.indicators)
        changed = replace(document, indicators=indicators)
        revisions.record(session, plan, changed, cause=f"績效指標 {key} 的計算方式", by=by, at=at)
        snapshots.renew(session, plan, at=at)
        told = Entry(
            *(Subject.INDICATOR, key, row.case_source, wanted),
            section="indicators",
            field="case_source",
            label=row_label(key, row),
        )
        audit_trail.record(session, [told], by=by, at=at, plan=plan)


def _read(text: str, unit: str) -> str | None:
    if not text.strip():
        return None
    if fault := source_fault(text, unit):
        raise SourceRefused(f"無法由個案計算：{fault}沒有任何改變。")
    return str(case_source.parse(text))


def _indicator(document: PlanDocument, key: str) -> Indicator:
    row = document.row("indicators", key)
    if not isinstance(row, Indicator):
        raise NotFound(f"計畫沒有編號 {key} 的績效指標。")
    return row
