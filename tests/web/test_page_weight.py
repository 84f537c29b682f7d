"""What a page weighs on its way: pages are packed, and what stays the same is fetched once."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.packing import packed
from app.web.static_files import FOREVER

BY_GZIP = {"Accept-Encoding": "gzip, br"}
STYLE = "body { color: #1f2933; }\n" * 100


@pytest.fixture(autouse=True)
def built(application: Flask, tmp_path: Path) -> Path:
    """A build of our own, whether or not the real one was made."""
    folder = tmp_path / "static"
    (folder / "vendor").mkdir(parents=True)
    (folder / "vendor" / "app.css").write_text(STYLE)
    (folder / "vendor" / "app.css.gz").write_bytes(gzip.compress(STYLE.encode()))
    (folder / "vendor" / "img-0f542ce809.svg").write_text("<svg/>")
    application.static_folder = str(folder)
    return folder


def style_address(client: FlaskClient) -> str:
    """Where the sign-in page says that the style sheet is."""
    found = re.search(r'href="([^"]*app\.css[^"]*)"', client.get("/login").text)
    assert found
    return found[1]


def test_a_page_is_packed_for_a_browser_that_takes_it(client: FlaskClient) -> None:
    plain, small = client.get("/login"), client.get("/login", headers=BY_GZIP)

    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
    assert "登入" in gzip.decompress(small.data).decode()
    assert "Content-Encoding" not in plain.headers


def test_what_is_short_or_no_page_goes_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers=BY_GZIP).headers
    assert "Content-Encoding" not in client.get("/", headers=BY_GZIP).headers


def test_the_length_of_a_packed_page_says_little_of_what_is_in_it() -> None:
    page = b"<p>secret</p>" * 100

    lengths = {len(packed(page)) for _ in range(50)}

    assert len(lengths) > 10


def test_the_address_of_a_style_sheet_names_its_content(client: FlaskClient) -> None:
    answer = client.get(style_address(client), headers=BY_GZIP, buffered=True)

    assert answer.headers["Cache-Control"] == FOREVER
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.mimetype == "text/css"
    assert gzip.decompress(answer.data).decode() == STYLE


def test_a_browser_that_takes_nothing_packed_gets_the_same_style_sheet(client: FlaskClient) -> None:
    answer = client.get(style_address(client), buffered=True)

    assert "Content-Encoding" not in answer.headers
    assert answer.text == STYLE


def test_another_version_than_ours_is_never_kept_for_good(client: FlaskClient) -> None:
    for address in ("/static/vendor/app.css", "/static/vendor/app.css?v=0123456789"):
        assert client.get(address, buffered=True).headers["Cache-Control"] == "no-cache"


def test_a_picture_that_is_named_by_its_content_is_kept_for_good(client: FlaskClient) -> None:
    answer = client.get("/static/vendor/img-0f542ce809.svg", buffered=True)

    assert answer.headers["Cache-Control"] == FOREVER


def test_what_is_not_there_or_outside_is_not_found(client: FlaskClient, built: Path) -> None:
    (built.parent / "secret.txt").write_text("x")

    assert client.get("/static/vendor/nothing.css").status_code == 404
    assert client.get("/static/../secret.txt").status_code == 404
