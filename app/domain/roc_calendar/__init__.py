"""民國 dates as officials write them (field-notes 3): read from fields, cells and prose, and written back."""

from app.domain.roc_calendar.excel import CellValue, from_excel_serial, read_date_cell
from app.domain.roc_calendar.format import DateStyle, format_reading, format_roc
from app.domain.roc_calendar.model import DateError, DateFault, DateReading, Precision, roc_year
from app.domain.roc_calendar.parse import date_spans, find_date_faults, find_dates, parse_date

__all__ = [
    "CellValue",
    "DateError",
    "DateFault",
    "DateReading",
    "DateStyle",
    "Precision",
    "date_spans",
    "find_date_faults",
    "find_dates",
    "format_reading",
    "format_roc",
    "from_excel_serial",
    "parse_date",
    "read_date_cell",
    "roc_year",
]
