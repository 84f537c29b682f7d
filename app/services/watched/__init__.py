"""What is watched of plans on a day (see :mod:`app.domain.slippage`): read from the tables, judged nowhere here.

A night looks at many thousand plans, so a portion of them is read at once, each table in one query, and only what
can slip is read in full (decision 0025). One plan is a portion of one. Steps: they neither ask for permission nor
commit.
"""

from app.services.watched.plans import plan_on_day, plans_on_day

__all__ = ["plan_on_day", "plans_on_day"]
