"""The only door for a file from outside: looked at cheaply, and read meanwhile in a process of its own.

A file of 5 KB can make a reader ask for hundreds of gigabytes and end the process it runs in; so nothing from
outside is parsed in a process that serves people. The reading process is ended as soon as the look says no.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from app.workbooks.books import BookName
from app.workbooks.meta import WorkbookMeta
from app.workbooks.precheck import FirstLook, Limits, Refusal, glance, look_outside
from app.workbooks.reader import in_one, unreadable
from app.workbooks.reading import Block, Piece, WorkbookReading
from app.workbooks.reading_process import ChildFailed, Doubts, ReadingProcess

Progress: TypeAlias = Callable[[int, int], None]  # lines that have been read, and lines in all


def read_safely(
    data: bytes,
    filename: str = "",
    limits: Limits | None = None,
    book: BookName = "report",
    progress: Progress = lambda read, total: None,
    known: Callable[[WorkbookMeta], None] = lambda meta: None,
) -> WorkbookReading:
    """Everything that the file says; a file that cannot be read is one problem, never an exception.

    :param filename: only to name things in messages; what a file is, its contents say.
    :param book: which declared sheets the file should hold.
    :param progress: called with the lines read so far and those in all, once they are known.
    :param known: called with whose file it is while the rest is still being read; never for a file without identity.
    """
    limits = limits or Limits()
    with ReadingProcess(book) as process:
        package = look_outside(data, filename, limits)
        if isinstance(package, Refusal):
            return _refused(package)
        process.begin(data)
        look = glance(package, limits)
        if look.refusal is not None:
            return _refused(look.refusal)
        if not look.doubtful:
            return _answer(process, look, progress, known)
    # Begun anew, by a process that reads nothing before a parser has had its second look.
    with ReadingProcess(book) as process:
        process.begin(data, Doubts(look.doubtful, limits))
        return _answer(process, look, progress, known)


def _answer(
    process: ReadingProcess, look: FirstLook, progress: Progress, known: Callable[[WorkbookMeta], None]
) -> WorkbookReading:
    try:
        return in_one(_heard(process.pieces(look.suspicious), progress, known))
    except ChildFailed:
        message = "檔案內容過於龐大或結構異常，無法讀取；請從系統重新下載填報檔，只貼上需要的內容後再上傳。"
        return _refused(Refusal("file_too_heavy", message))


def _heard(pieces: Iterable[Piece], progress: Progress, known: Callable[[WorkbookMeta], None]) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, WorkbookMeta):
            known(piece)
        elif isinstance(piece, Block):
            progress(piece.passed, piece.total)
        yield piece


def _refused(refusal: Refusal) -> WorkbookReading:
    return unreadable(refusal.code, refusal.message)
