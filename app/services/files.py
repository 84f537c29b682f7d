"""Uploaded files, byte for byte under their SHA-256."""

import hashlib
import os
import tempfile
from pathlib import Path


def keep(data_dir: Path, content: bytes) -> str:
    """Store the bytes and return their SHA-256; the same bytes are stored once.

    The file appears under its name only when it is whole: it is written beside and renamed. What a power cut leaves
    half written has another name and is never read.
    """
    digest = digest_of(content)
    target = path_of(data_dir, digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(target)
    _make_durable(target.parent)
    return digest


def read(data_dir: Path, digest: str) -> bytes:
    """The bytes that were kept under this hash.

    :raises ValueError: if the stored bytes no longer have the hash they were kept under.
    """
    content = path_of(data_dir, digest).read_bytes()
    if digest_of(content) != digest:
        raise ValueError(f"stored file {digest} was altered")
    return content


def digest_of(content: bytes) -> str:
    """SHA-256, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def path_of(data_dir: Path, digest: str) -> Path:
    """Where the bytes lie: in folders of 256, so that no folder grows without bound."""
    return data_dir / digest[:2] / digest


def _make_durable(folder: Path) -> None:
    """A name, unlike the bytes under it, is on the disk only when its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
