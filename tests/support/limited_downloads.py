"""No page hands out a file without end, in whatever test it does."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, request, request_finished

from app.web.rate_limits import EXPORTS


class Unlimited(AssertionError):
    """A page answers with a file, and nobody counts how often."""


@pytest.fixture(autouse=True, scope="session")
def limited_downloads() -> Iterator[None]:
    """Looks at every answer of this run."""
    with request_finished.connected_to(_look):
        yield


def _look(_app: Flask, response: Response, **_more: object) -> None:
    if "attachment" in response.headers.get("Content-Disposition", "") and request.endpoint not in EXPORTS:
        raise Unlimited(f"{request.endpoint} belongs into app.web.rate_limits.EXPORTS")
