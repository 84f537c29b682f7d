"""The commissioned plans of 108 as a portfolio: real names and money, constructed courses (示範). No database here.

What is published and what is constructed is told in ``data/portfolio/README.md``.
"""

from app.demo.portfolio.course import Change, Report, changes_of, report_of, reports_of
from app.demo.portfolio.setup import Commissioned, portfolio

__all__ = [
    "Change",
    "Commissioned",
    "Report",
    "changes_of",
    "portfolio",
    "report_of",
    "reports_of",
]
