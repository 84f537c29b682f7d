"""What every test may ask for; the fixtures themselves are in tests/support."""

import hypothesis
import pytest

# A busy machine is no finding: examples may take as long as they need.
hypothesis.settings.register_profile("unhurried", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("unhurried")

pytest_plugins = ["support.database_fixtures", "support.application_fixtures", "support.browser_fixtures"]


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
