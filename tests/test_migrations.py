"""The schema that the migrations make is the one that the models describe, on both engines, both ways."""

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.database import MIGRATIONS, alembic_config, make_engine, upgrade


@pytest.fixture
def config(empty_database_url: str) -> Config:
    return alembic_config(empty_database_url)


def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def tables(url: str) -> set[str]:
    engine = make_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_there_is_one_last_migration_and_the_head_file_names_it() -> None:
    [head] = scripts().get_heads()

    # Two branches that each add a migration clash in this file, and not in production.
    named = (MIGRATIONS / "HEAD").read_text().strip()

    assert named == scripts().get_revision(head).path.rpartition("/")[2].removesuffix(".py")


def test_migrations_lead_from_nothing_to_what_the_models_describe(config: Config, empty_database_url: str) -> None:
    upgrade(empty_database_url)

    command.check(config)


def test_every_migration_goes_down_and_up_again(config: Config, empty_database_url: str) -> None:
    upgrade(empty_database_url)

    for revision in list(scripts().walk_revisions()):
        command.downgrade(config, str(revision.down_revision or "base"))
        upgrade(empty_database_url, revision.revision)
        command.downgrade(config, str(revision.down_revision or "base"))

    assert tables(empty_database_url) <= {"alembic_version"}
    upgrade(empty_database_url)
    command.check(config)
