"""Cross-tables (樞紐分析) over cases: what is asked, folded from a few grouped rows, and laid out as it is printed.

Pure: the database only groups and adds (``app.services.crosstabs``), and rounding is left to whoever shows a figure.
"""
