"""What a file is, its content says; what is hidden, broken or dressed up is refused with what to do."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.evidence_files import EXCEL, GOOD, WORD, archive, compound, jpeg, odf, ooxml, pdf, png

from app.domain.errors import EvidenceRefused
from app.domain.evidence import MEDIA_TYPES, EvidenceKind
from app.services.evidence_types import kind_of, plain_name

MOST = 20 * 1024 * 1024
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
BOMB = archive({"[Content_Types].xml": "<Types/>", "word/media/image1.bmp": bytes(60 * 1024 * 1024)})
ALTERED = archive({"mimetype": MEDIA_TYPES[EvidenceKind.ODT], "content.xml": "<x/>"}, compress=False).replace(
    b"<x/>", b"<y/>"
)


def sealed(package: bytes) -> bytes:
    """The package with the mark of encryption on every part."""
    marked = bytearray(package)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


@pytest.mark.parametrize(("name", "kind", "content"), [(name, *made) for name, made in GOOD.items()], ids=list(GOOD))
def test_offices_files_are_known_by_their_content(name: str, kind: EvidenceKind, content: bytes) -> None:
    assert kind_of(content, name, most_bytes=MOST) is kind


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("空.pdf", b"", "是空的", id="empty"),
        pytest.param("程式.pdf", b"MZ\x90\0" + bytes(100), "不是可接受的格式", id="program-named-pdf"),
        pytest.param("網頁.pdf", b"<html><script>alert(1)</script>", "不是可接受的格式", id="page-named-pdf"),
        pytest.param("圖.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是可接受的格式", id="svg-named-png"),
        pytest.param("照片.pdf", jpeg(), "內容是 JPEG 圖片，與副檔名不符", id="picture-named-pdf"),
        pytest.param("報告.exe", pdf(), "與副檔名不符；請確認選對檔案，並將副檔名改為 .pdf", id="pdf-named-exe"),
        pytest.param("報告", pdf(), "與副檔名不符", id="no-ending"),
        pytest.param("報告.docx", ooxml(EXCEL), "內容是 Excel（.xlsx）", id="excel-named-word"),
        pytest.param("報告.pdf", pdf()[:-8], "結尾不完整", id="pdf-cut-off"),
        pytest.param("報告.pdf", b"%PDF-", "不完整或已損壞", id="pdf-header-alone"),
        pytest.param("報告.pdf", pdf() + b"<script>alert(1)</script>", "後面接有其他資料", id="pdf-continued"),
        pytest.param("報告.pdf", pdf() + archive({"a": "b"}), "後面接有其他資料", id="pdf-and-zip"),
        pytest.param(
            "報告.pdf",
            pdf() + archive({"a": "b"})[:-2] + struct.pack("<H", len(pdf())) + pdf(),
            "結尾藏有壓縮檔",
            id="pdf-in-the-comment-of-a-zip",
        ),
        pytest.param("照片.jpg", jpeg() + archive({"a": "b"}), "結尾藏有壓縮檔", id="picture-and-zip"),
        pytest.param("照片.jpg", jpeg(comment=b"%PDF-1.7"), "同時藏有 PDF", id="picture-and-pdf"),
        pytest.param("照片.jpg", jpeg()[:-2], "不完整或已損壞", id="jpeg-cut-off"),
        pytest.param("照片.jpg", jpeg()[:30], "不完整或已損壞", id="jpeg-without-picture"),
        pytest.param("照片.jpg", jpeg(65_000, 65_000), "65000×65000 超過", id="jpeg-far-too-large"),
        pytest.param("照片.jpg", jpeg(0, 30), "0×30 超過", id="jpeg-without-width"),
        pytest.param("畫面.png", png()[:-5], "不完整或已損壞", id="png-cut-off"),
        pytest.param("畫面.png", png().replace(b"IDAT", b"IDAX"), "不完整或已損壞", id="png-altered"),
        pytest.param("畫面.png", png() + b"what was cut away", "裁切前的畫面", id="png-continued"),
        pytest.param("畫面.png", png(60_000, 60_000), "60000×60000 超過", id="png-far-too-large"),
        pytest.param("資料.docx", archive({"a.txt": "b"}), "不是可接受的 Word", id="zip-of-texts"),
        pytest.param("簡報.docx", ooxml(WORD, application=SLIDES), "簡報請轉成 PDF", id="slides"),
        pytest.param("報告.docm", ooxml(WORD, application=MACRO_WORD), "含有巨集", id="docm"),
        pytest.param("報告.docx", ooxml(WORD, application=MACRO_WORD), "含有巨集", id="docm-named-docx"),
        pytest.param("報告.docx", ooxml(WORD, {"word/vbaProject.bin": b"x"}), "含有巨集", id="macros-in-docx"),
        pytest.param("清冊.xlsx", ooxml(EXCEL, {"xl/VBAPROJECT.BIN": b"x"}), "含有巨集", id="macros-in-capitals"),
        pytest.param("報告.odt", odf(more={"Basic/Standard/m.xml": "x"}), "含有巨集", id="macros-in-odf"),
        pytest.param("報告.odt", odf(more={"Scripts/python/m.py": "x"}), "含有巨集", id="scripts-in-odf"),
        pytest.param(
            "報告.odt", odf(more={"[Content_Types].xml": "<Types/>"}), "不是可接受的 Word", id="odf-that-is-word-too"
        ),
        pytest.param("報告.docx", sealed(ooxml(WORD)), "設有開啟密碼", id="encrypted-parts"),
        pytest.param(
            "報告.odt",
            odf(more={"META-INF/manifest.xml": "<manifest:encryption-data/>"}),
            "設有開啟密碼",
            id="encrypted-odf",
        ),
        pytest.param("報告.docx", ooxml(WORD)[:-30], "已損壞", id="zip-cut-off"),
        pytest.param("報告.docx", ooxml(WORD) + b"more", "已損壞", id="zip-continued"),
        pytest.param("報告.docx", ooxml(WORD, {"../../etc/x": "x"}), "已損壞", id="part-that-leads-outside"),
        pytest.param("報告.odt", ALTERED, "已損壞", id="part-altered"),
        pytest.param("報告.docx", BOMB, "解壓縮後過於龐大", id="zip-bomb"),
        pytest.param("報告.doc", compound("WordDocument", inside=("VBA",)), "含有巨集", id="macros-in-doc"),
        pytest.param("清冊.xls", compound("Workbook", "_VBA_PROJECT_CUR"), "含有巨集", id="macros-in-xls"),
        pytest.param("報告.docx", compound("EncryptedPackage"), "設有開啟密碼", id="docx-with-password"),
        pytest.param("簡報.ppt", compound("PowerPoint Document"), "不是 Word 或 Excel", id="old-slides"),
        pytest.param("安裝.doc", compound("\u4840\u3b3f", "SummaryInformation"), "不是 Word 或 Excel", id="installer"),
        pytest.param("報告.doc", compound("WordDocument", "Workbook"), "不是 Word 或 Excel", id="two-at-once"),
        pytest.param("報告.doc", compound("WordDocument")[:700], "已損壞", id="doc-cut-off"),
    ],
)
def test_what_may_not_be_kept_is_refused_with_what_to_do(name: str, content: bytes, told: str) -> None:
    with pytest.raises(EvidenceRefused, match=told):
        kind_of(content, name, most_bytes=MOST)


def test_a_word_file_with_an_excel_sheet_embedded_is_a_word_file() -> None:
    content = compound("WordDocument", inside=("Workbook",))

    assert kind_of(content, "報告.doc", most_bytes=MOST) is EvidenceKind.DOC


def test_what_phones_append_to_a_picture_is_no_fault() -> None:
    assert kind_of(jpeg() + jpeg() + b"SEFT", "照片.jpg", most_bytes=MOST) is EvidenceKind.JPEG


def test_a_type_declared_for_an_ending_counts_as_one_declared_for_the_part() -> None:
    declared = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = f'<Types><Default Extension="xml" ContentType="{declared}"/></Types>'
    content = archive({"[Content_Types].xml": types, "word/document.xml": "<x/>"})

    assert kind_of(content, "報告.docx", most_bytes=MOST) is EvidenceKind.DOCX


def test_the_limit_itself_is_allowed_and_one_byte_more_is_not() -> None:
    assert kind_of(pdf(), "a.pdf", most_bytes=len(pdf())) is EvidenceKind.PDF
    with pytest.raises(EvidenceRefused, match="上限"):
        kind_of(pdf(), "a.pdf", most_bytes=len(pdf()) - 1)


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_a_damaged_file_is_answered_and_never_an_error(name: str, data: st.DataObject) -> None:
    kind, content = GOOD[name]
    at = data.draw(st.integers(0, len(content) - 1))
    damaged = content[:at] + bytes([data.draw(st.integers(0, 255))]) + content[at + 1 :]
    cut = damaged[: data.draw(st.integers(1, len(content)))]

    with suppress(EvidenceRefused):
        assert kind_of(cut, name, most_bytes=MOST) is kind


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("簽到表.pdf", "簽到表.pdf"),
        (r"C:\Users\王\簽到表.pdf", "簽到表.pdf"),
        ("../../etc/簽到表.pdf", "簽到表.pdf"),
        ("簽到\u202efdp.exe", "簽到fdp.exe"),
        ("簽到\r\n表.pdf", "簽到表.pdf"),
    ],
)
def test_a_name_keeps_no_folder_and_nothing_unseen(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


@pytest.mark.parametrize("name", ["", "..", "/", "\u200b", "長" * 256])
def test_a_name_that_cannot_be_used_is_refused(name: str) -> None:
    with pytest.raises(EvidenceRefused, match="名"):
        plain_name(name)
