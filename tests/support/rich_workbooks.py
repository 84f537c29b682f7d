"""Workbooks with all that people and programs put into them, for tests that nothing of it gets lost."""

import re
import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import canonicalize
from zipfile import ZipFile

import xlsxwriter
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from support.workbook_files import repacked

MAIN = "指標"
QUOTED = "選'項 A"
TRANSITIONAL = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_MAIN_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/spreadsheetml/main"


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def meant(content: Mapping[str, bytes]) -> dict[str, bytes | str]:
    """The parts as a program understands them: XML in its canonical form, an empty list as none at all.

    Which sheet is in front the workbook says; some programs let the sheet say it again.
    """
    return {name: _canonical(part) if _is_xml(name) else part for name, part in content.items()}


def rich_xlsx() -> bytes:
    """Text box, chart, image, rich text, drop-down to another sheet, data bar, comments, names, a sheet in front."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red"})
    green = book.add_format({"bg_color": "#00FF00"})
    sheet, choices, hidden = (book.add_worksheet(name) for name in (MAIN, QUOTED, "藏"))
    hidden.hide()
    choices.write_column(0, 0, ["甲", "乙", "丙"])
    choices.repeat_rows(0)
    choices.activate()
    sheet.write_row(0, 0, ["名稱", "值", "說明"])
    sheet.write_rich_string(1, 0, "普通", bold, "粗體", red, "紅")
    sheet.write_column(1, 1, [10, 20, 30, 40, 50, 60, 70])
    sheet.write_formula(8, 1, "=SUM(B2:B8)", None, 280)
    sheet.data_validation("C2:C9", {"validate": "list", "source": "='選''項 A'!$A$1:$A$3"})
    sheet.conditional_format("B2:B9", {"type": "cell", "criteria": ">", "value": 30, "format": green})
    sheet.conditional_format("D2:D9", {"type": "data_bar", "data_bar_2010": True})
    sheet.write_comment("B3", "承辦人的註解\n第二行 \n", {"author": "王小明"})
    sheet.write_comment("E1", "別的註解")
    sheet.write_url("A9", "https://agency.example/")
    sheet.merge_range("E4:F6", "合併")
    sheet.set_column("H:H", None, None, {"hidden": True})
    sheet.insert_textbox("H12", "文字方塊")
    sheet.insert_image("A12", "pixel.png", {"image_data": BytesIO(_png())})
    chart: Any = book.add_chart({"type": "line"})
    chart.add_series({"values": f"={MAIN}!$B$2:$B$8"})
    sheet.insert_chart("D12", chart)
    sheet.autofilter("A1:C9")
    sheet.freeze_panes(1, 0)
    book.define_name("區域", f"={MAIN}!$B$2:$B$8")
    book.close()
    return out.getvalue()


def with_a_button() -> bytes:
    """A form control and no comment: the drawing that comments need is there already."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(MAIN)
    sheet.write("B2", 1)
    sheet.insert_button("D2", {"caption": "按鈕"})
    book.close()
    return out.getvalue()


def saved_by_openpyxl() -> bytes:
    """Another program's way of writing the same things."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = MAIN
    sheet.append(["名稱", "值"])
    sheet.append(["甲", 10])
    sheet.append(["乙", 20])
    sheet["B3"].comment = Comment("承辦人的註解", "王小明")
    fill = PatternFill("solid", bgColor="FF00FF00")
    sheet.conditional_formatting.add("B2:B9", CellIsRule("greaterThan", ["5"], fill=fill))
    book.create_sheet(QUOTED)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def in_strict_form(content: bytes) -> bytes:
    """The file as Excel saves it under «Strict Open XML»: other namespaces, as far as they matter to us."""

    def changed(xml: bytes) -> bytes:
        return xml.replace(_MAIN_NAMESPACE, _STRICT_NAMESPACE).replace(TRANSITIONAL, STRICT)

    return repacked(content, {name: changed for name in parts(content) if _is_xml(name) or name.endswith(".rels")})


def without_styles(content: bytes) -> bytes:
    """The file as programs write it that know nothing of looks."""
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, part in parts(content).items():
            if name != "xl/styles.xml":
                package.writestr(name, re.sub(rb"<(?:Override|Relationship) [^<>]*styles\.xml[^<>]*>", b"", part))
    return out.getvalue()


def with_prefixes(content: bytes) -> bytes:
    """The file as programs write it that give every element of the format a prefix."""

    def changed(xml: bytes) -> bytes:
        body = xml.replace(b"</", b"\0").replace(b"<", b"<x:").replace(b"\0", b"</x:")
        return body.replace(b'xmlns="' + _MAIN_NAMESPACE, b'xmlns:x="' + _MAIN_NAMESPACE, 1)

    plain = ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml")
    return repacked(content, dict.fromkeys(plain, changed))


def _canonical(xml: bytes) -> str:
    text = canonicalize(xml.decode())
    for nothing in ('<dxfs count="0"></dxfs>', "<definedNames></definedNames>", ' tabSelected="1"'):
        text = text.replace(nothing, "")
    return re.sub(r"<x:(dxfs count=.0.|definedNames)></x:\w+>", "", text)


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels", ".vml"))


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0"))
        + chunk(b"IEND", b"")
    )
