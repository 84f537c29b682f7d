"""差異分析 that people write over the draft: what is said of a row, who may write, and who adopts it (decision 0030).

Words, not figures: they change no reported figure, and so need no 期報. What a contractor writes waits until the
office adopts it; what a reviewer writes counts at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.audit_trail import Entry, Subject
from app.domain.errors import NotFound, VarianceNoteRefused, WrongState
from app.domain.explanation import DelayCause, Responsibility
from app.domain.plan_document import Checkpoint, PlanDocument
from app.domain.roles import Permission
from app.domain.slippage import SlipKind
from app.domain.variance_lines import VarianceLine
from app.domain.variance_note import VarianceWords, faults_of
from app.models import Alert, AlertExplanation, Plan, User, VarianceNote
from app.services import audit_trail, form_reports, plans
from app.services.permissions import may, require
from app.services.transaction import transaction

Row: TypeAlias = tuple[int, str, str]  # plan's id, section, key
_KINDS = {SlipKind.INDICATOR.value: "indicators", SlipKind.CHECKPOINT.value: "checkpoints"}


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of a row, and where: 差異分析, 警示說明 or 期報. ``sentence`` is ``None`` outside 差異分析.

    ``id`` is the note's. One that ``is_waiting`` was not adopted yet; one that ``is_dated`` speaks of figures that
    have changed since, and ``target`` and ``actual`` are those.
    """

    origin: str
    sentence: str | None = None
    cause: DelayCause | None = None
    reason: str | None = None
    remedy: str | None = None
    catch_up_on: date | None = None
    responsibility: Responsibility | None = None
    by: str = ""
    at: datetime | None = None
    id: int | None = None
    is_waiting: bool = False
    is_dated: bool = False
    target: Decimal | None = None
    actual: Decimal | None = None
    draft: str = ""

    @property
    def words(self) -> VarianceWords:
        """The same as a form shows it."""
        return VarianceWords(self.sentence, self.cause, self.reason, self.remedy, self.catch_up_on, self.responsibility)


@dataclass(frozen=True, slots=True)
class Voices:
    """What is said of a row: what counts, and beside it what a contractor wrote since and nobody has adopted."""

    counts: Said | None = None
    waiting: Said | None = None


class Notes:
    """What was said of the rows of some plans: two queries, however many plans."""

    def __init__(self, session: Session, plan_ids: Collection[int]) -> None:
        self._notes: dict[Row, list[VarianceNote]] = {}
        notes = select(VarianceNote).where(VarianceNote.plan_id.in_(plan_ids))
        for note in session.scalars(notes.options(joinedload(VarianceNote.made_by)).order_by(VarianceNote.id.desc())):
            self._notes.setdefault((note.plan_id, note.section, note.row_key), []).append(note)
        self._answers: dict[Row, Said] = {}
        answers = (
            select(Alert.plan_id, Alert.kind, Alert.row_key, AlertExplanation, User.name)
            .join(Alert, AlertExplanation.alert_id == Alert.id)
            .join(User, AlertExplanation.made_by_id == User.id)
            .where(Alert.plan_id.in_(plan_ids), Alert.kind.in_(_KINDS))
        )
        for plan_id, kind, key, answer, name in session.execute(answers.order_by(AlertExplanation.id)):
            self._answers[plan_id, _KINDS[kind], key] = _of_answer(answer, name)

    def of(self, plan_id: int, line: VarianceLine, reported: Checkpoint | None = None) -> Voices:
        """What is said of a line: a note first, then the answer to an alert, then what the report itself told."""
        place = (plan_id, line.row.section, line.row.key)
        notes = self._notes.get(place, [])
        adopted = [note for note in notes if note.adopted_at is not None]
        fitting = next((note for note in adopted if _is_of(note, line)), None)
        newest = fitting or next(iter(adopted), None)
        newer = [note for note in notes if note.adopted_at is None and (newest is None or note.id > newest.id)]
        counts = _said(newest, line) if newest else self._answers.get(place) or _of_report(reported)
        return Voices(counts, _said(newer[0], line) if newer else None)


def may_write(by: User, plan: Plan) -> bool:
    """Whether a person may write 差異分析 of the plan at all: who reports on it, and who reviews what is reported."""
    return may(by, Permission.REPORT, plan) or may(by, Permission.REVIEW, plan)


def counts_at_once(by: User, plan: Plan) -> bool:
    """Whether what this person writes needs nobody to adopt it."""
    return may(by, Permission.REVIEW, plan)


def must_be_open(session: Session, plan: Plan, *, by: User, on: date) -> None:
    """Go on only if the person may write today.

    :raises PermissionDenied: if not.
    :raises PeriodClosed: for who only reports, once the period is closed.
    """
    if counts_at_once(by, plan):
        return
    require(by, Permission.REPORT, plan)
    form_reports.must_be_open(session, plan, on)


def write(
    session: Session, plan: Plan, line: VarianceLine, words: VarianceWords, *, by: User, on: date, at: datetime
) -> VarianceNote:
    """Keep what a person writes of a line, with the draft and the figures that were before them.

    :raises PermissionDenied: if ``by`` may not.
    :raises PeriodClosed: for who only reports, once the period is closed.
    :raises VarianceNoteRefused: if it does not say what is required of the line.
    """
    must_be_open(session, plan, by=by, on=on)
    with transaction(session):
        plans.lock(session, plan)
        before = Notes(session, [plan.id]).of(plan.id, line)
        standing = before.waiting or before.counts
        promised = standing.catch_up_on if standing else None
        faults = tuple(faults_of(words, is_behind=line.is_behind, is_over=line.is_over, on=on, before=promised))
        if faults:
            raise VarianceNoteRefused(faults)
        note = _new(plan, line, words, by, at)
        if counts_at_once(by, plan):
            note.adopted_by_id, note.adopted_at = by.id, at
        session.add(note)
        told = "儲存" if note.adopted_at else "送計畫辦公室採用"
        _record(session, plan, line, _in_words(standing), _as_told(words), told, by=by, at=at)
    return note


def adopt(session: Session, plan: Plan, note_id: int, *, by: User, at: datetime) -> VarianceNote:
    """The office takes what a contractor wrote as the plan's 差異分析 (採用).

    :raises PermissionDenied: if ``by`` may not review the plan's reports.
    :raises NotFound: if the plan has no such note.
    :raises WrongState: if it was adopted already, or something newer was.
    """
    require(by, Permission.REVIEW, plan)
    with transaction(session):
        plans.lock(session, plan)
        note = session.get(VarianceNote, note_id)
        if note is None or note.plan_id != plan.id:
            raise NotFound(f"計畫 {plan.code} 沒有這份差異分析，請重新開啟差異分析頁面。")
        newer = select(VarianceNote.id).where(
            VarianceNote.plan_id == plan.id,
            VarianceNote.section == note.section,
            VarianceNote.row_key == note.row_key,
            VarianceNote.id > note.id,
        )
        if note.adopted_at is not None or session.scalar(newer.limit(1)) is not None:
            raise WrongState("這份差異分析已被採用，或之後已有新的內容，請重新開啟頁面後再決定。")
        note.adopted_by_id, note.adopted_at = by.id, at
        entry = Entry(Subject.VARIANCE, note.row_key, None, note.sentence, section=note.section, label="採用差異分析")
        audit_trail.record(session, [entry], by=by, at=at, plan=plan)
    return note


def reported_of(document: PlanDocument, line: VarianceLine) -> Checkpoint | None:
    """The checkpoint behind a line, whose report tells 落後原因 and 改善對策 itself."""
    row = document.row(line.row.section, line.row.key) if line.row.section == "checkpoints" else None
    return row if isinstance(row, Checkpoint) else None


def _new(plan: Plan, line: VarianceLine, words: VarianceWords, by: User, at: datetime) -> VarianceNote:
    assert words.sentence is not None  # a missing one is a fault
    return VarianceNote(
        plan_id=plan.id,
        agency_id=plan.agency_id,
        section=line.row.section,
        row_key=line.row.key,
        sentence=words.sentence,
        draft=line.row.sentence,
        cause=words.cause,
        reason=words.reason,
        remedy=words.remedy,
        catch_up_on=words.catch_up_on,
        responsibility=words.responsibility,
        target=line.row.variance.target,
        actual=line.row.variance.actual,
        made_by_id=by.id,
        made_at=at,
    )


def _is_of(note: VarianceNote, line: VarianceLine) -> bool:
    return (note.target, note.actual) == (line.row.variance.target, line.row.variance.actual)


def _said(note: VarianceNote, line: VarianceLine) -> Said:
    return Said(
        *("差異分析", note.sentence, note.cause, note.reason, note.remedy, note.catch_up_on, note.responsibility),
        *(note.made_by.name, note.made_at, note.id),
        is_waiting=note.adopted_at is None,
        is_dated=not _is_of(note, line),
        target=note.target,
        actual=note.actual,
        draft=note.draft,
    )


def _of_answer(answer: AlertExplanation, name: str) -> Said:
    return Said(
        *("警示說明", None, answer.cause, answer.reason, answer.remedy, answer.catch_up_on, answer.responsibility),
        *(name, answer.made_at),
    )


def _of_report(row: Checkpoint | None) -> Said | None:
    if row is None or not (row.delay_reason or row.remedy or row.catch_up_on):
        return None
    return Said("期報", reason=row.delay_reason, remedy=row.remedy, catch_up_on=row.catch_up_on)


def _as_told(words: VarianceWords) -> dict[str, object]:
    return {
        name: str(value)
        for name in ("sentence", "cause", "reason", "remedy", "catch_up_on", "responsibility")
        if (value := getattr(words, name)) is not None
    }


def _in_words(said: Said | None) -> dict[str, object] | None:
    return _as_told(said.words) if said else None


def _record(
    session: Session,
    plan: Plan,
    line: VarianceLine,
    before: object,
    after: object,
    deed: str,
    *,
    by: User,
    at: datetime,
) -> None:
    row = line.row
    entry = Entry(
        Subject.VARIANCE, row.key, before, after, section=row.section, label=f"{row.item}（{deed}）", unit=row.unit
    )
    audit_trail.record(session, [entry], by=by, at=at, plan=plan)
