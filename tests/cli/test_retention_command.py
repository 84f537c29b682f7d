"""``flask retention``: what is kept for how long, and what would go."""

from collections.abc import Callable

import pytest
from support.databases import Databases

from .conftest import Command


@pytest.fixture
def databases(databases_of: Callable[[str], Databases]) -> Databases:
    """One engine is enough here: tests/services/test_retention.py has both."""
    return databases_of("sqlite")


def test_a_dry_run_names_every_rule_with_its_source(flask: Command) -> None:
    told = flask("retention", "--dry-run", "--json")

    assert told.code == 0
    assert len(told.value) > 10
    assert all(one["what"] and one["kept"] and one["source"] and one["count"] == 0 for one in told.value)
    assert "訓練成效追蹤的學員姓名" in flask("retention", "--dry-run").out
