"""Use-cases around searching: keeping the index of what is written (``keeping``), and finding in it (``finding``).

``sources`` says what is searched, ``whole`` makes the index anew and holds it against the tables.
"""
