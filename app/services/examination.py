"""What was read, held against the plan it was exported from and the plan as it stands; nothing is changed here."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from app.domain.findings import Problem, Severity, has_errors
from app.domain.leniency import Waiver
from app.domain.merge import Merge, merge
from app.domain.plan_document import PlanDocument
from app.domain.plan_setup import held_to
from app.domain.report_rules import CONCLUDED, check_report
from app.domain.rule_catalogue import CELL_RULES
from app.domain.submission_status import SubmissionSource
from app.models import Plan, ReportingPeriod
from app.services import case_figures, plan_tables, rule_settings
from app.services.cases import reported
from app.services.submissions import Proposal
from app.workbooks.checking import overlay, place
from app.workbooks.comparison import Comparison
from app.workbooks.faulty_rows import FaultyRow, faulty_rows, is_left_out, without
from app.workbooks.file_cells import cells_of
from app.workbooks.reading import WorkbookReading

UNREAD_CODES = frozenset(rule.code for rule in CELL_RULES if rule.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class Examination:
    """A file looked through: whose it is, what is wrong, and (without errors) what it proposes.

    A file that is of no plan and period, or cannot be read, has neither plan nor period nor base revision.
    """

    problems: tuple[Problem, ...]
    plan: Plan | None = None
    period: ReportingPeriod | None = None
    base_revision: int | None = None
    proposal: Proposal | None = None
    merge: Merge | None = None
    held: tuple[FaultyRow, ...] = ()  # rows that the proposal leaves out

    @property
    def is_accepted(self) -> bool:
        """Whether the file may be submitted: nothing in it blocks."""
        return self.proposal is not None


def examine_reading(
    session: Session,
    plan: Plan,
    period: ReportingPeriod,
    base: PlanDocument,
    reading: WorkbookReading,
    *,
    on: date,
    revision: int,
    source: SubmissionSource = SubmissionSource.WORKBOOK,
    file_name: str | None = None,
    content: bytes | None = None,
    waived: tuple[Waiver, ...] = (),
    leave_out_faulty: bool = False,
    compared: Comparison | None = None,
) -> Examination:
    """What was read, laid over ``base`` and judged by the rules, whatever door it came in by. Writes nothing.

    A step: the caller has asked for permission.

    :param base: the plan as its author saw it, which is its ``revision``.
    :param compared: what is known of the rows, if they have been held against ``base`` already.
    """
    # Live tables hold what the latest revision says; a plan that moved on must be read from them.
    live = base if revision == plan.revision else plan_tables.document_of(session, plan)
    judge = partial(_judged, session, plan, base, live, on=on, waived=waived, compared=compared)
    document, problems = judge(reading)
    held = faulty_rows(reading, problems) if leave_out_faulty else ()
    if held:
        document, problems = judge(without(reading, held))
        problems = tuple(one for one in problems if not is_left_out(one, held))
    if has_errors(problems):
        return Examination(problems, plan, period, revision)
    # Only a file has cells to name; those of a page have none.
    cells = cells_of(reading, base, document) if source is SubmissionSource.WORKBOOK else None
    proposal = Proposal(document, revision, source, problems, file_name, content, cells)
    merged = merge(base, document, live)
    return Examination(problems, plan, period, revision, proposal, merged, held)


def _judged(
    session: Session,
    plan: Plan,
    base: PlanDocument,
    live: PlanDocument,
    reading: WorkbookReading,
    *,
    on: date,
    waived: tuple[Waiver, ...],
    compared: Comparison | None,
) -> tuple[PlanDocument, tuple[Problem, ...]]:
    checked = overlay(base, reading, compared, None if live is base else live)
    before, after = base, checked.document
    if live is not base:  # a deadline extended since the export is the one to be judged by
        before, after = held_to(before, live), held_to(after, live)
    found = check_report(before, after, on=on, checked=compared.checked if compared else {})
    of_cases = reported.findings(session, plan, checked.document)
    of_figures = case_figures.findings(session, plan, before, after)
    findings = (place(finding, reading) for finding in (*found, *of_cases, *of_figures))
    unread = {(one.sheet, one.key) for one in checked.problems if one.code in UNREAD_CODES}
    # What only looks blank because it could not be read is no second fault.
    told = (one for one in findings if one.code not in CONCLUDED or (one.sheet, one.key) not in unread)
    return checked.document, rule_settings.judged(session, plan, (*checked.problems, *told), waived)
