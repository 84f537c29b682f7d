"""Workbooks out to contractors, and back in: written, read, checked; nothing is changed here."""

from collections.abc import Callable
from datetime import date, datetime
from typing import BinaryIO, Literal

from sqlalchemy.orm import Session

from app.domain import canonical
from app.domain.errors import DomainError, NotFound, WorkbookRefused
from app.domain.findings import Problem, Severity
from app.domain.leniency import Waiver
from app.domain.plan_document import PlanDocument
from app.domain.roles import Permission
from app.models import Plan, ReportingPeriod, User
from app.services import plan_tables, plans, revisions
from app.services.examination import Examination, examine_reading
from app.services.permissions import require
from app.services.progress import Progress
from app.services.transaction import release
from app.services.uncollected import uncollected
from app.workbooks.comparison import Comparison
from app.workbooks.meta import TEMPLATE_VERSION, WorkbookMeta
from app.workbooks.reading import Block, Piece, WorkbookReading
from app.workbooks.safety import read_safely
from app.workbooks.setup_workbook import is_setup
from app.workbooks.writer import write_workbook


def export(
    session: Session,
    plan: Plan,
    period: ReportingPeriod,
    out: BinaryIO,
    *,
    kind: Literal["xlsx", "ods"],
    by: User | None,
    at: datetime,
) -> None:
    """Write the reporting workbook of a period: the plan as it stands, with the revision it stands at.

    :param kind: ``"xlsx"`` or ``"ods"``.
    :param by: ``None`` for the owner of the machine, at the command line.
    :raises PermissionDenied: if ``by`` may not take the plan's workbook.
    """
    if by is not None:
        require(by, Permission.EXPORT, plan)
    document = plan_tables.document_of(session, plan)
    about = next(row for row in document.periods if row.key == period.key)
    meta = WorkbookMeta(
        plan_code=plan.code,
        period_key=period.key,
        revision=plan.revision,
        fingerprint=canonical.fingerprint(document),
        template_version=TEMPLATE_VERSION,
        exported_at=at.isoformat(timespec="seconds"),
    )
    write_workbook(document, about, meta, out, kind)


@uncollected()
def examine(
    session: Session,
    content: bytes,
    file_name: str,
    *,
    by: User | None,
    on: date,
    expected: tuple[str, str] | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
    waived: tuple[Waiver, ...] = (),
    leave_out_faulty: bool = False,
) -> Examination:
    """Look through an uploaded file: every problem at once, and what it would change. Writes nothing.

    :param by: who uploads; ``None`` for the owner of the machine, at the command line.
    :param expected: plan code and period on whose page the file was uploaded, if it was.
    :param on: the day of reporting.
    :param tell: is told how far the work is, where it takes long.
    :param waived: rules that do not block this file.
    :param leave_out_faulty: if nothing blocks but rows of 個案成效, propose what the file says without them.
    :raises PermissionDenied: if ``by`` may not report on the plan that the file is about.
    """
    release(session)  # a child process reads the file; writers should not wait for it
    origin = _Origin(session, by, expected, on)

    def hear(piece: Piece) -> None:
        if isinstance(piece, WorkbookMeta):
            origin.find(piece)
        elif isinstance(piece, Block):
            tell(Progress("讀取", piece.passed, piece.total))
            origin.compare(piece)

    reading = read_safely(content, file_name, hear=hear)
    if reading.meta is None:
        return Examination(reading.problems)
    if is_setup(reading.meta):
        message = "這是計畫設定檔，不是期報活頁簿；要建立計畫請由「新增計畫」上傳，要填報請下載該期的活頁簿。"
        return Examination((Problem("_meta", None, Severity.ERROR, "wrong_workbook", message),))
    tell(Progress("比對原有資料"))
    if origin.refusal is not None:
        return _refused(reading, origin.refusal, "wrong_workbook")
    assert origin.found is not None  # a reading with an identity began with it
    return examine_reading(
        session,
        *origin.found,
        reading,
        compared=origin.compared,
        on=on,
        revision=reading.meta.revision,
        file_name=file_name,
        content=content,
        waived=waived,
        leave_out_faulty=leave_out_faulty,
    )


class _Origin:
    """What a file was exported from, found and made ready while the rest of the file is still being read."""

    def __init__(self, session: Session, by: User | None, expected: tuple[str, str] | None, on: date) -> None:
        self.found: tuple[Plan, ReportingPeriod, PlanDocument] | None = None
        self.refusal: DomainError | None = None
        self.compared: Comparison | None = None
        self._session, self._by, self._expected, self._on = session, by, expected, on

    def find(self, meta: WorkbookMeta) -> None:
        """Look up whose file it is; a refusal waits until all that is wrong with the file is known.

        :raises PermissionDenied: if the person may not report on the plan.
        """
        if is_setup(meta):
            return
        try:
            _must_be_expected(meta, self._expected)
            plan = plans.find(self._session, meta.plan_code)
            if self._by is not None:
                require(self._by, Permission.REPORT, plan)
            period = plans.period_of(self._session, plan, meta.period_key)
            document = _kept_document(self._session, plan, meta)
        except (WorkbookRefused, NotFound) as refusal:
            self.refusal = refusal
            return
        finally:
            release(self._session)  # the child reads on; writers should not wait for it
        base = canonical.from_json(document)
        self.found, self.compared = (plan, period, base), Comparison(base, self._on)

    def compare(self, block: Block) -> None:
        """Hold rows that have been read against the document."""
        if self.compared is not None:
            self.compared.take(block)


def _must_be_expected(meta: WorkbookMeta, expected: tuple[str, str] | None) -> None:
    """A file names its own plan and period; the page it is uploaded on must be theirs."""
    if expected is not None and expected != (meta.plan_code, meta.period_key):
        raise WorkbookRefused(
            f"這份活頁簿是計畫 {meta.plan_code} 的「{meta.period_key}」期報，"
            f"您選擇的是計畫 {expected[0]} 的「{expected[1]}」；請改選正確的計畫與期別，或上傳另一份檔案。"
        )


def _kept_document(session: Session, plan: Plan, meta: WorkbookMeta) -> str:
    """The document that the file was exported from, as it is kept; its fingerprint shows that it is that one."""
    revision = revisions.find(session, plan, meta.revision)
    if revision is None or revision.sha256 != meta.fingerprint:
        raise WorkbookRefused(
            "這個檔案的版本資訊與系統紀錄不符，可能在其他系統產生或隱藏工作表遭更動；請重新下載活頁簿後填報。"
        )
    return revision.document


def _refused(reading: WorkbookReading, refusal: DomainError, code: str) -> Examination:
    problem = Problem("_meta", None, Severity.ERROR, code, str(refusal))
    return Examination((*reading.problems, problem))
