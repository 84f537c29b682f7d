"""Lists that people download, fill in and send back: whose they are, and what could not be read in them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.domain.findings import Problem, Severity, has_errors
from app.models import Plan
from app.services.transaction import release
from app.workbooks.books import BookName
from app.workbooks.meta import WorkbookMeta
from app.workbooks.reading import WorkbookReading
from app.workbooks.safety import read_safely


@dataclass(frozen=True, slots=True)
class TakenList:
    """What became of a list: taken whole, or, if a problem blocks, not at all."""

    problems: tuple[Problem, ...]
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def is_accepted(self) -> bool:
        """Whether everything in it stands in the tables now."""
        return not has_errors(self.problems)


def read(session: Session, content: bytes, file_name: str, plan: Plan, *, book: BookName, kind: str) -> WorkbookReading:
    """Everything that the file says; that it belongs elsewhere is one of its problems.

    :param kind: of list, as the hidden identity of the file names it.
    """
    code = plan.code
    release(session)  # a child process reads the file; writers should not wait for it
    reading = read_safely(content, file_name, book=book)
    problems = tuple(replace(one, message=one.message.replace("填報檔", kind)) for one in reading.problems)
    return replace(reading, problems=(*problems, *_from_elsewhere(reading.meta, code, kind)))


def _from_elsewhere(meta: WorkbookMeta | None, code: str, kind: str) -> Iterator[Problem]:
    if meta and (meta.plan_code, meta.period_key) != (code, kind):
        message = f"這是計畫 {meta.plan_code} 的「{meta.period_key}」檔案，不是計畫 {code} 的「{kind}」；請改選檔案。"
        yield Problem("", None, Severity.ERROR, "wrong_workbook", message)
