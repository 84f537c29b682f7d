"""A cheap look at a file before anything parses it: what is it, and is it of a size that an office makes?

The first look takes a second at most and is done by the process that serves people. What a glance cannot judge is
left to a second look, which takes a parser and up to half a minute: that belongs in a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from app.workbooks.extent import PLAIN_COLUMNS, PLAIN_ROWS, is_ordinary, is_plain
from app.workbooks.extent_walk import walk
from app.workbooks.package import BROKEN_PACKAGE, ODS_CONTENT, is_ods
from app.workbooks.package_check import linked, opened
from app.workbooks.refusal import DAMAGED, HEAVY, RESAVE, Limits, Refusal, Refused
from app.workbooks.windows import chunks, is_xml, windows
from app.workbooks.xlsx_faults import is_suspicious

__all__ = ["FirstLook", "Limits", "Refusal", "first_look", "glance", "look_outside", "refusal_of", "second_look"]

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
# Tables and formulas of an .ods that fetch from other files; a hyperlink fetches nothing.
_ODS_LINK = re.compile(
    rb"<(?:table:cell-range-source|table:table-source|office:dde-source|table:dde-link)[\s/>]"
    rb"|\[(?:'|&apos;)[^\"\[\]<>]*(?:'|&apos;)#"
)


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What the first look found: a refusal, or the parts that want a second look, and those in which cells may be
    faulty (:mod:`cell_faults`)."""

    refusal: Refusal | None = None
    doubtful: tuple[str, ...] = ()
    suspicious: tuple[str, ...] = ()


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
        return opened(data, filename, limits)
    except Refused as refused:
        return refused.refusal
    except BROKEN_PACKAGE:
        return DAMAGED


def glance(package: ZipFile, limits: Limits) -> FirstLook:
    """The rest of the first look: what the bytes of all parts tell at a glance."""
    try:
        return _glanced_at(package, limits)
    except Refused as refused:
        return FirstLook(refused.refusal)
    except BROKEN_PACKAGE:
        return FirstLook(DAMAGED)


def second_look(data: bytes, parts: Iterable[str], limits: Limits) -> Refusal | None:
    """How far the cells of these parts reach, for a file that has passed the first look."""
    try:
        package = ZipFile(BytesIO(data))
        for part in parts:
            _check_extent(package, package.getinfo(part), limits)
    except Refused as refused:
        return refused.refusal
    except BROKEN_PACKAGE:
        return DAMAGED
    return None


def _glanced_at(package: ZipFile, limits: Limits) -> FirstLook:
    """What a glance cannot judge; whatever it can refuse is refused."""
    left, has_ods_cells = limits.unpacked_bytes, is_ods(package)
    doubtful, suspicious = [], []
    for entry in filter(is_xml, package.infolist()):
        faultless = entry.filename != ODS_CONTENT
        plain = limits.are_kept_by(PLAIN_ROWS, PLAIN_COLUMNS)
        for window in windows(chunks(package, entry)):
            left -= len(window)
            if left < 0:
                # The declared sizes were a lie.
                raise Refused("file_too_heavy", HEAVY)
            if _DECLARATION.search(window):
                raise Refused("file_has_doctype", f"檔案含有不允許的內容（DOCTYPE）；{RESAVE}")
            if has_ods_cells and _ODS_LINK.search(window):
                raise linked("LibreOffice 的「編輯」→「連結」")
            if not is_ordinary(window):
                plain = plain and is_plain(window)
                faultless = faultless and plain and not is_suspicious(window)
        if not plain:
            doubtful.append(entry.filename)
        if not faultless:
            suspicious.append(entry.filename)
    return FirstLook(None, tuple(doubtful), tuple(suspicious))


def _check_extent(package: ZipFile, entry: ZipInfo, limits: Limits) -> None:
    for extent in walk(chunks(package, entry), is_ods=is_ods(package)):
        if not limits.are_kept_by(extent.rows, extent.columns):
            message = f"有工作表的內容延伸到儲存格 {extent.last_cell}，超過可讀取的範圍；請刪除表格以外的內容後再上傳。"
            raise Refused("sheet_too_large", message)
