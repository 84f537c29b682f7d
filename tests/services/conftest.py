"""``desk``: the contractor of a plan at work on its workbook; ``desk_of`` for a plan of the test's own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from support.stage import NOW, a_plan, the_contractor_of

from app.domain.plan_document import PlanDocument
from app.models import Plan, Submission, User
from app.models.base import Base
from app.services import plans, rejections, submissions, uploads, workbook_exchange
from app.services.examination import Examination
from app.services.uploads import Receipt
from app.workbooks import contractor
from app.workbooks.layout import KEY_HEADER
from app.workbooks.meta import SEAL, seal_of
from app.workbooks.raw_sheets import META_NAME

FileKind = Literal["xlsx", "ods"]
TODAY = date(2018, 12, 1)


@dataclass
class File:
    """A workbook on the contractor's own computer."""

    path: Path

    def fill(self, document: PlanDocument) -> "File":
        """Type in all that ``document`` reports."""
        contractor.fill(self.path, document)
        return self

    def type_in(self, sheet: str, key: str, header: str, value: Any) -> str:
        """Type into one cell of an .xlsx file; gives the name of the cell."""
        with self._opened() as book:
            column, line = _row_of(book[sheet], key)
            cell = line[column[header] - 1]
            cell.value = value
            return str(cell.coordinate)

    def remove_row(self, sheet: str, key: str) -> None:
        """Delete a row, as people do."""
        with self._opened() as book:
            _, line = _row_of(book[sheet], key)
            book[sheet].delete_rows(line[0].row)

    def forge(self, *, seal: bool = False, **identity: Any) -> "File":
        """Alter what the hidden sheet says about where the file comes from; ``seal`` it as if we had written that."""
        with self._opened() as book:
            lines = {str(name.value): value for name, value in book[META_NAME].iter_rows()}
            for name, value in identity.items():
                lines[name].value = value
            if seal:
                lines[SEAL].value = seal_of({name: str(cell.value or "") for name, cell in lines.items()})
        return self

    def without_sheet(self, name: str) -> "File":
        """Delete a sheet, as people do."""
        with self._opened() as book:
            del book[name]
        return self

    @contextmanager
    def _opened(self) -> Iterator[Workbook]:
        book = load_workbook(self.path)
        yield book
        book.save(self.path)


def _row_of(sheet: Worksheet, key: str) -> tuple[dict[str, int], tuple[Cell, ...]]:
    """The columns by their headers, and the row of this key, hidden or typed by its author."""
    lines = list(sheet.iter_rows())
    headers = next(line for line in lines if KEY_HEADER in [cell.value for cell in line])
    column = {cell.value: cell.column for cell in headers}
    places = {column[KEY_HEADER] - 1, column.get("個案編號", column[KEY_HEADER]) - 1}
    return column, next(line for line in lines if key in {line[place].value for place in places})


@dataclass
class Desk:
    """The contractor of ``plan`` and the system on the other side of the desk."""

    session: Session
    plan: Plan
    folder: Path
    by: User

    def exported(self, kind: FileKind = "xlsx", period: str = "期末") -> File:
        """The reporting workbook as the plan stands now."""
        out = BytesIO()
        chosen = plans.period_of(self.session, self.plan, period)
        workbook_exchange.export(self.session, self.plan, chosen, out, kind=kind, by=self.by, at=NOW)
        number = len(list(self.folder.iterdir()))
        path = self.folder / f"{number}.{kind}"
        path.write_bytes(out.getvalue())
        return File(path)

    def examined(
        self, file: File, *, by: User | None = None, on: date = TODAY, expected: tuple[str, str] | None = None
    ) -> Examination:
        """What the system says to the file."""
        return workbook_exchange.examine(
            self.session, file.path.read_bytes(), file.path.name, by=by or self.by, on=on, expected=expected
        )

    def submitted(self, file: File) -> Submission:
        """The file sent for review; it must be one that is accepted."""
        examined = self.examined(file)
        assert examined.proposal is not None, examined.problems
        assert examined.period is not None
        return submissions.propose(
            self.session,
            self.plan,
            examined.period,
            examined.proposal,
            by=self.by,
            at=NOW,
            data_dir=self.folder,
            send=True,
        )

    def received(self, file: File, *, by: User | None = None, on: date = TODAY, send: bool = False) -> Receipt:
        """What becomes of the file when it is uploaded."""
        content, name = file.path.read_bytes(), file.path.name
        data_dir = self.folder / "files"
        return uploads.receive(
            self.session, content, name, by=by or self.by, on=on, at=NOW, data_dir=data_dir, send=send
        )

    def rechecked(self, submission: Submission, *, by: User | None = None, on: date = TODAY) -> None:
        """The stored file is read again."""
        data_dir = self.folder / "files"
        rejections.recheck(self.session, submission, by=by or self.by, on=on, at=NOW, data_dir=data_dir)

    def document(self) -> PlanDocument:
        """What the plan says now."""
        return plans.document(self.session, self.plan)


@pytest.fixture
def desk_of(session: Session, tmp_path: Path) -> Callable[[PlanDocument | None], Desk]:
    """A desk for a plan that is set up as the given document says."""

    def made(document: PlanDocument | None) -> Desk:
        folder = tmp_path / "desk"
        folder.mkdir()
        plan = a_plan(session, document)
        return Desk(session, plan, folder, the_contractor_of(session, plan))

    return made


@pytest.fixture
def desk(desk_of: Callable[[PlanDocument | None], Desk]) -> Desk:
    """A desk for the small plan of the builder."""
    return desk_of(None)


@pytest.fixture
def rows_in_every_table(session: Session) -> Callable[[], dict[str, int]]:
    """Counts the rows of every table: what nothing was written to is the same before and after."""

    def counted() -> dict[str, int]:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}

    return counted
