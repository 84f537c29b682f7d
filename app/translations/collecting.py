"""What Babel collects for the catalogue (babel.cfg): what pages say, and what the code gives them to say."""

import ast
import re
from collections.abc import Iterator
from typing import IO, Any

from app.translations import walk
from app.translations.catalogue import counted_in
from app.translations.page_literals import literals
from app.translations.page_source import CHINESE, Message, Token, name_of, numbered
from app.translations.walk import BUTTON

Collected = tuple[int, str | None, Any, list[str]]  # line, function, message, comments: what Babel asks for
# What these are given is looked for in a text, and is not said to anybody.
_LOOKING = frozenset(
    {"compile", "count", "endswith", "find", "index", "lstrip", "partition", "removeprefix", "removesuffix", "replace"}
    | {"rfind", "rpartition", "rsplit", "rstrip", "split", "startswith", "strip", "sub", "match", "fullmatch", "search"}
)
BY_CODE = "said by the code of a page"  # the catalogue tells by it which texts arrive put together
_LIST_OF_WORDS = re.compile(r"(?:\w+\s+){5,}\w+\s*")  # which code takes apart


def from_pages(file: IO[bytes], _keywords: object, _tags: object, options: object) -> Iterator[Collected]:
    """The messages of a page, and the texts that it gives to macros."""
    source = file.read().decode()
    found: list[Message] = []

    def note(message: Message, _is_plain: bool) -> str:
        found.append(message)
        return ""

    def as_it_is(token: Token, _is_plain: bool) -> str:
        return token.text

    lines = source.split("\n") if str(getattr(file, "name", "")).endswith(".txt") else [source]
    for part in lines:
        walk.rewritten(part, walk.Words(note, str, as_it_is))
    for text, on_button in dict.fromkeys((message.text, message.on_button) for message in found):
        yield _collected(1, text, on_button=on_button)
    for text in dict.fromkeys(literals(source)):
        yield _collected(1, text, BY_CODE)


def from_code(file: IO[bytes], _keywords: object, _tags: object, options: object) -> Iterator[Collected]:
    """The Chinese texts of a module, and the forms of those that it composes; not what it only looks for."""
    tree = ast.parse(file.read())
    silent = set(_silent(tree))
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_said(node.value):
            yield _collected(node.lineno, node.value.strip())
        elif isinstance(node, ast.JoinedStr) and CHINESE.search(text := _form(node)):
            yield _collected(node.lineno, text.strip())


def _collected(line: int, text: str, *comments: str, on_button: bool = False) -> Collected:
    if counted_in(text) is None:
        return (line, "pgettext", (BUTTON, text), []) if on_button else (line, "gettext", text, [*comments])
    return line, "ngettext", (text, text), [*comments]


def _is_said(text: str) -> bool:
    return bool(CHINESE.search(text)) and not _LIST_OF_WORDS.fullmatch(text)


def _silent(tree: ast.AST) -> Iterator[int]:
    """What is never said: docstrings, what is compared or looked for, and the pieces of composed texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield id(node.value)
        elif isinstance(node, ast.Compare):
            yield from (id(inner) for inner in ast.walk(node))
        elif isinstance(node, ast.JoinedStr):
            yield from (id(value) for value in node.values)
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in _LOOKING:
                yield from (id(argument) for argument in node.args)


def _form(composed: ast.JoinedStr) -> str:
    """A composed text with names for what is put in: 「落後 {days} 天」."""
    count: dict[str, int] = {}
    pieces = [
        str(value.value)
        if isinstance(value, ast.Constant)
        else f"{{{numbered(name_of(ast.unparse(value.value)), count)}}}"  # type: ignore[attr-defined]
        for value in composed.values
    ]
    return re.sub(r"[{]{2}|[}]{2}", "", "".join(pieces))
