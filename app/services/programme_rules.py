"""The cases that break a rule of the programme (輔導規定), and those that may stand all the same.

Cases are judged together with all others of their programme: plans of one agency that bear one name, over the years.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.domain.audit_trail import Entry, Subject
from app.domain.eligibility import Abnormality, Candidate, Limits, Rule, Violation, bans, violations
from app.domain.eligibility.advisers import Ban
from app.domain.errors import WrongState
from app.domain.roles import Permission
from app.models import AdviserAbnormality, Case, Firm, Plan, RuleExemption, User
from app.services import audit_trail
from app.services.firms.shown_under import SHOWN_UNDER
from app.services.permissions import require
from app.services.programme_limits import abnormalities, limits_of


def broken_by(session: Session, plan: Plan, changed: Collection[Candidate]) -> tuple[Violation, ...]:
    """What these cases of a plan would break if they stood as given. A step that only reads.

    Each is judged with the other cases of its firm, its joint project and its adviser, whatever plan they are in. What
    one of them makes another case break is told of the one that does it: a rule names the later case of a firm, and
    the first of a joint project. A violation from which a case was exempted is not told.
    """
    now = [case for _, case in _candidates(session, _programme(plan))]
    keys = {(plan.code, case.key) for case in changed}
    others = [one for one in now if (one.plan, one.key) not in keys]
    after = _violations(session, plan.agency_id, [*others, *changed])
    exempted = _exempted(session) if after else frozenset()
    found = [one for one in after if (one.plan, one.key, one.rule.value) not in exempted]
    elsewhere = [one for one in found if (one.plan, one.key) not in keys]
    before = set(_violations(session, plan.agency_id, now)) if elsewhere else set()
    known = {(one.plan, one.key): one for one in others}
    told = [
        replace(one, plan=plan.code, key=cause.key, tax_id=cause.tax_id)
        for one in elsewhere
        if one not in before and (cause := _cause(known[one.plan, one.key], changed))
    ]
    return tuple(dict.fromkeys([*(one for one in found if (one.plan, one.key) in keys), *told]))


def _cause(broken: Candidate, changed: Iterable[Candidate]) -> Candidate | None:
    """Which of the changed cases has to do with one that breaks a rule now: of its firm, or of its joint project."""
    joint = (broken.plan, broken.joint_no) if broken.joint_no else None
    return next((one for one in changed if one.firm == broken.firm or (one.plan, one.joint_no) == joint), None)


def check(session: Session, plans: Iterable[Plan]) -> tuple[Violation, ...]:
    """The cases of these plans that break a rule, but for those that were exempted."""
    asked = list(plans)
    found: list[Violation] = []
    for agency_id in dict.fromkeys(plan.agency_id for plan in asked):
        names = dict.fromkeys(plan.name for plan in asked if plan.agency_id == agency_id)
        found += _broken_in(session, agency_id, tuple(names))
    codes = {plan.code for plan in asked}
    exempted = _exempted(session)
    return tuple(one for one in found if one.plan in codes and (one.plan, one.key, one.rule.value) not in exempted)


def _broken_in(session: Session, agency_id: int, names: Sequence[str]) -> Iterator[Violation]:
    """What the cases of an agency's programmes break, each judged with those of its own programme."""
    limits, serious = limits_of(session, agency_id), abnormalities(session, agency_id)
    programmes: dict[str, list[Candidate]] = {name: [] for name in names}
    for name, case in _candidates(session, (Plan.agency_id == agency_id) & Plan.name.in_(names)):
        programmes[name].append(case)
    for cases in programmes.values():
        yield from violations(cases, limits, _bans(serious, cases, limits))


def exempt(session: Session, case: Case, rule: Rule, reason: str, *, by: User, at: datetime) -> None:
    """Let a case stand although a principle speaks against it. A step: the caller commits and tells the trail's end.

    :raises PermissionDenied: if ``by`` does not review the plan.
    :raises WrongState: without a reason, or for a rule that is no principle.
    """
    plan = session.get_one(Plan, case.plan_id)
    require(by, Permission.REVIEW, plan)
    if not rule.is_principle:
        raise WrongState(f"規定 {rule} 沒有例外。")
    if not reason.strip():
        raise WrongState("請填寫例外核可的理由。")
    session.add(
        RuleExemption(
            plan_id=case.plan_id,
            agency_id=case.agency_id,
            case_id=case.id,
            rule=rule.value,
            reason=reason.strip(),
            granted_by=by,
            granted_at=at,
        )
    )
    told = Entry(Subject.EXEMPTION, case.key, None, {"規定": rule.value, "理由": reason.strip()}, section="cases")
    audit_trail.record(session, [told], by=by, at=at, plan=plan)


def candidate_of(plan: Plan, case: Case) -> Candidate:
    """A case as the rules see it."""
    firm_id = case.firm.merged_into_id or case.firm_id
    return _candidate((plan.code, plan.roc_year, case.tax_id, firm_id, *(getattr(case, name) for name in _FIELDS)))


_FIELDS = (
    *("key", "firm_name", "round_no", "state", "scheme", "mode", "joint_no", "enhanced_industry"),
    *("region", "adviser_name", "received_on", "government_grant", "self_fund"),
)


def _candidates(session: Session, programme: ColumnElement[bool]) -> Iterator[tuple[str, Candidate]]:
    """Every case of programmes with the programme's name: bare columns, for objects would take most of the time."""
    query = (
        select(Plan.name, Plan.code, Plan.roc_year, Firm.tax_id, SHOWN_UNDER, *(getattr(Case, one) for one in _FIELDS))
        .join(Plan, Plan.id == Case.plan_id)
        .join(Case.firm)
        .where(programme)
    )
    return ((name, _candidate(tuple(row))) for name, *row in session.execute(query))


def _candidate(row: tuple[object, ...]) -> Candidate:
    plan, roc_year, tax_id, firm_id, key, firm_name, round_no, state, *rest = row
    scheme, mode, joint_no, enhanced, region, adviser, received_on, grant, own = rest
    return Candidate(
        *(plan, key, str(firm_id), tax_id, firm_name, roc_year, round_no, state, scheme, mode, joint_no, enhanced),  # type: ignore[arg-type]
        *(region, adviser, received_on, grant, own),  # type: ignore[arg-type]
    )


def _programme(plan: Plan) -> ColumnElement[bool]:
    return (Plan.agency_id == plan.agency_id) & (Plan.name == plan.name)


def _violations(session: Session, agency_id: int, cases: Sequence[Candidate]) -> tuple[Violation, ...]:
    limits = limits_of(session, agency_id)
    return violations(cases, limits, _bans(abnormalities(session, agency_id), cases, limits))


def _bans(
    noted: Iterable[AdviserAbnormality], cases: Sequence[Candidate], limits: Callable[[int], Limits]
) -> tuple[Ban, ...]:
    serious = [Abnormality(row.adviser_name, row.roc_year, row.round_no, row.decided_on) for row in noted]
    if not serious:
        return ()
    return bans(serious, {(case.adviser, case.roc_year, case.round_no) for case in cases}, limits)


def _exempted(session: Session) -> frozenset[tuple[str, str, str]]:
    query = (
        select(Plan.code, Case.key, RuleExemption.rule)
        .join(Case, Case.id == RuleExemption.case_id)
        .join(Plan, Plan.id == Case.plan_id)
    )
    return frozenset((code, key, rule) for code, key, rule in session.execute(query))
