"""Agencies, contractors and plans by what people call them."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.models import Agency, Contractor, Plan

Thing = TypeVar("Thing")


def agency(session: Session, name: str | None) -> Agency | None:
    """The agency of this name; without one, none.

    :raises NotFound: if there is no such agency.
    """
    found = session.scalar(select(Agency).where(Agency.name == name)) if name else None
    return _there(found, name, "機關")


def contractor(session: Session, name: str | None) -> Contractor | None:
    """The 受委託單位 of this name; without one, none.

    :raises NotFound: if there is no such organisation.
    """
    found = session.scalar(select(Contractor).where(Contractor.name == name)) if name else None
    return _there(found, name, "受委託單位")


def plan(session: Session, code: str | None) -> Plan | None:
    """The plan of this code; without one, none.

    :raises NotFound: if there is no such plan.
    """
    found = session.scalar(select(Plan).where(Plan.code == code)) if code else None
    return _there(found, code, "計畫")


def _there(found: Thing | None, name: str | None, kind: str) -> Thing | None:
    if name and found is None:
        raise NotFound(f"查無{kind}「{name}」，請確認名稱。")
    return found
