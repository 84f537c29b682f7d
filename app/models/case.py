"""Firms and the help they receive."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.cases.benefits import BENEFIT_FIELDS
from app.domain.cases.lifecycle import CaseState, Scheme
from app.domain.firms import name_key, office_key
from app.models.account import User
from app.models.base import Base, InPlan, PlanRow

_NO_BREAKDOWN = " AND ".join(f"{name} IS NULL" for name in BENEFIT_FIELDS)
_STATES = ", ".join(f"'{state}'" for state in CaseState)


def _name_core(row: DefaultExecutionContext) -> str:
    return name_key(row.get_current_parameters()["name"]).core


def _name_front(row: DefaultExecutionContext) -> str:
    return name_key(row.get_current_parameters()["name"]).front


def _name_back(row: DefaultExecutionContext) -> str:
    return name_key(row.get_current_parameters()["name"]).back


def _office_key(row: DefaultExecutionContext) -> str | None:
    return office_key(row.get_current_parameters().get("head_office"))


class Firm(Base):
    """An enterprise (企業), known by its 統一編號 over all plans and years.

    Its keys are filled on their own when the row is made, by whomever. Cases always point to the firm whose 統一編號
    they were written with; who reads them together asks ``merged_into_id``.
    """

    __tablename__ = "firm"
    __table_args__ = (
        CheckConstraint("length(tax_id) = 8", name="tax_id_has_8_digits"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
        # With the name beside its half, thousands of 示範… are looked through without reading their rows.
        Index(None, "name_front", "name_key"),
        Index(None, "name_back", "name_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tax_id: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    head_office: Mapped[str | None]  # 登記地址
    head_name: Mapped[str | None] = mapped_column(info={"personal": "name"})  # 負責人
    name_key: Mapped[str] = mapped_column(index=True, default=_name_core)  # app.domain.firms: the name's core
    name_front: Mapped[str] = mapped_column(default=_name_front)  # two names that differ by one character
    name_back: Mapped[str] = mapped_column(default=_name_back)  # have one of their halves in common
    office_key: Mapped[str | None] = mapped_column(index=True, default=_office_key)
    # The firm under which this one is shown: follows from the decisions in force, over as many steps as there are.
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("firm.id"), index=True)


class Case(PlanRow, Base):
    """One firm guided by one adviser (個案), from its application on, with the 11 benefits of 表 16 in whole 元.

    A case is *registered* when its application was (``received_on``); one that only a report told of is not.
    """

    __tablename__ = "plan_case"
    constraints = (
        CheckConstraint("government_grant >= 0 AND self_fund >= 0", name="money_not_negative"),
        CheckConstraint("requested_grant >= 0 AND output_sum >= 0 AND saving_sum >= 0", name="sums_not_negative"),
        CheckConstraint(f"(output_sum IS NULL AND saving_sum IS NULL) OR ({_NO_BREAKDOWN})", name="benefits_told_once"),
        CheckConstraint(f"received_on IS NULL OR state IN ({_STATES})", name="registered_in_a_state"),
        CheckConstraint("round_no >= 1", name="rounds_from_one"),
        CheckConstraint("waiting_rank >= 1", name="waiting_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("firm.id"), index=True)
    firm_name: Mapped[str]  # as the report writes it; the firm's own row may be spelt better
    county: Mapped[str]
    county_as_written: Mapped[str | None]  # where it was not the name of a county: 表 7 prints 彰化市
    region: Mapped[str | None]  # of the county (app.domain.cases.places)
    group: Mapped[str] = mapped_column("industry_group")
    industry: Mapped[str | None]  # 產業別, 表 25
    function: Mapped[str] = mapped_column("guidance_function")
    content: Mapped[str | None]  # 輔導內容
    adviser_name: Mapped[str]
    adviser_kind: Mapped[str]
    mode: Mapped[str]
    joint_no: Mapped[str | None]  # 共通性技術輔導案件: cases of one number are one 件
    scheme: Mapped[str] = mapped_column(default=Scheme.GENERAL.value, server_default=Scheme.GENERAL.value)
    round_no: Mapped[int] = mapped_column(default=1, server_default="1")  # 梯次 of the year
    head_office: Mapped[str | None]  # 登記地址
    head_name: Mapped[str | None] = mapped_column(info={"personal": "name"})  # 負責人
    contact_phone: Mapped[str | None] = mapped_column(info={"personal": "phone"})
    contact_email: Mapped[str | None] = mapped_column(info={"personal": "email"})
    female_head: Mapped[bool | None] = mapped_column(info={"personal": "gender"})
    female_pi: Mapped[bool | None] = mapped_column(info={"personal": "gender"})  # 女性計畫主持人
    enhanced_industry: Mapped[bool | None]  # 因應貿易自由化加強輔導型產業 (R4, R10)
    state: Mapped[str]  # a CaseState's word
    review_grade: Mapped[str | None]
    disqualified_for: Mapped[str | None]
    waiting_rank: Mapped[int | None]  # 候補序號
    end_reason: Mapped[str | None]
    received_on: Mapped[date | None]
    qualified_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    approved_on: Mapped[date | None]
    signed_on: Mapped[date | None]
    guided_from: Mapped[date | None]
    guided_to: Mapped[date | None]
    first_paid_on: Mapped[date | None]
    site_visited_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    second_paid_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # 撤案, 放棄簽約, 終止, 歇業
    requested_grant: Mapped[int | None]
    government_grant: Mapped[int | None]
    self_fund: Mapped[int | None]
    output_sum: Mapped[int | None]  # 增加產值 of a case that has no breakdown into the 11
    saving_sum: Mapped[int | None]  # 降低成本 of such a case
    added_value: Mapped[int | None]
    new_orders: Mapped[int | None]
    staff_productivity: Mapped[int | None]
    equipment_productivity: Mapped[int | None]
    labour_cost: Mapped[int | None]
    manufacturing_cost: Mapped[int | None]
    purchasing_cost: Mapped[int | None]
    inventory_cost: Mapped[int | None]
    defect_cost: Mapped[int | None]
    research_cost: Mapped[int | None]
    maintenance_cost: Mapped[int | None]

    note: Mapped[str | None]
    visit_picked_by: Mapped[str | None]  # 抽查方式 (R19), a VisitPick's word
    visit_risks: Mapped[str | None]  # the risk tags for which it is visited, with 、 between

    firm: Mapped[Firm] = relationship(lazy="joined", innerjoin=True)

    @property
    def tax_id(self) -> str:
        """統一編號 of the firm."""
        return self.firm.tax_id


class CaseEvent(InPlan, Base):
    """One step in the course of a case (個案歷程). Written once: a step that was wrong is followed by another."""

    __tablename__ = "case_event"
    constraints = (UniqueConstraint("case_id", "ordinal"), CheckConstraint("ordinal >= 1", name="ordinal_from_one"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("plan_case.id", ondelete="CASCADE"))
    ordinal: Mapped[int]
    from_state: Mapped[str | None]  # None: the application was received
    to_state: Mapped[str]
    on: Mapped[date | None] = mapped_column("happened_on")  # None: the list that told of the step gave no day
    reason: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
    source: Mapped[str]  # the page, or the file with its hash

    by: Mapped[User | None] = relationship()


class CaseScore(InPlan, Base):
    """What a member of the committee gave a case under one criterion of the technical review (評分)."""

    __tablename__ = "case_score"
    constraints = (
        UniqueConstraint("case_id", "member", "criterion"),
        CheckConstraint("criterion BETWEEN 1 AND 6", name="criterion_of_six"),
        CheckConstraint("points BETWEEN 0 AND 100", name="points_of_a_hundred"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("plan_case.id", ondelete="CASCADE"))
    member: Mapped[str] = mapped_column(info={"personal": "name"})  # 委員
    is_lead: Mapped[bool] = mapped_column(default=False, server_default=false())  # 主審委員
    criterion: Mapped[int]  # its place in app.domain.cases.review.CRITERIA, from 1
    points: Mapped[int]  # of 100, before the weight of the criterion
