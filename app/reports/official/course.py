"""查核點達成情形 and 工作項目, for each 分項計畫: what was done, and how it differs from the plan."""

from __future__ import annotations

from app.domain.plan_document import Checkpoint, PlanDocument, SubPlan, WorkItem
from app.domain.roc_calendar import format_roc
from app.reports.official.document import Section
from app.reports.official.table import Cell, Line, Role, Table, heads
from app.reports.official.words import told


def checkpoints(document: PlanDocument) -> Section:
    """查核點達成情形, one table a sub-plan. A checkpoint that was taken out stays, and says so."""
    head = heads("查核點", "日期", "查核點概述", "查核點達成情形")
    return Section(
        "查核點達成情形",
        sections=tuple(
            Section(
                _name(part),
                (
                    Table(
                        (head,),
                        tuple(_checkpoint(row) for row in document.checkpoints if row.sub_plan == part.key),
                    ),
                ),
            )
            for part in document.sub_plans
        ),
    )


def work_items(document: PlanDocument) -> Section:
    """工作項目實際執行情形說明."""
    return Section(
        "工作項目實際執行情形說明",
        sections=tuple(
            Section(_name(part), (_work_table(document, part, with_difference=False),)) for part in document.sub_plans
        ),
    )


def differences(document: PlanDocument) -> Section:
    """實際執行與原規劃差異說明: the work items again, with 差異分析."""
    return Section(
        "實際執行與原規劃差異說明",
        sections=tuple(
            Section(_name(part), (_work_table(document, part, with_difference=True),)) for part in document.sub_plans
        ),
    )


def _name(part: SubPlan) -> str:
    """「…分項計畫」 as the report heads it, whether or not the name says so itself."""
    return part.name if part.name.endswith("分項計畫") else f"{part.name}分項計畫"


def _checkpoint(row: Checkpoint) -> Line:
    return (
        Cell(str(row.number), Role.LABEL),
        Cell(_due(row), Role.LABEL),
        Cell(row.description),
        Cell(_achieved(row)),
    )


def _due(row: Checkpoint) -> str:
    """The day in force; an extended checkpoint keeps its first one in sight (field-notes 1.3)."""
    if row.due_on == row.original_due_on:
        return format_roc(row.due_on)
    return f"{format_roc(row.due_on)}\n（原訂 {format_roc(row.original_due_on)}）"


def _achieved(row: Checkpoint) -> str:
    if row.disposition is None:
        return told(row.achievement)
    since = f"自 {format_roc(row.disposition_on)} 起" if row.disposition_on else ""
    reason = f"：{row.disposition_reason}" if row.disposition_reason else ""
    return f"（{since}{row.disposition}{reason}）\n{row.achievement or ''}".rstrip()


def _work_table(document: PlanDocument, part: SubPlan, *, with_difference: bool) -> Table:
    names = ("工作項目", "實際執行內容說明", "差異分析")
    rows = tuple(_work(row) for row in document.work_items if row.sub_plan == part.key)
    if not with_difference:
        return Table((heads(*names[:2]),), tuple(row[:2] for row in rows))
    return Table((heads(*names),), rows)


def _work(row: WorkItem) -> Line:
    return Cell(row.name, Role.LABEL), Cell(told(row.actual_work)), Cell(told(row.variance_note))
