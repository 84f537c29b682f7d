"""What a password is kept as, outside of tests."""

from argon2 import PasswordHasher


def test_a_password_is_kept_as_the_argon2id_hash_that_owasp_asks_for_at_least(
    production_hasher: PasswordHasher,
) -> None:
    assert production_hasher.hash("a long enough password").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
