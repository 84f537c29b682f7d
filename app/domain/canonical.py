"""The canonical JSON of a plan document: the same document is always the same bytes, so its hash can be kept."""

import hashlib
import json
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

from app.domain.plan_document import PlanDocument

FORMAT = 1  # raised when a stored document must be read differently


def to_json(document: PlanDocument) -> str:
    """The document as canonical JSON: sorted keys, no blanks, figures as exact text, ISO dates."""
    return as_text({"format": FORMAT, "plan": encode(document)})


def from_json(text: str, *, without: Iterable[str] = ()) -> PlanDocument:
    """The document that :func:`to_json` wrote.

    :param without: sections that stay empty, for readers who need none of their many rows.
    :raises ValueError: if the text was written in a format that this version does not know.
    """
    body = from_text(text)
    if body.get("format") != FORMAT:
        raise ValueError(f"unknown plan document format: {body.get('format')!r}")
    document = decode(PlanDocument, {**body["plan"], **dict.fromkeys(without, ())})
    assert isinstance(document, PlanDocument)
    return document


def as_text(body: dict[str, Any]) -> str:
    """What :func:`encode` gave as the one text that says it."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> dict[str, Any]:
    """The body that :func:`as_text` wrote."""
    body: dict[str, Any] = json.loads(text)
    return body


def fingerprint(document: PlanDocument) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return fingerprint_of(to_json(document))


def fingerprint_of(text: str) -> str:
    """The same of a document that is canonical JSON already."""
    return hashlib.sha256(text.encode()).hexdigest()


def encode(value: Any) -> Any:
    """A value of the document as JSON knows it. Trailing zeros of a figure are not part of its value."""
    kind = type(value)
    if kind in _AS_IN_JSON:
        return value
    if is_dataclass(kind):
        body = {name: encode(getattr(value, name)) for name in _names(kind)}
        for name in _added_later(kind):
            if body[name] is None:
                del body[name]
        return body
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


_AS_IN_JSON = frozenset({str, int, bool, type(None)})


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _added_later(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if f.metadata.get("added_later"))


def plain(value: Decimal) -> str:
    """An exact figure without exponent or trailing zeros: ``Decimal("5.10")`` is ``"5.1"``."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def decode(kind: Any, value: Any) -> Any:
    """The value of type ``kind`` that :func:`encode` wrote."""
    return _decoder(kind)(value)


_Decoder: TypeAlias = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _decoder(kind: Any) -> _Decoder:
    """How a type is read from JSON, worked out once for all values of the type."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _decoder(next(arg for arg in typing.get_args(kind) if arg is not type(None)))
    if origin is tuple:
        return _tuple_of(_decoder(typing.get_args(kind)[0]))
    if is_dataclass(kind):
        return _dataclass_of(kind)
    if kind is date:
        return _unless_none(date.fromisoformat)
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return _unless_none(kind)
    return _as_it_is


def _unless_none(read: _Decoder) -> _Decoder:
    return lambda value: None if value is None else read(value)


def _tuple_of(read: _Decoder) -> _Decoder:
    return _unless_none(lambda values: tuple(map(read, values)))


def _dataclass_of(kind: Any) -> _Decoder:
    hints = typing.get_type_hints(kind)
    parts = {f.name: _decoder(hints[f.name]) for f in fields(kind)}
    parts = {name: read for name, read in parts.items() if read is not _as_it_is}

    def read(value: dict[str, Any]) -> Any:
        return kind(**value | {name: parts[name](value[name]) for name in parts.keys() & value.keys()})

    names = _names(kind)
    values_of = itemgetter(*names)  # by position takes half the time of by name

    def read_as_it_is(value: dict[str, Any]) -> Any:
        return kind(*values_of(value)) if len(value) == len(names) > 1 else kind(**value)

    return _unless_none(read if parts else read_as_it_is)
