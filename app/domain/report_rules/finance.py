"""What a report says of money (經費)."""

from collections.abc import Iterator

from app.domain.findings import Severity
from app.domain.plan_document import FinanceLine, FundSource
from app.domain.report_rules.rule import Context, Fault


def government_money_is_not_overspent(row: FinanceLine, _context: Context) -> Iterator[Fault]:
    """Execution never exceeds the contract for 政府經費; 自籌款 may (field-notes 1.4)."""
    if row.source is FundSource.GOVERNMENT and row.executed is not None and row.executed > row.contracted:
        yield (
            "executed",
            Severity.ERROR,
            "over_contract",
            f"政府經費執行數 {row.executed:,} 元超過簽約數 {row.contracted:,} 元；超支由受委託單位自行吸收，請修正。",
        )
