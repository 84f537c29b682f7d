"""Who left a draft lying hears of it once a month, and the draft stays."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain.roles import Role
from app.models import Notice, Submission
from app.services import old_drafts


def test_the_author_of_a_draft_is_reminded_once_a_month_and_nobody_else(session: Session, data_dir: Path) -> None:
    contractor = the_contractor_of(session, a_plan(session))
    a_person(session, Role.OFFICER)
    draft = file_report(session, with_actual(214), contractor, data_dir, send=False)
    month = timedelta(days=31)

    def nights(*after: timedelta) -> list[int]:
        return [old_drafts.remind(session, on=(NOW + one).date(), at=NOW + one) for one in after]

    assert nights(timedelta(days=29)) == [0]
    assert nights(month, month + timedelta(days=1), 2 * month) == [1, 0, 1]
    assert {notice.user_id for notice in session.scalars(select(Notice))} == {contractor.id}
    assert session.get(Submission, draft.id) is not None


def test_what_was_sent_is_no_draft(session: Session, data_dir: Path) -> None:
    contractor = the_contractor_of(session, a_plan(session))
    file_report(session, with_actual(214), contractor, data_dir)

    later = NOW + timedelta(days=90)
    assert old_drafts.remind(session, on=later.date(), at=later) == 0
