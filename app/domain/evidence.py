"""What may be kept as evidence (佐證資料) of a reported figure, and what is known of a file."""

from enum import StrEnum

#: Sections of the plan document whose rows can have evidence.
EVIDENCED = ("checkpoints", "cases")


class EvidenceKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    PDF = "PDF"
    DOCX = "Word（.docx）"
    DOC = "Word（.doc）"
    XLSX = "Excel（.xlsx）"
    XLS = "Excel（.xls）"
    ODT = "ODF 文件（.odt）"
    ODS = "ODF 試算表（.ods）"
    ODP = "ODF 簡報（.odp）"
    JPEG = "JPEG 圖片"
    PNG = "PNG 圖片"


class ScanResult(StrEnum):
    """What the virus scanner said. A file in which it finds something is not kept, so that has no word here."""

    CLEAN = "未發現病毒"
    NOT_SCANNED = "未掃描"


MEDIA_TYPES = {
    EvidenceKind.PDF: "application/pdf",
    EvidenceKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    EvidenceKind.DOC: "application/msword",
    EvidenceKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    EvidenceKind.XLS: "application/vnd.ms-excel",
    EvidenceKind.ODT: "application/vnd.oasis.opendocument.text",
    EvidenceKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    EvidenceKind.ODP: "application/vnd.oasis.opendocument.presentation",
    EvidenceKind.JPEG: "image/jpeg",
    EvidenceKind.PNG: "image/png",
}

#: The endings of a file name that go with a kind, in lower case.
ENDINGS = {kind: (f".{kind.name.lower()}",) for kind in EvidenceKind} | {EvidenceKind.JPEG: (".jpg", ".jpeg")}
