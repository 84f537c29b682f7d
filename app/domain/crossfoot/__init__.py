"""Cross-footing: recompute every figure of a set of tables that can be recomputed, and hold prose to them.

``table`` is what comes in and ``finding`` what goes out; ``audit.audit_tables`` leads from one to the other.
``structure`` reads what rows and columns are, ``sums``, ``ratios``, ``means``, ``differences``, ``group_totals``,
``portions`` and ``sequences`` recompute within a table, ``between`` compares tables, ``prose`` compares sentences.
Everything is confirmed by the numbers before it is believed, so that the audit stays silent where it merely guesses.
"""
