"""差異分析 of one plan: every target beside its actual, as of any report, with what people say of the difference."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.roles import Permission
from app.domain.thresholds import Thresholds
from app.domain.variance import VarianceStatus
from app.domain.variance_lines import Kind, VarianceLine, lines, other_figures
from app.models import Plan, User
from app.services import thresholds, variance_documents, variance_notes
from app.services.case_figures import CaseFigure
from app.services.permissions import may, require
from app.services.target_courses import Courses, TargetStep
from app.services.variance_documents import NEWEST, Report, Told
from app.services.variance_notes import Notes, Voices

NEEDS_WORDS = "需說明"  # beside the states: 未達應達數 or beyond the band


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is shown of a plan, as the address says; blank filters nothing.

    ``period`` names the report, ``beside`` another one whose actuals stand next to it.
    """

    period: str = NEWEST
    beside: str = NEWEST
    against_original: bool = False
    worst_first: bool = False
    kind: str = ""
    status: str = ""
    owner: str = ""
    words: str = ""

    def pairs(self) -> dict[str, str]:
        """The same as the query of an address, blanks left out."""
        said = {
            "period": self.period,
            "beside": self.beside,
            "baseline": "original" if self.against_original else "",
            "order": "worst" if self.worst_first else "",
            "level": self.kind,
            "status": self.status,
            "owner": self.owner,
            "q": self.words,
        }
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with all that stands beside it. ``place`` is its id on the page.

    ``steps`` are the target at first and after every change, empty for one that never changed; ``beside`` is the line
    of the other report; ``cases`` the sum over cases that the actual is declared to be.
    """

    place: str
    line: VarianceLine
    steps: tuple[TargetStep, ...]
    voices: Voices
    beside: VarianceLine | None = None
    cases: CaseFigure | None = None

    @property
    def sentence(self) -> str:
        """差異分析: what a person wrote of just these figures, or the draft."""
        said = self.voices.counts
        return said.sentence if said and said.sentence and not said.is_dated else self.line.row.sentence

    @property
    def contradiction(self) -> str | None:
        """What to look at again: the sentence names a figure that is none of the line's."""
        said = self.voices.counts
        return other_figures(said.sentence, self.line.row) if said and said.sentence else None

    @property
    def needs_words(self) -> bool:
        """Whether somebody still has to say why."""
        said = self.voices.counts
        return (self.line.is_behind or self.line.is_over) and (said is None or said.is_dated or said.reason is None)


@dataclass(frozen=True, slots=True)
class PlanVariance:
    """The page. ``counts`` tells the states of the chosen level before the filter by state."""

    plan: Plan
    reports: tuple[Report, ...]
    told: Told
    beside: Told | None
    wanted: Wanted
    rows: tuple[ShownLine, ...]
    total: int
    counts: dict[str, int]
    owners: tuple[str, ...]
    limits: Thresholds
    may_write: bool
    may_adopt: bool
    has_revisions: bool

    @property
    def title(self) -> str:
        """Of which report the figures are."""
        return self.told.report.title if self.told.report else "最新核定數"


def show(session: Session, plan: Plan, wanted: Wanted, *, viewer: User, on: date) -> PlanVariance:
    """The table that an address asks for.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    :raises NotFound: for a report, a level or a state that there is not.
    """
    require(viewer, Permission.VIEW, plan)
    _must_be_known(wanted)
    known = variance_documents.reports(session, plan, viewer=viewer)
    told = variance_documents.told(session, plan, known, wanted.period, today=on)
    beside = variance_documents.told(session, plan, known, wanted.beside, today=on) if wanted.beside else None
    limits, courses = thresholds.of_plan(session, plan), Courses(session, [plan.id])
    all_lines = _lines(session, plan, told, wanted, limits)
    others = {} if beside is None else _by_place(_lines(session, plan, beside, wanted, limits))
    rows = _shown(session, plan, told, all_lines, others, courses)
    of_level = [row for row in rows if _is_of_level(row, wanted)]
    chosen = [row for row in of_level if _has_status(row, wanted.status)]
    if wanted.worst_first:
        chosen.sort(key=lambda row: row.line.urgency)
    return PlanVariance(
        plan=plan,
        reports=known,
        told=told,
        beside=beside,
        wanted=wanted,
        rows=tuple(chosen),
        total=len(rows),
        counts=_counts(of_level),
        owners=tuple(dict.fromkeys(line.owner for line in all_lines if line.owner)),
        limits=limits,
        may_write=variance_notes.may_write(viewer, plan),
        may_adopt=may(viewer, Permission.REVIEW, plan),
        has_revisions=any(row.steps for row in rows),
    )


def one(session: Session, plan: Plan, section: str, key: str, period: str, *, viewer: User, on: date) -> ShownLine:
    """A single line with what is said of it, to be written about.

    :raises NotFound: if the plan has no such line.
    """
    known = variance_documents.reports(session, plan, viewer=viewer)
    told = variance_documents.told(session, plan, known, period, today=on)
    found = _lines(session, plan, told, Wanted(), thresholds.of_plan(session, plan))
    line = next((line for line in found if (line.row.section, line.row.key) == (section, key)), None)
    if line is None:
        raise NotFound(f"計畫 {plan.code} 的差異表沒有這一列（{key}），請回差異表重新選擇。")
    return _shown(session, plan, told, [line], {}, Courses(session, [plan.id]))[0]


def place_of(plan_id: int, line: VarianceLine) -> str:
    """The id of a line on any page; keys hold signs that no id may."""
    return f"v{plan_id}-{crc32(f'{line.row.section}/{line.row.key}'.encode()):08x}"


def _lines(session: Session, plan: Plan, told: Told, wanted: Wanted, limits: Thresholds) -> list[VarianceLine]:
    document = told.document
    if wanted.against_original or told.report is not None:
        document = variance_documents.against(session, plan, document, original=wanted.against_original)
    return list(lines(document, limits, on=told.on))


def _shown(
    session: Session,
    plan: Plan,
    told: Told,
    found: Iterable[VarianceLine],
    others: dict[tuple[str, str], VarianceLine],
    courses: Courses,
) -> list[ShownLine]:
    notes, cases = Notes(session, [plan.id]), told.cases or {}
    return [
        ShownLine(
            place=place_of(plan.id, line),
            line=line,
            steps=courses.of(plan.id, line.row.section, line.row.key),
            voices=notes.of(plan.id, line, variance_notes.reported_of(told.document, line)),
            beside=others.get((line.row.section, line.row.key)),
            cases=cases.get((line.row.section, line.row.key)) if line.row.section == "indicators" else None,
        )
        for line in found
    ]


def _by_place(found: Iterable[VarianceLine]) -> dict[tuple[str, str], VarianceLine]:
    return {(line.row.section, line.row.key): line for line in found}


def _must_be_known(wanted: Wanted) -> None:
    if wanted.kind not in ("", *Kind):
        raise NotFound(f"沒有「{wanted.kind}」這個層級；可選擇：{'、'.join(Kind)}。")
    if wanted.status not in ("", NEEDS_WORDS, *VarianceStatus):
        raise NotFound(f"沒有「{wanted.status}」這個狀態；可選擇：{'、'.join([*VarianceStatus, NEEDS_WORDS])}。")


def _is_of_level(row: ShownLine, wanted: Wanted) -> bool:
    words = wanted.words.strip().casefold()
    said = row.voices.counts
    searched = (row.line.row.item, row.line.row.key, row.sentence, said.reason if said else None)
    return (
        wanted.kind in ("", row.line.kind)
        and wanted.owner in ("", row.line.owner)
        and (not words or any(words in (text or "").casefold() for text in searched))
    )


def _has_status(row: ShownLine, status: str) -> bool:
    return row.needs_words if status == NEEDS_WORDS else status in ("", row.line.status)


def _counts(rows: Sequence[ShownLine]) -> dict[str, int]:
    counted = Counter(str(row.line.status) for row in rows)
    return {str(status): counted[status] for status in VarianceStatus} | {
        NEEDS_WORDS: sum(row.needs_words for row in rows)
    }
