"""A ledger whose records each carry the hash of the one before (雜湊鏈): what was rewritten later shows.

The hash of a record is SHA-256 over the canonical JSON of all that it says, its number and the previous hash among
it. Whoever rewrites a record must rewrite all that follow; so that even this shows, an office writes the last hash
down elsewhere from time to time.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

FIRST = "0" * 64  # what the first record gives as the hash before it


@dataclass(frozen=True, slots=True)
class Link:
    """A record as it was found: all that it says but the two hashes, which stand beside it. Numbers begin at 1."""

    number: int
    said: Mapping[str, Any]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where the ledger was tampered with, and the sentence that says how it shows."""

    number: int
    message: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody wrote down of the ledger when it was shorter: how many records it had, and the last hash."""

    count: int | None = None
    hash: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is left of the ledger: how many records, the last hash (to be written down), and every break."""

    events: int
    last_hash: str
    broken: tuple[Break, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was tampered with, as far as the ledger itself and what was noted can tell."""
        return not self.broken


def hash_of(number: int, said: Mapping[str, Any], previous: str) -> str:
    """The hash of a record that says this after a record with the hash ``previous``; 64 hexadecimal digits."""
    body = {"number": number, "previous": previous, "said": dict(said)}
    # What is no JSON was not written by us: it gets a hash that fits nothing instead of an error.
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def verify(links: Iterable[Link], noted: Noted | None = None) -> Verdict:
    """Go through a whole ledger in the order of its numbers and name every record that was tampered with.

    After a break the walk goes on from what the broken record says, so that one change is named once.

    :param noted: must be found in the ledger; cutting off its end shows in no other way.
    """
    noted = noted or Noted()
    broken: list[Break] = []
    events, last_number, last_hash = 0, 0, FIRST
    is_noted_found = noted.hash is None
    for link in links:
        broken += _breaks(link, last_number, last_hash)
        events, last_number, last_hash = events + 1, link.number, link.hash
        is_noted_found |= link.hash == noted.hash and noted.count in (None, link.number)
    if noted.count is not None and last_number < noted.count:
        broken.append(Break(last_number + 1, f"原有 {noted.count} 筆紀錄，第 {last_number + 1} 筆以後遭刪除。"))
    elif not is_noted_found:
        broken.append(Break(noted.count or last_number, "與抄存的雜湊不符，這一筆或之前的紀錄遭整段改寫或刪除。"))
    return Verdict(events, last_hash, tuple(broken))


def _breaks(link: Link, last_number: int, last_hash: str) -> list[Break]:
    if link.number > last_number + 1:
        missing = f"第 {last_number + 1} 筆" + (f"至第 {link.number - 1} 筆" if link.number > last_number + 2 else "")
        found = [Break(last_number + 1, f"{missing}紀錄遭刪除。")]
    elif link.number <= last_number:
        found = [Break(link.number, f"第 {link.number} 筆紀錄重複或順序遭調換。")]
    else:
        found = []
    if link.hash != hash_of(link.number, link.said, link.previous):
        return [*found, Break(link.number, f"第 {link.number} 筆紀錄的內容遭變更。")]
    if link.previous != last_hash and not found:
        # Its own hash holds, so it stands as it was written: the one before was replaced, hash and all.
        message = f"第 {last_number} 筆紀錄連同雜湊遭改寫，與第 {link.number} 筆不相連。"
        return [Break(last_number, message)] if last_number else [Break(link.number, "第 1 筆紀錄之前的紀錄遭刪除。")]
    return found
