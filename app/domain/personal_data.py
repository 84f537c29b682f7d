"""Personal data (個人資料): which kinds there are, who needs to read them for what, and what everybody else sees.

Minimisation by 個人資料保護法 §5 (field-notes 5.3): a role sees in full what its task needs, and a mask otherwise.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable
from enum import StrEnum

from app.domain.roles import Role

HIDDEN = "○○○"
_DIGITS_SHOWN = 3  # the end of a telephone number, by which people recognise one that they know


class PersonalKind(StrEnum):
    """What a personal datum is; a column of the database is marked with the word: ``info={"personal": "name"}``."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    GENDER = "gender"
    NETWORK = "network"  # where somebody's request came from: address, browser
    IDENTIFIER = "identifier"  # by which another system knows a person
    TEXT = "text"  # may have personal data in it


class Purpose(StrEnum):
    """What somebody looks at it for."""

    CONTACT = "計畫聯繫"  # dealing with each other over a plan: who filed it, who returned it
    CASES = "個案業務"  # heads and contacts of the firms that are guided
    RECORD = "異動紀錄"  # who did what, when, from where
    ACCOUNTS = "帳號管理"


_EVERYBODY = frozenset(Role)
_OFFICE = frozenset({Role.OFFICER, Role.MANAGER})
_AT_WORK = frozenset({Role.OFFICER, Role.CONTRACTOR})  # who deals with the firms
_READERS = frozenset({Role.ADMIN, Role.OFFICER, Role.AUDITOR})  # who may read the audit trail
#: Who reads in full. A kind that is not named is masked for everybody.
NEEDED: dict[Purpose, dict[PersonalKind, frozenset[Role]]] = {
    Purpose.CONTACT: {
        PersonalKind.NAME: _EVERYBODY,
        PersonalKind.EMAIL: _OFFICE,
        PersonalKind.PHONE: _OFFICE,
    },
    Purpose.CASES: {
        PersonalKind.NAME: _AT_WORK | {Role.AUDITOR},
        PersonalKind.EMAIL: _AT_WORK,
        PersonalKind.PHONE: _AT_WORK,
        PersonalKind.GENDER: _AT_WORK | {Role.MANAGER},
    },
    Purpose.RECORD: {
        PersonalKind.NAME: _READERS | _OFFICE,
        PersonalKind.NETWORK: _READERS,
        PersonalKind.TEXT: _READERS,
    },
    Purpose.ACCOUNTS: {
        PersonalKind.NAME: frozenset({Role.ADMIN, Role.AUDITOR}),
        PersonalKind.EMAIL: frozenset({Role.ADMIN}),
        PersonalKind.NETWORK: frozenset({Role.ADMIN, Role.AUDITOR}),
        PersonalKind.IDENTIFIER: frozenset({Role.ADMIN}),
    },
}


def is_shown(kind: PersonalKind, roles: Iterable[Role], purpose: Purpose) -> bool:
    """Whether somebody with these roles reads such data in full for this purpose."""
    return not NEEDED[purpose].get(kind, frozenset()).isdisjoint(roles)


def shown(text: str, kind: PersonalKind, roles: Iterable[Role], purpose: Purpose) -> str:
    """What somebody with these roles sees: the text itself, or its mask. One's own data needs no asking."""
    return text if is_shown(kind, roles, purpose) else masked(text, kind)


def masked(text: str, kind: PersonalKind) -> str:
    """The text with too little left to know the person by; nothing stays nothing."""
    stripped = text.strip()
    if not stripped:
        return ""
    return _MASKS[kind](stripped) if kind in _MASKS else HIDDEN


def _name(text: str) -> str:
    """王大明 is 王○明, 王明 is 王○; of other scripts the initials are left: J*** S***."""
    if text[0].isascii():
        return " ".join(f"{word[0]}***" for word in text.split())
    letters = "".join(text.split())
    if len(letters) == 1:
        return "○"
    return letters[0] + "○" * max(1, len(letters) - 2) + letters[-1] * (len(letters) > 2)


def _email(text: str) -> str:
    return f"{text[0]}***@…"


def _phone(text: str) -> str:
    hidden = max(len(re.findall(r"\d", text)) - _DIGITS_SHOWN, _DIGITS_SHOWN)
    return re.sub(r"\d", "*", text, count=hidden)


def _network(text: str) -> str:
    """The network, without the place in it; of anything else (a browser) nothing."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return HIDDEN
    if address.version == 4:
        return ".".join([*text.split(".")[:2], "*", "*"])
    return ":".join(address.exploded.split(":")[:2]) + ":…"


_MASKS: dict[PersonalKind, Callable[[str], str]] = {
    PersonalKind.NAME: _name,
    PersonalKind.EMAIL: _email,
    PersonalKind.PHONE: _phone,
    PersonalKind.NETWORK: _network,
}
