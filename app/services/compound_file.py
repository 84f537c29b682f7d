"""Word and Excel files as before 2007: compound files (MS-CFB), of which only the table of contents is read."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.errors import EvidenceRefused
from app.domain.evidence import EvidenceKind

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY = 128  # bytes of an entry in the table of contents
_LAST_SECTOR = 0xFFFFFFFA  # what is above stands for no sector
_NO_ENTRY = 0xFFFFFFFF
_HEADER_HOLDERS = 109  # sectors of the table of sectors (FAT) that the header names itself
_ROOT = 5  # type of the first entry
_MACROS = {"vba", "_vba_project", "_vba_project_cur", "macros"}
_RESAVE = "請用 Word 或 Excel 開啟後，另存為 .docx、.xlsx 或 PDF 再上傳。"


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int


def kind_of(content: bytes) -> EvidenceKind:
    """Whether it is a .doc or an .xls.

    :raises EvidenceRefused: if it is neither, has macros or a password, or is damaged.
    """
    try:
        entries = _entries(content)
        top = set(_top_names(entries))
    except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
        raise EvidenceRefused(f"檔案已損壞或不完整；{_RESAVE}") from error
    if "encryptedpackage" in top:
        raise EvidenceRefused("檔案設有開啟密碼，無法檢查與審閱；請移除密碼後再上傳。")
    if any(entry.name in _MACROS for entry in entries):
        raise EvidenceRefused(f"檔案含有巨集，基於資安不予接受；{_RESAVE}")
    if "worddocument" in top and not {"workbook", "book"} & top:
        return EvidenceKind.DOC
    if {"workbook", "book"} & top and "worddocument" not in top:
        return EvidenceKind.XLS
    raise EvidenceRefused(f"這個舊格式檔案不是 Word 或 Excel 文件；{_RESAVE}")


def _entries(content: bytes) -> list[_Entry]:
    (shift,) = struct.unpack_from("<H", content, 30)
    if shift not in (9, 12):
        raise ValueError("no such size of sectors")
    size = 1 << shift
    (first,) = struct.unpack_from("<I", content, 48)
    following = _following(content, size)
    table = b"".join(_sector(content, number, size) for number in _chain(first, following))
    found = [_entry(table[at : at + _ENTRY]) for at in range(0, len(table), _ENTRY)]
    if not found or found[0].kind != _ROOT:
        raise ValueError("no root")
    return found


def _entry(raw: bytes) -> _Entry:
    length, kind = struct.unpack_from("<HB", raw, 64)
    left, right, child = struct.unpack_from("<III", raw, 68)
    name = raw[: max(min(length, 64) - 2, 0)].decode("utf-16-le")
    return _Entry(name.lower(), kind, left, right, child)


def _following(content: bytes, size: int) -> list[int]:
    """For each sector the one that follows it (the FAT), put together from the sectors that hold it."""
    holders = [number for number in struct.unpack_from(f"<{_HEADER_HOLDERS}I", content, 76) if number < _LAST_SECTOR]
    (more, _) = struct.unpack_from("<II", content, 68)
    seen: set[int] = set()
    while more < _LAST_SECTOR and more not in seen:
        seen.add(more)
        *numbers, more = struct.unpack(f"<{size // 4}I", _sector(content, more, size))
        holders += [number for number in numbers if number < _LAST_SECTOR]
    if len(holders) > _HEADER_HOLDERS + 2 * len(content) // (size * size // 4):
        raise ValueError("a table far longer than the file")
    return [n for number in holders for n in struct.unpack(f"<{size // 4}I", _sector(content, number, size))]


def _chain(number: int, following: list[int]) -> Iterator[int]:
    seen: set[int] = set()
    while number < _LAST_SECTOR:
        if number in seen:
            raise ValueError("a chain without end")
        seen.add(number)
        yield number
        number = following[number]


def _sector(content: bytes, number: int, size: int) -> bytes:
    at = (number + 1) * size
    if at + size > len(content):
        raise ValueError("a sector beyond the end")
    return content[at : at + size]


def _top_names(entries: list[_Entry]) -> Iterator[str]:
    """Names of what lies directly under the root: documents embedded in the document lie deeper."""
    waiting, seen = [entries[0].child], set[int]()
    while waiting:
        number = waiting.pop()
        if number == _NO_ENTRY or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        yield entry.name
        waiting += [entry.left, entry.right]
