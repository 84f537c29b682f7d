"""Problems of a file as they are kept: plain values, which later versions of the system can read."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from app.domain.findings import Problem, Severity


def as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems for a JSON column."""
    return [{**asdict(problem), "severity": problem.severity.value} for problem in problems]


def of_json(kept: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Problems as :func:`as_json` kept them."""
    return tuple(Problem(**{**one, "severity": Severity(one["severity"])}) for one in kept)
