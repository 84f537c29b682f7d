"""Arithmetic that a sentence does by itself: shares of a figure it names, sums, and an order that its figures deny."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from app.domain.crossfoot.finding import Finding, Kind, Sureness
from app.domain.crossfoot.rounding import shown
from app.domain.crossfoot.slips import is_transposition
from app.domain.crossfoot.statements import Statement, printed_ulp
from app.domain.crossfoot.wording import figure
from app.domain.quantity import Quantity

_OF = re.compile(r"^，?[^，。；、\d]{0,8}[占佔][^，。；、\d]{0,10}$")
_SHARE = re.compile(r"^(?:中)?[^，。；、\d]{0,4}(?:之|的|，?達|，?比[例率]為?)?$")
_SUM = re.compile(r"[，、；,]?(?:兩者|三者|二者|總共|以上)?(?:合計|共計|總計)[^，。；\d]{0,8}$")
_JOIN = re.compile(r"^[^。；]{0,16}$")
_WHOLE = re.compile(r"(?:共計?|合計|總計)[^，。；\d]{0,8}$")
_WITHIN = re.compile(r"^[^，。；\d]{0,10}[，,（(](?:其中|包括|包含|分別為|計)[^，。；\d]{0,16}$")
_TOP = re.compile(r"最大宗|最多|最高|居冠|居首")
_NEXT = re.compile(r"其次|次之|第二")
_NEAR = Decimal("0.1")
_MOST_PARTS = 6


def report_arithmetic(statement: Statement, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """Shares, sums and orders of one sentence that its own figures contradict."""
    yield from _shares(statement, figures)
    yield from _sums(statement, figures)
    yield from _wholes(statement, figures)
    yield from _orders(statement, figures)


def _shares(statement: Statement, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """「29案占658案之4.41%」"""
    for part, whole, share in zip(figures, figures[1:], figures[2:], strict=False):
        if share.unit != "%" or part.unit != whole.unit or part.unit in ("%", "") or not whole.value:
            continue
        words = (_between(statement, part, whole), _between(statement, whole, share))
        if not _OF.match(words[0]) or not _SHARE.match(words[1]):
            continue
        slack = printed_ulp(share) + 100 * (_spread(part) + _spread(whole)) / whole.value
        value = (part.value or Decimal(0)) * 100 / whole.value
        if abs(value - (share.value or Decimal(0))) >= slack:
            right = f"{shown(value, share.places)}%"
            yield _finding(statement, share, right, f"{part.text} ÷ {whole.text} × 100 = {right}")


def _sums(statement: Statement, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """「甲 5.01 億元，乙 0.97 億元，合計 5.98 億元」: the figures right before 合計, as many as fit."""
    for k, total in enumerate(figures):
        if k < 2 or not _SUM.search(_between(statement, figures[k - 1], total)):
            continue
        run = _run(statement, figures[:k], total.unit, _JOIN.match)
        _, options = _options(total, [run[-n:] for n in range(2, len(run) + 1)])
        if options:
            yield _sum_finding(statement, total, options)


def _wholes(statement: Statement, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """「共658案，其中76案…，582案…」: parts that all but make up the whole."""
    for k, whole in enumerate(figures[:-2]):
        before = statement.text[max(0, whole.span[0] - 14) : whole.span[0]]
        if not _WHOLE.search(before) or not _WITHIN.match(_between(statement, whole, figures[k + 1])):
            continue
        run = list(reversed(_run(statement, list(reversed(figures[k + 1 :])), whole.unit, _JOIN.match)))
        if len(run) >= 2:
            _, options = _options(whole, [run[:n] for n in range(2, len(run) + 1)])
            if options:
                yield _sum_finding(statement, whole, options)


def _orders(statement: Statement, figures: Sequence[Quantity]) -> Iterator[Finding]:
    """「甲 66 案最多，其次為乙 72 案」"""
    for first, second in pairwise(figures):
        words = _between(statement, first, second)
        if first.unit != second.unit or first.unit == "" or "；" in words or "其中" in words:
            continue
        top = _TOP.search(words) or _TOP.search(statement.text[max(0, first.span[0] - 8) : first.span[0]])
        if top and _NEXT.search(words) and (second.value or 0) > (first.value or 0):
            yield _finding(statement, second, f"≤ {first.text}", f"其次的 {second.text} ≤ 最多的 {first.text}")


def _run(
    statement: Statement, figures: Sequence[Quantity], unit: str, joins: Callable[[str], object]
) -> list[Quantity]:
    """The last figures of one unit, shares between them left out, as long as the sentence goes on."""
    run: list[Quantity] = []
    end: Quantity | None = None
    for quantity in reversed(figures):
        if quantity.unit != unit and quantity.unit != "%":
            break
        words = "" if end is None else _between(statement, *sorted((quantity, end), key=lambda q: q.span))
        if not joins(words) or len(run) == _MOST_PARTS:
            break
        end = quantity
        if quantity.unit == unit:
            run.insert(0, quantity)
    return run


def _options(total: Quantity, runs: Sequence[Sequence[Quantity]]) -> tuple[bool, list[list[Quantity]]]:
    """Whether a run adds up to the total; and, if none does, the one that misses it by a slip of the pen."""
    near: list[list[Quantity]] = []
    for run in runs:
        gap = abs(_added(run) - (total.value or Decimal(0)))
        if gap <= _spread(total) + sum(map(_spread, run), Decimal(0)):
            return True, []
        if gap <= _NEAR * abs(total.value or Decimal(0)) or is_transposition(total.value or Decimal(0), _added(run)):
            near.append(list(run))
    return False, near if len(near) == 1 else []


def _sum_finding(statement: Statement, total: Quantity, options: Sequence[Sequence[Quantity]]) -> Finding:
    run = options[0]
    scale = printed_ulp(total) * Decimal(10) ** total.places
    right = f"{figure(_added(run) / scale)}{total.printed_unit}"
    return _finding(statement, total, right, f"{' + '.join(q.text for q in run)} = {right}")


def _added(run: Sequence[Quantity]) -> Decimal:
    return sum((q.value or Decimal(0) for q in run), Decimal(0))


def _spread(quantity: Quantity) -> Decimal:
    """What rounding of a printed figure may hide: nothing of a plain count."""
    ulp = printed_ulp(quantity)
    return ulp if ulp != 1 else Decimal(0)


def _between(statement: Statement, one: Quantity, two: Quantity) -> str:
    return statement.text[one.span[1] : two.span[0]]


def _finding(statement: Statement, wrong: Quantity, right: str, formula: str) -> Finding:
    at = statement.quote(wrong)
    turned = bool(re.fullmatch(r"[\d.,]+%?\D*", right)) and is_transposition(
        Decimal(re.sub(r"[^\d.]", "", wrong.text) or 0), Decimal(re.sub(r"[^\d.]", "", right) or 0)
    )
    return Finding(
        statement.file,
        at,
        "同一句的其他數字",
        wrong.text,
        right,
        formula,
        Kind.MISPLACED if turned else Kind.CONTRADICTION,
        Sureness.MEDIUM,
        f"{at}寫 {wrong.text}，同一句的數字卻是 {formula}；請核對。",
    )
