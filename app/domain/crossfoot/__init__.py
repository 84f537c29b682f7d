"""Cross-footing: recompute every figure of a set of tables that can be recomputed, and hold prose to them.

``table`` is what comes in and ``finding`` what goes out; ``audit.audit_tables`` leads from one to the other.
``structure`` reads what rows and columns are; ``sums``, ``ratios``, ``means``, ``identities`` (differences, products,
running totals, balances), ``group_totals``, ``counted_shares``, ``wholes``, ``portions`` and ``sequences`` recompute
within a table, and ``exchanges`` looks for the one slip that explains them all. ``between`` and ``grand_totals``
compare tables, ``prose`` compares sentences with tables, ``prose_arithmetic`` and ``prose_order`` with themselves.
Everything is confirmed by the numbers before it is believed, so that the audit stays silent where it merely guesses.
"""
