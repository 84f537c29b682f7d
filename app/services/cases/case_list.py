"""The cases of a plan as a list: filtered, sorted, a page at a time, with the sums of all that is listed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import NamedColumn

from app.domain.cases.benefits import OUTPUT, SAVING
from app.domain.cases.lifecycle import CaseState, ReviewGrade, Scheme
from app.domain.cases.places import Region
from app.domain.roles import Permission
from app.models import Case, Firm, Plan, User
from app.services.pages.paging import Page
from app.services.permissions import require
from app.workbooks import code_lists

PAGE_SIZE = 50
UNFILLED, YES, NO = "未填", "是", "否"  # as cross-tables call them


def _sum_of(fields: Iterable[str], total: Any) -> ColumnElement[int | None]:
    """The sum over the fields that are there; over none of them, the sum that came without a breakdown."""
    parts = [getattr(Case, name) for name in fields]
    added: ColumnElement[int] = sum((func.coalesce(part, 0) for part in parts[1:]), func.coalesce(parts[0], 0))
    return case((or_(*(part.is_not(None) for part in parts)), added), else_=total)


OUTPUT_OF_CASE = _sum_of(OUTPUT, Case.output_sum)
SAVING_OF_CASE = _sum_of(SAVING, Case.saving_sum)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list can be narrowed by. ``name`` is its name in addresses, which cross-tables use too."""

    name: str
    label: str
    column: Any
    choices: tuple[str, ...] = ()
    is_flag: bool = False

    def condition(self, texts: Sequence[str]) -> ColumnElement[bool]:
        """Any of the texts; 未填 for what is not filled in."""
        return or_(false(), *map(self._one, texts))

    def _one(self, text: str) -> ColumnElement[bool]:
        if text == UNFILLED:
            blank: ColumnElement[bool] = self.column.is_(None)
            return blank if self.is_flag or self.name == "round_no" else blank | (self.column == "")
        if self.is_flag:
            return self.column.is_(text == YES) if text in (YES, NO) else false()
        if self.name == "round_no":
            return self.column == int(text) if text.isdecimal() and len(text) < 6 else false()
        wanted: ColumnElement[bool] = self.column == text
        return wanted


_FLAG = (YES, NO)
FILTERS: dict[str, Filter] = {
    one.name: one
    for one in (
        Filter("state", "狀態", Case.state, tuple(CaseState)),
        Filter("group", "類組", Case.group, code_lists.GROUPS),
        Filter("function", "輔導功能", Case.function, code_lists.FUNCTIONS),
        Filter("region", "地區", Case.region, tuple(Region)),
        Filter("county", "縣市", Case.county, code_lists.COUNTIES),
        Filter("written_county", "縣市（原填）", func.coalesce(Case.county_as_written, Case.county)),
        Filter("adviser_kind", "輔導單位別", Case.adviser_kind, code_lists.ADVISER_KINDS),
        Filter("adviser_name", "輔導單位", Case.adviser_name),
        Filter("mode", "輔導模式", Case.mode, code_lists.MODES),
        Filter("joint_no", "共通性案號", Case.joint_no),
        Filter("review_grade", "技術審查結果", Case.review_grade, tuple(ReviewGrade)),
        Filter("disqualified_for", "資格不符原因", Case.disqualified_for),
        Filter("round_no", "梯次", Case.round_no),
        Filter("scheme", "專案別", Case.scheme, tuple(Scheme)),
        Filter("industry", "產業別", Case.industry),
        Filter("enhanced_industry", "加強輔導型", Case.enhanced_industry, _FLAG, is_flag=True),
        Filter("female_head", "女性負責人", Case.female_head, _FLAG, is_flag=True),
        Filter("female_pi", "女性計畫主持人", Case.female_pi, _FLAG, is_flag=True),
        Filter(
            "is_approved",
            "核定與否",
            or_(Case.approved_on.is_not(None), Case.received_on.is_(None)),
            _FLAG,
            is_flag=True,
        ),
        Filter("visit_picked_by", "抽查方式", Case.visit_picked_by),
    )
}
_BY_LABEL = {one.label: name for name, one in FILTERS.items()}
#: The filters that the page offers at once; the others come by address, from a figure that they explain.
OFFERED = ("state", "group", "function", "region", "adviser_kind", "mode", "review_grade")

_SHOWN: dict[str, Any] = {
    "key": Case.key,
    "firm_name": Case.firm_name,
    "tax_id": Firm.tax_id,
    "county": Case.county,
    "group": Case.group,
    "function": Case.function,
    "adviser_name": Case.adviser_name,
    "mode": Case.mode,
    "state": Case.state,
    "review_grade": Case.review_grade,
    "received_on": Case.received_on,
    "government_grant": Case.government_grant,
    "self_fund": Case.self_fund,
    "output_sum": OUTPUT_OF_CASE,
    "saving_sum": SAVING_OF_CASE,
}
SORTABLE: dict[str, str] = {
    "key": "個案編號",
    "firm_name": "受輔導業者",
    "group": "類組",
    "function": "輔導功能",
    "state": "狀態",
    "received_on": "受理日",
    "government_grant": "政府經費",
    "output_sum": "增加產值",
    "saving_sum": "降低成本",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked to see: values by filter, words in number, firm or adviser, and the order."""

    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    sort: str = "key"
    is_descending: bool = False

    def chosen(self) -> list[tuple[str, str]]:
        """The filters alone, as an address says them."""
        return [(name, text) for name in FILTERS for text in self.filters.get(name, ())]

    def pairs(self) -> list[tuple[str, str]]:
        """As an address says it, in one order only."""
        words = [("q", self.words)] if self.words else []
        order = [("sort", self.sort)] if self.sort != "key" else []
        return [*self.chosen(), *words, *order, *([("desc", "1")] if self.is_descending else [])]

    def ordered_by(self, sort: str) -> list[tuple[str, str]]:
        """The same in another order, as an address says it; the present order is turned round."""
        turned = self.sort == sort and not self.is_descending
        return replace(self, sort=sort, is_descending=turned).pairs()

    def in_words(self) -> str:
        """The filters in force, for people."""
        parts = [f"{FILTERS[name].label}：{'、'.join(texts)}" for name, texts in self.filters.items()]
        return "；".join([*parts, *([f"文字：{self.words}"] if self.words else [])]) or "全部個案"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the list. Money and benefits are whole 元."""

    key: str
    firm_name: str
    tax_id: str
    county: str
    group: str
    function: str
    adviser_name: str
    mode: str
    state: str
    review_grade: str | None
    received_on: Any
    government_grant: int | None
    self_fund: int | None
    output_sum: int | None
    saving_sum: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list, and the sums over all pages."""

    rows: tuple[CaseLine, ...]
    page: Page
    government_grant: int
    self_fund: int
    output_sum: int
    saving_sum: int


def wanted(args: Mapping[str, Sequence[str]]) -> Wanted:
    """What an address asks for, under the names of fields or the words of the tables; what is no filter is ignored."""
    filters: dict[str, tuple[str, ...]] = {}
    for given, texts in args.items():
        name = _BY_LABEL.get(given, given)
        if name in FILTERS and (chosen := tuple(dict.fromkeys(filter(None, texts)))):
            filters[name] = chosen
    sort = (args.get("sort") or ["key"])[0]
    return Wanted(
        filters={name: filters[name] for name in FILTERS if name in filters},
        words=(args.get("q") or [""])[0].strip()[:100],
        sort=sort if sort in SORTABLE else "key",
        is_descending=bool(args.get("desc")),
    )


def page_of(session: Session, plan: Plan, asked: Wanted, *, number: int, viewer: User) -> Listing:
    """A page of what was asked for; a number outside is brought to the nearest page.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    sums = [func.coalesce(func.sum(_SHOWN[name]), 0) for name in _SUMMED]
    counted: list[Any] = [func.count(), *sums]
    total, *added = tuple(session.execute(_narrowed(select(*counted), plan, asked)).one())
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(number, 1), pages)
    query = _sorted(_narrowed(select(*_labelled()), plan, asked), asked)
    found = session.execute(query.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    rows = tuple(CaseLine(*row) for row in found)
    return Listing(rows, Page(number, pages, total), *map(int, added))


def all_of(session: Session, plan: Plan, asked: Wanted, *, viewer: User) -> tuple[CaseLine, ...]:
    """All that was asked for, in its order.

    :raises PermissionDenied: if ``viewer`` may not see the plan.
    """
    require(viewer, Permission.VIEW, plan)
    query = _sorted(_narrowed(select(*_labelled()), plan, asked), asked)
    return tuple(CaseLine(*row) for row in session.execute(query))


_SUMMED = ("government_grant", "self_fund", "output_sum", "saving_sum")


def _labelled() -> list[NamedColumn[Any]]:
    return [column.label(f"shown_{name}") for name, column in _SHOWN.items()]


def _narrowed(query: Select[Any], plan: Plan, asked: Wanted) -> Select[Any]:
    conditions = [FILTERS[name].condition(texts) for name, texts in asked.filters.items()]
    return query.select_from(Case).join(Case.firm).where(Case.plan_id == plan.id, _words(asked.words), *conditions)


def _words(words: str) -> ColumnElement[bool]:
    if not words:
        return true()
    plain = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    spelt = {plain, plain.replace("台", "臺"), plain.replace("臺", "台")}
    columns = (Case.key, Case.firm_name, Firm.tax_id, Case.adviser_name, Case.joint_no)
    return or_(*(column.ilike(f"%{text}%", escape="\\") for column in columns for text in spelt))


def _sorted(query: Select[Any], asked: Wanted) -> Select[Any]:
    column = _SHOWN[asked.sort]
    order = column.desc() if asked.is_descending else column.asc()
    return query.order_by(column.is_(None), order, Case.key)
