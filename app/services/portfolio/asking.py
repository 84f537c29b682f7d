"""What a person asks the portfolio for, as its address says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.domain.lights import Light
from app.domain.portfolio import Grouping, Order, View

ALL_YEARS = "all"
LONGEST_WORDS = 100
_ChoiceT = TypeVar("_ChoiceT", View, Grouping, Order)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which plans, in what order and shape; blank, ``None`` and ``False`` filter nothing.

    :ivar roc_year: ``None`` stands for every year.
    :ivar branch: number of the budget line (分支計畫) that pays.
    :ivar words: looked for in code, name and 受委託單位.
    :ivar has_alerts: only plans in which something slips, open and more than a notice.
    """

    roc_year: int | None = None
    light: Light | None = None
    division: str = ""
    branch: int | None = None
    contractor: int | None = None
    agency: int | None = None
    words: str = ""
    has_alerts: bool = False
    view: View = View.TABLE
    group: Grouping = Grouping.NONE
    order: Order = Order.WORST

    def pairs(self) -> list[tuple[str, str]]:
        """As an address says it; what the page shows anyway is left out, except for the year."""
        said: dict[str, object] = {
            "roc_year": self.roc_year or ALL_YEARS,
            "light": self.light,
            "division": self.division,
            "branch": self.branch,
            "contractor": self.contractor,
            "agency": self.agency,
            "q": self.words,
            "alerts": "1" if self.has_alerts else "",
            "view": "" if self.view is View.TABLE else self.view,
            "group": "" if self.group is Grouping.NONE else self.group,
            "order": "" if self.order is Order.WORST else self.order,
        }
        return [(name, str(value)) for name, value in said.items() if value]

    def but(self, **changed: object) -> list[tuple[str, str]]:
        """The address of the same with something else."""
        return replace(self, **changed).pairs()  # type: ignore[arg-type]  # templates name the fields

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides the year leaves plans out."""
        return replace(self, roc_year=None, view=View.TABLE, group=Grouping.NONE, order=Order.WORST) != Wanted()


def wanted(args: Mapping[str, Sequence[str]], *, year: int | None) -> Wanted:
    """What an address asks for; what it says that cannot be, it does not say.

    :param year: shown where the address names none.
    """

    def first(name: str) -> str:
        return (args.get(name) or [""])[0].strip()

    typed = first("roc_year")
    asked_year = None if typed == ALL_YEARS else _number(typed) or year
    return Wanted(
        roc_year=asked_year,
        light=Light(first("light")) if first("light") in set(Light) else None,
        division=first("division")[:LONGEST_WORDS],
        branch=_number(first("branch")),
        contractor=_number(first("contractor")),
        agency=_number(first("agency")),
        words=first("q")[:LONGEST_WORDS],
        has_alerts=bool(first("alerts")),
        view=_one_of(View, first("view"), View.TABLE),
        group=_one_of(Grouping, first("group"), Grouping.NONE),
        order=_one_of(Order, first("order"), Order.WORST),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _one_of(kind: type[_ChoiceT], text: str, otherwise: _ChoiceT) -> _ChoiceT:
    return kind(text) if text in set(kind) else otherwise
