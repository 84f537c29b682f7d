"""總覽: many plans at once, chosen, sorted, grouped and added up by the database.

Which plans, :mod:`.asking` says; how each stands, :mod:`.standing`; what they come to, :mod:`.adding_up`.
"""
