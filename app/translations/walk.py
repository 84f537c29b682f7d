"""Walk over the source of a page: every message on it, and the source with other words in their place.

The collector of the catalogue and the pages in English walk the same way, so that what is collected is what is said.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.translations.page_source import (
    INLINE,
    KEPT,
    PLAIN,
    SPOKEN,
    Kind,
    Message,
    Token,
    attributes,
    messages,
    tokens,
)

BUTTON = "button"


@dataclass(frozen=True, slots=True)
class Words:
    """What becomes of what is said: of a message, of a text between them, and of an expression.

    A flag says whether only plain text may stand there (attributes, titles, options).
    """

    message: Callable[[Message, bool], str]
    text: Callable[[str], str]
    expression: Callable[[Token, bool], str]


def rewritten(source: str, words: Words) -> str:
    """The source, said in other words."""
    return "".join(_walk(list(tokens(source)), words))


def _walk(all_tokens: list[Token], words: Words) -> Iterator[str]:
    run: list[Token] = []
    within = ""  # the element that stands open, if it makes a difference
    for token in all_tokens:
        if token.kind in (Kind.OPEN, Kind.CLOSE) and token.name in KEPT | PLAIN | {BUTTON}:
            yield from _run(run, words, within)
            run = []
            within = token.name if token.kind is Kind.OPEN and not token.text.endswith("/>") else ""
            yield _tag(token, words)
        elif token.kind in (Kind.TEXT, Kind.EXPRESSION) or token.name in INLINE:
            run.append(token)
        else:
            yield from _run(run, words, within)
            run = []
            yield _tag(token, words) if token.kind is Kind.OPEN else token.text
    yield from _run(run, words, within)


def _run(run: list[Token], words: Words, within: str) -> Iterator[str]:
    if within in KEPT:
        yield from (token.text for token in run)
        return
    for part in messages(run):
        if isinstance(part, Message):
            part.on_button = within == BUTTON
            part.parts = {place: _inline(token, words) for place, token in part.parts.items()}
            yield words.message(part, within in PLAIN)
        else:
            yield from (_token(token, words, within in PLAIN) for token in part)


def _inline(token: Token, words: Words) -> Token:
    """An element within a message, its attributes said in other words too."""
    return Token(token.kind, _tag(token, words), token.name) if token.kind is Kind.OPEN else token


def _token(token: Token, words: Words, is_plain: bool) -> str:
    if token.kind is Kind.TEXT:
        return words.text(token.text)
    if token.kind is Kind.EXPRESSION:
        return words.expression(token, is_plain)
    return _tag(token, words) if token.kind is Kind.OPEN else token.text


def _tag(token: Token, words: Words) -> str:
    said, at = "", 0
    for attribute in attributes(token.text):
        if attribute.name in SPOKEN:
            said += token.text[at : attribute.start]
            said += "".join(_value(token.text[attribute.start : attribute.end], words))
            at = attribute.end
    return said + token.text[at:]


def _value(value: str, words: Words) -> Iterator[str]:
    run: list[Token] = []
    for token in [*_value_tokens(value), Token(Kind.CONTROL, "")]:
        if token.kind is not Kind.CONTROL:
            run.append(token)
            continue
        for part in messages(run):
            if isinstance(part, Message):
                yield words.message(part, True)
            else:
                yield from (_token(piece, words, True) for piece in part)
        run = []
        yield token.text


def _value_tokens(value: str) -> Iterator[Token]:
    for token in tokens(value):
        is_jinja = token.kind in (Kind.EXPRESSION, Kind.CONTROL)
        yield token if is_jinja else Token(Kind.TEXT, token.text)
