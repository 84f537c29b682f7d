"""計畫變更: proposed by one, decided by another, applied whole or not at all, and never forgotten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.plan_builder import checkpoint
from support.plan_builder import plan as small_plan
from support.stage import NOW, a_person, a_plan, proposal, the_contractor_of

from app.domain import canonical
from app.domain.baseline import Step, course_of
from app.domain.change_request import ChangeSet, ChangeStatus, Edit, NothingToChange, value_of
from app.domain.checkpoint_state import Disposition
from app.domain.errors import NotFound, PermissionDenied, PlanMovedOn, SetupRefused, UnsettledConflicts, WrongState
from app.domain.merge import Side
from app.domain.plan_document import Checkpoint
from app.domain.plan_setup import FACTS
from app.domain.roles import Role
from app.models import AuditEvent, ChangeRequest, User
from app.services import alerts, baselines, change_forms, change_requests, plans, revisions, submissions
from app.services.change_requests import Proposal
from app.services.pages import change_page

JUNE = date(2018, 6, 30)
DUE = "checkpoints/A-2/due_on"
DONE = {"completed_on": date(2018, 6, 10), "actual": Decimal(334), "achievement": "已完成。"}


class Office:
    """A plan with everybody who has to do with its changes."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.plan = a_plan(session)
        self.contractor = the_contractor_of(session, self.plan)
        self.officer, self.manager = a_person(session, Role.OFFICER), a_person(session, Role.MANAGER)

    def asked(self, *edits: Edit, added: tuple[Checkpoint, ...] = (), by: User | None = None) -> ChangeRequest:
        """A request that waits for approval."""
        author = by or self.contractor
        wanted = Proposal(ChangeSet(edits, added), "颱風延後審查。", "不影響總目標。", self.plan.revision)
        made = change_requests.draft(self.session, self.plan, wanted, by=author, at=NOW)
        change_requests.send(self.session, made, by=author, at=NOW)
        return made

    def approved(self, *edits: Edit, added: tuple[Checkpoint, ...] = (), **how: Any) -> ChangeRequest:
        made = self.asked(*edits, added=added)
        change_requests.approve(self.session, made, by=self.manager, at=NOW, **how)
        return made

    def edit(self, section: str, key: str, field: str, after: object) -> Edit:
        return Edit(section, key, field, value_of(plans.document(self.session, self.plan), section, key, field), after)

    def extension(self, to: date = JUNE) -> Edit:
        return self.edit("checkpoints", "A-2", "due_on", to)

    def withdrawal(self, key: str) -> tuple[Edit, ...]:
        values = (Disposition.WITHDRAWN, date(2018, 5, 1), "業者歇業。")
        names = ("disposition", "disposition_on", "disposition_reason")
        return tuple(self.edit("checkpoints", key, name, value) for name, value in zip(names, values, strict=True))

    def course(self, key: str, field: str) -> tuple[Step, ...]:
        """What a checkpoint's cell said over time."""
        approved = baselines.approved_changes(self.session, self.plan)
        return course_of(baselines.baseline_of(self.session, self.plan), approved, "checkpoints", key, field)

    def checkpoint(self, key: str) -> Checkpoint:
        row = plans.document(self.session, self.plan).row("checkpoints", key)
        assert isinstance(row, Checkpoint)
        return row


@pytest.fixture
def office(session: Session) -> Office:
    return Office(session)


def test_an_approved_change_is_the_plan_and_its_first_promise_stays(office: Office) -> None:
    edits = (
        office.extension(),
        office.edit("indicators", "1", "target", Decimal(180)),
        office.edit("finance_lines", "一-1|政府經費", "contracted", 2_800_000),
        office.edit(FACTS, "government_budget", "government_budget", 3_060_000),
        office.edit(FACTS, "ends_on", "ends_on", date(2019, 3, 31)),
        office.edit("sub_plans", "A", "weight_pct", Decimal(70)),
        *office.withdrawal("A-3"),
    )
    new = checkpoint("A-4", due_on=JUNE, weight_pct=Decimal(20))

    request = office.approved(*edits, added=(new,), letter="工知字第 10700123456 號")

    document = plans.document(office.session, office.plan)
    assert [value_of(document, one.section, one.key, one.field) for one in edits] == [one.after for one in edits]
    assert document.row("checkpoints", "A-4") == new
    assert office.checkpoint("A-2").original_due_on == date(2018, 4, 30)
    assert (request.status, request.number, request.applied_revision) == (ChangeStatus.APPROVED, 1, 2)
    kept = revisions.find(office.session, office.plan, 2)
    assert kept is not None
    assert (kept.cause, canonical.from_json(kept.document)) == ("第 1 次計畫變更", document)
    assert baselines.baseline_of(office.session, office.plan) == small_plan()


def test_the_course_of_a_cell_is_told_from_the_first_promise_on(office: Office) -> None:
    office.approved(office.extension())
    returned = office.asked(office.extension(date(2018, 9, 30)))
    change_requests.send_back(office.session, returned, by=office.manager, at=NOW, comment="理由不足。")
    office.approved(office.extension(date(2018, 7, 31)))

    course = office.course("A-2", "due_on")

    assert [(step.title, step.value) for step in course] == [
        ("原訂", date(2018, 4, 30)),
        ("第 1 次變更", JUNE),
        ("第 2 次變更", date(2018, 7, 31)),
    ]


def test_what_was_withdrawn_is_no_longer_late_and_the_extended_one_neither(office: Office) -> None:
    day = date(2018, 5, 20)
    alerts.scan(office.session, on=day, at=NOW)

    office.approved(office.extension(), *office.withdrawal("A-3"))

    assert {slip.key for slip in alerts.scan(office.session, on=day, at=NOW).resolved} == {"A-2", "A-3"}


def test_a_draft_changes_nothing_and_only_its_author_sees_it(office: Office) -> None:
    wanted = Proposal(ChangeSet((office.extension(),)), "理由", "影響", 1)
    made = change_requests.draft(office.session, office.plan, wanted, by=office.contractor, at=NOW)

    with pytest.raises(NotFound):
        change_requests.get(office.session, office.plan, made.id, viewer=office.officer)
    assert change_requests.of_plan(office.session, office.plan, viewer=office.officer) == []
    assert change_requests.of_plan(office.session, office.plan, viewer=office.contractor) == [made]
    assert plans.document(office.session, office.plan) == small_plan()

    change_requests.discard(office.session, made, by=office.contractor)
    assert change_requests.of_plan(office.session, office.plan, viewer=office.contractor) == []


def test_nobody_alters_sends_or_discards_the_draft_of_another(office: Office) -> None:
    wanted = Proposal(ChangeSet((office.extension(),)), "理由", "影響", 1)
    made = change_requests.draft(office.session, office.plan, wanted, by=office.contractor, at=NOW)
    other = replace(wanted, reason="別人的理由")

    with pytest.raises(PermissionDenied, match="其他人的草稿"):
        change_requests.rewrite(office.session, made, other, by=office.officer)
    with pytest.raises(PermissionDenied, match="其他人的草稿"):
        change_requests.send(office.session, made, by=office.officer, at=NOW)
    with pytest.raises(PermissionDenied, match="其他人的草稿"):
        change_requests.discard(office.session, made, by=office.officer)
    kept = change_requests.get(office.session, office.plan, made.id, viewer=office.contractor)
    assert (kept.status, kept.reason) == (ChangeStatus.DRAFT, "理由")


@pytest.mark.parametrize(
    ("reason", "effect", "has_change"), [("", "影響", True), ("理由", " ", True), ("甲", "乙", False)]
)
def test_a_request_says_what_why_and_with_what_effect(
    office: Office, reason: str, effect: str, has_change: bool
) -> None:
    changes = ChangeSet((office.extension(),) if has_change else ())

    wanted = Proposal(changes, reason, effect, 1)

    with pytest.raises(NothingToChange):
        change_requests.draft(office.session, office.plan, wanted, by=office.contractor, at=NOW)


@pytest.mark.parametrize(
    ("role", "may_propose", "may_decide"),
    [
        (Role.CONTRACTOR, True, False),
        (Role.OFFICER, True, True),
        (Role.MANAGER, False, True),
        (Role.ADMIN, False, False),
        (Role.AUDITOR, False, False),
    ],
)
def test_who_may_propose_and_who_may_decide(office: Office, role: Role, may_propose: bool, may_decide: bool) -> None:
    person = a_person(office.session, role, email="x@agency.example", contractor=office.plan.contractor.name)
    request = office.asked(office.extension())

    def allowed(act: Callable[[], Any]) -> bool:
        try:
            act()
        except PermissionDenied:
            return False
        return True

    wanted = Proposal(ChangeSet((office.extension(),)), "理由", "影響", 1)
    assert allowed(lambda: change_requests.draft(office.session, office.plan, wanted, by=person, at=NOW)) is may_propose
    returned = office.asked(office.extension())
    assert allowed(lambda: change_requests.approve(office.session, request, by=person, at=NOW)) is may_decide
    assert (
        allowed(lambda: change_requests.send_back(office.session, returned, by=person, at=NOW, comment="退"))
        is may_decide
    )


def test_a_contractor_proposes_nothing_for_the_plan_of_another(office: Office) -> None:
    stranger = a_person(office.session, Role.CONTRACTOR, email="s@firm.example", contractor="財團法人他單位")

    wanted = Proposal(ChangeSet((office.extension(),)), "理由", "影響", 1)

    with pytest.raises(PermissionDenied):
        change_requests.draft(office.session, office.plan, wanted, by=stranger, at=NOW)


def test_nobody_decides_on_a_proposal_of_their_own(office: Office) -> None:
    request = office.asked(office.extension(), by=office.officer)

    with pytest.raises(PermissionDenied, match="自己提出"):
        change_requests.approve(office.session, request, by=office.officer, at=NOW)
    with pytest.raises(PermissionDenied, match="自己提出"):
        change_requests.send_back(office.session, request, by=office.officer, at=NOW, comment="退")


def test_what_an_officer_proposes_for_the_contractor_names_both(office: Office) -> None:
    request = office.asked(office.extension(), by=office.officer)

    assert (request.created_by, request.on_behalf_of) == (office.officer, "財團法人示範中心")


def test_a_change_that_breaks_the_set_up_is_not_even_sent(office: Office) -> None:
    with pytest.raises(SetupRefused, match="權重合計"):
        office.asked(office.edit("checkpoints", "A-2", "weight_pct", Decimal(30)))


def test_a_draft_whose_change_came_about_otherwise_is_not_sent(office: Office) -> None:
    wanted = Proposal(ChangeSet((office.extension(),)), "理由", "影響", 1)
    made = change_requests.draft(office.session, office.plan, wanted, by=office.officer, at=NOW)
    office.approved(office.extension())

    with pytest.raises(WrongState, match="都已是計畫現值"):
        change_requests.send(office.session, made, by=office.officer, at=NOW)
    assert made.status is ChangeStatus.DRAFT


def test_two_requests_for_the_same_cell_are_settled_by_whoever_approves_the_second(office: Office) -> None:
    first, second = office.asked(office.extension()), office.asked(office.extension(date(2018, 7, 31)))
    change_requests.approve(office.session, first, by=office.manager, at=NOW)

    with pytest.raises(UnsettledConflicts):
        change_requests.approve(office.session, second, by=office.manager, at=NOW)
    assert office.checkpoint("A-2").due_on == JUNE
    assert second.status is ChangeStatus.SUBMITTED

    change_requests.approve(office.session, second, by=office.manager, at=NOW, settled={DUE: Side.THEIRS})
    assert office.checkpoint("A-2").due_on == date(2018, 7, 31)


def test_conflicts_are_decided_on_the_plan_as_it_stands(office: Office) -> None:
    first, second = office.asked(office.extension()), office.asked(office.extension(date(2018, 7, 31)))
    change_requests.approve(office.session, first, by=office.manager, at=NOW)
    seen = office.plan.revision
    office.approved(office.extension(date(2018, 9, 30)))

    how: dict[str, Any] = {"by": office.manager, "at": NOW, "settled": {DUE: Side.THEIRS}}
    with pytest.raises(PlanMovedOn):
        change_requests.approve(office.session, second, seen=seen, **how)
    assert office.checkpoint("A-2").due_on == date(2018, 9, 30)
    change_requests.approve(office.session, second, seen=office.plan.revision, **how)
    assert office.checkpoint("A-2").due_on == date(2018, 7, 31)


def test_a_settled_conflict_is_remembered_as_it_was_settled(office: Office) -> None:
    weight = office.edit("checkpoints", "A-3", "description", "辦理說明會")
    first, second = office.asked(office.extension()), office.asked(office.extension(date(2018, 7, 31)), weight)
    change_requests.approve(office.session, first, by=office.manager, at=NOW)

    change_requests.approve(office.session, second, by=office.manager, at=NOW, settled={DUE: Side.OURS})

    assert len(office.course("A-2", "due_on")) == 2
    assert office.course("A-3", "description")[-1].title == "第 2 次變更"


def test_a_checkpoint_that_two_requests_add_under_one_number_stops_the_second(office: Office) -> None:
    gone = office.withdrawal("A-3")
    first, second = (
        office.asked(*gone, added=(checkpoint("A-4", due_on=JUNE, description=text),)) for text in ("甲", "乙")
    )
    change_requests.approve(office.session, first, by=office.manager, at=NOW)

    with pytest.raises(SetupRefused, match="已另行新增"):
        change_requests.approve(office.session, second, by=office.manager, at=NOW)
    assert office.checkpoint("A-4").description == "甲"


def test_a_new_checkpoint_whose_number_was_taken_says_what_its_author_wrote(office: Office) -> None:
    gone = office.withdrawal("A-3")
    taken = checkpoint("A-4", due_on=JUNE, description="別人的", target=Decimal(2), unit="家", weight_pct=Decimal(20))
    mine = replace(taken, description="自己的", target=Decimal(5), unit="場次")
    first, second = (office.asked(*gone, added=(row,)) for row in (taken, mine))
    change_requests.approve(office.session, first, by=office.manager, at=NOW)

    page = change_page.show(office.session, second, viewer=office.manager)
    texts = change_forms.texts_of(plans.document(office.session, office.plan), change_requests.wanted(second))

    told = [change.new for part in page.sections for row in part.rows for change in row.changes]
    assert len(told) == 1
    assert "自己的" in told[0]
    assert "5 場次" in told[0]
    assert (texts["new/1/description"], texts["new/1/target"], texts["new/1/unit"]) == ("自己的", "5", "場次")


def test_what_was_sent_is_not_altered_and_what_was_decided_stays(office: Office) -> None:
    request = office.asked(office.extension())
    other = Proposal(ChangeSet((office.extension(date(2018, 9, 30)),)), "理由", "影響", 1)

    with pytest.raises(WrongState):
        change_requests.rewrite(office.session, request, other, by=office.contractor)
    with pytest.raises(WrongState):
        change_requests.discard(office.session, request, by=office.contractor)
    with pytest.raises(WrongState, match="審查意見"):
        change_requests.send_back(office.session, request, by=office.manager, at=NOW, comment=" ")
    change_requests.send_back(office.session, request, by=office.manager, at=NOW, comment="請附公文。")
    with pytest.raises(WrongState):
        change_requests.approve(office.session, request, by=office.manager, at=NOW)
    assert (request.review_comment, request.number) == ("請附公文。", None)
    assert plans.document(office.session, office.plan) == small_plan()


def test_the_trail_tells_the_decision_and_every_figure_that_it_changed(office: Office) -> None:
    request = office.approved(office.extension(), office.edit(FACTS, "ends_on", "ends_on", date(2019, 3, 31)))

    told = office.session.scalars(select(AuditEvent).order_by(AuditEvent.number)).all()

    mine = [one for one in told if one.revision == 2 or one.subject == "計畫變更"]
    assert [(one.subject, one.row_key, one.field, one.actor) for one in mine] == [
        ("計畫變更", str(request.id), None, office.contractor.name),
        ("計畫變更", str(request.id), None, office.manager.name),
        ("查核點", "A-2", "due_on", office.manager.name),
        ("計畫", "TEST-107", "ends_on", office.manager.name),
    ]
    assert (mine[2].before, mine[2].after) == ('"2018-04-30"', '"2018-06-30"')


def test_a_report_begun_before_the_change_is_merged_with_it(office: Office, data_dir: Path) -> None:
    rows = tuple(replace(row, **DONE) if row.key == "A-2" else row for row in small_plan().checkpoints)
    period = plans.period_of(office.session, office.plan, "期末")
    reported = proposal(replace(small_plan(), checkpoints=rows), base_revision=1)
    office.approved(office.extension(), office.edit("checkpoints", "A-2", "target", Decimal(300)))

    how: dict[str, Any] = {"at": NOW, "data_dir": data_dir}
    sent = submissions.propose(office.session, office.plan, period, reported, by=office.contractor, send=True, **how)
    submissions.approve(office.session, sent, by=office.manager, at=NOW + timedelta(hours=1))

    row = office.checkpoint("A-2")
    assert (row.due_on, row.target, row.actual, row.completed_on) == (JUNE, 300, 334, date(2018, 6, 10))


def test_numbers_count_approvals_of_one_plan(office: Office) -> None:
    other = a_plan(office.session, replace(small_plan(), code="OTHER-107"))
    office.approved(office.extension())
    wanted = Proposal(ChangeSet((Edit("indicators", "1", "target", Decimal(167), Decimal(170)),)), "理由", "影響", 1)
    made = change_requests.draft(office.session, other, wanted, by=office.officer, at=NOW)
    change_requests.send(office.session, made, by=office.officer, at=NOW)
    change_requests.approve(office.session, made, by=office.manager, at=NOW)

    assert made.number == 1
    with pytest.raises(NotFound):
        change_requests.get(office.session, office.plan, made.id, viewer=office.manager)
