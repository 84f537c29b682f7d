"""What a rule is: a function of a reported row that tells what is wrong with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from app.domain.findings import Severity
from app.domain.plan_document import PlanDocument


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules need to know beyond the row: the plan before the report, and the day of reporting."""

    before: PlanDocument
    on: date


Fault: TypeAlias = tuple[str | None, Severity, str, str]  # field, severity, code, message
Rule: TypeAlias = Callable[[Any, Context], Iterator[Fault]]
