"""How much the government pays for a case (R9 to R12 of field-notes 6): a ceiling, and a share of the whole."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from app.domain.eligibility.candidate import Candidate, Rule, Violation
from app.domain.eligibility.limits import DISASTER, ENHANCED, GENERAL, JOINT, Limits

#: The ceilings are those of the 107 report; what held in earlier years is not published.
SINCE_ROC_YEAR = 107
JOINT_MODE = "共通性"


def money_violations(cases: Iterable[Candidate], limits: Callable[[int], Limits]) -> Iterator[Violation]:
    """The cases, and the joint projects, that get more from the government than the rules allow.

    :param limits: the limits in force in a ROC year.
    """
    joint: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for case in cases:
        if case.roc_year < SINCE_ROC_YEAR or not case.is_judged:
            continue
        if case.mode == JOINT_MODE and case.joint_no:
            joint[case.plan, case.joint_no].append(case)
        else:
            yield from _of_one(case, limits(case.roc_year))
    for members in joint.values():
        yield from _of_joint(members, limits(members[0].roc_year))


def _of_one(case: Candidate, limits: Limits) -> Iterator[Violation]:
    if case.government_grant is None:
        return
    if case.is_disaster:
        if case.government_grant > limits.disaster_grant:
            over = _over("政府經費", case.government_grant, limits.disaster_grant)
            yield _violation(case, Rule.DISASTER_GRANT, f"「{DISASTER}」：{over}。")
        return
    # Where nobody said which kind the industry is, the wider limits hold: an open question accuses nobody.
    wide = case.is_enhanced is not False
    rule, quote = (Rule.ENHANCED_GRANT, ENHANCED) if wide else (Rule.GRANT, GENERAL)
    ceiling = limits.enhanced_grant if wide else limits.grant
    share = limits.enhanced_share_pct if wide else limits.grant_share_pct
    for problem in _problems([case], ceiling, share):
        yield _violation(case, rule, f"「{quote}」：{problem}。")


def _of_joint(members: Sequence[Candidate], limits: Limits) -> Iterator[Violation]:
    first = min(members, key=lambda case: case.order)
    problems = []
    if len({case.firm for case in members}) < limits.joint_firms:
        problems.append(f"僅 {len({case.firm for case in members})} 家，未達 {limits.joint_firms} 家")
    if all(case.government_grant is not None for case in members):
        total = _grants(members) + _own(members)
        if total > limits.joint_total:
            problems.append(_over("計畫經費", total, limits.joint_total))
        problems += _problems(members, limits.joint_grant, limits.joint_share_pct)
    for problem in problems:
        yield _violation(first, Rule.JOINT, f"「{JOINT}」：共通性案件 {first.joint_no} {problem}。")


def _problems(cases: Sequence[Candidate], ceiling: int, share_pct: int) -> list[str]:
    grant, total = _grants(cases), _grants(cases) + _own(cases)
    problems = []
    if grant > ceiling:
        problems.append(_over("政府經費", grant, ceiling))
    if grant * 100 > share_pct * total:
        problems.append(
            f"政府經費 {grant:,} 元超過總經費 {total:,} 元之 {share_pct}%（至多 {share_pct * total // 100:,} 元）"
        )
    return problems


def _grants(cases: Sequence[Candidate]) -> int:
    return sum(case.government_grant or 0 for case in cases)


def _own(cases: Sequence[Candidate]) -> int:
    return sum(case.self_fund or 0 for case in cases)


def _over(what: str, figure: int, ceiling: int) -> str:
    return f"{what} {figure:,} 元，超過上限 {ceiling:,} 元 {figure - ceiling:,} 元"


def _violation(case: Candidate, rule: Rule, message: str) -> Violation:
    return Violation(case.plan, case.key, case.tax_id, rule, "government_grant", message)
