"""JPEG and PNG pictures, looked at part by part as far as it takes to know that they are whole and of a sane size."""

import struct
import zlib

from app.domain.errors import EvidenceRefused
from app.domain.evidence import EvidenceKind

JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"

MOST_PIXELS = 100_000_000  # an A3 page scanned at 600 dpi has 70 million
_RESAVE = "請用小畫家或其他看圖軟體開啟後，另存新檔再上傳。"
_START_OF_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}


def jpeg(content: bytes) -> EvidenceKind:
    """A JPEG picture. What phones append behind its end (a second picture, their notes) is let through.

    :raises EvidenceRefused: if it is cut off, damaged or far too large.
    """
    size, at = None, 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker in _WITHOUT_LENGTH:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in _START_OF_FRAME and length >= 8:
            size = int.from_bytes(content[at + 7 : at + 9], "big"), int.from_bytes(content[at + 5 : at + 7], "big")
        if marker == _START_OF_SCAN:
            if size is None or content.find(_END_OF_IMAGE, at + 2 + length) < 0:
                break
            _require_sane(*size)
            return EvidenceKind.JPEG
        at += 2 + max(length, 2)
    raise EvidenceRefused(f"JPEG 圖片不完整或已損壞；{_RESAVE}")


def png(content: bytes) -> EvidenceKind:
    """A PNG picture with every part unbroken and nothing behind its end.

    Some cropping programs leave what was cut away behind the end: more than the sender wants to show.

    :raises EvidenceRefused: if it is cut off, damaged, continued or far too large.
    """
    names: list[bytes] = []
    at = len(PNG)
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        end = at + 12 + length
        name, checksum = content[at + 4 : at + 8], content[end - 4 : end]
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(checksum, "big"):
            break
        if not names and (name != b"IHDR" or length != 13):
            break
        names.append(name)
        at = end
        if name == b"IEND":
            return _whole_png(content, names, end)
    raise EvidenceRefused(f"PNG 圖片不完整或已損壞；{_RESAVE}")


def _whole_png(content: bytes, names: list[bytes], end: int) -> EvidenceKind:
    if b"IDAT" not in names:
        raise EvidenceRefused(f"PNG 圖片沒有影像內容；{_RESAVE}")
    if end != len(content):
        raise EvidenceRefused(f"PNG 圖片的後面接有其他資料（可能是裁切前的畫面）；{_RESAVE}")
    _require_sane(*struct.unpack_from(">II", content, len(PNG) + 8))
    return EvidenceKind.PNG


def _require_sane(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise EvidenceRefused(
            f"圖片的尺寸 {width}×{height} 超過可接受的範圍（{MOST_PIXELS // 10_000:,} 萬像素）；請縮小後再上傳。"
        )
