"""The contractor's own file with its problems marked: cells coloured and commented, a sheet 檢核結果 in front.

Everything else of the file stays as it is: only the parts that carry a mark are changed, and those only where the
mark is. (A spreadsheet library that loads and saves drops text boxes, newer drop-downs, rich text and calculated
values.) May be imported by services; knows neither database nor request.
"""

from app.workbooks.annotation.annotating import NotAWorkbook, annotate, cleared
from app.workbooks.annotation.child import AnnotationFailed, annotate_safely

__all__ = ["AnnotationFailed", "NotAWorkbook", "annotate", "annotate_safely", "cleared"]
