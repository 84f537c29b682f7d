"""Charts as geometry: what is drawn where, with the table that says the same. Pure; templates turn it into SVG.

A chart is made of a few kinds of marks (:mod:`.drawing`), each with a paint that names its part, never a colour:
pages paint with their palette, light or dark, and files with the light one.
"""
