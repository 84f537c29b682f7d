"""Putting marks into a file, and taking them out again."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineError

from app.domain.findings import Problem
from app.workbooks.annotation import ods, xlsx
from app.workbooks.annotation.parts import Package
from app.workbooks.package import BROKEN_PACKAGE, is_ods

_BROKEN = (CalamineError, *BROKEN_PACKAGE)


class NotAWorkbook(ValueError):
    """The file cannot be marked: it is no .xlsx or .ods package, or a broken one."""


def annotate(content: bytes, problems: Sequence[Problem], *, summary: Sequence[str] = ()) -> bytes:
    """The file with these problems marked, and with no others: marks of ours from before are taken out first.

    Meant for files that :mod:`app.workbooks.safety` has let through. Marking twice is the same as marking once.

    :param summary: lines about the file as a whole, for the top of the sheet 檢核結果.
    :raises NotAWorkbook: for a file that cannot be marked.
    """
    try:
        package = _cleared(content)
        (ods if _is_ods(content) else xlsx).mark(package, problems, summary)
        return package.to_bytes()
    except _BROKEN as error:
        raise NotAWorkbook(str(error)) from error


def cleared(content: bytes) -> bytes:
    """The file without any mark of ours, also if another program has saved it since; what others added stays.

    In an .ods file, rows and cells that were written out on their own for a comment stay written out; what they hold
    is the same.

    :raises NotAWorkbook: for a file that is no workbook.
    """
    try:
        return _cleared(content).to_bytes()
    except _BROKEN as error:
        raise NotAWorkbook(str(error)) from error


def _cleared(content: bytes) -> Package:
    package = Package(content)
    (ods if _is_ods(content) else xlsx).clear(package, content)
    return package


def _is_ods(content: bytes) -> bool:
    return is_ods(ZipFile(BytesIO(content)))
