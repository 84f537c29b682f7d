"""What an uploaded file is, by its content alone: the browser's word and the ending of the name prove nothing."""

import unicodedata
from pathlib import PurePosixPath

from app.domain.errors import EvidenceRefused
from app.domain.evidence import ENDINGS, EvidenceKind
from app.services import compound_file, office_package, picture_file

ACCEPTED = "PDF、Word（.docx、.doc）、Excel（.xlsx、.xls）、ODF（.odt、.ods、.odp）、JPEG 或 PNG"
LONGEST_NAME = 255  # characters, as on Windows
_PDF = b"%PDF-"
_READERS_LOOK = 1024  # bytes from the start (and the end) in which PDF readers look for their marks
_MEGABYTE = 1024 * 1024
_ZIP_END = b"PK\x05\x06"
_ZIP_END_SIZE, _ZIP_COMMENT_MAX = 22, 0xFFFF


def kind_of(content: bytes, file_name: str, *, most_bytes: int) -> EvidenceKind:
    """The kind of a file that may be kept as evidence.

    :param file_name: as :func:`plain_name` gives it; its ending must go with the content.
    :raises EvidenceRefused: with what is wrong and what to do, if it may not.
    """
    if not content:
        raise EvidenceRefused(f"檔案「{file_name}」是空的，請確認選對檔案。")
    if len(content) > most_bytes:
        size, most = f"{len(content) / _MEGABYTE:.1f}", most_bytes // _MEGABYTE
        raise EvidenceRefused(f"檔案「{file_name}」有 {size} MB，超過每檔 {most} MB 的上限；請分成數個檔案再上傳。")
    kind = _by_content(content)
    if kind is None:
        raise EvidenceRefused(
            f"檔案「{file_name}」的內容不是可接受的格式。佐證資料請用 {ACCEPTED}；只更改副檔名不會改變檔案格式。"
        )
    if not file_name.lower().endswith(ENDINGS[kind]):
        endings = "或".join(ENDINGS[kind])
        raise EvidenceRefused(
            f"檔案「{file_name}」的內容是 {kind}，與副檔名不符；請確認選對檔案，並將副檔名改為 {endings} 再上傳。"
        )
    _refuse_second_nature(content, kind)
    return kind


def plain_name(file_name: str) -> str:
    """The name of an uploaded file without folders, and without characters that nobody sees.

    Among them are those that turn the direction of writing round, and so make "fdp.exe" look like "exe.pdf".

    :raises EvidenceRefused: if nothing is left, or it is too long.
    """
    last = PurePosixPath(file_name.replace("\\", "/")).name
    name = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C")).strip()
    if not name.strip("."):
        raise EvidenceRefused("檔案沒有名稱，請重新命名後再上傳。")
    if len(name) > LONGEST_NAME:
        raise EvidenceRefused(f"檔名有 {len(name)} 個字，請縮短到 {LONGEST_NAME} 個字以內再上傳。")
    return name


def _by_content(content: bytes) -> EvidenceKind | None:
    if content.startswith(_PDF):
        return _pdf(content)
    if content.startswith(picture_file.JPEG):
        return picture_file.jpeg(content)
    if content.startswith(picture_file.PNG):
        return picture_file.png(content)
    if content.startswith(compound_file.MAGIC):
        return compound_file.kind_of(content)
    if content.startswith(office_package.MAGIC):
        return office_package.kind_of(content)
    return None


def _pdf(content: bytes) -> EvidenceKind:
    tail = content[-_READERS_LOOK:].rstrip(b"\x00\t\n\x0c\r ")
    if not content[len(_PDF) : len(_PDF) + 3].replace(b".", b"").isdigit() or b"startxref" not in tail:
        raise EvidenceRefused("PDF 檔不完整或已損壞；請重新產生或重新下載後再上傳。")
    if not tail.endswith(b"%%EOF"):
        raise EvidenceRefused("PDF 檔的結尾不完整，或後面接有其他資料；請開啟後另存新檔再上傳。")
    return EvidenceKind.PDF


def _refuse_second_nature(content: bytes, kind: EvidenceKind) -> None:
    """Refuse a file that another program would take for something else."""
    is_package = content.startswith(office_package.MAGIC)
    if not is_package and _ends_as_zip(content):
        raise EvidenceRefused(f"這個 {kind} 的結尾藏有壓縮檔，不予接受；請開啟後另存新檔再上傳。")
    if kind is not EvidenceKind.PDF and not is_package and _PDF in content[:_READERS_LOOK]:
        raise EvidenceRefused(f"這個 {kind} 同時藏有 PDF，不予接受；請開啟後另存新檔再上傳。")


def _ends_as_zip(content: bytes) -> bool:
    """Whether the end is that of a zip archive, which programs read from its end, whatever stands before."""
    tail = content[-(_ZIP_END_SIZE + _ZIP_COMMENT_MAX) :]
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + _ZIP_END_SIZE + comment == len(tail):
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False
