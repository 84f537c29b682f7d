"""The 658 applications of 107 and the completed cases of 98 to 106, straight into the tables."""

import csv
import gzip
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_plan

from app.demo.application_counts import published
from app.domain.cases.benefits import BENEFITS
from app.domain.cases.places import is_other_name, official_county, region_of
from app.models import Case, Firm, Plan
from app.services import application_counts
from app.services.application_counts import Count
from config import ROOT

DATA = ROOT / "app" / "demo" / "data"
_YES_NO = {"Y": True, "N": False, "": None}


def register_107(session: Session) -> Plan:
    """Plan SMEITA-107 with every application."""
    plan = _plan(session, 107)
    with (DATA / "plan-107" / "cases.csv").open(encoding="utf-8") as lines:
        _insert(session, plan, [_application(row) for row in csv.DictReader(lines)])
    return plan


def register_ten_years(session: Session, *, with_applications: bool = True) -> Plan:
    """Plan SMEITA-107, and the plans of 98 to 106 with their completed cases and how many applied."""
    with gzip.open(DATA / "history" / "cases_98_107.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    for year in range(98, 107):
        plan = _plan(session, year)
        _insert(session, plan, [_completed(row) for row in rows if row["year"] == str(year)])
        if with_applications:
            application_counts.keep(session, plan, map(Count._make, published(year)), by=None, at=NOW)
            session.commit()
    return register_107(session)


def _plan(session: Session, roc_year: int) -> Plan:
    code = f"SMEITA-{roc_year}"
    return a_plan(session, small_plan(code=code, roc_year=roc_year, cases=()))


def _insert(session: Session, plan: Plan, rows: list[dict[str, Any]]) -> None:
    known = set(session.scalars(select(Firm.tax_id)))
    firms = {row["tax_id"]: row["firm_name"] for row in rows if row["tax_id"] not in known}
    if firms:
        session.execute(insert(Firm), [{"tax_id": tax_id, "name": name} for tax_id, name in firms.items()])
    ids = dict(session.execute(select(Firm.tax_id, Firm.id)).all())
    made = [
        {"plan_id": plan.id, "agency_id": plan.agency_id, "position": at, "firm_id": ids[row.pop("tax_id")], **row}
        for at, row in enumerate(rows)
    ]
    session.execute(insert(Case), made)
    session.commit()


def _application(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        **_common(row),
        "group": row["group"],
        "adviser_name": row["adviser_name"],
        "mode": row["mode"],
        "joint_no": row["joint_no"] or None,
        "female_head": _YES_NO[row["female_head"]],
        "female_pi": _YES_NO[row["female_pi"]],
        "enhanced_industry": _YES_NO[row["enhanced_industry"]],
        "review_grade": row["review_result"] or None,
        "state": row["state"],
        "disqualified_for": row["disqualified_for"] or None,
        "received_on": _day(row["received_on"]),
        "approved_on": _day(row["approved_on"]),
        "closed_on": _day(row["closed_on"]),
        **{field: _amount(row[word]) for field, word in BENEFITS.items()},
    }


def _completed(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        **_common(row),
        "group": "",
        "adviser_name": "",
        "mode": "一般",
        "state": "結案",
        "output_sum": int(row["increase_output"]),
        "saving_sum": int(row["reduce_cost"]),
    }


def _common(row: Mapping[str, str]) -> dict[str, Any]:
    county = official_county(row["county"])
    return {
        "key": row["case_no"],
        "tax_id": row["tax_id"],
        "firm_name": row["firm_name"],
        "county": county,
        "county_as_written": row["county"] if is_other_name(row["county"]) else None,
        "region": region_of(row["county"]),
        "function": row["function"],
        "adviser_kind": row["adviser_kind"],
        "government_grant": _amount(row["gov_grant"]),
        "self_fund": _amount(row["self_fund"]),
    }


@cache
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _amount(text: str) -> int | None:
    return int(text) if text else None
