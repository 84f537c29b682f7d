"""Balances: what was there, and what came in, less what went out (期初 ＋ 收入 － 支出 = 期末)."""

import re
from collections.abc import Iterator

from app.domain.crossfoot.identities import Identity, believed, value_at
from app.domain.crossfoot.rounding import sum_slack
from app.domain.crossfoot.structure import Line, View
from app.domain.crossfoot.words import Role, squeeze

_CLOSING = re.compile(r"期末|結存|月底|年底|年終")
_OPENING = re.compile(r"期初|上期|上月|前期|年初|月初")
_IN = re.compile(r"收入|增加|撥入|購入|新增")
_OUT = re.compile(r"支出|減少|撥出|領用|報廢|解除")


def balance_checks(view: View) -> list[Identity]:
    """Closing balances that follow from the opening one at most positions."""
    found: list[Identity] = []
    for line in _named(view, _CLOSING):
        readings = (
            list(_checks(view, line, (opening, came, went)))
            for opening in _named(view, _OPENING)
            for came in _named(view, _IN)
            for went in _named(view, _OUT)
        )
        found += believed(readings)
    return found


def _named(view: View, words: re.Pattern[str]) -> list[Line]:
    return [line for line in view.lines if line.role is not Role.RATIO and words.search(squeeze(line.name))]


def _checks(view: View, line: Line, parts: tuple[Line, Line, Line]) -> Iterator[Identity]:
    formula = f"{parts[0].name} ＋ {parts[1].name} － {parts[2].name}"
    for position in view.positions:
        cells = [view.cell(part, position) for part in parts]
        if value_at(view, line, position) is None or any(cell.value is None for cell in cells):
            continue
        slack = sum_slack(view.cell(line, position), cells, view.unit(line, position))
        spots = ((parts[0], position), (parts[1], position), (parts[2], position))
        yield Identity(view, line, position, lambda v: v[0] + v[1] - v[2], slack, spots, formula)
