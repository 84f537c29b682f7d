"""The constructed cases of the demonstration: the applications of 107, the earthquake of 2018, ten years of history.

What is published and what is constructed is told in ``data/plan-107/README.md``.
"""

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.resources import files
from io import StringIO
from itertools import groupby
from operator import itemgetter
from typing import Any

from app.demo import plan_107
from app.domain.cases.benefits import BENEFITS
from app.domain.cases.lifecycle import CaseState
from app.domain.cases.places import official_county, region_of
from app.domain.plan_document import PlanDocument

APPLICATIONS_NAME, EARTHQUAKE_NAME = "107 年申請案（模擬資料）.csv", "0206 花蓮震災個案（模擬資料）.csv"
EARTHQUAKE_PLAN = "SMEITA-107-E"
_DATA = files("app.demo") / "data"


def applications() -> bytes:
    """The 658 applications of 107 as the program office registered them, without what only the report tells."""
    with (_DATA / "plan-107" / "cases.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    kept = [name for name in rows[0] if name not in BENEFITS.values()]
    out = StringIO()
    writer = csv.DictWriter(out, kept, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def earthquake_cases() -> bytes:
    """The 93 cases after the earthquake of 6 February 2018, as a list."""
    return (_DATA / "plan-107" / "earthquake_cases.csv").read_bytes()


def earthquake_plan() -> PlanDocument:
    """The plan of the 93 cases: 18,600,000 元 from the government, nothing from the firms (表 24, 25)."""
    plan = replace(_bare(plan_107.plan_document()), code=EARTHQUAKE_PLAN, year_index=1, years_total=1)
    return replace(
        plan,
        name=f"{plan.name}－0206花蓮震災復建輔導",
        starts_on=date(2018, 2, 7),
        ends_on=date(2018, 8, 31),
        government_budget=18_600_000,
        self_fund=0,
    )


@cache
def history() -> Mapping[int, Sequence[dict[str, Any]]]:
    """The completed cases of 98 to 106 by year, as the tables keep them. Those of 107 are among the applications."""
    text = gzip.decompress((_DATA / "history" / "cases_98_107.csv.gz").read_bytes()).decode()
    rows = sorted(csv.DictReader(StringIO(text)), key=itemgetter("case_no"))
    by_year = {int(year): list(map(_completed, of_year)) for year, of_year in groupby(sorted(rows, key=_year), _year)}
    return {year: cases for year, cases in by_year.items() if year < 107}


def history_plans() -> Iterator[tuple[PlanDocument, Sequence[dict[str, Any]]]]:
    """The plan of each earlier year, small and closed, with its completed cases."""
    like = _bare(plan_107.plan_document())
    for year, cases in history().items():
        plan = replace(
            like,
            code=f"SMEITA-{year}",
            roc_year=year,
            year_index=1,
            years_total=1,
            starts_on=date(year + 1911, 1, 1),
            ends_on=date(year + 1911, 12, 31),
            government_budget=sum(case["government_grant"] for case in cases),
            self_fund=sum(case["self_fund"] for case in cases),
        )
        yield plan, cases


def _bare(plan: PlanDocument) -> PlanDocument:
    """A plan of which only the cases are known."""
    return replace(
        plan, sub_plans=(), work_items=(), checkpoints=(), indicators=(), finance_lines=(), staffing=(), periods=()
    )


def _year(row: Mapping[str, str]) -> int:
    return int(row["year"])


def _completed(row: Mapping[str, str]) -> dict[str, Any]:
    county = official_county(row["county"])
    assert county is not None
    return {
        "key": row["case_no"],
        "firm_name": row["firm_name"],
        "tax_id": row["tax_id"],
        "county": county,
        "region": region_of(county),
        "function": row["function"],
        "adviser_kind": row["adviser_kind"],
        "state": CaseState.CLOSED.value,
        "government_grant": int(row["gov_grant"]),
        "self_fund": int(row["self_fund"]),
        "output_sum": int(row["increase_output"]),
        "saving_sum": int(row["reduce_cost"]),
    }
