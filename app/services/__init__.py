"""Use-cases, one verb each: permission first, one transaction, the only code that writes.

May import models, workbooks, reports and the domain; knows nothing of Flask or HTTP. What a use-case needs it
is given: the session, the acting user (``by=``), the moment (``at=``) or the day (``on=``).
"""
