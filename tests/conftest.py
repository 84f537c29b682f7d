"""What every test may ask for; the fixtures themselves are in tests/support."""

import os

import pytest
from hypothesis import settings

pytest_plugins = [
    "support.cheap_passwords",
    "support.told_changes",
    "support.limited_downloads",
    "support.database_fixtures",
    "support.application_fixtures",
    "support.browser_fixtures",
]

# No deadline: a busy machine is no defect. CI draws the same examples each time, so that a failure there is a
# failure of the change; elsewhere every run looks at new ones.
settings.register_profile("thorough", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.register_profile("quick", parent=settings.get_profile("thorough"), max_examples=15)


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("quick" if config.getoption("--quick") else "thorough")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick", action="store_true", help="SQLite only; leave out tests marked browser or slow (make test-quick)"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--quick"):
        return
    left_out = [item for item in items if any(map(item.get_closest_marker, ("browser", "slow")))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
