"""Somebody with a browser without scripts: fetches pages, fills forms, and looks every page over on the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from support.html_pages import Element, faults_of, parse
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

TOKEN = "csrf_token"
REDIRECTS = frozenset({302, 303})


@dataclass
class Page:
    """What a request was answered with, after following redirects."""

    status: int
    path: str
    html: str
    root: Element = field(repr=False)

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.root.one("body").text

    @property
    def heading(self) -> str:
        """The page's own heading."""
        return self.root.one("h1").text

    @property
    def flashes(self) -> list[str]:
        """The framed messages."""
        return [element.text for element in self.root.all(class_="flash")]

    def value(self, name: str) -> str:
        """What stands in the field ``name``."""
        found = next(element for element in self.root.all(name=name))
        return found.text if found.tag == "textarea" else found.get("value")

    def error_of(self, name: str) -> str:
        """The message beside the field ``name``; empty if there is none."""
        element = next(element for element in self.root.all(name=name))
        frame = next(around for around in element.ancestors() if "field" in around.get("class").split())
        return "".join(error.text for error in frame.all(class_="field-error"))

    def understood(self, name: str) -> str:
        """How the system read the field ``name``; empty if it does not say."""
        element = next(element for element in self.root.all(name=name))
        frame = next(around for around in element.ancestors() if "field" in around.get("class").split())
        return "".join(echo.text for echo in frame.all(class_="understood"))

    @property
    def hrefs(self) -> list[str]:
        """Where the page leads, without addresses within itself."""
        links = [element.get("href").partition("#")[0] for element in self.root.all("a")]
        return [link for link in dict.fromkeys(links) if link]


class Visitor:
    """One person's browser."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def sign_in(self, email: str, password: str) -> Page:
        """Through the sign-in page, as everybody."""
        self.get("/login")
        return self.post("/login", {"email": email, "password": password})

    def get(self, path: str, *, status: int = 200) -> Page:
        """Fetch a page."""
        return self.look_at(self.client.get(path), status)

    def post(self, path: str, fields: Mapping[str, Any] | None = None, *, status: int = 200) -> Page:
        """Send a form with the token of the page before."""
        return self.look_at(self.client.post(path, data={TOKEN: self.token, **(fields or {})}), status)

    def upload(self, path: str, content: bytes, name: str, *, period: str = "期末", status: int = 200) -> Page:
        """Send a workbook."""
        return self.post(path, {"period": period, "file": (BytesIO(content), name)}, status=status)

    def download(self, path: str) -> bytes:
        """Fetch a file."""
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.data

    def look_at(self, answer: TestResponse, status: int = 200) -> Page:
        """Follow where the answer leads, and look the page over."""
        while answer.status_code in REDIRECTS:
            answer = self.client.get(answer.headers["Location"])
        request = answer.request
        assert answer.status_code == status, f"{request.method} {request.path}: {answer.status_code}\n{answer.text}"
        assert answer.mimetype == "text/html"
        faults = [*faults_of(answer.text), *self._dead_ends(answer)]
        assert not faults, f"{request.path}: {faults}"
        root, _ = parse(answer.text)
        tokens = [element.get("value") for element in root.all("input", name=TOKEN)]
        self.token = tokens[0] if tokens else self.token
        return Page(answer.status_code, request.full_path.rstrip("?"), answer.text, root)

    def _dead_ends(self, answer: TestResponse) -> list[str]:
        """Links and forms that lead to an address which the application does not have."""
        root, _ = parse(answer.text)
        targets = [(link.get("href"), "GET") for link in root.all("a")]
        for form in root.all("form"):
            method = form.get("method", "get").upper()
            targets.append((form.get("action"), method))
            targets += [(button.get("formaction"), method) for button in form.all("button")]
        return [f"{method} {address}" for address, method in targets if not self._leads_somewhere(address, method)]

    def _leads_somewhere(self, address: str, method: str) -> bool:
        parts = urlsplit(address)
        if not parts.path:
            return True
        try:
            self.client.application.url_map.bind("localhost").match(parts.path, method=method)
        except HTTPException:
            return False
        return not parts.netloc
