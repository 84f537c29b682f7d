"""The page of one case: its facts, its course, and the steps that it can take next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.cases.benefits import BENEFITS, OUTPUT, SAVING
from app.domain.cases.lifecycle import CaseState, ReviewGrade, Step, steps_from
from app.domain.cases.registration import DAY_WORDS
from app.domain.cases.review import Ranking
from app.domain.personal_data import PersonalKind, Purpose
from app.domain.roles import Permission
from app.models import Case, Plan, User
from app.services import evidence
from app.services.cases import courses, scores
from app.services.permissions import may
from app.services.personal_data import shown
from app.workbooks.case_sheets import CASE_COLUMNS, YES_NO

_FACTS = (
    *("round_no", "scheme", "county", "group", "industry", "function", "content", "adviser_name", "adviser_kind"),
    *("mode", "joint_no", "enhanced_industry", "female_head", "female_pi", "requested_grant", "review_grade"),
    *("disqualified_for", "waiting_rank", "end_reason", "note", "visit_picked_by", "visit_risks"),
)
_CONTACT = ("head_office", "head_name", "contact_phone", "contact_email")
_PERSONAL = {
    column.key: PersonalKind(column.info["personal"]) for column in Case.__table__.columns if "personal" in column.info
}
_WORDS = {"visit_picked_by": "抽查方式", "visit_risks": "抽查原則"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact with its word, as people write it. ``is_money``: in whole 元; ``field``: leads to its 來歷."""

    label: str
    value: Any
    is_money: bool = False
    field: str | None = None


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One step that was taken."""

    target: str
    on: date | None
    reason: str | None
    by: str | None
    at: datetime
    source: str

    @property
    def source_name(self) -> str:
        """The source without the hash of its file."""
        return self.source.partition("（SHA-256")[0]


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that can be taken: what its form asks for."""

    target: str
    name: str
    day_label: str | None
    needs_reason: bool
    asks_grade: bool
    asks_money: bool
    asks_rank: bool
    is_exit: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the page shows. Money is whole 元."""

    key: str
    firm_name: str
    tax_id: str
    state: str
    is_registered: bool
    facts: tuple[Fact, ...]
    contact: tuple[Fact, ...]
    course: tuple[CourseLine, ...]
    steps: tuple[NextStep, ...]
    grades: tuple[str, ...]
    government_grant: int | None
    self_fund: int | None
    requested_grant: int | None
    first_half: int | None
    second_half: int | None
    first_paid_on: date | None
    second_paid_on: date | None
    may_pay_first: bool
    may_pay_second: bool
    benefits: tuple[Fact, ...]
    output_sum: int | None
    saving_sum: int | None
    ranking: Ranking | None
    may_manage: bool
    may_score: bool
    moves_up: str | None
    evidence: int


def show(session: Session, plan: Plan, case: Case, *, viewer: User) -> CasePage:
    """What the page shows to this person: personal data in full only where their role needs them."""
    may_manage = may(viewer, Permission.MANAGE_CASES, plan)
    registered = case.received_on is not None
    first, second = halves(case.government_grant)
    declined = case.state == CaseState.DECLINED
    waiting = courses.next_waiting(session, plan, case) if declined else None
    return CasePage(
        key=case.key,
        firm_name=case.firm_name,
        tax_id=case.tax_id,
        state=case.state,
        is_registered=registered,
        facts=tuple(_facts(case, _FACTS, viewer)),
        contact=tuple(_facts(case, _CONTACT, viewer)),
        course=tuple(
            CourseLine(step.to_state, step.on, step.reason, step.by.name if step.by else None, step.at, step.source)
            for step in courses.course_of(session, case)
        ),
        steps=tuple(
            _next(step) for step in steps_from(case.state) if may(viewer, courses.permission_for(step.target), plan)
        )
        if registered
        else (),
        grades=tuple(ReviewGrade),
        government_grant=case.government_grant,
        self_fund=case.self_fund,
        requested_grant=case.requested_grant,
        first_half=first,
        second_half=second,
        first_paid_on=case.first_paid_on,
        second_paid_on=case.second_paid_on,
        may_pay_first=may_manage and case.signed_on is not None and case.first_paid_on is None,
        may_pay_second=may_manage and case.accepted_on is not None and case.second_paid_on is None,
        benefits=tuple(Fact(words, getattr(case, name), is_money=True, field=name) for name, words in BENEFITS.items()),
        output_sum=_sum(case, OUTPUT, case.output_sum),
        saving_sum=_sum(case, SAVING, case.saving_sum),
        ranking=_ranking(session, case, viewer),
        may_manage=may_manage,
        may_score=may_manage and case.state == CaseState.QUALIFIED,
        moves_up=waiting.key if waiting else None,
        evidence=evidence.counts(session, plan).get(("cases", case.key), 0),
    )


def _ranking(session: Session, case: Case, viewer: User) -> Ranking | None:
    """The committee's figures; its members by name only to whom their names concern."""
    found = scores.ranking_of(session, case)
    if found is None:
        return None
    named = (
        replace(member, member=shown(member.member, PersonalKind.NAME, Purpose.CASES, viewer=viewer))
        for member in found.members
    )
    return replace(found, members=tuple(named))


def halves(grant: int | None) -> tuple[int | None, int | None]:
    """第一期款 and 第二期款, 50 % each (R14); of an odd amount the second has the 元 more."""
    return (None, None) if grant is None else (grant // 2, grant - grant // 2)


def _facts(case: Case, names: Sequence[str], viewer: User) -> list[Fact]:
    found = []
    for name in names:
        value, column = getattr(case, name), CASE_COLUMNS.get(name)
        if value is None or value == "":
            continue
        if column is not None and column.choices == YES_NO:
            value = YES_NO[not value]
        if name == "county" and case.county_as_written:
            value = f"{value}（原填「{case.county_as_written}」）"
        if name in _PERSONAL:
            value = shown(str(value), _PERSONAL[name], Purpose.CASES, viewer=viewer)
        found.append(Fact(column.header if column else _WORDS[name], value, is_money=name == "requested_grant"))
    return found


def _next(step: Step) -> NextStep:
    return NextStep(
        target=step.target,
        name=step.name,
        day_label=DAY_WORDS[step.day] if step.day else None,
        needs_reason=step.reason is not None,
        asks_grade="review_grade" in step.needs,
        asks_money="government_grant" in step.needs,
        asks_rank=step.target == CaseState.WAITING,
        is_exit=step.reason is not None,
    )


def _sum(case: Case, fields: dict[str, str], total: int | None) -> int | None:
    parts = [value for name in fields if (value := getattr(case, name)) is not None]
    has_parts = any(getattr(case, name) is not None for name in BENEFITS)
    return (sum(parts) if parts else None) if has_parts else total
