"""What a report says of an indicator (績效指標)."""

from collections.abc import Iterator

from app.domain.facts import variance_of
from app.domain.findings import Severity
from app.domain.merge import is_blank
from app.domain.plan_document import Indicator
from app.domain.prose import contradicting_figure
from app.domain.report_rules.figures import told_otherwise
from app.domain.report_rules.rule import Context, Fault

#: Characters of 效益說明 (field-notes: 每項以 500 字為限), line breaks and blanks at the ends not counted.
LONGEST_NOTE = 500


def shortfall_is_explained(row: Indicator, _context: Context) -> Iterator[Fault]:
    if variance_of(row).is_met is False and is_blank(row.benefit_note):
        yield (
            "benefit_note",
            Severity.WARNING,
            "shortfall_unexplained",
            "實際達成值未達目標值，請於效益說明敘明原因與改善對策。",
        )


def note_is_short_enough(row: Indicator, _context: Context) -> Iterator[Fault]:
    length = len("".join((row.benefit_note or "").splitlines()).strip())
    if length > LONGEST_NOTE:
        message = f"效益說明有 {length:,} 字，超過 {LONGEST_NOTE} 字的限制；請精簡後再填。"
        yield "benefit_note", Severity.ERROR, "too_long", message


def note_agrees_with_the_actual(row: Indicator, _context: Context) -> Iterator[Fault]:
    """A note also tells parts (一案歇業); only a figure of about the same size can be meant for the actual."""
    figure = row.actual is not None and contradicting_figure(
        row.benefit_note or "", row.actual, row.unit, places=row.places
    )
    if row.actual is not None and figure and figure.value and row.actual / 2 <= figure.value <= row.actual * 2:
        yield told_otherwise(figure, row.actual, row.unit, "實際達成值", "效益說明")
