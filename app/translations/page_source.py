"""Cut the source of a page into what is said on it and what only holds it together.

A page is Jinja within HTML. What is said are runs of text, with the expressions and inline elements inside them, and
the values of attributes that are read aloud or shown. Everything else is handed back as it stands.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Chinese words, or only the marks between them.
CHINESE_OR_MARKS = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
INLINE = frozenset({"a", "abbr", "b", "bdi", "code", "em", "i", "kbd", "mark", "small", "span", "strong", "time"})
#: Attributes that people see or hear. ``value`` is none of them: it is what a form sends.
SPOKEN = frozenset({"alt", "aria-description", "aria-label", "aria-valuetext", "data-label", "placeholder", "title"})
#: Elements whose text is not for reading, or comes back with the form.
KEPT = frozenset({"script", "style", "textarea"})
#: Elements that hold text and nothing else: no language can be marked inside them.
PLAIN = frozenset({"desc", "option", "text", "title", "tspan"})

_JINJA_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_ATTRIBUTE = re.compile(r"([\w:-]+)=([\"'])")
_GRAMMAR = frozenset({"and", "else", "if", "in", "is", "none", "not", "or"})
_NAME = re.compile(r"[A-Za-z_]\w*")


class Kind(Enum):
    """What a token of a page is."""

    TEXT = auto()
    EXPRESSION = auto()  # {{ … }}
    CONTROL = auto()  # {% … %} and {# … #}
    OPEN = auto()  # <a …>
    CLOSE = auto()  # </a>
    MARKUP = auto()  # comments and declarations of HTML


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the source; ``name`` is the element's."""

    kind: Kind
    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute with a value in quotes: where the value stands within the tag."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Message:
    """One thing that is said. ``text`` names its expressions, "共 {total} 項", and its elements, "<a>說明</a>"."""

    text: str
    parts: dict[str, Token] = field(default_factory=dict)  # "{total}", "<a>", "</a>" and what they stand for
    on_button: bool = False  # tells to do something: 核定 is "Approve" there, and "Approved" where it is a state


def tokens(source: str) -> Iterator[Token]:
    """The source, piece by piece; put together again the pieces are the source."""
    at = 0
    while at < len(source):
        token = _jinja(source, at) or _markup(source, at) or _text(source, at)
        yield token
        at += len(token.text)


def attributes(tag: str) -> Iterator[Attribute]:
    """The attributes of a tag whose values stand in quotes."""
    at = 1
    while at < len(tag):
        if tag[at : at + 2] in _JINJA_ENDS:
            at = _end_of_jinja(tag, at)
        elif found := _ATTRIBUTE.match(tag, at):
            end = _end_of_quote(tag, found.end(), found[2])
            yield Attribute(found[1].lower(), found.end(), end)
            at = end + 1
        else:
            at += 1


def messages(run: list[Token]) -> Iterator[list[Token] | Message]:
    """What is said in a run of texts, expressions and inline elements: messages, and the tokens between them.

    A run that says something itself is one message, its elements included, so that words can change places. One that
    only has elements beside each other is as many messages as they hold.
    """
    for part in _balanced(run):
        if _says_something(part):
            lead, said, rest = _trimmed(part)
            yield from ([lead] if lead else [])
            yield _message(said)
            yield from ([rest] if rest else [])
        elif any(token.kind is Kind.OPEN for token in part) and _has_chinese(part):
            yield from _inner(part)
        else:
            yield part


def expression(token: Token) -> str:
    """What stands between the braces, without the signs that take blanks away."""
    return token.text[2:-2].removeprefix("-").removesuffix("-").strip()


def name_of(said: str) -> str:
    """What an expression is called in a message: the thing that it is about, "rows" of ``page.rows|length``."""
    called, _, argument = said.partition("|")[0].partition("(")
    about = argument.partition(",")[0].partition("|")[0] if argument.strip(" )") else called
    names = [name for name in _NAME.findall(re.sub(r"\"[^\"]*\"|'[^']*'", "", about)) if name not in _GRAMMAR]
    return str(names[-1]) if names else "value"


def numbered(name: str, count: dict[str, int]) -> str:
    """The name, with a number from its second time on."""
    count[name] = count.get(name, 0) + 1
    return name if count[name] == 1 else f"{name}{count[name]}"


def _jinja(source: str, at: int) -> Token | None:
    opening = source[at : at + 2]
    if opening not in _JINJA_ENDS:
        return None
    kind = Kind.EXPRESSION if opening == "{{" else Kind.CONTROL
    return Token(kind, source[at : _end_of_jinja(source, at)])


def _end_of_jinja(source: str, at: int) -> int:
    closing, depth = _JINJA_ENDS[source[at : at + 2]], 0
    if closing == "#}":
        end = source.find(closing, at)
        return len(source) if end < 0 else end + 2
    at += 2
    while at < len(source):
        if depth == 0 and source.startswith(closing, at):
            return at + 2
        if source[at] in "\"'":
            at = max(source.find(source[at], at + 1), at)
        depth += (source[at] in "{[(") - (source[at] in "}])")
        at += 1
    return at


def _end_of_quote(source: str, at: int, quote: str) -> int:
    while at < len(source) and source[at] != quote:
        at = _end_of_jinja(source, at) if source[at : at + 2] in _JINJA_ENDS else at + 1
    return at


def _markup(source: str, at: int) -> Token | None:
    if source.startswith("<!", at):
        closing = "-->" if source.startswith("<!--", at) else ">"
        end = source.find(closing, at)
        return Token(Kind.MARKUP, source[at : len(source) if end < 0 else end + len(closing)])
    found = _TAG.match(source, at)
    if found is None:
        return None
    end = found.end()
    while end < len(source) and source[end] != ">":
        if source[end : end + 2] in _JINJA_ENDS:
            end = _end_of_jinja(source, end)
        elif source[end] in "\"'":
            end = _end_of_quote(source, end + 1, source[end]) + 1
        else:
            end += 1
    return Token(Kind.CLOSE if found[1] else Kind.OPEN, source[at : end + 1], found[2].lower())


def _text(source: str, at: int) -> Token:
    end = at + 1
    while (
        end < len(source)
        and source[end : end + 2] not in _JINJA_ENDS
        and not (source[end] == "<" and (source.startswith("<!", end) or _TAG.match(source, end)))
    ):
        end += 1
    return Token(Kind.TEXT, source[at:end])


def _balanced(run: list[Token]) -> Iterator[list[Token]]:
    """The run, cut where an element opens or closes that does not do both within it."""
    partner = _partners(run)
    part: list[Token] = []
    for index, token in enumerate(run):
        if token.kind in (Kind.OPEN, Kind.CLOSE) and index not in partner:
            if part:
                yield part
            yield [token]
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _partners(run: list[Token]) -> dict[int, int]:
    partner: dict[int, int] = {}
    waiting: list[int] = []
    for index, token in enumerate(run):
        if token.kind is Kind.OPEN:
            waiting.append(index)
        elif token.kind is Kind.CLOSE and waiting and run[waiting[-1]].name == token.name:
            opened = waiting.pop()
            partner[opened], partner[index] = index, opened
    return partner


def _says_something(part: list[Token]) -> bool:
    """Whether Chinese words stand in the part itself, outside its elements."""
    depth = 0
    for token in part:
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        if depth == 0 and token.kind is Kind.TEXT and CHINESE.search(token.text):
            return True
    return False


def _has_chinese(part: list[Token]) -> bool:
    return any(token.kind is Kind.TEXT and CHINESE.search(token.text) for token in part)


def _inner(part: list[Token]) -> Iterator[list[Token] | Message]:
    """The elements of a part, each looked into by itself."""
    partner = _partners(part)
    index = 0
    while index < len(part):
        yield [part[index]]
        if part[index].kind is Kind.OPEN:
            closing = partner[index]
            yield from messages(part[index + 1 : closing])
            yield [part[closing]]
            index = closing
        index += 1


def _trimmed(part: list[Token]) -> tuple[list[Token], list[Token], list[Token]]:
    """Blanks and icons at the ends belong to no message."""
    first, last = 0, len(part)
    while _is_beside(part[first]):
        first += 1
    while _is_beside(part[last - 1]):
        last -= 1
    lead, said, rest = part[:first], part[first:last], part[last:]
    if said[0].kind is Kind.TEXT and (blanks := len(said[0].text) - len(said[0].text.lstrip(" \n\t"))):
        lead = [*lead, Token(Kind.TEXT, said[0].text[:blanks])]
        said = [Token(Kind.TEXT, said[0].text[blanks:]), *said[1:]]
    if said[-1].kind is Kind.TEXT and (kept := len(said[-1].text.rstrip(" \n\t"))) < len(said[-1].text):
        rest = [Token(Kind.TEXT, said[-1].text[kept:]), *rest]
        said = [*said[:-1], Token(Kind.TEXT, said[-1].text[:kept])]
    return lead, said, rest


def _is_beside(token: Token) -> bool:
    if token.kind is Kind.EXPRESSION:
        return expression(token).startswith("icon(")
    return token.kind is Kind.TEXT and not token.text.strip(" \n\t")


def _message(said: list[Token]) -> Message:
    message, opened, count = Message(""), list[str](), dict[str, int]()
    for token in said:
        if token.kind is Kind.TEXT:
            message.text += re.sub(r"[ \n\t]+", " ", token.text)
            continue
        if token.kind is Kind.EXPRESSION:
            place = f"{{{numbered(name_of(expression(token)), count)}}}"
        elif token.kind is Kind.OPEN:
            opened.append(numbered(token.name, count))
            place = f"<{opened[-1]}>"
        else:
            place = f"</{opened.pop()}>"
        message.text += place
        message.parts[place] = token
    return message
