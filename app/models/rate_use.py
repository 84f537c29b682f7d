"""What people have used of what they may do in a while."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.rate_limit import UseKind
from app.models.base import Base
from app.models.types import named


class RateUse(Base):
    """How much of an allowance a person has used (流量限制); shared by all web processes."""

    __tablename__ = "rate_use"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    kind: Mapped[UseKind] = mapped_column(named(UseKind))
    spent_until: Mapped[datetime]  # app.domain.rate_limit
