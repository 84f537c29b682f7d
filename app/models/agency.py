"""Who commissions and who carries out."""

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Agency(Base):
    """A government body that commissions plans (機關)."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Contractor(Base):
    """An organisation that carries plans out (受委託單位); it may work for several agencies."""

    __tablename__ = "contractor"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    tax_id: Mapped[str | None] = mapped_column(unique=True)  # 統一編號; None until a plan is set up that tells it
