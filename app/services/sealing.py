"""Secrets that we must be able to read again, encrypted in the database with a key that is not in it."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class BrokenSeal(RuntimeError):
    """What is in the database was sealed with another SECRET_KEY, or has been altered."""


def seal(text: str, *, secret_key: str, purpose: str) -> str:
    """Encrypt ``text`` with a key of its own purpose, derived from SECRET_KEY."""
    return _box(secret_key, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, secret_key: str, purpose: str) -> str:
    """The text again.

    :raises BrokenSeal: if the key is another, or the text was altered.
    """
    try:
        return _box(secret_key, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise BrokenSeal(f"a secret of {purpose} cannot be read: was SECRET_KEY changed?") from error


def _box(secret_key: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(key))
