"""What happened becomes news (通知) for those whom it concerns.

The tables that record what happens are read, nobody who does something has to think of telling it: each row that no
``told_source`` names is made into news once, whatever runs twice, breaks off, or commits later than its number says.
"""

from app.services.news.spreading import spread, work

__all__ = ["spread", "work"]
