"""Set-up workbooks between upload and confirmation."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support.stage import NOW, a_person

from app.domain.errors import NotFound, PermissionDenied
from app.domain.roles import Role
from app.models import User
from app.services import files, setup_uploads, waiting_files


@pytest.fixture
def officer(session: Session) -> User:
    return a_person(session, Role.OFFICER)


def age(data_dir: Path, digest: str, waited: timedelta) -> None:
    [path] = data_dir.rglob(digest)
    os.utime(path, times=((NOW - waited).timestamp(),) * 2)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRACTOR, Role.AUDITOR])
def test_who_sets_no_plan_up_keeps_and_finds_nothing(session: Session, role: Role, data_dir: Path) -> None:
    person = a_person(session, role)

    with pytest.raises(PermissionDenied):
        setup_uploads.keep(b"", by=person, data_dir=data_dir)
    with pytest.raises(PermissionDenied):
        setup_uploads.find("00" * 32, by=person, data_dir=data_dir)


@pytest.mark.parametrize("digest", ["", "..", "../../etc/passwd", "zz" * 32, "00" * 32, "0" * 63])
def test_a_file_that_waits_is_found_by_its_hash_alone(officer: User, data_dir: Path, digest: str) -> None:
    kept = setup_uploads.keep(b"bytes", by=officer, data_dir=data_dir)

    assert setup_uploads.find(kept, by=officer, data_dir=data_dir) == b"bytes"
    with pytest.raises(NotFound):
        setup_uploads.find(digest, by=officer, data_dir=data_dir)


def test_a_file_kept_for_good_is_no_upload_that_waits(officer: User, data_dir: Path) -> None:
    digest = files.keep(data_dir, b"a report")

    with pytest.raises(NotFound):
        setup_uploads.find(digest, by=officer, data_dir=data_dir)


def test_what_was_never_confirmed_is_forgotten_after_a_week(officer: User, data_dir: Path) -> None:
    old, recent, again = (
        setup_uploads.keep(content, by=officer, data_dir=data_dir) for content in (b"old", b"recent", b"again")
    )
    report = files.keep(data_dir, b"a report")
    age(data_dir, recent, timedelta(days=6, hours=23))
    for digest in (old, again, report):
        age(data_dir, digest, timedelta(days=7, minutes=1))
    setup_uploads.keep(b"again", by=officer, data_dir=data_dir)

    assert waiting_files.forget(data_dir=data_dir, at=NOW) == 1
    assert waiting_files.forget(data_dir=data_dir, at=NOW) == 0

    assert setup_uploads.find(recent, by=officer, data_dir=data_dir) == b"recent"
    assert setup_uploads.find(again, by=officer, data_dir=data_dir) == b"again"
    assert files.read(data_dir, report) == b"a report"
    with pytest.raises(NotFound):
        setup_uploads.find(old, by=officer, data_dir=data_dir)


def test_nothing_waits_where_nobody_ever_uploaded(data_dir: Path) -> None:
    assert waiting_files.forget(data_dir=data_dir, at=NOW) == 0
