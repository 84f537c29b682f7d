"""計畫人力結構: person-months by grade, as they were planned and worked."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from app.domain.plan_document import PlanDocument, Staffing
from app.reports.official.cells import figure
from app.reports.official.table import Cell, Line, Role, Table, heads
from app.reports.official.words import NO_DIFFERENCE


def staffing(document: PlanDocument) -> Table:
    """原訂, 實際 and their difference for all grades together and each by itself; 「—」 while one is not reported."""
    grades = document.staffing
    head = heads("執行情形", "總人力(人月)", *(grade.key for grade in grades))
    body = (
        _line("原訂", grades, lambda grade: grade.planned_months),
        _line("實際", grades, lambda grade: grade.actual_months),
        _line("差異", grades, _difference),
    )
    return Table((head,), body, unit="人月")


def differences(document: PlanDocument) -> str:
    """The draft below the table: each grade whose months differ, or 無差異."""
    found = [(grade.key, _difference(grade)) for grade in document.staffing]
    if any(months is None for _, months in found):
        return "尚未填報。"
    told = [f"{name}{'增加' if months > 0 else '減少'} {abs(months)} 人月" for name, months in found if months]
    return f"{'、'.join(told)}。" if told else NO_DIFFERENCE


def _line(label: str, grades: Iterable[Staffing], months: Callable[[Staffing], Decimal | None]) -> Line:
    values = [months(grade) for grade in grades]
    known = [value for value in values if value is not None]
    whole = sum(known, Decimal(0)) if len(known) == len(values) else None
    return (Cell(label, Role.LABEL), figure(whole), *map(figure, values))


def _difference(grade: Staffing) -> Decimal | None:
    return None if grade.actual_months is None else grade.actual_months - grade.planned_months
