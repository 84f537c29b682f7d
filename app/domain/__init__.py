"""The rules of the field as pure functions and frozen values.

Nothing here may import a database, a spreadsheet, a request, a clock or a setting: days, moments and
thresholds arrive as arguments, so that yesterday can be computed again and every rule can be tested alone.
"""
