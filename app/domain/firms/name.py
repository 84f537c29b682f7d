"""The normal form of a firm's name: what is left when everything that people write differently is taken away."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from app.domain.firms.characters import half_width, one_variant, without_blanks

_OPEN, _CLOSE = "[(（〔【[]", "[)）〕】\\]]"
_SHORT = {"股": "股份有限公司", "有": "有限公司", "股份": "股份有限公司", "有限": "有限公司"}
_SHORT_KIND = re.compile(rf"{_OPEN}\s*(股份|有限|股|有)\s*{_CLOSE}\s*(?:有限)?公司")
#: 公司種類 and the endings of 行號, the longer first.
KINDS = (
    *("股份有限公司", "有限公司", "無限公司", "兩合公司", "企業社", "實業社", "工作室", "工作坊", "商行", "商號"),
    *("企業行", "實業行", "工坊", "公司"),
)
_KIND = re.compile(f"({'|'.join(KINDS)})$")
_NUMERAL = "一二三四五六七八九十0-9０-９"
_BRANCH = re.compile(rf"{_OPEN}?(?:第?[{_NUMERAL}]+廠|總公司|(?<=公司)\s*\S{{1,6}}分公司){_CLOSE}?\s*$")
_MARKS = re.compile(r"[・‧·•.,，、。'’\"“”_/\-‐–—]")


def _full_kind(text: str) -> str:
    return _SHORT_KIND.sub(lambda found: _SHORT[found[1]], text)


def _without_branch(text: str) -> str:
    return _BRANCH.sub("", text) or text


#: What is taken away, and how people call it, in this order.
FOLDS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("全形／半形", half_width),
    ("大小寫", str.upper),
    ("空白", without_blanks),
    ("標點", lambda text: _MARKS.sub("", text)),
    ("異體字", one_variant),
    ("公司種類簡寫", _full_kind),
    ("廠別或分公司", _without_branch),
)


@dataclass(frozen=True, slots=True)
class NameKey:
    """A name in normal form: ``core`` is what tells the firm, ``kind`` its 公司種類 ("" if the name tells none)."""

    core: str
    kind: str

    @property
    def front(self) -> str:
        """The first half: it is left alone by a character that differs in the second."""
        return self.core[: len(self.core) // 2]

    @property
    def back(self) -> str:
        """The second half, the longer one."""
        return self.core[len(self.core) // 2 :]


@lru_cache(maxsize=4096)  # a new firm asks for each of its keys in turn
def name_key(name: str) -> NameKey:
    """The normal form of a name. 示範 in front is a part of the name like any other."""
    return _split(folded(name))


def folded(name: str, *, but: str | None = None) -> str:
    """The name with all differences of writing taken away, ``but`` one of :data:`FOLDS`."""
    for label, fold in FOLDS:
        if label != but:
            name = fold(name)
    return name


def writings(one: str, other: str) -> tuple[str, ...]:
    """How the writing of two names of one normal form differs: 「台/臺」, 全形／半形; nothing for equal names."""
    found = []
    for label, _ in FOLDS:
        mine, theirs = folded(one, but=label), folded(other, but=label)
        if mine != theirs:
            found.append(_characters(mine, theirs) if label == "異體字" else label)
    return tuple(found)


def _characters(one: str, other: str) -> str:
    """The characters in which two names of one length differ, as 「台/臺」."""
    if len(one) != len(other):
        return "異體字"
    pairs = dict.fromkeys("/".join(sorted(pair)) for pair in zip(one, other, strict=True) if pair[0] != pair[1])
    return f"「{'、'.join(pairs)}」"


def _split(plain: str) -> NameKey:
    found = _KIND.search(plain)
    if found is None or found.start() == 0:
        return NameKey(plain, "")
    return NameKey(plain[: found.start()], found[1])


def differs_by_one(one: str, other: str) -> bool:
    """Whether two texts differ by exactly one character that was replaced, left out or put in."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    shorter, longer = sorted((one, other), key=len)
    at = next((i for i, char in enumerate(shorter) if char != longer[i]), len(shorter))
    return shorter[at + (len(shorter) == len(longer)) :] == longer[at + 1 :]
