"""計畫執行成果摘要表, 預期 beside 實際, 績效指標 and 本局總體目標: what the plan promised and reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from app.domain.facts import variance_of
from app.domain.plan_document import Indicator, PlanDocument
from app.domain.variance_table import EXPECTED, of_indicator
from app.reports.official.cells import actual_text, target_text
from app.reports.official.table import Cell, Line, Role, Table, heads
from app.reports.official.words import Words, told

INDICATORS = "績效指標"
OVERALL = "本局總體目標"
NONE = "無"


def summary(document: PlanDocument, words: Words) -> Table:
    """計畫執行成果摘要表, the first page of the report."""
    rows = (
        ("組別", document.division),
        ("計畫名稱", document.full_name),
        ("受委託單位", document.contractor),
        ("政府經費(元)", f"{document.government_budget:,}"),
    )
    abstract: tuple[Line, ...] = (
        (Cell("計畫中文摘要", Role.HEAD, cols=2),),
        (Cell(told(words.abstract), cols=2),),
    )
    return Table((), (*((Cell(name, Role.LABEL), Cell(text)) for name, text in rows), *abstract))


def expected(document: PlanDocument) -> tuple[str, ...]:
    """預期成效, a sentence for each promise."""
    return tuple(
        f"({at}){row.subject} {target_text(row)}。" for at, row in enumerate(_listed(document, EXPECTED), start=1)
    )


def expected_and_actual(document: PlanDocument, words: Words) -> Table:
    """實際達成與原預期差異說明: a line for each promise, with the draft where no 差異分析 was accepted."""
    body = tuple(_difference(row, at, words) for at, row in enumerate(_listed(document, EXPECTED), start=1))
    return Table((heads("工作項目", "實際達成內容", "差異分析"),), body)


def indicators(document: PlanDocument) -> Table:
    """績效指標: neighbours of one 屬性, 類別 and 項目 stand in one cell, as they are printed."""
    head = (
        (
            *(Cell(text, Role.HEAD, rows=2) for text in ("屬性", "績效指標類別", "績效指標項目")),
            Cell(f"{document.roc_year} 年度", Role.HEAD, cols=2),
            *(Cell(text, Role.HEAD, rows=2) for text in ("效益說明", "重大突破")),
        ),
        heads("原訂目標值", "實際達成值"),
    )
    rows = _listed(document, INDICATORS)
    body = _merged(rows, (lambda row: row.attribute, lambda row: row.category, lambda row: row.item), _promise)
    return Table(head, tuple(body))


def indicator_differences(document: PlanDocument) -> str:
    """The draft below the indicators: each that is missed, or 無."""
    rows = _listed(document, INDICATORS)
    missed = [of_indicator(row).sentence for row in rows if not variance_of(row).is_met and row.target is not None]
    return "".join(missed) or NONE


def overall_targets(document: PlanDocument) -> Table:
    """本局總體目標 in 小結."""
    head = (Cell(OVERALL, Role.HEAD, cols=2), *heads("原訂目標值", "實際達成情形說明"))
    body = _merged(_listed(document, OVERALL), (lambda row: row.category, lambda row: row.item), _sides)
    return Table((head,), tuple(body))


def _listed(document: PlanDocument, name: str) -> Sequence[Indicator]:
    return [row for row in document.indicators if name in row.listed_in]


def _difference(row: Indicator, at: int, words: Words) -> Line:
    written = words.analyses.get(row.key, "").strip()
    analysis = written or of_indicator(row).sentence
    return (
        Cell(f"({at}) {row.subject} {target_text(row)}"),
        Cell(f"({at}) {row.subject} {actual_text(row)}"),
        Cell(f"({at}) {analysis}", is_draft=not written),
    )


def _promise(row: Indicator) -> Line:
    return (*_sides(row), Cell(told(row.benefit_note)), Cell((row.breakthrough or "").strip() or NONE))


def _sides(row: Indicator) -> tuple[Cell, Cell]:
    """Two promises may share an item (活動參與人數): so each cell names what it measures."""
    target, actual = target_text(row), actual_text(row)
    return Cell(f"{row.subject} {target}"), Cell(f"{row.subject} {actual}")


def _merged(
    rows: Iterable[Indicator], keys: Sequence[Callable[[Indicator], str]], cells: Callable[[Indicator], Line]
) -> Iterator[Line]:
    """Lines whose first cells span the neighbours that say the same in them, and in all cells before."""
    if not keys:
        yield from map(cells, rows)
        return
    for label, group in groupby(rows, key=keys[0]):
        first, *others = _merged(group, keys[1:], cells)
        yield (Cell(label, Role.LABEL, rows=1 + len(others)), *first)
        yield from others
