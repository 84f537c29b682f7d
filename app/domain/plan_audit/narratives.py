"""What the texts of a plan say of its figures and dates."""

from collections.abc import Iterator
from decimal import Decimal

from app.domain.crossfoot.finding import Sureness
from app.domain.facts import facts_of
from app.domain.figures import figure_text
from app.domain.plan_audit.comparison import Comparison, disagreement
from app.domain.plan_document import PlanDocument
from app.domain.prose import contradicting_date, contradicting_figure
from app.domain.quantity import find_quantities, format_quantity
from app.domain.roc_calendar import find_date_faults, format_roc
from app.domain.units import unit_scale

TELLING_DISTANCE = 8  # characters that may stand between a noun and the figure it names


def texts_and_fields(document: PlanDocument) -> Iterator[Comparison]:
    """達成情形 says the quantity and the day that were typed beside it."""
    for row in document.checkpoints:
        if not row.achievement:
            continue
        figure = (
            contradicting_figure(row.achievement, row.actual, row.unit) if row.actual is not None and row.unit else None
        )
        yield (
            Comparison()
            if figure is None
            else disagreement(
                document,
                f"查核點 {row.key} 實際值",
                f"查核點 {row.key} 達成情形",
                format_quantity(row.actual or Decimal(0), row.unit),
                figure.text,
                "達成情形所述數量",
                sureness=Sureness.MEDIUM,
            )
        )
        day = row.completed_on and contradicting_date(row.achievement, row.completed_on, roc_year=document.roc_year)
        yield (
            Comparison()
            if not day
            else disagreement(
                document,
                f"查核點 {row.key} 實際完成日",
                f"查核點 {row.key} 達成情形",
                format_roc(row.completed_on) if row.completed_on else "",
                day.text,
                "達成情形所述日期",
                sureness=Sureness.MEDIUM,
            )
        )


def texts_and_indicators(document: PlanDocument) -> Iterator[Comparison]:
    """A text that names an indicator's subject right before a figure of its unit speaks of that indicator."""
    for place, text in _texts(document):
        for figure in find_quantities(text):
            told = text[max(0, figure.span[0] - TELLING_DISTANCE) : figure.span[0]]
            for one in document.indicators:
                is_about = one.subject in told and figure.unit == unit_scale(one.unit)[0]
                if not is_about or one.actual is None or figure.value is None:
                    continue
                yield (
                    Comparison()
                    if figure.value == one.actual
                    else disagreement(
                        document,
                        place,
                        f"績效指標 {one.key}「{one.subject}」實際達成值",
                        figure.text,
                        format_quantity(one.actual, one.unit, places=one.places),
                        f"文字所述{one.subject}",
                        sureness=Sureness.MEDIUM,
                    )
                )


def work_items_and_checkpoints(document: PlanDocument) -> Iterator[Comparison]:
    """「較原規劃超出 324 案」 must be the difference of some checkpoint of the same sub-plan."""
    for item in document.work_items:
        differences = {
            (abs(difference), unit_scale(row.unit)[0])
            for row in document.checkpoints
            if row.sub_plan == item.sub_plan
            and row.unit
            and (difference := facts_of(row).quantity.difference) is not None
        }
        note = item.variance_note or ""
        for figure in find_quantities(note):
            is_difference = any(word in note[: figure.span[1]][-16:] for word in ("超出", "短少"))
            if not is_difference or not differences or figure.value is None:
                continue
            same_unit = sorted(value for value, unit in differences if unit == figure.unit)
            yield (
                Comparison()
                if (figure.value, figure.unit) in differences or not same_unit
                else disagreement(
                    document,
                    f"工作項目 {item.key} 差異分析",
                    f"分項計畫 {item.sub_plan} 查核點",
                    figure.text,
                    "、".join(f"{figure_text(value)} {figure.unit}" for value in same_unit),
                    "查核點實際值 − 預定值",
                    sureness=Sureness.MEDIUM,
                )
            )


def impossible_dates(document: PlanDocument) -> Iterator[Comparison]:
    """A date in a text exists, and falls on the weekday it names."""
    for place, text in _texts(document):
        for fault in find_date_faults(text, year=document.roc_year):
            yield disagreement(document, place, "曆法", fault.text, fault.message, "日期須存在且星期相符")


def _texts(document: PlanDocument) -> Iterator[tuple[str, str]]:
    """Every narrative with the place where it stands."""
    named = (
        ("查核點", document.checkpoints, {"achievement": "達成情形", "delay_reason": "落後原因", "remedy": "改善對策"}),
        ("績效指標", document.indicators, {"benefit_note": "效益說明", "breakthrough": "重大突破"}),
        ("工作項目", document.work_items, {"actual_work": "實際執行內容", "variance_note": "差異分析"}),
        ("經費", document.finance_lines, {"note": "備註"}),
    )
    for name, rows, fields in named:
        for row in rows:
            for field, label in fields.items():
                if text := getattr(row, field):
                    yield f"{name} {row.key} {label}", text
