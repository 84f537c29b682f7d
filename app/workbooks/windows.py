"""The parts of a package, piece by piece, for whoever looks only at their bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zipfile import ZipFile, ZipInfo

from app.workbooks.refusal import RESAVE, Refused

_CHUNK = 1 << 18
_OVERLAP = 256


def is_xml(entry: ZipInfo) -> bool:
    """Whether a part holds what a reader would parse."""
    return entry.filename.lower().endswith((".xml", ".rels"))


def chunks(package: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    """The part as it is unpacked.

    :raises Refused: if it is written in an encoding in which nobody could look for anything.
    """
    with package.open(entry) as part:
        first = True
        while chunk := part.read(_CHUNK):
            if first and (chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in chunk[:64]):
                raise Refused("file_encoding", f"檔案的文字編碼無法讀取；{RESAVE}")
            first = False
            yield chunk


def windows(unpacked: Iterable[bytes]) -> Iterator[bytes]:
    """The part in pieces that end behind a tag, so that nothing lies on a seam."""
    rest = b""
    for chunk in unpacked:
        piece = rest + chunk
        end = piece.rfind(b">") + 1
        if end == 0 and len(piece) > _CHUNK:
            # A text or tag longer than any that we would have to understand: only its end may still hide something.
            yield piece
            rest = piece[-_OVERLAP:]
        else:
            yield piece[:end]
            rest = piece[end:]
    yield rest
