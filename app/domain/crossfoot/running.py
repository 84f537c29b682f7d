"""Running totals: each 累計 figure is the one before and what the period adds."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.domain.crossfoot.identities import Identity, believed, value_at
from app.domain.crossfoot.rounding import sum_slack
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.words import Role, squeeze

_RUNNING = re.compile(r"累[計積]")
_LEAST = 3


def running_checks(view: View) -> list[Identity]:
    """Running totals that follow from the figures of each period, where one line of such figures proves it."""
    found: list[Identity] = []
    for line in view.lines:
        if _RUNNING.search(squeeze(line.name)):
            readings = (list(_checks(view, line, part)) for part in view.lines if _may_add(part, line))
            found += _at_fault(believed(readings, least=_LEAST))
    return found


def _may_add(part: Line, line: Line) -> bool:
    return part is not line and part.role is line.role and not _RUNNING.search(squeeze(part.name))


def _checks(view: View, line: Line, part: Line) -> Iterator[Identity]:
    order = [p for p in view.positions if not p.is_total and p.role is Role.AMOUNT]
    filled = [p for p in order if value_at(view, line, p) is not None and value_at(view, part, p) is not None]
    for before, position in pairwise(filled):
        start, step = value_at(view, line, before), value_at(view, part, position)
        if start is None or step is None:
            continue
        slack = sum_slack(
            view.cell(line, position),
            [view.cell(line, before), view.cell(part, position)],
            view.unit(line, position),
        )
        formula = f"『{before.name}』的{line.name} ＋ 『{position.name}』的{part.name}"
        yield Identity(view, line, position, lambda v: v[0] + v[1], slack, ((line, before), (part, position)), formula)


def _at_fault(checks: list[Identity]) -> Iterator[Identity]:
    """When the sum goes on rightly from a figure that does not follow, the period's own figure is wrong; when
    only the first step fails, so is the figure it starts from."""
    for k, check in enumerate(checks):
        if k == 0 and not check.holds and (start := _start(check)) is not None:
            yield start
            continue
        goes_on = k + 1 < len(checks) and checks[k + 1].holds
        yield _step(check) if not check.holds and goes_on else check


def _start(check: Identity) -> Identity | None:
    """The first running total, when it should have been just what its own period adds."""
    (line, before), (part, _) = check.inputs
    own = value_at(check.view, part, before)
    if own is None or check.printed - check.value != own - (value_at(check.view, line, before) or 0):
        return None
    formula = f"『{before.name}』的{part.name}"
    return Identity(check.view, line, before, lambda v: v[0], check.slack, ((part, before),), formula)


def _step(check: Identity) -> Identity:
    (line, before), (part, position) = check.inputs
    formula = f"『{position.name}』的{line.name} － 『{before.name}』的{line.name}"
    return Identity(
        check.view, part, position, lambda v: v[0] - v[1], check.slack, ((line, position), (line, before)), formula
    )
