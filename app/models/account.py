"""People, what they may do where, and where they are signed in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.account_events import SignInWay
from app.domain.delegation import GrantState, grant_state
from app.domain.roles import Role
from app.models.agency import Agency, Contractor
from app.models.base import Base
from app.models.language_choice import LanguageChoice
from app.models.plan import Plan
from app.models.types import named


class User(Base):
    """A person with an account (使用者)."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True, info={"personal": "email"})
    name: Mapped[str] = mapped_column(info={"personal": "name"})
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)  # refused in production
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())  # initial, or reset
    contractor_id: Mapped[int | None] = mapped_column(ForeignKey("contractor.id"), index=True)

    contractor: Mapped[Contractor | None] = relationship()
    # Joined, because every page asks for it with the person.
    language_choice: Mapped[LanguageChoice | None] = relationship(lazy="joined", cascade="all, delete-orphan")
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user",
        cascade="all, delete-orphan",
        lazy="selectin",
        foreign_keys="RoleGrant.user_id",
        order_by="RoleGrant.id",
    )


class RoleGrant(Base):
    """A role given to a person: everywhere, in one agency, or for one plan; for good, or from day to day."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "agency_id", "plan_id", "starts_on", postgresql_nulls_not_distinct=True),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
        CheckConstraint(
            "delegated_by_id IS NULL OR (starts_on IS NOT NULL AND ends_on IS NOT NULL)", name="stand_in_for_a_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(named(Role))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)  # None: every agency
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    starts_on: Mapped[date | None]  # first and last day on which it counts; None: no limit
    ends_on: Mapped[date | None]
    # Whose role this person exercises meanwhile (被代理人); None: it is their own.
    delegated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    reason: Mapped[str | None] = mapped_column(info={"personal": "text"})

    user: Mapped[User] = relationship(back_populates="grants", foreign_keys=user_id)
    delegated_by: Mapped[User | None] = relationship(foreign_keys=delegated_by_id)
    # Every request asks how far its person's roles reach: fetched with the roles.
    agency: Mapped[Agency | None] = relationship(lazy="joined")
    plan: Mapped[Plan | None] = relationship(lazy="joined")

    @property
    def agency_reached(self) -> int | None:
        """The agency in which the role counts, be it for one plan only; ``None``: in every agency."""
        return self.plan.agency_id if self.plan else self.agency.id if self.agency else None

    def state(self, on: date) -> GrantState:
        """Derived on the day asked about, and never stored."""
        return grant_state(self.starts_on, self.ends_on, on)


class SignInSession(Base):
    """One browser signed in (登入階段); the cookie holds the token, the database only its hash."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    way: Mapped[SignInWay] = mapped_column(named(SignInWay))
    code_due: Mapped[bool]  # the second step is still to come: opens nothing yet
    address: Mapped[str] = mapped_column(info={"personal": "network"})  # where it was opened from, as the request said
    browser: Mapped[str] = mapped_column(info={"personal": "network"})
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
