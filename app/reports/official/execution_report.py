"""執行成果報告: which parts it has, in which order, and which cross-tables over the cases it prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from app.domain.crosstab.layout import LaidOut
from app.domain.crosstab.presets import PRESETS
from app.domain.plan_document import PlanDocument
from app.reports.official import benefits, course, money, results, staffing
from app.reports.official.document import Paragraph, Report, Section, with_numbers
from app.reports.official.table import Table
from app.reports.official.words import Words, difference_told


@dataclass(frozen=True, slots=True)
class Printed:
    """How a cross-table is set in the report. ``preset`` is its number in the report of 107, whatever it gets here."""

    preset: str
    setting: Callable[[LaidOut, str], Table]

    @property
    def title(self) -> str:
        """The title of the table, without a number."""
        return PRESETS[self.preset].title


BENEFITS = (
    Printed("表16", benefits.summary),
    Printed("表17", partial(benefits.by_kind, dimension="輔導功能")),
    Printed("表18", partial(benefits.by_kind, dimension="地區別")),
    Printed("表19", partial(benefits.by_kind, dimension="類組別")),
    Printed("表20", partial(benefits.by_kind, dimension="輔導單位別")),
    Printed("表21", partial(benefits.crossed, dimensions="輔導單位別／功能別")),
    Printed("表22", partial(benefits.crossed, dimensions="地區別／功能別")),
    Printed("表23", partial(benefits.crossed, dimensions="輔導單位別／地區別")),
)
OF_YEARS = (
    Printed("表30", partial(benefits.passed_by_year, dimension="輔導單位別")),
    Printed("表31", partial(benefits.passed_by_year, dimension="輔導功能別")),
    Printed("表32", partial(benefits.passed_by_year, dimension="地區別")),
    Printed("表33", benefits.in_and_out),
)


def execution_report(document: PlanDocument, laid: Mapping[str, LaidOut], words: Words) -> Report:
    """The report of a plan.

    :param laid: the cross-tables by their preset; one that is missing or has no case behind it is left out.
    """
    chapters = (
        Section("計畫執行成果摘要表", (results.summary(document, words),)),
        Section("計畫背景與執行情形", sections=_execution(document, laid, words)),
        Section("計畫經費與人力執行情形", sections=_means(document, words)),
        Section("計畫已獲得之主要成果與重大突破(含量化成果 output)", sections=_output(document, words)),
        Section(
            "主要成就及成果之價值與貢獻度(outcome)",
            sections=(
                Section("歷年執行情形", _tables(OF_YEARS, laid)),
                Section("小結", (results.overall_targets(document),)),
            ),
        ),
    )
    title = f"{document.roc_year} 年度「{document.full_name}」執行成果報告"
    return with_numbers(Report(title, f"{document.agency}　{title}", chapters))


def _execution(document: PlanDocument, laid: Mapping[str, LaidOut], words: Words) -> tuple[Section, ...]:
    promises = tuple(Paragraph(text) for text in results.expected(document))
    purpose = (
        Section("預期成效", promises),
        Section("實際達成與原預期差異說明", (results.expected_and_actual(document, words),)),
    )
    done = (
        course.checkpoints(document),
        course.work_items(document),
        Section("執行效益分析", _tables(BENEFITS, laid)),
    )
    return (
        Section("計畫目的與預期成效", sections=purpose),
        Section("實際執行方法", sections=done),
        course.differences(document),
    )


def _means(document: PlanDocument, words: Words) -> tuple[Section, ...]:
    people = difference_told(words.staffing, staffing.differences(document))
    accounts = (
        Section("計畫經費", (money.settlement(document, words),)),
        Section("經資門經費表", (money.accounts(document), difference_told(words.money, money.differences(document)))),
    )
    return (
        Section("計畫經費執行情形", sections=accounts),
        Section("計畫人力運用情形", (staffing.staffing(document), people)),
    )


def _output(document: PlanDocument, words: Words) -> tuple[Section, ...]:
    written = words.indicators.strip()
    difference = Paragraph(written or results.indicator_differences(document), is_draft=not written)
    heading = f"{document.roc_year} 年度計畫績效指標實際達成與原訂目標差異說明"
    return (Section("績效指標", (results.indicators(document),)), Section(heading, (difference,)))


def _tables(chosen: tuple[Printed, ...], laid: Mapping[str, LaidOut]) -> tuple[Table, ...]:
    found = ((one, laid.get(one.preset)) for one in chosen)
    return tuple(one.setting(made, one.title) for one, made in found if made is not None and not made.is_empty)
