"""What a package says of itself: what it is, what it brings along, and how large it will be."""

from __future__ import annotations

from zipfile import ZipFile, ZipInfo

from app.workbooks.package import ODS_CONTENT, is_ods, open_package
from app.workbooks.refusal import DAMAGED, HEAVY, MEGABYTE, RESAVE, Limits, Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, .doc, and encrypted .xlsx
_HARMLESS = 20 * MEGABYTE  # unpacked; below it no ratio is suspicious
_ENCRYPTED_BIT = 0x1


def opened(data: bytes, filename: str, limits: Limits) -> ZipFile:
    """The package of a workbook that says of itself no reason to refuse it.

    :raises Refused: if it does, or is none.
    """
    package = _package(data, filename, limits)
    _check_kind(package)
    _check_sizes(package, limits)
    return package


def _package(data: bytes, filename: str, limits: Limits) -> ZipFile:
    if not data:
        raise Refused("file_empty", "檔案是空的；請確認選對檔案。")
    if len(data) > limits.file_bytes:
        size = f"{len(data) / MEGABYTE:.1f}"
        raise Refused(
            "file_too_large", f"檔案 {size} MB，超過 {limits.file_bytes // MEGABYTE} MB 上限；請刪除多餘內容後再上傳。"
        )
    if data.startswith(_OLE):
        raise Refused("file_old_or_encrypted", f"這是舊版 .xls 或設有開啟密碼的檔案，無法讀取；請移除密碼，{RESAVE}")
    package = open_package(data)
    if package is not None:
        return package
    if data.startswith(b"PK"):
        raise Refused(DAMAGED.code, DAMAGED.message)
    named = f"「{filename}」" if filename else "這個檔案"
    raise Refused("file_not_a_workbook", f"{named}不是 .xlsx 或 .ods 試算表（只更改副檔名不會改變檔案格式）；{RESAVE}")


def _check_kind(package: ZipFile) -> None:
    names = set(package.namelist())
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in package.infolist()):
        raise Refused("file_old_or_encrypted", f"檔案設有密碼，無法讀取；請移除密碼，{RESAVE}")
    if any(name.lower().endswith("vbaproject.bin") for name in names) or any(n.startswith("Basic/") for n in names):
        raise Refused("file_has_macros", f"檔案含有巨集，基於資安不予接受；{RESAVE}")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise linked("Excel 的「資料」→「編輯連結」")
    if is_ods(package):
        if b"<manifest:encryption-data" in _start(package, "META-INF/manifest.xml", MEGABYTE):
            raise Refused("file_old_or_encrypted", f"檔案設有密碼，無法讀取；請移除密碼，{RESAVE}")
        if ODS_CONTENT in names:
            return
    elif "[Content_Types].xml" in names and b"spreadsheetml" in _start(package, "[Content_Types].xml", MEGABYTE):
        if b"macroEnabled" in _start(package, "[Content_Types].xml", MEGABYTE):
            raise Refused("file_has_macros", f"檔案含有巨集，基於資安不予接受；{RESAVE}")
        return
    raise Refused("file_not_a_workbook", f"檔案不是 .xlsx 或 .ods 試算表；{RESAVE}")


def linked(where: str) -> Refused:
    """The refusal of a file that fetches from others; ``where`` a person breaks the links."""
    # What the figures were taken from is out of our sight, and opening the file would reach for it.
    message = f"檔案連結到其他活頁簿，無法確認其內容；請在 {where}選「中斷連結」，存檔後再上傳。"
    return Refused("file_has_links", message)


def _start(package: ZipFile, name: str, size: int) -> bytes:
    if name not in package.namelist():
        return b""
    with package.open(name) as part:
        return part.read(size)


def _check_sizes(package: ZipFile, limits: Limits) -> None:
    entries = package.infolist()
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    is_bomb = unpacked > _HARMLESS and unpacked > packed * limits.ratio
    if len(entries) > limits.parts or unpacked > limits.unpacked_bytes or is_bomb:
        raise Refused("file_too_heavy", HEAVY)
    if len({entry.filename for entry in entries}) != len(entries) or any(map(_leads_outside, entries)):
        raise Refused(DAMAGED.code, DAMAGED.message)


def _leads_outside(entry: ZipInfo) -> bool:
    return ".." in entry.filename.replace("\\", "/").split("/")
