"""What the audit says: findings, notes, and the result as a whole."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Class of a finding (類別)."""

    ROUNDING = "尾差"  # rounding of the printed place can explain it: only ever a note
    MISPLACED = "疑似錯置"  # swapped cells, a sub-total that repeats a row, a total that holds itself, turned digits
    CONTRADICTION = "矛盾"


class Sureness(StrEnum):
    """How sure the audit is (把握)."""

    HIGH = "高"
    MEDIUM = "中"
    LOW = "低"


@dataclass(frozen=True, slots=True, order=True)
class CellRef:
    """A cell of a table, by the table's position in the audit; two findings on one cell are one finding."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not add up.

    :param place: where the printed figure stands, in words and as a cell address.
    :param other: the place on the other side, from which the figure was recomputed.
    :param formula: how it was recomputed, in words.
    """

    file: str
    place: str
    other: str
    printed: str
    recomputed: str
    formula: str
    kind: Kind
    sureness: Sureness
    message: str
    cells: tuple[CellRef, ...] = field(default=(), compare=False)

    def as_json(self) -> dict[str, str]:
        """The public form (design section 5), with the keys beyond the contract last."""
        return {
            "file": self.file,
            "place": self.place,
            "printed": self.printed,
            "recomputed": self.recomputed,
            "class": self.kind.value,
            "message": self.message,
            "other": self.other,
            "formula": self.formula,
            "sure": self.sureness.value,
        }


@dataclass(frozen=True, slots=True)
class AuditResult:
    """How much was looked at, what was found, and what rounding can explain (notes)."""

    tables: int
    checks: int
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The answer of ``flask audit FILE… --json``."""
        return {
            "tables": self.tables,
            "checks": self.checks,
            "findings": [finding.as_json() for finding in self.findings],
            "notes": [note.as_json() for note in self.notes],
        }
