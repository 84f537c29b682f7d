"""Style sheets, scripts and icons: kept by browsers for good under an address that changes when they do, and packed."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, send_from_directory

VERSION = "v"
FOREVER = "public, max-age=31536000, immutable"  # a year; the address names what is in the file


def init_app(app: Flask) -> None:
    """Serve the static folder by our own view, and say the version of a file wherever its address is written."""
    app.view_functions["static"] = serve
    app.url_defaults(_with_version)


def serve(filename: str) -> Response:
    """A file, packed as the build left it where the browser takes that; for good, if the address names its version."""
    folder = Path(current_app.static_folder or "")
    is_packed = request.accept_encodings["gzip"] > 0 and version_of(folder, f"{filename}.gz") is not None
    answer = send_from_directory(folder, f"{filename}.gz" if is_packed else filename)  # its ending says the encoding
    answer.vary.add("Accept-Encoding")
    if request.args.get(VERSION) == version_of(folder, filename) or _is_named_by_content(filename):
        answer.headers["Cache-Control"] = FOREVER
    return answer


def _with_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and VERSION not in values:
        version = version_of(Path(current_app.static_folder or ""), values["filename"])
        if version:
            values[VERSION] = version


@cache
def version_of(folder: Path, filename: str) -> str | None:
    """A few letters that stand for the content of a file; read once, since a build ends before the server starts."""
    path = folder / filename
    return sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else None


def _is_named_by_content(filename: str) -> bool:
    return Path(filename).name.startswith("img-")  # build.mjs writes the pictures of the style sheet so
