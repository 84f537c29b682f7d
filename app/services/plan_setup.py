"""Setting plans up from workbooks (計畫設定): looked through, and created in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import PlanExists, SetupRefused
from app.domain.findings import Problem, Severity, has_errors
from app.domain.plan_faults import Fault, warning
from app.domain.plan_rules import check_setup
from app.domain.plan_setup import FACTS, PlanFacts, PlanSetup
from app.domain.roles import Permission
from app.models import Agency, Contractor, Plan, User
from app.services import files, permissions, plan_tables, plans
from app.services.transaction import release, transaction
from app.workbooks.meta import WorkbookMeta
from app.workbooks.raw_sheets import META_NAME
from app.workbooks.reading import WorkbookReading
from app.workbooks.safety import read_safely
from app.workbooks.setup_reading import in_order_of_sheets, setup_from
from app.workbooks.setup_workbook import is_setup


@dataclass(frozen=True, slots=True)
class Examination:
    """A set-up workbook looked through: the plan that it proposes, and everything wrong with it.

    ``setup`` is ``None`` if the file could not be read as a set-up at all.
    """

    content: bytes
    file_name: str
    setup: PlanSetup | None
    problems: tuple[Problem, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the plan may be created: nothing blocks."""
        return self.setup is not None and not has_errors(self.problems)


def examine(session: Session, content: bytes, file_name: str, *, by: User | None) -> Examination:
    """Look through a set-up workbook: every problem at once, and the plan that it proposes. Writes nothing.

    :param by: who uploads; ``None`` for the owner of the machine, at the command line.
    :raises PermissionDenied: if ``by`` may set up no plan at all.
    """
    if by is not None:
        permissions.require_anywhere(by, Permission.SET_UP)
    release(session)  # a child process reads the file; writers should not wait for it
    reading = read_safely(content, file_name, book="setup")
    if reading.meta is not None and not is_setup(reading.meta):
        return Examination(content, file_name, None, (_report_instead(reading.meta),))
    if has_errors(tuple(problem for problem in reading.problems if not problem.sheet)):
        return Examination(content, file_name, None, reading.problems)
    return Examination(content, file_name, *judged(session, reading, by=by))


def judged(session: Session, reading: WorkbookReading, *, by: User | None) -> tuple[PlanSetup, tuple[Problem, ...]]:
    """The plan that a reading proposes, and everything wrong with it, from the first sheet to the last.

    A step: the caller has asked for permission.
    """
    read = setup_from(reading)
    against_the_books = (
        fault.at(FACTS, fault.field or "") for fault in _against_the_books(session, read.setup.facts, by)
    )
    findings = (*check_setup(read.setup), *against_the_books)
    return read.setup, in_order_of_sheets((*read.problems, *map(read.place, findings)))


def create(session: Session, examined: Examination, *, by: User | None, at: datetime, data_dir: Path) -> Plan:
    """Create the plan that an examined workbook describes, with its agency and contractor where they are new.

    The file is kept byte for byte; the plan's first revision names it.

    :raises SetupRefused: if anything in the file blocks.
    :raises PermissionDenied: if ``by`` may not set plans up in the plan's agency.
    :raises PlanExists: if somebody else created it since the file was examined.
    """
    setup = _accepted(examined)
    document = setup.document()
    if by is not None:
        permissions.require_in_agency(by, Permission.SET_UP, _agency_id(session, document.agency))
    digest = files.keep(data_dir, examined.content)
    cause = f"建立計畫（設定檔 {examined.file_name}，SHA-256 {digest}）"
    try:
        with transaction(session):
            contractor = plan_tables.named(session, Contractor, document.contractor)
            contractor.tax_id = setup.facts.contractor_tax_id or contractor.tax_id
            return plans.add(session, document, is_demo=False, by=by, at=at, cause=cause)
    except IntegrityError as error:
        message = f"計畫 {document.code} 或其機關、受委託單位剛由他人建立；沒有任何變更，請重新上傳確認。"
        raise PlanExists(message) from error


def _accepted(examined: Examination) -> PlanSetup:
    if examined.setup is None or not examined.is_accepted:
        errors = [problem for problem in examined.problems if problem.severity is Severity.ERROR]
        first = f"{errors[0].sheet} {errors[0].cell or ''}".strip()
        raise SetupRefused(f"計畫設定檔有 {len(errors)} 項錯誤，沒有建立計畫；第一項在{first}：{errors[0].message}")
    return examined.setup


def _against_the_books(session: Session, facts: PlanFacts, by: User | None) -> Iterator[Fault]:
    """What can only be known from what is there already."""
    if facts.code and session.scalar(select(Plan.id).where(Plan.code == facts.code)):
        message = f"計畫代號 {facts.code} 已存在；請改用其他代號，已建立的計畫須以計畫變更修改。"
        yield Fault("code", "plan_exists", message)
    if facts.agency:
        agency_id = _agency_id(session, facts.agency)
        if by is not None and not permissions.may_in_agency(by, Permission.SET_UP, agency_id):
            message = f"您沒有在「{facts.agency}」建立計畫的權限；請改填您的機關，或洽系統管理者。"
            yield Fault("agency", "not_permitted", message)
        elif agency_id is None:
            message = f"系統中沒有「{facts.agency}」，建立計畫時將一併新增；請確認名稱無誤。"
            yield warning("agency", "agency_new", message)
    if facts.contractor:
        yield from _contractor(session, facts.contractor, facts.contractor_tax_id)


def _agency_id(session: Session, name: str) -> int | None:
    return session.scalar(select(Agency.id).where(Agency.name == name))


def _contractor(session: Session, name: str, tax_id: str | None) -> Iterator[Fault]:
    """A contractor is its tax id; a name that says otherwise is settled by a person, never here."""
    by_id = session.scalar(select(Contractor).where(Contractor.tax_id == tax_id)) if tax_id else None
    by_name = session.scalar(select(Contractor).where(Contractor.name == name))
    if by_id is not None and by_id is not by_name:
        message = f"統一編號 {tax_id} 在系統中是「{by_id.name}」，檔案填「{name}」；請核對後改填其中之一。"
        yield Fault("contractor", "contractor_disagrees", message)
    elif by_name is None:
        message = f"系統中沒有「{name}」，建立計畫時將一併新增；請確認名稱無誤。"
        yield warning("contractor", "contractor_new", message)
    elif tax_id and by_name.tax_id not in (None, tax_id):
        message = f"「{name}」在系統中的統一編號是 {by_name.tax_id}，檔案填 {tax_id}；請核對。"
        yield Fault("contractor", "contractor_disagrees", message)


def _report_instead(meta: WorkbookMeta) -> Problem:
    message = (
        f"這是計畫 {meta.plan_code} 的「{meta.period_key}」期報活頁簿，不是計畫設定檔；"
        "請至該計畫的頁面上傳期報，或改選計畫設定檔。"
    )
    return Problem(META_NAME, None, Severity.ERROR, "wrong_workbook", message)
