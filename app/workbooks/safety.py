"""The only door for a file from outside: looked at cheaply first, then read in a process of its own.

A file of 5 KB can make a reader ask for hundreds of gigabytes and end the process it runs in; so nothing from
outside is parsed in a process that serves people.
"""

from app.workbooks.books import BookName
from app.workbooks.child import ChildFailed, Doubts, Progress, ReadingProcess
from app.workbooks.precheck import Limits, first_look
from app.workbooks.reader import unreadable
from app.workbooks.reading import WorkbookReading


def read_safely(
    data: bytes,
    filename: str = "",
    limits: Limits | None = None,
    book: BookName = "report",
    progress: Progress | None = None,
) -> WorkbookReading:
    """Everything that the file says; a file that cannot be read is one problem, never an exception.

    :param filename: only to name things in messages; what a file is, its contents say.
    :param book: which declared sheets the file should hold.
    :param progress: called with the lines read so far and those in all, once they are known.
    """
    with ReadingProcess(book) as process:
        look = first_look(data, filename, limits or Limits())
        if look.refusal is not None:
            return unreadable(look.refusal.code, look.refusal.message)
        try:
            return process.read(data, Doubts(look.doubtful, limits or Limits()), progress)
        except ChildFailed:
            message = "檔案內容過於龐大或結構異常，無法讀取；請從系統重新下載填報檔，只貼上需要的內容後再上傳。"
            return unreadable("file_too_heavy", message)
