"""One thing wrong with a plan that is to be set up, and the rules that every figure of it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from app.domain.findings import Finding, Severity
from app.domain.progress import WHOLE_PCT
from app.domain.report_rules import LARGEST


class Fault(NamedTuple):
    """One thing wrong with one field; of an error unless it says otherwise."""

    field: str | None
    code: str
    message: str
    severity: Severity = Severity.ERROR

    def at(self, section: str, key: str) -> Finding:
        """The fault in one row of a section; in the whole of it, for an empty key."""
        return Finding(section, key, self.field, self.severity, self.code, self.message)


def warning(field: str | None, code: str, message: str) -> Fault:
    """A fault that only asks."""
    return Fault(field, code, message, Severity.WARNING)


def weight_faults(weight: Decimal) -> Iterator[Fault]:
    """A weight is a share of 100 with two decimals."""
    if not 0 < weight <= WHOLE_PCT:
        yield Fault("weight_pct", "bad_weight", f"權重 {weight:f} 超出範圍，請填大於 0、至多 100 的百分比。")
    elif weight != round(weight, 2):
        yield Fault("weight_pct", "too_fine", f"權重 {weight:f} 超過二位小數，請改填至小數第 2 位。")


def figure_faults(field: str, value: Decimal | int | None, *, places: int) -> Iterator[Fault]:
    """A figure that the books cannot keep is refused, never rounded (decision 0001)."""
    if value is None:
        return
    if value < 0:
        yield Fault(field, "negative", f"數值 {value:,} 不可為負數，請修正。")
    elif value >= LARGEST:
        yield Fault(field, "too_large", f"數值 {value:,f} 超出系統可記錄的範圍，請核對單位與位數。")
    elif Decimal(value) != round(Decimal(value), places):
        yield Fault(field, "too_fine", f"數值 {value:f} 的小數超過 {places} 位，請改填至小數第 {places} 位。")
