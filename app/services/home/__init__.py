"""首頁: what a person owes, what waits for them, and what changed since they last looked, in a handful of queries.

Each module answers one of these questions for the roles that ask it; ``services/pages/home_page`` puts the answers
together. Lists hold a few lines and say how many there are. Everything is filtered by the person's own roles.
"""
