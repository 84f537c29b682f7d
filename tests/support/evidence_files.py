"""Small files of every kind that may be evidence, made here byte by byte, and ways to spoil them."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from app.domain.evidence import MEDIA_TYPES, EvidenceKind

WORD = "wordprocessingml.document"
EXCEL = "spreadsheetml.sheet"
_NONE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def pdf(note: bytes = b"") -> bytes:
    """A PDF of nothing; ``note`` makes it another file."""
    return b"%PDF-1.7\n%" + note + b"\ntrailer<<>>\nstartxref\n0\n%%EOF\n"


def jpeg(width: int = 40, height: int = 30, comment: bytes = b"") -> bytes:
    """What a camera begins and ends with, and a frame of that size."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + _segment(0xFE, comment)
        + _segment(0xC0, frame)
        + _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + b"\x12\x34\xff\x00\x56\xff\xd9"
    )


def png(width: int = 40, height: int = 30) -> bytes:
    """A grey picture of that size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((min(width, 100) + 1) * min(height, 100)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, body) for name, body in [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    )


def archive(parts: Mapping[str, bytes | str], *, compress: bool = True) -> bytes:
    """A zip archive; an empty folder of parts is an archive too."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED if compress else ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def ooxml(form: str = WORD, more: Mapping[str, bytes | str] | None = None, *, application: str = "") -> bytes:
    """A Word or Excel file of today; ``application`` replaces the declared type of its main part."""
    main = "word/document.xml" if form == WORD else "xl/workbook.xml"
    declared = application or f"application/vnd.openxmlformats-officedocument.{form}.main+xml"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="{declared}"/>'
        "</Types>"
    )
    return archive({"[Content_Types].xml": types, main: "<x/>", **(more or {})})


def odf(kind: EvidenceKind = EvidenceKind.ODT, more: Mapping[str, bytes | str] | None = None) -> bytes:
    """An OpenDocument file."""
    parts = {"mimetype": MEDIA_TYPES[kind], "content.xml": "<x/>", "META-INF/manifest.xml": "<m/>"}
    return archive(parts | dict(more or {}))


def compound(*names: str, inside: tuple[str, ...] = ()) -> bytes:
    """A compound file with streams of these names, and ``inside`` a storage among them named ObjectPool."""
    everything = [*names, *(["ObjectPool"] if inside else []), *inside]
    top = len(everything) - len(inside)
    entries = [_entry("Root Entry", 5, child=1 if everything else _NONE)]
    for number, name in enumerate(everything, 1):
        following = number + 1 if number not in (top, len(everything)) else _NONE
        is_storage = name == "ObjectPool"
        entries.append(_entry(name, 1 if is_storage else 2, right=following, child=top + 1 if is_storage else _NONE))
    entries += [bytes(128)] * (-len(entries) % 4)
    sectors = len(entries) // 4
    chain = [_FAT, *range(2, sectors + 1), _END]
    fat = struct.pack("<128I", *chain, *[_NONE] * (128 - len(chain)))
    sizes = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack("<9I", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + sizes + places
    return header + struct.pack("<109I", 0, *[_NONE] * 108) + fat + b"".join(entries)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _entry(name: str, kind: int, *, right: int = _NONE, child: int = _NONE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, _NONE, right, child) + bytes(48)


GOOD: dict[str, tuple[EvidenceKind, bytes]] = {
    "報告.pdf": (EvidenceKind.PDF, pdf()),
    "報告.docx": (EvidenceKind.DOCX, ooxml(WORD)),
    "報告.doc": (EvidenceKind.DOC, compound("WordDocument", "1Table")),
    "清冊.xlsx": (EvidenceKind.XLSX, ooxml(EXCEL)),
    "清冊.xls": (EvidenceKind.XLS, compound("Workbook")),
    "清冊95.xls": (EvidenceKind.XLS, compound("Book")),
    "報告.odt": (EvidenceKind.ODT, odf(EvidenceKind.ODT)),
    "清冊.ods": (EvidenceKind.ODS, odf(EvidenceKind.ODS)),
    "簡報.odp": (EvidenceKind.ODP, odf(EvidenceKind.ODP)),
    "照片.jpg": (EvidenceKind.JPEG, jpeg()),
    "照片.JPEG": (EvidenceKind.JPEG, jpeg()),
    "畫面.png": (EvidenceKind.PNG, png()),
}
