"""Pages are packed for their way through the network: a table of figures becomes a tenth of its length.

Files that people download are packed already, or streamed, and left alone. How long a packed page is may tell of what
stands in it beside text that somebody else chose (BREACH); so a name of chance length stands in the head of each.
"""

from gzip import GzipFile
from io import BytesIO
from secrets import randbelow

from flask import Flask, Response, request

WORTHWHILE = 1_000  # bytes; less fits one packet of the network either way
LEVEL = 5  # half the time of the highest, and 3 % longer
CHANCE = 100  # bytes at most


def init_app(app: Flask) -> None:
    """Pack what is worth it, after everything else was said about an answer."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype != "text/html" or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if "Content-Encoding" in response.headers or not request.accept_encodings["gzip"]:
        return response
    page = response.get_data()
    if len(page) >= WORTHWHILE:
        response.set_data(packed(page))
        response.headers["Content-Encoding"] = "gzip"
    return response


def packed(page: bytes) -> bytes:
    """The page as gzip writes it, a few bytes longer than it would need to be."""
    out = BytesIO()
    name = "x" * (1 + randbelow(CHANCE))
    with GzipFile(name, "wb", LEVEL, out, mtime=0) as writer:
        writer.write(page)
    return out.getvalue()
