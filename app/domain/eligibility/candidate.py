"""A case as the rules of the programme see it, and what can be found against it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.cases.lifecycle import CaseState, Scheme
from app.domain.cases.places import Region

_S = CaseState
#: Applications that no longer stand: they were sent back, or taken back.
SENT_BACK = frozenset({_S.DISQUALIFIED, _S.WITHDRAWN})
#: Applications that are not decided yet; they would be one more help for the firm.
OPEN = frozenset({_S.RECEIVED, _S.QUALIFIED, _S.RECOMMENDED, _S.WAITING})
#: The firm was helped, however it ended.
HELPED = frozenset(
    {_S.APPROVED, _S.GUIDED, _S.VISITED, _S.ACCEPTED, _S.CLOSED, _S.TERMINATED, _S.OUT_OF_BUSINESS},
)


class Rule(StrEnum):
    """The rules, by their numbers in field-notes 6."""

    ROUND = "R1"
    YEAR = "R2"
    WINDOW = "R3"
    GRANT = "R9"
    ENHANCED_GRANT = "R10"
    JOINT = "R11"
    DISASTER_GRANT = "R12"
    BANNED_ADVISER = "R22"

    @property
    def is_principle(self) -> bool:
        """「以…為原則」: an officer may decide otherwise, with a reason."""
        return self is Rule.YEAR


@dataclass(frozen=True, slots=True)
class Candidate:
    """One case of one firm. Money is whole 元; ``None`` is not decided yet.

    ``firm`` is the same for every spelling and number under which one firm is known. ``adviser`` likewise.
    """

    plan: str  # the plan's code
    key: str  # 個案編號
    firm: str
    tax_id: str
    firm_name: str
    roc_year: int
    round_no: int
    state: str
    scheme: str = Scheme.GENERAL.value
    mode: str = "一般"
    joint_no: str | None = None
    is_enhanced: bool | None = False  # 因應貿易自由化加強輔導型產業; None: unknown, which accuses nobody
    region: str | None = None
    adviser: str = ""
    received_on: date | None = None
    government_grant: int | None = None
    self_fund: int | None = None

    @property
    def is_disaster(self) -> bool:
        """天然災害後重建輔導: not counted in the limits per firm (R5)."""
        return self.scheme == Scheme.DISASTER

    @property
    def is_offshore(self) -> bool:
        """In the islands (離外島)."""
        return self.region in (Region.OTHER, "離島")

    @property
    def is_helped(self) -> bool:
        """Whether the firm was helped by this case."""
        return self.state in HELPED

    @property
    def stands(self) -> bool:
        """Whether the application still counts as one of its round."""
        return self.state not in SENT_BACK

    @property
    def is_judged(self) -> bool:
        """Whether the rules have something to say: not of applications that were turned down."""
        return self.state in OPEN or self.is_helped

    @property
    def order(self) -> tuple[int, int, date, str]:
        """Which case of a firm came first."""
        return self.roc_year, self.round_no, self.received_on or date.min, self.key


@dataclass(frozen=True, slots=True)
class Violation:
    """A case that breaks a rule: ``field`` is the cell of the case to look at, ``message`` quotes the rule."""

    plan: str
    key: str
    tax_id: str
    rule: Rule
    field: str
    message: str
