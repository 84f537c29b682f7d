"""Three plans that live through 2018, and what people do on which day.

REAL is the 107 plan: its four reports on the days on which they were filed (field-notes 1.1), each checkpoint in the
first report after it was done (field-notes 1.3). TROUBLED was made up, because the real one was never late: it has a
checkpoint for each thing that can go wrong. Nobody ever reports on SILENT.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from support.nights import NOON, moment
from support.plan_builder import checkpoint, counted_checkpoint
from support.plan_builder import plan as small_plan
from support.stage import a_person, a_plan, proposal

from app.demo import plan_107
from app.domain.change_request import ChangeSet, Edit
from app.domain.checkpoint_state import Disposition
from app.domain.explanation import DelayCause, Explanation, Responsibility
from app.domain.plan_document import PlanDocument, SubPlan
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource
from app.models import Submission, User
from app.services import accounts, alerts, change_requests, plans, submissions
from app.services.alerts import Wanted
from app.services.change_requests import Proposal

REAL, TROUBLED, SILENT = "SMEITA-107", "TROUBLED-107", "SILENT-107"
FIRST_NIGHT, LAST_NIGHT = date(2018, 1, 1), date(2019, 1, 31)
#: Filed (field-notes 1.1) and approved: the next workday; the last one was stamped 108/1/2.
REPORTS = {
    "第1期": (date(2018, 5, 7), date(2018, 5, 8)),
    "期中": (date(2018, 7, 15), date(2018, 7, 16)),
    "第2期": (date(2018, 9, 5), date(2018, 9, 6)),
    "期末": (date(2018, 11, 30), date(2019, 1, 2)),
}

Deed = Callable[[Session, date, Path], None]


def people_and_plans(session: Session) -> None:
    """A contractor for each plan, and one office for all."""
    for role in (Role.OFFICER, Role.MANAGER):
        a_person(session, role)
    for document in (plan_107.plan_document(), troubled(), silent()):
        plan = a_plan(session, document)
        a_person(session, Role.CONTRACTOR, email=_contractor(plan.code), contractor=plan.contractor.name)


def troubled() -> PlanDocument:
    """One checkpoint of little weight for each trouble, and a heavy one without."""
    points = (
        checkpoint("A-1", due_on=date(2018, 4, 30)),  # late
        checkpoint("A-2", due_on=date(2018, 4, 30)),  # extended when it is late
        checkpoint("A-3", due_on=date(2018, 5, 31)),  # withdrawn
        counted_checkpoint("A-4", 334, due_on=date(2018, 5, 15)),  # met in part
        checkpoint("A-5", due_on=date(2018, 6, 15)),  # its promise is broken
        checkpoint("A-6", due_on=date(2018, 5, 31)),  # pushed twice
        checkpoint("A-7", due_on=date(2018, 10, 31)),  # never done
    )
    heavy = checkpoint("B-1", due_on=date(2018, 6, 29), weight_pct=Decimal(93))
    return _only_checkpoints(
        code=TROUBLED,
        contractor="財團法人遲延中心",
        sub_plans=(SubPlan("A", "管理及推廣分項計畫", Decimal(7)), SubPlan("B", "個案輔導分項計畫", Decimal(93))),
        checkpoints=(*(replace(one, weight_pct=Decimal(1)) for one in points), heavy),
    )


def silent() -> PlanDocument:
    """The small plan with nothing reported."""
    points = tuple(replace(one, completed_on=None, achievement=None) for one in small_plan().checkpoints)
    return _only_checkpoints(code=SILENT, contractor="財團法人沉默中心", checkpoints=points)


def _only_checkpoints(**changes: Any) -> PlanDocument:
    return small_plan(indicators=(), cases=(), finance_lines=(), staffing=(), **changes)


def deeds(*codes: str) -> dict[date, list[Deed]]:
    """What people do about these plans, by day."""
    found = _of_troubled() if TROUBLED in codes else {}
    if REAL in codes:
        for period, (filed, approved) in REPORTS.items():
            found.setdefault(filed, []).append(_file(REAL, period, _as_reported(filed, whole=period == "期末")))
            found.setdefault(approved, []).append(_approve(REAL, period))
    return found


def _of_troubled() -> dict[date, list[Deed]]:
    last = _done({"A-6": (date(2018, 9, 28), None)})
    return {
        date(2018, 5, 10): [_change(_moved("A-2", date(2018, 6, 29)), _moved("A-6", date(2018, 7, 31)))],
        date(2018, 5, 16): [
            _record({"A-1": (date(2018, 5, 16), None), "A-4": (date(2018, 5, 15), 300)}),
        ],
        date(2018, 5, 25): [_change(_moved("A-6", date(2018, 8, 31)), _withdrawn("A-3", date(2018, 5, 25)))],
        date(2018, 6, 20): [_explain("A-5", date(2018, 7, 3))],
        date(2018, 7, 10): [
            _file(
                TROUBLED,
                "期中",
                _done(
                    {
                        "A-2": (date(2018, 6, 28), None),
                        "A-4": (date(2018, 7, 6), 340),
                        "A-5": (date(2018, 7, 9), None),
                        "B-1": (date(2018, 6, 28), None),
                    }
                ),
            )
        ],
        date(2018, 7, 11): [_approve(TROUBLED, "期中")],
        # The last report is late, sent back, and late again.
        date(2018, 12, 28): [_file(TROUBLED, "期末", last)],
        date(2019, 1, 2): [_send_back(TROUBLED, "期末", correct_by=date(2019, 1, 8))],
        date(2019, 1, 10): [_file(TROUBLED, "期末", last)],
        date(2019, 1, 11): [_approve(TROUBLED, "期末")],
    }


def _as_reported(filed: date, *, whole: bool) -> Callable[[PlanDocument], PlanDocument]:
    """Indicators, money and cases came with the last report."""

    def filled(live: PlanDocument) -> PlanDocument:
        reported = plan_107.reported()
        done = {row.key: row for row in reported.checkpoints if row.completed_on and row.completed_on <= filed}
        points = tuple(done.get(row.key, row) for row in live.checkpoints)
        return replace(reported if whole else live, checkpoints=points)

    return filled


def _done(figures: dict[str, tuple[date, int | None]]) -> Callable[[PlanDocument], PlanDocument]:
    def filled(live: PlanDocument) -> PlanDocument:
        return replace(live, checkpoints=tuple(_with(row, figures.get(row.key)) for row in live.checkpoints))

    return filled


def _with(row: Any, figure: tuple[date, int | None] | None) -> Any:
    if figure is None:
        return row
    done, actual = figure
    return replace(row, completed_on=done, actual=None if actual is None else Decimal(actual), achievement="已辦理。")


def _file(code: str, period: str, fill: Callable[[PlanDocument], PlanDocument]) -> Deed:
    def act(session: Session, on: date, data_dir: Path) -> None:
        plan = plans.find(session, code)
        wanted = proposal(fill(plans.document(session, plan)), base_revision=plan.revision)
        of, by, at = plans.period_of(session, plan, period), _person(session, _contractor(code)), moment(on, NOON)
        submissions.propose(session, plan, of, wanted, by=by, at=at, data_dir=data_dir, send=True)

    return act


def _approve(code: str, period: str) -> Deed:
    def act(session: Session, on: date, _data_dir: Path) -> None:
        submissions.approve(session, _newest(session, code, period), by=_officer(session), at=moment(on, NOON))

    return act


def _send_back(code: str, period: str, *, correct_by: date) -> Deed:
    def act(session: Session, on: date, _data_dir: Path) -> None:
        submissions.send_back(
            session,
            _newest(session, code, period),
            by=_officer(session),
            at=moment(on, NOON),
            comment="請補附件。",
            correct_by=correct_by,
        )

    return act


def _newest(session: Session, code: str, period: str) -> Submission:
    of = plans.period_of(session, plans.find(session, code), period)
    newest = select(Submission).where(Submission.period_id == of.id).order_by(Submission.version.desc()).limit(1)
    return session.scalars(newest).one()


def _record(figures: dict[str, tuple[date, int | None]]) -> Deed:
    """The office types in what it was told."""

    def act(session: Session, on: date, _data_dir: Path) -> None:
        plan = plans.find(session, TROUBLED)
        wanted = proposal(_done(figures)(plans.document(session, plan)), base_revision=plan.revision)
        typed = replace(wanted, source=SubmissionSource.FORM, content=None, file_name=None)
        of = plans.period_of(session, plan, "期中")
        submissions.record_directly(session, plan, of, typed, by=_officer(session), at=moment(on, NOON))

    return act


def _moved(key: str, to: date) -> Callable[[PlanDocument], Iterable[Edit]]:
    def edits(live: PlanDocument) -> Iterable[Edit]:
        yield Edit("checkpoints", key, "due_on", live.row("checkpoints", key).due_on, to)  # type: ignore[union-attr]

    return edits


def _withdrawn(key: str, on: date) -> Callable[[PlanDocument], Iterable[Edit]]:
    said = {"disposition": Disposition.WITHDRAWN, "disposition_on": on, "disposition_reason": "併入他項工作辦理。"}

    def edits(_live: PlanDocument) -> Iterable[Edit]:
        return (Edit("checkpoints", key, name, None, value) for name, value in said.items())

    return edits


def _change(*wanted: Callable[[PlanDocument], Iterable[Edit]]) -> Deed:
    """A 計畫變更 that is asked for, and approved on the same day."""

    def act(session: Session, on: date, _data_dir: Path) -> None:
        plan, by, at = plans.find(session, TROUBLED), _person(session, _contractor(TROUBLED)), moment(on, NOON)
        live = plans.document(session, plan)
        edits = tuple(edit for one in wanted for edit in one(live))
        asked = Proposal(ChangeSet(edits), "颱風延後審查。", "不影響總目標。", plan.revision)
        request = change_requests.draft(session, plan, asked, by=by, at=at)
        change_requests.send(session, request, by=by, at=at)
        change_requests.approve(session, request, by=_person(session, "manager@agency.example"), at=at)

    return act


def _explain(key: str, promised: date) -> Deed:
    def act(session: Session, on: date, _data_dir: Path) -> None:
        by = _person(session, _contractor(TROUBLED))
        listed = alerts.listed(session, by, Wanted(is_open=True, plan_code=TROUBLED), first=0, rows=50)
        answer = Explanation("廠商延遲交件。", DelayCause.FIRM, "每週追蹤。", promised, Responsibility.FIRM)
        chosen = [one for one in listed if one.row_key == key]
        alerts.explain(session, chosen, answer, by=by, on=on, at=moment(on, NOON))

    return act


def _contractor(code: str) -> str:
    return f"{code.lower()}@contractor.example"


def _officer(session: Session) -> User:
    return _person(session, "officer@agency.example")


def _person(session: Session, email: str) -> User:
    return accounts.by_email(session, email)
