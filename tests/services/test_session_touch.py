"""A page that only reads may meet a writer; being seen is then recorded by the next click, and no page fails."""

from datetime import timedelta

from support.signing_in import signed_in
from support.stage import NOW, a_person

from app.database import make_engine, make_session_factory
from app.domain.roles import Role
from app.models import Agency
from app.services import accounts, plan_tables, sign_in_sessions
from config import SignInLimits


def test_a_click_beside_a_busy_writer_is_not_recorded_and_not_refused(fresh_database_url: str) -> None:
    engine = make_engine(fresh_database_url)
    with make_session_factory(engine)() as setting_up:
        a_person(setting_up, Role.OFFICER)
        token = signed_in(setting_up)
    reader = make_session_factory(engine.execution_options(writes=False))()
    reader.connection()  # the page has begun by reading
    accounts.by_email(reader, "officer@agency.example")
    with make_session_factory(engine)() as writer:
        plan_tables.named(writer, Agency, "經濟部工業局")
        writer.commit()

    found = sign_in_sessions.visit_of(reader, token, at=NOW + timedelta(minutes=5), limits=SignInLimits())

    assert found is not None
    assert found.user.email == "officer@agency.example"
    reader.close()
    engine.dispose()
