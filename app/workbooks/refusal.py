"""Why a file is not read at all, and the limits that it must keep."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What is let through. Bytes, parts, rows and columns; ``area`` is rows times columns of one sheet."""

    file_bytes: int = 20 * MEGABYTE  # field-notes 5.4
    unpacked_bytes: int = 250 * MEGABYTE
    ratio: int = 150  # unpacked to packed; what offices make lies below 30
    parts: int = 1_000
    rows: int = 300_000
    columns: int = 702  # ZZ
    area: int = 12_000_000

    def are_kept_by(self, rows: int, columns: int) -> bool:
        """Whether a sheet that reaches so far is let through."""
        return rows <= self.rows and columns <= self.columns and rows * columns <= self.area


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is not read at all; the message says what to do."""

    code: str
    message: str


class Refused(Exception):
    """Carries a refusal out of the inspection of a part."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(code, message)


DAMAGED = Refusal("file_damaged", "檔案已損壞或不完整；請重新存檔後再上傳。")
RESAVE = "請用 Excel 或 LibreOffice 開啟後，另存為 .xlsx 或 .ods 再上傳。"
HEAVY = "檔案解壓縮後過於龐大，無法讀取；請從系統重新下載填報檔，只貼上需要的內容後再上傳。"
