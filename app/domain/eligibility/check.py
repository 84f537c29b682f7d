"""All rules of the programme over a set of cases."""

from collections.abc import Callable, Iterable, Sequence

from app.domain.eligibility.advisers import Ban, adviser_violations
from app.domain.eligibility.candidate import Candidate, Violation
from app.domain.eligibility.limits import Limits
from app.domain.eligibility.money import money_violations
from app.domain.eligibility.per_firm import firm_violations


def violations(
    cases: Iterable[Candidate], limits: Callable[[int], Limits], banned: Sequence[Ban] = ()
) -> tuple[Violation, ...]:
    """What breaks a rule, case by case in the order of plans and numbers.

    :param cases: the cases to judge together with every other case of the same firms and joint projects.
    :param limits: the limits in force in a ROC year.
    """
    every = list(cases)
    found = [
        *firm_violations(every, limits),
        *money_violations(every, limits),
        *adviser_violations(every, banned),
    ]
    return tuple(sorted(found, key=lambda one: (one.plan, one.key, one.rule)))
