"""A cheap look at a file before anything parses it: what is it, and is it of a size that an office makes?

The first look takes a second at most and is done by the process that serves people. What a glance cannot judge is
left to a second look, which takes a parser and up to half a minute: that belongs in a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from app.workbooks.extent import PLAIN_AREA, PLAIN_COLUMNS, PLAIN_ROWS, is_ordinary, is_plain
from app.workbooks.extent_walk import walk
from app.workbooks.package import BROKEN_PACKAGE, ODS_CONTENT, is_ods, open_package
from app.workbooks.xlsx_faults import is_suspicious

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, .doc, and encrypted .xlsx
_MEGABYTE = 1024 * 1024
_HARMLESS = 20 * _MEGABYTE  # unpacked; below it no ratio is suspicious
_CHUNK = 1 << 18
_OVERLAP = 256
_ENCRYPTED_BIT = 0x1
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Tables and formulas of an .ods that fetch from other files; a hyperlink fetches nothing.
_ODS_LINK = re.compile(
    rb"<(?:table:cell-range-source|table:table-source|office:dde-source|table:dde-link)[\s/>]"
    rb"|\[(?:'|&apos;)[^\"\[\]<>]*(?:'|&apos;)#"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is let through. Bytes, parts, rows and columns; ``area`` is rows times columns of one sheet."""

    file_bytes: int = 20 * _MEGABYTE  # field-notes 5.4
    unpacked_bytes: int = 250 * _MEGABYTE
    ratio: int = 150  # unpacked to packed; what offices make lies below 30
    parts: int = 1_000
    rows: int = 300_000
    columns: int = 702  # ZZ
    area: int = 12_000_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not read at all; the message says what to do."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first look found: a refusal, or the parts that want a second look, and those in which cells may be
    faulty (:mod:`cell_faults`)."""

    refusal: Refusal | None = None
    doubtful: tuple[str, ...] = ()
    suspicious: tuple[str, ...] = ()


class _Refused(Exception):
    """Carries a refusal out of the inspection of a part."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(code, message)


def refusal_of(data: bytes, filename: str, limits: Limits) -> Refusal | None:
    """Why the file is refused as a whole, or ``None``: both looks. Bounded in time and memory whatever it holds."""
    look = first_look(data, filename, limits)
    return look.refusal or second_look(data, look.doubtful, limits)


def first_look(data: bytes, filename: str, limits: Limits) -> FirstLook:
    """What the file is, and what a glance at its bytes tells; nothing is parsed."""
    package = look_outside(data, filename, limits)
    return FirstLook(package) if isinstance(package, Refusal) else glance(package, limits)


def look_outside(data: bytes, filename: str, limits: Limits) -> ZipFile | Refusal:
    """The package, if what it says of itself is no reason to refuse it; takes no time worth mentioning."""
    try:
        package = _package(data, filename, limits)
        _check_kind(package)
        _check_sizes(package, limits)
    except _Refused as refused:
        return refused.refusal
    except BROKEN_PACKAGE:
        return _DAMAGED
    return package


def glance(package: ZipFile, limits: Limits) -> FirstLook:
    """The rest of the first look: what the bytes of all parts tell at a glance."""
    try:
        return _glanced_at(package, limits)
    except _Refused as refused:
        return FirstLook(refused.refusal)
    except BROKEN_PACKAGE:
        return FirstLook(_DAMAGED)


def second_look(data: bytes, parts: Iterable[str], limits: Limits) -> Refusal | None:
    """How far the cells of these parts reach, for a file that has passed the first look."""
    try:
        package = ZipFile(BytesIO(data))
        for part in parts:
            _check_extent(package, package.getinfo(part), limits)
    except _Refused as refused:
        return refused.refusal
    except BROKEN_PACKAGE:
        return _DAMAGED
    return None


_DAMAGED = Refusal("file_damaged", "檔案已損壞或不完整；請重新存檔後再上傳。")
_RESAVE = "請用 Excel 或 LibreOffice 開啟後，另存為 .xlsx 或 .ods 再上傳。"


def _package(data: bytes, filename: str, limits: Limits) -> ZipFile:
    if not data:
        raise _Refused("file_empty", "檔案是空的；請確認選對檔案。")
    if len(data) > limits.file_bytes:
        size = f"{len(data) / _MEGABYTE:.1f}"
        raise _Refused(
            "file_too_large", f"檔案 {size} MB，超過 {limits.file_bytes // _MEGABYTE} MB 上限；請刪除多餘內容後再上傳。"
        )
    if data.startswith(_OLE):
        raise _Refused("file_old_or_encrypted", f"這是舊版 .xls 或設有開啟密碼的檔案，無法讀取；請移除密碼，{_RESAVE}")
    package = open_package(data)
    if package is not None:
        return package
    if data.startswith(b"PK"):
        raise _Refused(_DAMAGED.code, _DAMAGED.message)
    named = f"「{filename}」" if filename else "這個檔案"
    raise _Refused(
        "file_not_a_workbook", f"{named}不是 .xlsx 或 .ods 試算表（只更改副檔名不會改變檔案格式）；{_RESAVE}"
    )


def _check_kind(package: ZipFile) -> None:
    names = set(package.namelist())
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in package.infolist()):
        raise _Refused("file_old_or_encrypted", f"檔案設有密碼，無法讀取；請移除密碼，{_RESAVE}")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or any(n.startswith("Basic/") for n in names):
        raise _Refused("file_has_macros", f"檔案含有巨集，基於資安不予接受；{_RESAVE}")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise _linked("Excel 的「資料」→「編輯連結」")
    if is_ods(package):
        if b"<manifest:encryption-data" in _start(package, "META-INF/manifest.xml", _MEGABYTE):
            raise _Refused("file_old_or_encrypted", f"檔案設有密碼，無法讀取；請移除密碼，{_RESAVE}")
        if ODS_CONTENT in names:
            return
    elif "[Content_Types].xml" in names and b"spreadsheetml" in _start(package, "[Content_Types].xml", _MEGABYTE):
        if b"macroEnabled" in _start(package, "[Content_Types].xml", _MEGABYTE):
            raise _Refused("file_has_macros", f"檔案含有巨集，基於資安不予接受；{_RESAVE}")
        return
    raise _Refused("file_not_a_workbook", f"檔案不是 .xlsx 或 .ods 試算表；{_RESAVE}")


def _linked(where: str) -> _Refused:
    # What the figures were taken from is out of our sight, and opening the file would reach for it.
    message = f"檔案連結到其他活頁簿，無法確認其內容；請在 {where}選「中斷連結」，存檔後再上傳。"
    return _Refused("file_has_links", message)


def _start(package: ZipFile, name: str, size: int) -> bytes:
    if name not in package.namelist():
        return b""
    with package.open(name) as part:
        return part.read(size)


_HEAVY = "檔案解壓縮後過於龐大，無法讀取；請從系統重新下載填報檔，只貼上需要的內容後再上傳。"


def _check_sizes(package: ZipFile, limits: Limits) -> None:
    entries = package.infolist()
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    is_bomb = unpacked > _HARMLESS and unpacked > packed * limits.ratio
    if len(entries) > limits.parts or unpacked > limits.unpacked_bytes or is_bomb:
        raise _Refused("file_too_heavy", _HEAVY)
    if len({entry.filename for entry in entries}) != len(entries) or any(map(_leads_outside, entries)):
        raise _Refused(_DAMAGED.code, _DAMAGED.message)


def _glanced_at(package: ZipFile, limits: Limits) -> FirstLook:
    """What a glance cannot judge; whatever it can refuse is refused."""
    left, has_ods_cells = limits.unpacked_bytes, is_ods(package)
    doubtful, suspicious = [], []
    for entry in filter(_is_xml, package.infolist()):
        faultless = entry.filename != ODS_CONTENT
        plain = limits.rows >= PLAIN_ROWS and limits.columns >= PLAIN_COLUMNS and limits.area >= PLAIN_AREA
        for window in _windows(_chunks(package, entry)):
            left -= len(window)
            if left < 0:
                # The declared sizes were a lie.
                raise _Refused("file_too_heavy", _HEAVY)
            if _DECLARATION.search(window):
                raise _Refused("file_has_doctype", f"檔案含有不允許的內容（DOCTYPE）；{_RESAVE}")
            if has_ods_cells and _ODS_LINK.search(window):
                raise _linked("LibreOffice 的「編輯」→「連結」")
            if not is_ordinary(window):
                plain = plain and is_plain(window)
                faultless = faultless and plain and not is_suspicious(window)
        if not plain:
            doubtful.append(entry.filename)
        if not faultless:
            suspicious.append(entry.filename)
    return FirstLook(None, tuple(doubtful), tuple(suspicious))


def _check_extent(package: ZipFile, entry: ZipInfo, limits: Limits) -> None:
    for extent in walk(_chunks(package, entry), is_ods=is_ods(package)):
        if extent.rows > limits.rows or extent.columns > limits.columns or extent.area > limits.area:
            message = f"有工作表的內容延伸到儲存格 {extent.last_cell}，超過可讀取的範圍；請刪除表格以外的內容後再上傳。"
            raise _Refused("sheet_too_large", message)


def _leads_outside(entry: ZipInfo) -> bool:
    return ".." in entry.filename.replace("\\", "/").split("/")


def _is_xml(entry: ZipInfo) -> bool:
    return entry.filename.lower().endswith((".xml", ".rels"))


def _chunks(package: ZipFile, entry: ZipInfo) -> Iterator[bytes]:
    with package.open(entry) as part:
        first = True
        while chunk := part.read(_CHUNK):
            if first and (chunk.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in chunk[:64]):
                raise _Refused("file_encoding", f"檔案的文字編碼無法讀取；{_RESAVE}")
            first = False
            yield chunk


def _windows(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The part in pieces that end behind a tag, so that nothing lies on a seam."""
    rest = b""
    for chunk in chunks:
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
