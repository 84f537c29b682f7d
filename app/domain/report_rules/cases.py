"""What a report says of a case (個案成效)."""

from collections.abc import Iterator
from dataclasses import fields

from app.domain.findings import Severity
from app.domain.plan_document import Case
from app.domain.report_rules.rule import Context, Fault
from app.domain.tax_id import tax_id_fault

CASE_MONEY = tuple(f.name for f in fields(Case) if f.type in (int | None, "int | None"))


def case_is_identified(row: Case, _context: Context) -> Iterator[Fault]:
    if not row.firm_name:
        yield "firm_name", Severity.ERROR, "required", "請填寫受輔導業者名稱。"
    if not row.state:
        yield "state", Severity.ERROR, "required", "請由下拉選單選擇個案狀態。"
    if fault := tax_id_fault(row.tax_id):
        yield "tax_id", Severity.ERROR, "tax_id", fault
