"""Every address × every role × one's own and somebody else's plan: the answer is the one that was declared.

The addresses come from the URL map, what they ask for from ``app.web.endpoints``, and who may do that where from the
table in ``app.domain.roles``; nothing is listed by hand, so an address that nobody declared fails here. One stage
serves all: two agencies, each with a plan of a contractor of its own. What a request has changed is put back.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session
from support.case_lists import application, as_csv
from support.databases import Databases
from support.evidence_files import pdf
from support.filing import with_actual
from support.office_days import calendar_csv
from support.plan_builder import plan as small_plan
from support.setup_files import good_file
from support.signing_in import DESK
from support.stage import NOW, PASSWORD, a_person, a_plan, proposal
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import clock, create_app
from app.database import make_session_factory
from app.domain.account_events import SignInWay
from app.domain.change_request import ChangeSet, Edit
from app.domain.explanation import DelayCause, Explanation, Responsibility
from app.domain.notices import NoticeKind
from app.domain.plan_document import PlanDocument
from app.domain.roles import DAY, TABLE, Permission, Role, Scope
from app.domain.workdays import DaySource
from app.models import (
    CalendarDay,
    HeldRow,
    Notice,
    OutboxLetter,
    Plan,
    Resolution,
    ReviewComment,
    RoleGrant,
    SignInSession,
    Survey,
    User,
    VarianceNote,
)
from app.services import (
    accounts,
    alerts,
    change_requests,
    delegations,
    evidence,
    notices,
    outbox,
    plans,
    setup_uploads,
    submissions,
)
from app.services.alerts import Wanted
from app.services.cases import waiting_lists
from app.services.change_requests import Proposal
from app.services.evidence import Archive, Upload
from app.services.firms import deciding
from app.services.grants import Term
from app.services.mail import Letter
from app.web.endpoints import NEEDS, Door, need_of
from config import MailSettings, Settings, SignInLimits

HERE, THERE = "甲局", "乙署"
FIRMS = {HERE: "財團法人丙", THERE: "財團法人丁"}
NOBODY, EVERYWHERE = "沒有角色的帳號", "全部機關"
#: What everybody's roles are, each in an agency or in all of them (of a 受委託單位: on the plans of its own there).
PEOPLE: dict[str, tuple[tuple[Role, str], ...]] = {
    **{role.value: ((role, HERE),) for role in Role},
    # Who may see both plans, and do with one what they may not with the other: only the service can tell.
    "甲局計畫辦公室兼乙署系統管理者": ((Role.OFFICER, HERE), (Role.ADMIN, THERE)),
    "甲局計畫辦公室兼乙署稽核": ((Role.OFFICER, HERE), (Role.AUDITOR, THERE)),
    "全部機關系統管理者": ((Role.ADMIN, EVERYWHERE),),
    NOBODY: (),
}
#: What of the address names something that belongs to an agency.
OBJECTS = {
    "code",
    "change_id",
    "submission_id",
    "held_id",
    "comment_id",
    "agency_id",
    "session_id",
    "person_id",
    "grant_id",
    "day_id",
    "alert_id",
    "notice_id",
    "letter_id",
    "resolution_id",
}
#: What is out of reach does not exist, for whom the address admits somewhere.
HIDDEN = {
    "session_id",
    "person_id",
    "day_id",
    "notice_id",
    "letter_id",
    "resolution_id",
    "review_settings.index",
    "threshold_settings.index",
}
#: For one person alone: who uploaded the file or sent it, who gave the delegation.
THEIRS = {
    "submissions.recheck": Role.CONTRACTOR.value,
    "submissions.send_faultless": Role.CONTRACTOR.value,
    "submissions.recall": Role.CONTRACTOR.value,
    "delegations.end": Role.OFFICER.value,
}
#: Sent with a form that would not reach the service empty.
BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "evidence.index": lambda: {
        "row": "checkpoints/A-1",
        "title": "簽到表",
        "file": (BytesIO(pdf(b"new")), "簽到表.pdf"),
    },
    "submissions.send_back": lambda: {"comment": "請補正"},
    "submissions.reopen": lambda: {"comment": "請補正"},
    "alerts.send_back": lambda: {"reason": "未說明如何趕上"},
    "admin_people.grant": lambda: {"role": "系統管理者", "agency": HERE, "reason": "接辦"},
    "admin_people.revoke": lambda: {"reason": "調離"},
    "admin_people.disable": lambda: {"reason": "離職"},
    "admin_people.enable": lambda: {"reason": "復職"},
    "delegations.end": lambda: {"reason": "銷假"},
    "plan_changes.send_back": lambda: {"comment": "請補正"},
    "change_grids.keep": lambda: {"revision": "1", "state": "[]"},
    "setup_grids.keep": lambda: {"revision": "0", "state": "[]"},
    "setup_grids.edit": lambda: {"revision": "0", "state": "[]"},
    "change_grids.edit": lambda: {"revision": "1", "state": "[]"},
    "grids.edit": lambda: {"revision": "1"},
    "grids.keep": lambda: {"revision": "1", "state": "[]"},
    "firms.new": lambda: {"text": "04595257 示範精密股份有限公司"},
    "firms.register": lambda: {"text": "22099131 示範新設股份有限公司"},
    "office_calendar.set_day": lambda: {"day": "107/7/11", "kind": "off", "name": "颱風停班"},
    "office_calendar.upload": lambda: {"file": (BytesIO(calendar_csv(108)), "108.csv")},
    "programme.change": lambda: {"name": "grant", "value": "1", "from_year": "108", "reason": "調整"},
    "resolutions.record": lambda: {"answer": "辦理中", "text": "資料彙整中"},
    "threshold_settings.change": lambda: {"name": "due_soon_days", "value": "7", "reason": "調整"},
    "programme.note": lambda: {
        "adviser": "某單位",
        "year": "106",
        "round": "1",
        "decided_on": "106/12/20",
        "description": "未完成",
    },
}
QUERIES = {
    # The alert of the plan here; there is no agency in their addresses.
    "alerts.explain": {"id": "1"},
    "alerts.assign": {"id": "1"},
    "audit_trail.figure": {"section": "checkpoints", "key": "A-1"},
    # Two cases stand in two counties, and one bar would be no chart.
    "crosstabs.drawing": {"rows": "縣市"},
    "crosstabs.data": {"rows": "縣市"},
}
#: What an argument stands for in one blueprint only.
EXAMPLES = {
    "indicators": {"key": small_plan().indicators[0].key},
    "crosstabs": {"view_id": 1, "chart": "1"},
    "variance": {"section": "indicators", "key": small_plan().indicators[0].key},
    "cases": {"key": small_plan().cases[0].key, "name": "applications", "view_id": 1, "installment": 1},
    "firms": {"tax_id": "04595257", "into": "10458575", "other": "10458575", "decision_id": 1},
    "surveys": {"key": "S1"},
    "admin_jobs": {"job": "scan_slippage"},
    "plan_charts": {"chart": "progress"},
    "portfolio": {"view_id": 1},
    "help": {"role": "contractor"},
}
ANSWER = Explanation("理由", DelayCause.OTHER, "對策", NOW.date(), Responsibility.NOBODY, "追蹤人", "無")
DENIED, HIDDEN_ANSWER, ALLOWED = 403, 404, {200, 204, 302, 409, 422}


@dataclass
class Stage:
    """The application, its database as it was set up, and what the addresses of each agency's things say."""

    app: Flask
    database: Path
    pristine: Path
    cookies: dict[str, str]
    things: dict[str, dict[str, Any]]

    def ask(self, who: str, rule: Rule, method: str, agency: str) -> TestResponse:
        """One request; whatever it has changed is put back."""
        client = self.app.test_client()
        client.set_cookie("session", self.cookies[who])
        own = {name: self.things[agency][f"{name}_of"][who] for name in ("session_id", "notice_id")}
        values = self.things[agency] | own
        values |= EXAMPLES.get(rule.endpoint.partition(".")[0], {})
        if rule.endpoint == "cases.preview":
            values["digest"] = values["list_digest"]
        body = BODIES.get(rule.endpoint, dict)() if method == "POST" else None
        with self.app.test_request_context():
            arguments = {name: values[name] for name in rule.arguments}
            address = self.app.url_map.bind("localhost").build(rule.endpoint, arguments, method=method)
        answer = client.open(address, method=method, query_string=QUERIES.get(rule.endpoint), data=body, buffered=True)
        if method == "POST" and answer.status_code != DENIED:
            self.put_back()
        return answer

    def put_back(self) -> None:
        self.app.extensions["engine"].dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.database}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.pristine, self.database)


@pytest.fixture(scope="module")
def stage(databases_of: Callable[[str], Databases], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Two agencies with all that an address can name; it is 1 December 107 in the offices."""
    url, folder = databases_of("sqlite").migrated(), tmp_path_factory.mktemp("matrix")
    settings = Settings(
        database_url=url,
        data_dir=folder,
        secret_key="known to every test",
        sign_in=SignInLimits(totp_required_for_admins=False),
        testing=True,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        patch.setattr(clock, "today", lambda: NOW.date())
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False  # tokens have tests of their own (test_access.py)
        with make_session_factory(app.extensions["engine"])() as session:
            session.info[DAY] = NOW.date()
            documents = {agency: _plan(session, agency) for agency in (HERE, THERE)}
            emails = _people(session)
            things = {agency: _things(session, documents[agency], emails, folder) for agency in (HERE, THERE)}
        cookies = {who: _signed_in(app, email) for who, email in emails.items()}
        with make_session_factory(app.extensions["engine"])() as session:
            sessions = _sessions(session)
            told = _notices(session)
        for name, numbers in (("session_id", sessions), ("notice_id", told)):
            things[HERE][f"{name}_of"] = {who: numbers[email] for who, email in emails.items()}
            things[THERE][f"{name}_of"] = dict.fromkeys(emails, numbers["stranger@agency.example"])
        yield _settled(app, Path(make_url(url).database or ""), folder / "pristine.sqlite3", cookies, things)
        app.extensions["engine"].dispose()
    databases_of("sqlite").drop(url)


def _settled(app: Flask, database: Path, pristine: Path, cookies: dict[str, str], things: dict[str, Any]) -> Stage:
    app.extensions["engine"].dispose()
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(database, pristine)
    return Stage(app, database, pristine, cookies, things)


def _plan(session: Session, agency: str) -> PlanDocument:
    code = "HERE-107" if agency == HERE else "THERE-107"
    document = replace(small_plan(), code=code, agency=agency, contractor=FIRMS[agency])
    a_plan(session, document)
    return document


def _things(session: Session, document: PlanDocument, emails: dict[str, str], folder: Path) -> dict[str, Any]:
    """On a plan, a report that waits for review, a row that is owed, and evidence."""
    plan: Plan = plans.find(session, document.code)
    if document.agency == HERE:
        reporter, officer = (accounts.by_email(session, emails[role.value]) for role in (Role.CONTRACTOR, Role.OFFICER))
    else:
        reporter = a_person(session, Role.CONTRACTOR, contractor=document.contractor, email="there@firm.example")
        officer = a_person(session, Role.OFFICER, agency=THERE, email="officer@there.example")
    deputy = a_person(session, Role.MANAGER, agency=document.agency, email=f"deputy@{document.code.lower()}.example")
    today = NOW.date()
    lent = delegations.delegate(
        session,
        officer.grants[0].id,
        deputy.id,
        Term(today, today),
        "休假",
        by=officer,
        at=NOW,
        on=today,
        origin=DESK,
    )
    period = plans.period_of(session, plan, "期末")
    proposed = proposal(with_actual(214, document))
    sent = submissions.propose(session, plan, period, proposed, by=reporter, at=NOW, data_dir=folder, send=True)
    place = {"plan_id": plan.id, "agency_id": plan.agency_id}
    session.add(Survey(**place, key="S1", title="滿意度", sent=5, created_at=NOW))
    held = HeldRow(**place, submission=sent, key="X", line=9, label=None, reasons=[])
    comment = ReviewComment(**place, submission=sent, label="", text="請補正", asks=False, made_by=officer, made_at=NOW)
    words = VarianceNote(**place, section="indicators", row_key="1", sentence="無差異", draft="無差異")
    words.made_by, words.made_at = reporter, NOW
    asked_for = Resolution(
        agency_id=plan.agency_id, roc_year=107, section="通案決議", item="一", position=0, subject="報告"
    )
    session.add_all([held, comment, words, asked_for])
    session.commit()
    archive = Archive(folder, file_bytes=10_000, plan_bytes=100_000)
    upload = Upload(pdf(document.code.encode()), "簽到表.pdf")
    kept = evidence.add(session, plan, "checkpoints", "A-1", upload, by=reporter, at=NOW, archive=archive)
    change = ChangeSet((Edit("indicators", "1", "target", Decimal(167), Decimal(180)),))
    asked = change_requests.draft(session, plan, Proposal(change, "理由", "影響", 1), by=reporter, at=NOW)
    change_requests.send(session, asked, by=reporter, at=NOW)
    closed = CalendarDay(
        agency_id=plan.agency_id,
        day=today,
        is_workday=False,
        name="停班",
        source=DaySource.TYPED,
        set_by=officer,
        set_at=NOW,
    )
    session.add(closed)
    session.commit()
    if document.agency == HERE:
        deciding.tell_apart(session, "04595257", "10458575", by=officer, at=NOW)
    alerts.scan_on_demand(session, plan, by=officer, on=today, at=NOW)
    [late, *_] = alerts.listed(session, officer, Wanted(plan_code=plan.code, is_unanswered=True), first=0, rows=1)
    alerts.explain(session, [late], ANSWER, by=reporter, on=today, at=NOW)
    mailing = MailSettings(mail_from="tracker@agency.example")
    outbox.put(session, deputy, plan.code, Letter(deputy.email, "彙整", "", ""), mailing, at=NOW)
    session.commit()
    return {
        "letter_id": session.scalars(select(OutboxLetter.id).where(OutboxLetter.key == plan.code)).one(),
        "code": plan.code,
        "resolution_id": asked_for.id,
        "alert_id": late.id,
        "change_id": asked.id,
        "agency_id": plan.agency_id,
        "submission_id": sent.id,
        "held_id": held.id,
        "comment_id": comment.id,
        "note_id": words.id,
        "digest": setup_uploads.keep(good_file(), by=officer, data_dir=folder),
        "list_digest": waiting_lists.keep(plan, as_csv(application()), by=officer, data_dir=folder),
        "key": "A-1",
        "kind": "xlsx",
        "person_id": deputy.id,
        "grant_id": lent.id,
        "day_id": closed.id,
        "number": kept.id,
        "period": "期末",
        "section": "indicators",
        "roc_year": 107,
        "token": "an-unguessable-token",
    }


def _people(session: Session) -> dict[str, str]:
    emails: dict[str, str] = {}
    for number, (who, roles) in enumerate(PEOPLE.items()):
        firm = FIRMS[HERE] if any(role is Role.CONTRACTOR for role, _ in roles) else None
        email = emails[who] = f"person{number}@agency.example"
        person = a_person(session, Role.AUDITOR, email=email, contractor=firm)
        agencies = {plan.agency.name: plan.agency for plan in session.scalars(select(Plan))}
        person.grants = [RoleGrant(role=role, agency=agencies.get(agency)) for role, agency in roles]
    stranger = a_person(session, Role.AUDITOR, email="stranger@agency.example")
    session.add(_a_session(stranger))
    session.commit()
    return emails


def _a_session(user: User) -> SignInSession:
    return SignInSession(
        user=user,
        token_hash="of no token",
        way=SignInWay.PASSWORD,
        code_due=False,
        address="",
        browser="",
        started_at=NOW,
        last_seen_at=NOW,
    )


def _sessions(session: Session) -> dict[str, int]:
    return {one.user.email: one.id for one in session.scalars(select(SignInSession))}


def _notices(session: Session) -> dict[str, int]:
    """A piece of news for everybody."""
    said = {"kind": NoticeKind.SYSTEM, "subject": "通知", "text": "", "path": "/plans", "plan": None, "at": NOW}
    for person in session.scalars(select(User)):
        notices.tell(session, person, key="news", **said)
    session.commit()
    return {one.user.email: one.id for one in session.scalars(select(Notice))}


def _signed_in(app: Flask, email: str) -> str:
    client = app.test_client()
    assert client.post("/login", data={"email": email, "password": PASSWORD}).status_code == 302
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def _operations(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every address with every method, but those that are open to all."""
    for rule in app.url_map.iter_rules():
        for method in sorted({"GET", "POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set())):
            if need_of(rule.endpoint, method) is not Door.OPEN:
                yield rule, method


def _worlds(rule: Rule) -> tuple[str, ...]:
    """Whose things the address can name."""
    return (HERE, THERE) if OBJECTS & rule.arguments else (HERE,)


def expected(who: str, rule: Rule, method: str, agency: str) -> int | None:
    """How the request is turned away, as declared; ``None`` if it is not."""
    need = need_of(rule.endpoint, method)
    is_hidden, named = bool(HIDDEN & {*rule.arguments, rule.endpoint}), OBJECTS & rule.arguments
    if isinstance(need, Door):
        return HIDDEN_ANSWER if agency == THERE else None
    admitted = {
        where for role, granted in PEOPLE[who] for permission in need for where in _reached(role, granted, permission)
    }
    is_theirs = THEIRS.get(rule.endpoint, who) == who
    if is_theirs and (agency in admitted if named else admitted):
        return None
    return HIDDEN_ANSWER if admitted and is_hidden else DENIED


def _reached(role: Role, granted: str, permission: Permission) -> tuple[str, ...]:
    """The agencies in which a grant counts for an action."""
    scope = TABLE[permission].get(role)
    if scope is None or (scope is Scope.EVERYWHERE and granted != EVERYWHERE):
        return ()
    return (HERE, THERE) if granted == EVERYWHERE else (granted,)


def test_every_address_declares_what_it_asks_for(stage: Stage) -> None:
    in_use = {rule.endpoint for rule in stage.app.url_map.iter_rules()}
    declared = {name.removeprefix("POST ") for name in NEEDS}

    assert in_use - declared == set()
    assert {name for name in declared - in_use if not name.startswith("single_sign_on.")} == set()


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_the_declared_answer_everywhere(stage: Stage, who: str) -> None:
    wrong, counted = {}, 0
    for rule, method in _operations(stage.app):
        for agency in _worlds(rule):
            answer = stage.ask(who, rule, method, agency)
            counted += 1
            turned_away = expected(who, rule, method, agency)
            to_sign_in = answer.headers.get("Location", "").startswith("/login?")
            fits = answer.status_code == turned_away if turned_away else answer.status_code in ALLOWED
            if not fits or to_sign_in:
                wrong[f"{method} {rule.endpoint} {agency}"] = (answer.status_code, turned_away or "allowed")

    assert counted > 120
    assert wrong == {}
