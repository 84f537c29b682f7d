"""The only door for a file from outside: looked at cheaply, and read meanwhile in a process of its own.

A file of 5 KB can make a reader ask for hundreds of gigabytes and end the process it runs in; so nothing from
outside is parsed in a process that serves people. The reading process is ended as soon as the look says no.
"""

from collections.abc import Callable, Iterable, Iterator

from app.workbooks.books import BookName
from app.workbooks.precheck import FirstLook, Limits, Refusal, glance, look_outside
from app.workbooks.reader import in_one, unreadable
from app.workbooks.reading import Piece, WorkbookReading
from app.workbooks.reading_process import ChildFailed, Doubts, ReadingProcess


def read_safely(
    data: bytes,
    filename: str = "",
    limits: Limits | None = None,
    book: BookName = "report",
    hear: Callable[[Piece], None] = lambda piece: None,
) -> WorkbookReading:
    """Everything that the file says; a file that cannot be read is one problem, never an exception.

    :param filename: only to name things in messages; what a file is, its contents say.
    :param book: which declared sheets the file should hold.
    :param hear: called with each piece while the rest is still being read: first whose file it is, if it says so.
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
            return _answer(process, look, hear)
    # Begun anew, by a process that reads nothing before a parser has had its second look.
    with ReadingProcess(book) as process:
        process.begin(data, Doubts(look.doubtful, limits))
        return _answer(process, look, hear)


def _answer(process: ReadingProcess, look: FirstLook, hear: Callable[[Piece], None]) -> WorkbookReading:
    try:
        return in_one(_heard(process.pieces(look.suspicious), hear))
    except ChildFailed:
        message = "檔案內容過於龐大或結構異常，無法讀取；請從系統重新下載填報檔，只貼上需要的內容後再上傳。"
        return _refused(Refusal("file_too_heavy", message))


def _heard(pieces: Iterable[Piece], hear: Callable[[Piece], None]) -> Iterator[Piece]:
    for piece in pieces:
        hear(piece)
        yield piece


def _refused(refusal: Refusal) -> WorkbookReading:
    return unreadable(refusal.code, refusal.message)
