"""Workbooks in which plans are set up (計畫設定檔): empty, copied from a plan, or rolled over to its next year."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal

from sqlalchemy.orm import Session

from app.domain.findings import Problem
from app.domain.plan_rules import check_setup
from app.domain.plan_setup import PlanSetup, setup_of
from app.domain.roles import Permission
from app.domain.rollover import next_year
from app.models import Plan, User
from app.services import permissions, plans
from app.workbooks.setup_workbook import placed, write_setup

FileKind = Literal["xlsx", "ods"]


@dataclass(frozen=True, slots=True)
class Template:
    """A set-up workbook to be filled in, and what its cover asks to be looked at.

    ``code`` is that of the plan in it; ``None`` in the empty form.
    """

    content: bytes
    code: str | None
    problems: tuple[Problem, ...]


def form(*, kind: FileKind, by: User | None, at: datetime) -> Template:
    """The empty form of a new plan.

    :param by: ``None`` for the owner of the machine, at the command line.
    :raises PermissionDenied: if ``by`` may set up no plan at all.
    """
    if by is not None:
        permissions.require_anywhere(by, Permission.SET_UP)
    out = BytesIO()
    write_setup(None, out, kind, created_at=at.isoformat(timespec="seconds"))
    return Template(out.getvalue(), None, ())


def copy_of(session: Session, plan: Plan, *, kind: FileKind, by: User | None, at: datetime) -> Template:
    """A plan as it stands, to be edited as a new one.

    :raises PermissionDenied: if ``by`` may not set plans up in the plan's agency.
    """
    _require_for(by, plan)
    return _filled(setup_of(plans.document(session, plan), plan.contractor.tax_id), kind, at)


def next_year_of(session: Session, plan: Plan, *, kind: FileKind, by: User | None, at: datetime) -> Template:
    """Next year's plan rolled over from this year's.

    :raises PermissionDenied: if ``by`` may not set plans up in the plan's agency.
    :raises LastYear: if the plan runs no further.
    """
    _require_for(by, plan)
    return _filled(setup_of(next_year(plans.document(session, plan)), plan.contractor.tax_id), kind, at)


def _filled(setup: PlanSetup, kind: FileKind, at: datetime) -> Template:
    problems = tuple(placed(finding, setup) for finding in check_setup(setup))
    out = BytesIO()
    write_setup(setup, out, kind, created_at=at.isoformat(timespec="seconds"), to_confirm=problems)
    return Template(out.getvalue(), setup.facts.code, problems)


def _require_for(by: User | None, plan: Plan) -> None:
    if by is not None:
        permissions.require(by, Permission.SET_UP, plan)
