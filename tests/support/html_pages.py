"""A page as a test reads it: elements, texts and forms, and what is wrong with it whatever it shows."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SVG_VOID = frozenset(["use", "rect", "line", "path", "circle"])
UNLABELLED = frozenset({"hidden", "submit", "button"})  # inputs that need no label
TITLES = {"zh-Hant-TW": r"\S.*｜計畫績效管考系統", "en": r"\S.* \| Programme Performance Tracker"}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for")


@dataclass
class Element:
    """A tag with its attributes and what stands in it."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)
    parent: "Element | None" = field(default=None, repr=False)

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    @property
    def text(self) -> str:
        """All texts within, blanks run together."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield child
            else:
                yield from child._texts()

    def all(self, tag: str | None = None, **attributes: str) -> list["Element"]:
        """The elements within, in the order of the page; ``class_`` asks for one of the classes."""
        wanted_class = attributes.pop("class_", None)
        return [
            element
            for element in self._walk()
            if tag in (None, element.tag)
            and (wanted_class is None or wanted_class in element.get("class").split())
            and all(element.attributes.get(name) == value for name, value in attributes.items())
        ]

    def one(self, tag: str | None = None, **attributes: str) -> "Element":
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tag} {attributes}"
        return found[0]

    def _walk(self) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child._walk()

    def ancestors(self) -> Iterator["Element"]:
        """The elements around this one, innermost first."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        if len(attrs) != len(dict(attrs)):
            self.faults.append(f"<{tag}> has an attribute twice: {attrs}")
        element = Element(tag, {name: value or "" for name, value in attrs}, parent=self.open[-1])
        self.open[-1].children.append(element)
        if tag not in VOID | SVG_VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        if tag in VOID | SVG_VOID:
            return
        if self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag}>, line {self.getpos()[0]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(html: str) -> tuple[Element, list[str]]:
    """The page's root, and its faults of grammar."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    builder.faults += [f"<{element.tag}> is not closed" for element in builder.open[1:]]
    return builder.root, builder.faults


def faults_of(html: str) -> list[str]:
    """What no page may do, whatever it shows."""
    root, faults = parse(html)
    return [
        *faults,
        *_frame(root),
        *_ids(root),
        *_labels(root),
        *_tables(root),
        *_actions(root),
        *_inline(root),
        *_leaks(root),
    ]


def _frame(root: Element) -> Iterator[str]:
    title = TITLES.get(root.one("html").get("lang"))
    if title is None:
        yield "the page does not say its language"
    elif not re.fullmatch(title, root.one("head").one("title").text):
        yield f"title: {root.one('title').text}"
    if len(root.all("h1")) != 1:
        yield f"{len(root.all('h1'))} headings of the first level"


def _ids(root: Element) -> Iterator[str]:
    count = Counter(element.get("id") for element in root.all() if "id" in element.attributes)
    yield from (f"id {name!r} stands {times} times" for name, times in count.items() if times > 1)
    for element in root.all():
        for name in REFERENCES:
            yield from (f"{name} names {one!r}" for one in element.get(name).split() if one not in count)
        if element.tag == "a" and element.get("href").startswith("#") and element.get("href")[1:] not in count:
            yield f"a link to {element.get('href')}, which is not on the page"


def _labels(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in root.all("label") if label.text}
    for element in (*root.all("input"), *root.all("select"), *root.all("textarea")):
        wrapped = any(around.tag == "label" and around.text for around in element.ancestors())
        is_named = wrapped or element.get("id") in labelled or element.get("aria-label")
        if element.get("type") not in UNLABELLED and not is_named:
            yield f"{element.tag} {element.get('name')} has no label"
    for element in (*root.all("a"), *root.all("button")):
        if not element.text and not element.get("aria-label"):
            yield f"{element.tag} without a name: {element.attributes}"
    yield from (f"image without alt: {image.get('src')}" for image in root.all("img") if "alt" not in image.attributes)


def _tables(root: Element) -> Iterator[str]:
    """A table says what it is and what its heads are of, and is moved sideways by itself, also without a mouse."""
    for table in root.all("table"):
        said = " ".join(caption.text for caption in table.all("caption"))
        if not said:
            yield "a table without a caption"
        yield from (
            f"table 「{said}」: head {head.text!r} without scope" for head in table.all("th") if not head.get("scope")
        )
        if not table.all("th"):
            yield f"table 「{said}」 has no heads"
        is_wide = "table" in table.get("class").split()  # a month of the calendar fits any window
        if is_wide and not any(_is_region(around) for around in table.ancestors()):
            yield f"table 「{said}」 stands in no region that can be moved sideways"


def _is_region(element: Element) -> bool:
    is_named = element.get("aria-label") or element.get("aria-labelledby")
    return bool(element.get("role") == "region" and element.get("tabindex") == "0" and is_named)


def _actions(root: Element) -> Iterator[str]:
    for form in root.all("form"):
        if form.get("method") == "post" and len(form.all("input", name="csrf_token")) != 1:
            yield f"form {form.get('action')} carries no token"


def _inline(root: Element) -> Iterator[str]:
    for element in root.all():
        yield from (
            f"<{element.tag} {name}>, which the security policy refuses"
            for name in element.attributes
            if name == "style" or re.fullmatch("on[a-z]+", name)
        )
        if element.tag == "style" or (element.tag == "script" and "src" not in element.attributes):
            yield f"inline <{element.tag}>"


def _leaks(root: Element) -> Iterator[str]:
    """Words of the program on a page of the office."""
    shown = root.one("body").text
    pattern = r"\bNone\b|\bUndefined\b|\{\{|Traceback|<bound method|Decimal\(|datetime\.|[A-Z][A-Za-z]+\.[A-Z_]{3,}"
    yield from (f"the page shows {found!r}" for found in re.findall(pattern, shown))
