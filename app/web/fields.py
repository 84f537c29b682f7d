"""Form fields that read what people write, with the same domain functions as a workbook."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import StringField

from app.domain.figures import figure_text
from app.domain.quantity import QuantityError, read_in_unit
from app.domain.roc_calendar import DateError, format_roc, parse_date
from app.domain.units import unit_scale


class _FieldOfForm(StringField):
    """A field that asks its form how to read what was typed."""

    def __init__(self, label: str | None = None, validators: Any = None, **kwargs: Any) -> None:
        self.form = kwargs.get("_form")
        super().__init__(label, validators, **kwargs)


class RocDateField(_FieldOfForm):
    """A date as people write it (107/6/28, 107年6月28日); ``data`` is a ``date``.

    The ``roc_year`` of its form completes a date without a year.
    """

    is_on_or_before = False

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; a refusal of the calendar becomes the field's message."""
        text = valuelist[0].strip() if valuelist else ""
        self.data: Any = None
        if not text:
            return
        # Its DateError is the ValueError that WTForms shows beside the field.
        found = parse_date(text, year=getattr(self.form, "roc_year", None))
        if found.start != found.end or found.precision != "day":
            raise DateError(f"「{text}」不是單一日期，請填到日，例如 107/6/28。")
        self.data, self.is_on_or_before = found.start, found.on_or_before

    def _value(self) -> str:
        return _typed_or(self, format_roc)

    @property
    def understood(self) -> str | None:
        """The date as the system read it, for the echo beside the field."""
        return f"{format_roc(self.data)}{'以前' if self.is_on_or_before else ''}" if _is_read(self, date) else None


class QuantityField(_FieldOfForm):
    """A quantity as people write it (5.01 億元, 214); ``data`` is an exact figure in base units.

    The ``unit`` of its form is the printed unit of the row: what a bare number is counted in.
    """

    @property
    def unit(self) -> str:
        """The printed unit in force."""
        return getattr(self.form, "unit", "")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed in the unit of the row."""
        text = valuelist[0].strip() if valuelist else ""
        self.data: Any = None
        if not text:
            return
        found = read_in_unit(text, self.unit)
        if found.value is None or found.qualifier != "=":
            raise QuantityError(f"「{text}」不是單一數值，請填確切數字，例如 214。")
        self.data = found.value

    def _value(self) -> str:
        return _typed_or(self, lambda value: _for_typing(value, self.unit))

    @property
    def understood(self) -> str | None:
        """The figure as the system read it; a scaled one in base units too (5.01 億元 = 501,000,000 元)."""
        if not _is_read(self, Decimal):
            return None
        base, scale = unit_scale(self.unit)
        printed = f"{figure_text(self.data / scale)} {self.unit}"
        return printed if scale == 1 else f"{printed} = {figure_text(self.data)} {base}"


def _for_typing(value: Decimal, unit: str) -> str:
    """A figure as it stands in the field: exact, for what is not touched comes back and must be the same.

    Its unit stands behind the field, and in it only where the bare number would be read otherwise.
    """
    written = figure_text(value / unit_scale(unit)[1])
    return written if read_in_unit(written, unit).value == value else f"{written} {unit}"


def _typed_or(field: StringField, show: Callable[[Any], str]) -> str:
    """A refused text is shown again just as it was typed."""
    if field.raw_data:
        return str(field.raw_data[0])
    return "" if field.data is None else show(field.data)


def _is_read(field: StringField, kind: type) -> bool:
    return isinstance(field.data, kind) and not field.errors
