"""Why an alert stands, kept: the signals of a slip as canonical JSON, so that they can be shown long after."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.domain.canonical import decode, encode
from app.domain.slippage import Level, Signal


def to_json(signals: Iterable[Signal]) -> str:
    """The same signals are always the same text."""
    return json.dumps(encode(tuple(signals)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> tuple[Signal, ...]:
    """The signals that :func:`to_json` wrote."""
    return tuple(map(_signal, json.loads(text)))


def _signal(body: dict[str, Any]) -> Signal:
    read: Signal = decode(Signal, body)
    return replace(read, level=Level(read.level))
