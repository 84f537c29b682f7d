"""Word, Excel and ODF files of today: zip archives that say in one of their parts what they are."""

from zipfile import ZipFile

from defusedxml import ElementTree

from app.domain.errors import EvidenceRefused
from app.domain.evidence import MEDIA_TYPES, EvidenceKind
from app.workbooks.package import BROKEN_PACKAGE, open_package
from app.workbooks.precheck import Limits

MAGIC = b"PK\x03\x04"

_MEGABYTE = 1024 * 1024
_HARMLESS = 20 * _MEGABYTE  # unpacked; below it no ratio is suspicious, as for workbooks
_CHUNK = 1 << 18
_SAYS_AT_MOST = _MEGABYTE  # of the part that tells the type
_ENCRYPTED_BIT = 0x1
_CONTENT_TYPES, _MIMETYPE = "[Content_Types].xml", "mimetype"
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
_OOXML = {
    _MAIN.format("wordprocessingml.document"): EvidenceKind.DOCX,
    _MAIN.format("spreadsheetml.sheet"): EvidenceKind.XLSX,
}
_ODF = {MEDIA_TYPES[kind].encode(): kind for kind in (EvidenceKind.ODT, EvidenceKind.ODS, EvidenceKind.ODP)}
_MACROS = "檔案含有巨集，基於資安不予接受；請另存為不含巨集的 .docx、.xlsx 或 ODF 檔，或轉成 PDF 再上傳。"
_PASSWORD = "檔案設有開啟密碼，無法檢查與審閱；請移除密碼後再上傳。"  # noqa: S105
_DAMAGED = "檔案已損壞或不完整；請重新存檔後再上傳。"
_OTHER = "這個壓縮檔或文件不是可接受的 Word、Excel 或 ODF 檔案；請先解壓縮後逐一上傳，簡報請轉成 PDF。"


def kind_of(content: bytes) -> EvidenceKind:
    """What an archive is, after every part of it was read once.

    :raises EvidenceRefused: if it is another archive, has macros or a password, is damaged, or unpacks to far too much.
    """
    try:
        package = open_package(content)
        if package is None:
            raise EvidenceRefused(_DAMAGED)
        _require_whole(package, content)
        kind = _kind(package)
        _require_readable(package)
    except BROKEN_PACKAGE as error:
        raise EvidenceRefused(_DAMAGED) from error
    return kind


def _kind(package: ZipFile) -> EvidenceKind:
    names = package.namelist()
    if _MIMETYPE in names and _CONTENT_TYPES in names:
        raise EvidenceRefused(_OTHER)  # one program would take it for this, another for that
    return _odf_kind(package) if _MIMETYPE in names else _ooxml_kind(package)


def _require_whole(package: ZipFile, content: bytes) -> None:
    entries, limits = package.infolist(), Limits()
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
        raise EvidenceRefused(_PASSWORD)
    names = {entry.filename for entry in entries}
    end_record = len(content) - len(package.comment) - 22
    if len(names) != len(entries) or content[end_record : end_record + 4] != b"PK\x05\x06":
        raise EvidenceRefused(_DAMAGED)
    if any(".." in name.replace("\\", "/").split("/") for name in names):
        raise EvidenceRefused(_DAMAGED)
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    is_bomb = unpacked > _HARMLESS and unpacked > packed * limits.ratio
    if len(entries) > limits.parts or unpacked > limits.unpacked_bytes or is_bomb:
        raise EvidenceRefused("檔案解壓縮後過於龐大，不予接受；請刪除多餘內容或分成數個檔案再上傳。")


def _require_readable(package: ZipFile) -> None:
    """Read every part to its end: the archive checks size and sum of each, and one that lies is damaged."""
    for entry in package.infolist():
        with package.open(entry) as part:
            while part.read(_CHUNK):
                pass


def _odf_kind(package: ZipFile) -> EvidenceKind:
    kind = _ODF.get(_start(package, _MIMETYPE).strip())
    if kind is None or "content.xml" not in package.namelist():
        raise EvidenceRefused(_OTHER)
    if b"<manifest:encryption-data" in _start(package, "META-INF/manifest.xml"):
        raise EvidenceRefused(_PASSWORD)
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.namelist()):
        raise EvidenceRefused(_MACROS)
    return kind


def _ooxml_kind(package: ZipFile) -> EvidenceKind:
    declared = _declared_types(package)
    names = {f"/{name}".lower() for name in package.namelist()}
    is_macro = any("macroenabled" in kind or "vbaproject" in kind for kind in declared.values())
    if is_macro or any(name.endswith("vbaproject.bin") for name in names):
        raise EvidenceRefused(_MACROS)
    there = [kind for part, kind in declared.items() if part in names or part.startswith("*")]
    found = {_OOXML[kind] for kind in there if kind in _OOXML}
    if len(found) != 1:
        raise EvidenceRefused(_OTHER)
    return found.pop()


def _declared_types(package: ZipFile) -> dict[str, str]:
    """The type that the archive declares for each of its parts, or (under ``*.ending``) for an ending."""
    if _CONTENT_TYPES not in package.namelist():
        raise EvidenceRefused(_OTHER)
    declared = {}
    for element in ElementTree.fromstring(_start(package, _CONTENT_TYPES), forbid_dtd=True).iter():
        part = element.get("PartName") or f"*.{element.get('Extension', '')}"
        declared[part.lower()] = element.get("ContentType", "").lower()
    return declared


def _start(package: ZipFile, name: str) -> bytes:
    if name not in package.namelist():
        return b""
    with package.open(name) as part:
        return part.read(_SAYS_AT_MOST)
