"""Use-cases around firms (企業): who may be the same as whom, what was decided of it, and what a firm received.

A case keeps pointing to the firm it was written with; readers go by the firm under which that one is shown
(``shown_under``).
"""
