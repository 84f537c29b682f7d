"""How often one firm may be helped (R1 to R5 of field-notes 6).

Cases of disaster reconstruction are not counted (R5). 因應貿易自由化加強輔導型產業 and firms of the islands are free
of the limit per year only (R4). 「3年內」 are fiscal years including that of the case: the source does not say, and the
length of the window is a limit that can be set.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from app.domain.eligibility.candidate import Candidate, Rule, Violation
from app.domain.eligibility.limits import ONE_A_ROUND, ONE_A_YEAR, TWO_IN_THREE_YEARS, Limits


def firm_violations(cases: Iterable[Candidate], limits: Callable[[int], Limits]) -> Iterator[Violation]:
    """The cases that are one too many for their firm: the later one is named, never the earlier.

    :param limits: the limits in force in a ROC year.
    """
    by_firm: dict[str, list[Candidate]] = defaultdict(list)
    for case in cases:
        if case.stands and not case.is_disaster:
            by_firm[case.firm].append(case)
    for mine in by_firm.values():
        if len(mine) > 1:
            yield from _of_one(sorted(mine, key=lambda case: case.order), limits)


def _of_one(cases: Sequence[Candidate], limits: Callable[[int], Limits]) -> Iterator[Violation]:
    for place, case in enumerate(cases):
        if case.is_judged:
            earlier = cases[:place]
            yield from _in_round(case, earlier, limits(case.roc_year))
            yield from _in_years(case, [one for one in earlier if one.is_helped], limits(case.roc_year))


def _in_round(case: Candidate, earlier: Sequence[Candidate], limits: Limits) -> Iterator[Violation]:
    same = [one for one in earlier if (one.roc_year, one.round_no) == (case.roc_year, case.round_no)]
    if len(same) >= limits.per_round:
        said = f"{_named(case)}於 {case.roc_year} 年度第 {case.round_no} 梯次已申請 {len(same)} 案（{_listed(same)}）"
        yield _violation(case, Rule.ROUND, f"「{ONE_A_ROUND}」：{said}，請退件或撤案。")


def _in_years(case: Candidate, helped: Sequence[Candidate], limits: Limits) -> Iterator[Violation]:
    same_year = [one for one in helped if one.roc_year == case.roc_year]
    if len(same_year) >= limits.per_year and not (case.is_enhanced or case.is_offshore):
        said = f"{_named(case)}於 {case.roc_year} 年度已接受輔導 {len(same_year)} 案（{_listed(same_year)}）"
        yield _violation(case, Rule.YEAR, f"「{ONE_A_YEAR}」：{said}，如仍須核定，請敘明理由。")
    first = case.roc_year - limits.window_years + 1
    within = [one for one in helped if one.roc_year >= first]
    if len(within) >= limits.per_window:
        years = f"{first} 至 {case.roc_year} 年度（{limits.window_years} 個會計年度，含當年度）"
        said = f"{_named(case)}於 {years}已接受輔導 {len(within)} 案（{_listed(within)}）"
        yield _violation(case, Rule.WINDOW, f"「{TWO_IN_THREE_YEARS}」：{said}，本案為第 {len(within) + 1} 案。")


def _violation(case: Candidate, rule: Rule, message: str) -> Violation:
    return Violation(case.plan, case.key, case.tax_id, rule, "tax_id", message)


def _named(case: Candidate) -> str:
    return f"{case.firm_name}（統一編號 {case.tax_id}）"


def _listed(cases: Sequence[Candidate]) -> str:
    return "、".join(case.key for case in cases)
