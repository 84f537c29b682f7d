"""Names that a person may ask for, in a catalogue; an unknown one is refused with the list of what there is."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from app.domain.errors import NotFound

_Named = TypeVar("_Named")


class UnknownName(NotFound):
    """A dimension, measure, value or table that does not exist."""


def named(kind: str, name: str, catalogue: Mapping[str, _Named]) -> _Named:
    """The entry of this name.

    :raises UnknownName: if there is none; the sentence names all that there are.
    """
    if name not in catalogue:
        raise unknown(kind, name, catalogue)
    return catalogue[name]


def unknown(kind: str, name: str, known: Iterable[str]) -> UnknownName:
    """The refusal of a name, with those that exist."""
    return UnknownName(f"沒有「{name}」這個{kind}；可用的{kind}為：{'、'.join(known) or '（無）'}。")
