"""How people call a row of a plan."""

from app.domain.plan_document import Case, Checkpoint, FinanceLine, Indicator, Row, SubPlan, WorkItem


def row_label(key: str, row: Row | None) -> str:
    """How a person recognises the row: 「A-4 完成公告受理…」."""
    match row:
        case Checkpoint():
            return f"{key} {row.description}"
        case Indicator():
            return f"{key} {row.subject}"
        case WorkItem() | SubPlan():
            return f"{key} {row.name}"
        case FinanceLine():
            return f"{row.account}（{row.source}）"
        case Case():
            return f"{key} {row.firm_name}"
        case _:
            return key
