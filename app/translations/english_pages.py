"""Pages in English: their sources are put into English when they are compiled, once a process.

The Chinese pages are compiled from their sources as these stand, by another environment: nothing changes them.
"""

import re
from collections.abc import Callable, Mapping

from jinja2 import Environment
from jinja2.ext import Extension
from markupsafe import Markup, escape

from app.domain.language import Language
from app.translations import walk
from app.translations.catalogue import Catalogue, catalogue_of
from app.translations.page_source import CHINESE_OR_MARKS, Kind, Message, Token, expression
from app.translations.plain_words import with_our_marks

SPOKEN, SHOWN = "said_plainly", "said"  # the filters of expressions: in an attribute, and on the page
# Of what WTForms draws: the words of choices. What they send stands in ``value``.
_CHOICES = re.compile(r"(?<=>)([^<>]+)(?=</(?:option|label)>)")
_PLACE_OR_TAG = re.compile(r"\{\w+\}|</?[a-z]+\d*>")


class EnglishPages(Extension):
    """Puts the source of a page into English before it is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source in English; what the catalogue does not have stays as it is."""
        catalogue, is_text = catalogue_of(Language.ENGLISH), (name or "").endswith(".txt")
        words = walk.Words(
            message=lambda message, is_plain: _message(message, is_plain or is_text, catalogue),
            text=lambda text: with_our_marks(text) if CHINESE_OR_MARKS.search(text) else text,
            expression=lambda token, is_plain: _expression(token, is_plain or is_text),
        )
        # In a letter of plain text every line is a sentence by itself.
        return (
            "\n".join(walk.rewritten(line, words) for line in source.split("\n"))
            if is_text
            else walk.rewritten(source, words)
        )


def english(environment: Environment, filters: Mapping[str, Callable[..., object]]) -> Environment:
    """The environment, for pages in English.

    :param filters: those that show something otherwise there, by their names in the pages.
    """
    made = environment.overlay(extensions=[EnglishPages])
    made.bytecode_cache = None  # which goes by what the file says, and would hand out the Chinese page
    made.filters = environment.filters | dict(filters) | {SHOWN: said, SPOKEN: said_plainly}
    return made


def said(value: object) -> object:
    """A text on an English page: in English where the system says it, marked as Chinese where people wrote it."""
    if not isinstance(value, str) or not CHINESE_OR_MARKS.search(value):
        return value
    if isinstance(value, Markup):
        return _choices(value)
    words = catalogue_of(Language.ENGLISH).say(value)
    return words if words is not None else Markup('<span lang="zh-Hant-TW">{}</span>').format(value)


def said_plainly(value: object) -> object:
    """The same where no element can stand."""
    if not isinstance(value, str) or isinstance(value, Markup) or not CHINESE_OR_MARKS.search(value):
        return value
    return catalogue_of(Language.ENGLISH).say(str(value)) or value


def _choices(drawn: Markup) -> Markup:
    if not drawn.startswith(("<select", "<ul")):
        return drawn
    say = catalogue_of(Language.ENGLISH).say
    return Markup(_CHOICES.sub(lambda found: escape(say(Markup(found[1]).unescape()) or found[1]), drawn))  # noqa: S704


def _message(message: Message, is_plain: bool, catalogue: Catalogue) -> str:
    saying = catalogue.of_message(message)
    words = saying.other if saying else message.text
    if saying is None or saying.counted is None or saying.one == saying.other:
        return _filled(words, message, is_plain)
    counted = expression(message.parts[f"{{{saying.counted}}}"])
    one, other = _filled(saying.one, message, is_plain), _filled(saying.other, message, is_plain)
    return f'{{% if ({counted})|string == "1" %}}{one}{{% else %}}{other}{{% endif %}}'


def _filled(words: str, message: Message, is_plain: bool) -> str:
    parts = {place: _expression(token, is_plain) for place, token in message.parts.items()}
    return _PLACE_OR_TAG.sub(lambda found: parts.get(found[0], found[0]), words)


def _expression(token: Token, is_plain: bool) -> str:
    if token.kind is not Kind.EXPRESSION:
        return token.text
    opening = "{{-" if token.text.startswith("{{-") else "{{"
    closing = "-}}" if token.text.endswith("-}}") else "}}"
    return f"{opening} ({expression(token)})|{SPOKEN if is_plain else SHOWN} {closing}"
