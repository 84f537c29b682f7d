"""Passwords are hashed as cheaply as the algorithm allows: the price of a real hash would be most of what a test pays.

A hash says itself how it is to be verified.
"""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from app.services import passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True, scope="session")
def production_hasher() -> Iterator[PasswordHasher]:
    """What hashes passwords outside of tests; in the place of it every test of this process finds the cheap one."""
    with pytest.MonkeyPatch.context() as changed:
        of_production = passwords.HASHER
        changed.setattr(passwords, "HASHER", CHEAP)
        changed.setattr(passwords, "DECOY", CHEAP.hash("nobody's"))
        yield of_production
