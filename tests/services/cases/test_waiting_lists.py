"""Lists that wait for their confirmation hold personal data: they are found for their plan only, and not for long."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from support import plan_builder
from support.stage import a_person, a_plan

from app import clock
from app.domain.errors import NotFound
from app.domain.roles import Role
from app.services import waiting_files
from app.services.cases import waiting_lists
from app.services.waiting_files import LONGEST_WAIT


def test_a_list_waits_for_its_own_plan_and_not_for_ever(session: Session, data_dir: Path) -> None:
    plan = a_plan(session)
    other = a_plan(session, plan_builder.plan(code="OTHER-107"))
    officer = a_person(session, Role.OFFICER)
    digest = waiting_lists.keep(plan, b"a list", by=officer, data_dir=data_dir)

    assert waiting_lists.find(plan, digest, by=officer, data_dir=data_dir) == b"a list"
    with pytest.raises(NotFound):
        waiting_lists.find(other, digest, by=officer, data_dir=data_dir)

    assert waiting_files.forget(data_dir=data_dir, at=clock.now()) == 0
    assert waiting_files.forget(data_dir=data_dir, at=clock.now() + LONGEST_WAIT + timedelta(hours=1)) == 1
    with pytest.raises(NotFound):
        waiting_lists.find(plan, digest, by=officer, data_dir=data_dir)
