"""The schema that the migrations make is the one that the models describe, on both engines, both ways."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from support.filing import file_report, with_actual
from support.stage import NOW, a_person, a_plan

from app.database import MIGRATIONS, alembic_config, make_engine, make_session_factory, upgrade
from app.domain.roles import Role
from app.domain.submission_status import SubmissionStatus
from app.services import plans, submissions


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


def test_what_was_reported_survives_a_change_of_its_table(
    config: Config, empty_database_url: str, data_dir: Path
) -> None:
    upgrade(empty_database_url)
    engine = make_engine(empty_database_url)
    with make_session_factory(engine)() as session:
        plan, officer = a_plan(session), a_person(session, Role.OFFICER)
        file_report(session, with_actual(214), officer, data_dir)
        submissions.approve(session, submissions.of_plan(session, plan)[0], by=officer, at=NOW)
    engine.dispose()

    command.downgrade(config, "0002")
    upgrade(empty_database_url)

    engine = make_engine(empty_database_url)
    with make_session_factory(engine)() as session:
        [kept] = submissions.of_plan(session, plans.find(session, "TEST-107"))
        assert (kept.status, kept.applied_revision) == (SubmissionStatus.APPROVED, 2)
        assert [change.theirs for change in submissions.changes(session, kept).changes] == [214]
    engine.dispose()


def test_every_migration_goes_down_and_up_again(config: Config, empty_database_url: str) -> None:
    upgrade(empty_database_url)

    for revision in list(scripts().walk_revisions()):
        command.downgrade(config, str(revision.down_revision or "base"))
        upgrade(empty_database_url, revision.revision)
        command.downgrade(config, str(revision.down_revision or "base"))

    assert tables(empty_database_url) <= {"alembic_version"}
    upgrade(empty_database_url)
    command.check(config)
