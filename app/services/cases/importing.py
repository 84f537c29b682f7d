"""Lists of cases brought in (批次匯入): looked through as a whole, and taken whole or not at all."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.cases.lifecycle import CaseState, Scheme
from app.domain.cases.registration import Fault, Registration, register
from app.domain.errors import CasesRefused
from app.domain.findings import Problem, Severity, has_errors
from app.domain.roles import Permission
from app.models import Case, Plan, User
from app.services import application_counts, audit_trail, files, plan_tables, plans, revisions, snapshots
from app.services.cases import case_rows, courses, programme, trail
from app.services.permissions import may, require, visible_plans
from app.services.transaction import release, transaction
from app.services.uncollected import uncollected
from app.workbooks.case_reading import read_case_text
from app.workbooks.case_sheets import CASE_COLUMNS, NO, YES, YES_NO
from app.workbooks.parsing import number_of
from app.workbooks.reading import ReadRow, WorkbookReading
from app.workbooks.safety import read_safely

LARGEST_TEXT_FILE = 20 * 1024 * 1024  # field-notes 5.4, as of workbooks
LARGEST_ORDINAL = 99_999  # of rounds and of waiting lists; a filter reads no more digits
_FLAGS = frozenset(field for field, column in CASE_COLUMNS.items() if column.choices == YES_NO)
_MEANT = {YES: True, "Y": True, NO: False, "N": False}
_DISASTER_NUMBER = re.compile(r"[0-9]+-E[0-9]+")  # 107-E001: the programme numbers its disaster cases so


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, and what it does to its case."""

    read: ReadRow
    key: str
    live: Mapping[str, Any] | None
    registration: Registration

    @property
    def is_new(self) -> bool:
        """Whether the list brings the case in."""
        return self.live is None

    @property
    def changes_something(self) -> bool:
        """Whether anything of a case that is there would differ."""
        return bool(self.registration.changes or self.registration.moves)

    @property
    def approves(self) -> bool:
        """Whether the row says who is funded, or with how much once that was decided."""
        is_approved = self.live is not None and self.live["approved_on"] is not None
        says_money = not self.registration.changes.keys().isdisjoint(courses.MONEY)
        approves = any(move.target == CaseState.APPROVED for move in self.registration.moves)
        return approves or (is_approved and says_money)


@dataclass(frozen=True, slots=True)
class Examined:
    """A list looked through. ``plan`` is ``None`` if nobody can tell to which plan it belongs."""

    content: bytes
    file_name: str
    plan: Plan | None
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def is_accepted(self) -> bool:
        """Whether the list may be taken: nothing blocks."""
        return self.plan is not None and not has_errors(self.problems)

    def counts(self) -> dict[str, int]:
        """How many cases the list brings in, changes, and leaves as they are."""
        changed = [line for line in self.lines if not line.is_new]
        updated = sum(line.changes_something for line in changed)
        new = len(self.lines) - len(changed)
        return {"imported": new, "updated": updated, "unchanged": len(changed) - updated}


@uncollected()
def examine(session: Session, content: bytes, file_name: str, *, by: User, plan_code: str | None = None) -> Examined:
    """Look through a list: every problem at once, and what it would change. Writes nothing.

    :param plan_code: the plan to which it belongs, where it does not say so itself.
    :raises NotFound: if there is no such plan.
    :raises PermissionDenied: if ``by`` may not manage the cases of the plan.
    """
    release(session)  # a child process reads the file; writers should not wait for it
    reading = _read(content, file_name)
    plan = _plan_of(session, reading, by=by, plan_code=plan_code)
    if isinstance(plan, Problem):
        return Examined(content, file_name, None, (), (*reading.problems, plan))
    require(by, Permission.MANAGE_CASES, plan)
    if application_counts.are_there(session, plan):
        message = f"計畫 {plan.code} 的申請案數採公布數，不能另行登錄申請案；請先洽系統管理者移除公布數。"
        counted = Problem("", None, Severity.ERROR, "applications_counted", message)
        return Examined(content, file_name, plan, (), (*reading.problems, counted))
    lines, problems = _judged(session, plan, reading, may_approve=may(by, Permission.APPROVE_CASES, plan))
    return Examined(content, file_name, plan, tuple(lines), (*_file_problems(reading), *problems))


@uncollected()
def take(session: Session, examined: Examined, *, by: User, at: datetime, data_dir: Path) -> dict[str, int]:
    """Bring an examined list in: all of it, or nothing. Returns how many cases it brought in, changed, and left.

    The file is kept byte for byte; the steps of the courses, the trail and the revision of the plan name it.

    :raises PermissionDenied: if ``by`` may not manage the cases of the plan; for 核定, if they may not approve.
    :raises CasesRefused: if anything in the list blocks, or did so after others changed the cases meanwhile.
    """
    _must_be_accepted(examined)
    assert examined.plan is not None
    require(by, Permission.MANAGE_CASES, examined.plan)
    if any(line.approves for line in examined.lines):
        require(by, Permission.APPROVE_CASES, examined.plan)
    if not any(line.is_new or line.changes_something for line in examined.lines):
        return examined.counts()
    digest = files.keep(data_dir, examined.content)
    with transaction(session):
        plan = examined.plan
        plans.lock(session, plan)
        current = _again(session, plan, examined)
        _write(session, plan, current, source=f"{examined.file_name}（SHA-256 {digest}）", by=by, at=at)
    return current.counts()


def _read(content: bytes, file_name: str) -> WorkbookReading:
    if not file_name.lower().endswith(".csv"):
        return read_safely(content, file_name, book="cases")
    if len(content) > LARGEST_TEXT_FILE:
        message = f"檔案大於 {LARGEST_TEXT_FILE // 1024 // 1024} MB，請分成數個檔案後再上傳。"
        return WorkbookReading(None, (), (Problem("", None, Severity.ERROR, "file_too_large", message),))
    return read_case_text(content, Path(file_name).stem)


def _plan_of(session: Session, reading: WorkbookReading, *, by: User, plan_code: str | None) -> Plan | Problem:
    """The plan that the file names, that was named beside it, or the one plan of its numbers' year."""
    own = reading.meta.plan_code if reading.meta else None
    if own and plan_code and own != plan_code:  # case numbers of one year are the same in several plans
        message = f"這是計畫 {own} 的個案清單，不是計畫 {plan_code} 的；請改選檔案。"
        return Problem("", None, Severity.ERROR, "wrong_workbook", message)
    if code := plan_code or own:
        return plans.find(session, code)
    years = {number[: number.find("-")] for row in reading.rows if (number := number_of(row.values.get("key")))}
    if len(years) != 1 or not (year := years.pop()).isdecimal():
        message = "由案號看不出是哪一個年度的計畫，請指定計畫代號。"
        return Problem("", None, Severity.ERROR, "wrong_workbook", message)
    query = visible_plans(by, Permission.MANAGE_CASES).where(Plan.roc_year == int(year))
    candidates = session.scalars(query).all()
    if len(candidates) > 1:
        keys = [number_of(row.values.get("key")) for row in reading.rows[:100]]
        holding = select(Case.plan_id).where(Case.key.in_(keys), Case.plan_id.in_([plan.id for plan in candidates]))
        held = set(session.scalars(holding))
        candidates = [plan for plan in candidates if plan.id in held] if len(held) == 1 else candidates
    if len(candidates) == 1:
        return candidates[0]
    found = "、".join(plan.code for plan in candidates)
    message = (
        f"{year} 年度有 {len(candidates)} 個計畫（{found}），請指定計畫代號。"
        if candidates
        else f"您沒有 {year} 年度計畫的「{Permission.MANAGE_CASES}」權限，請指定計畫代號，或洽計畫辦公室。"
    )
    return Problem("", None, Severity.ERROR, "wrong_workbook", message)


def _file_problems(reading: WorkbookReading) -> Iterator[Problem]:
    for problem in reading.problems:
        yield replace(problem, message=problem.message.replace("填報檔", "個案清單"))


def _judged(
    session: Session, plan: Plan, reading: WorkbookReading, *, may_approve: bool
) -> tuple[list[Line], list[Problem]]:
    live = case_rows.live(session, plan)
    lines: list[Line] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for read in reading.rows:
        values, faults = _tidied(read.values)
        key = values.get("key")
        if key is None:
            faults.append(Fault("key", "key_missing", "這一列沒有個案編號；請填寫，或將整列清空。"))
        elif key in seen:
            message = f"「{key}」與第 {seen[key]} 列重複；請只保留一列。"
            faults.append(Fault("key", "key_repeated", message))
        else:
            seen[key] = read.line + 1
            line = Line(read, key, live.get(key), register(values, live.get(key)))
            faults += line.registration.faults
            if not may_approve and line.approves:
                faults.append(
                    Fault("state", "approval_reserved", "核定由計畫辦公室或主管辦理；請將這一列移出，或洽計畫辦公室。")
                )
            lines.append(line)
        problems += (_problem(read, fault, key) for fault in faults)
    problems += _broken_rules(session, plan, lines)
    return lines, problems


def _tidied(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """What a row says, without its blank cells, and the choices in it that nobody offers."""
    found = {name: value for name, value in values.items() if value is not None}
    faults: list[Fault] = []
    for name in found.keys() & _CHOICES.keys():
        value = found[name]
        if name in _FLAGS:
            value = _MEANT.get(value)
        if value is None or (name not in _FLAGS and value not in _CHOICES[name]):
            offered = "、".join(CASE_COLUMNS[name].choices)
            message = f"「{found[name]}」不在{CASE_COLUMNS[name].header}的選項內，請填：{offered}。"
            faults.append(Fault(name, "choice_unknown", message))
            del found[name]
        else:
            found[name] = value
    if (key := number_of(found.get("key"))) is not None:
        found["key"] = key
        if "scheme" not in found and _DISASTER_NUMBER.fullmatch(key):
            found["scheme"] = Scheme.DISASTER.value
    for name in ("round_no", "waiting_rank"):
        if (ordinal := found.get(name)) is not None and not 1 <= ordinal <= LARGEST_ORDINAL:
            message = f"{CASE_COLUMNS[name].header}須為 1 至 {LARGEST_ORDINAL:,} 的整數。"
            faults.append(Fault(name, "negative" if ordinal < 1 else "too_large", message))
    return found, faults


_CHOICES = {
    field: frozenset(column.choices) for field, column in CASE_COLUMNS.items() if column.choices and field != "county"
}


def _problem(read: ReadRow, fault: Fault, key: str | None) -> Problem:
    cell = read.cell(fault.field) or read.cell("key")
    return Problem(read.sheet, cell, fault.severity, fault.code, fault.message, key)


def _broken_rules(session: Session, plan: Plan, lines: list[Line]) -> Iterator[Problem]:
    """The rules of the programme that the cases would break if they stood as the list says."""
    asked = {
        line.key: line
        for line in lines
        if not line.registration.is_refused and programme.is_judged(line.live, line.registration.changes)
    }
    would_stand = ({**(line.live or {}), **line.registration.changes} for line in asked.values())
    for key, fault in programme.faults_of(programme.broken_by(session, plan, would_stand)):
        yield _problem(asked[key].read, fault, key)


def _must_be_accepted(examined: Examined) -> None:
    if not examined.is_accepted:
        errors = [problem for problem in examined.problems if problem.severity is Severity.ERROR]
        first = f"{errors[0].sheet} {errors[0].cell or ''}".strip()
        raise CasesRefused(f"清單有 {len(errors)} 項錯誤，沒有匯入任何一列；第一項在{first}：{errors[0].message}")


def _again(session: Session, plan: Plan, examined: Examined) -> Examined:
    """The list held against the cases as they stand under the plan's lock."""
    live = case_rows.live(session, plan)
    if all(live.get(line.key) == line.live for line in examined.lines):
        return examined
    raise CasesRefused("個案資料在檢視期間已由他人變更，沒有匯入任何一列；請重新上傳確認。")


def _write(session: Session, plan: Plan, examined: Examined, *, source: str, by: User, at: datetime) -> None:
    new = [line for line in examined.lines if line.is_new]
    changed = [line for line in examined.lines if not line.is_new and line.changes_something]
    ids = case_rows.add(session, plan, [line.registration.changes for line in new])
    ids |= {line.key: line.live["id"] for line in changed if line.live}
    updates = _updates(session, changed)
    if updates:
        session.execute(update(Case), updates)
    shared = {"plan_id": plan.id, "agency_id": plan.agency_id, "by_id": by.id, "at": at, "source": source}
    case_rows.add_events(
        session,
        [
            {
                "case_id": ids[line.key],
                "from_state": move.source,
                "to_state": move.target,
                "on": move.on,
                "reason": move.reason,
                **shared,
            }
            for line in examined.lines
            for move in line.registration.moves
        ],
    )
    session.expire_all()  # rows were written beside their objects
    of_firms = case_rows.tell_offices(session, dict(_offices(examined.lines)))
    if any(map(_is_shown, examined.lines)):
        plan.revision += 1
        session.flush()
        document = plan_tables.document_of(session, plan)
        revisions.record(session, plan, document, cause=f"匯入個案清單 {source}", by=by, at=at)
        snapshots.renew(session, plan, at=at)
    audit_trail.record(session, [*_told(examined.lines), *of_firms], by=by, at=at, plan=plan)


def _offices(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """統一編號 and 登記地址 of the firms of which the list tells one."""
    for line in lines:
        said = {**(line.live or {}), **line.registration.changes}
        if "head_office" in line.registration.changes and said.get("tax_id"):
            yield said["tax_id"], said["head_office"]


def _updates(session: Session, changed: list[Line]) -> list[dict[str, Any]]:
    updates = []
    names = {
        line.registration.changes["tax_id"]: str({**(line.live or {}), **line.registration.changes}["firm_name"])
        for line in changed
        if "tax_id" in line.registration.changes
    }
    firms = case_rows.firm_ids(session, names)
    for line in changed:
        values = dict(line.registration.changes)
        if tax_id := values.pop("tax_id", None):
            values["firm_id"] = firms[tax_id]
        if values and line.live:
            updates.append({"id": line.live["id"], **values})
    return updates


def _is_shown(line: Line) -> bool:
    """Whether the plan's document shows something of what the row changed (app.services.plan_tables.is_guided)."""
    if not line.registration.changes:
        return False
    before, after = line.live or {}, {**(line.live or {}), **line.registration.changes}
    was_reported = line.live is not None and before.get("received_on") is None
    return was_reported or after.get("approved_on") is not None


def _told(lines: tuple[Line, ...]) -> Iterator[Any]:
    for line in lines:
        if line.live is None:
            yield trail.of_new(line.registration.changes, cell=f"{line.read.sheet} 第 {line.read.line + 1} 列")
        elif line.registration.changes:
            cells = {name: f"{line.read.sheet}!{cell}" for name, cell in line.read.cells.items()}
            yield from trail.of_changes(line.live, line.registration.changes, cells)
