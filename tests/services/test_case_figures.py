"""Indicators that are sums over cases: computed, held against what was typed, and declared by an officer."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from support import plan_builder
from support.case_register import register_107
from support.stage import NOW, a_person, a_plan, the_contractor_of

from app.domain import case_source
from app.domain.crosstab.folding import Question
from app.domain.errors import PermissionDenied
from app.domain.plan_document import Case, Indicator, PlanDocument
from app.domain.roles import Role
from app.domain.variance_table import table
from app.models import AuditEvent, Plan
from app.services import case_figures, case_sources, crosstabs, plan_tables, revisions

from .conftest import Desk

COUNT, OUTPUT = ("indicators", "1"), ("indicators", "2")


def declared(**changes: tuple[Case, ...]) -> PlanDocument:
    """The small plan with two closed cases of 120 萬, counted by indicator 1 and added up by indicator 2."""
    document = plan_builder.plan()
    first, second, *others = document.indicators
    counted = replace(first, case_source="案數；狀態=結案")
    added = replace(second, unit="萬元", places=0, case_source="增加產值；狀態=結案")
    return replace(document, indicators=(counted, added, *others), **changes)


def with_actual(document: PlanDocument, key: str, actual: int | None) -> PlanDocument:
    typed = None if actual is None else Decimal(actual)
    rows = tuple(replace(row, actual=typed) if row.key == key else row for row in document.indicators)
    return replace(document, indicators=rows)


def figures_of(session: Session, document: PlanDocument) -> dict[tuple[str, str], case_figures.CaseFigure]:
    plan = a_plan(session, document)
    return case_figures.of_plan(session, plan, plan_tables.document_of(session, plan))


def test_nobody_types_what_the_cases_say(session: Session) -> None:
    document = declared()

    figures = figures_of(session, document)

    computed = case_figures.shown(document, figures)
    assert [row.variance.actual for row in table(computed)][:2] == [2, 2_400_000]
    assert not any(figure.disagrees for figure in figures.values())


def test_a_typed_figure_that_is_another_stands_beside_the_sum(session: Session) -> None:
    figures = figures_of(session, with_actual(declared(), "2", 9_000_000))

    figure = figures[OUTPUT]
    assert figure.disagrees
    assert (figure.typed, figure.computed, figure.actual) == (9_000_000, 2_400_000, 2_400_000)
    assert not figures[COUNT].disagrees


def test_without_a_case_nothing_is_reported(session: Session) -> None:
    figures = figures_of(session, declared(cases=()))

    assert [figure.actual for figure in figures.values()] == [None, None]


def test_without_a_case_what_was_typed_stands(session: Session) -> None:
    figure = figures_of(session, with_actual(declared(cases=()), "1", 3))[COUNT]

    assert (figure.actual, figure.disagrees) == (3, False)


@pytest.mark.parametrize(
    "text",
    [
        "案數；狀態=結案",
        "申請案數",
        "執行案數；地區=中部",
        "家數；狀態=結案",
        "件數；狀態=結案",
        "輔導單位數；輔導單位別=學校",
        "增加產值；狀態=結案",
        "降低成本；技術審查結果=極力推薦；類組=金屬機電、電子資訊",
        "政府經費；核定與否=是",
        "案數；女性負責人=是",
    ],
)
def test_a_figure_is_what_a_cross_table_and_the_list_of_cases_say(session: Session, text: str) -> None:
    plan = register_107(session)
    source = case_source.parse(text)

    figure = case_figures.of_source(session, plan, plan_builder.indicator(unit="元"), source)

    asked = Question(None, None, source.measures, source.where)
    assert figure.exact == crosstabs.ask(session, crosstabs.Scope((plan,)), asked).value(source.measures[0])


def told(desk: Desk, typed: str | None, *, state: str | None = None) -> list[str]:
    file = desk.exported()
    if typed is not None:
        file.type_in("績效指標", "1", "實際達成值", typed)
    if state is not None:
        file.type_in("個案成效", "107-0001", "狀態", state)
    examined = desk.examined(file)
    assert examined.is_accepted, examined.problems
    return [f"{one.cell} {one.message}" for one in examined.problems if one.code == "cases_disagree"]


@pytest.fixture
def counting(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of(declared())


def test_a_report_is_asked_about_a_figure_that_its_cases_do_not_give(counting: Desk) -> None:
    (asked,) = told(counting, "3")

    assert "填報 3 案，個案加總為 2 案（案數；狀態=結案）" in asked


def test_the_cases_of_the_report_itself_count(counting: Desk) -> None:
    assert told(counting, "1", state="輔導中") == []


@pytest.mark.parametrize(("typed", "asked"), [(3, []), (2, ["1"])])
def test_a_case_that_only_a_report_tells_of_was_approved(session: Session, typed: int, asked: list[str]) -> None:
    document = declared()
    counted = replace(document.indicators[0], case_source="案數；核定與否=是")
    before = replace(document, indicators=(counted, *document.indicators[1:]))
    plan = a_plan(session, before)
    new = plan_builder.case("107-0003", state="輔導中")
    after = with_actual(replace(before, cases=(*before.cases, new)), "1", typed)

    found = case_figures.findings(session, plan, before, after)

    assert [finding.key for finding in found] == asked


def test_a_report_that_leaves_figure_and_cases_alone_is_not_asked(desk_of: Callable[..., Desk]) -> None:
    assert told(desk_of(with_actual(declared(), "1", 3)), None) == []


def plan_and_text(session: Session, plan: Plan, key: str) -> str | None:
    row = plan_tables.document_of(session, plan).row("indicators", key)
    assert isinstance(row, Indicator)
    return row.case_source


def test_an_officer_declares_and_the_history_says_so(session: Session) -> None:
    plan = a_plan(session)
    officer = a_person(session, Role.OFFICER)

    case_sources.declare(session, plan, "1", "案數; 狀態=結案", by=officer, at=NOW)

    assert plan_and_text(session, plan, "1") == "案數；狀態=結案"
    assert plan.revision == 2
    assert revisions.find(session, plan, 2) is not None
    event = session.scalars(select(AuditEvent).where(AuditEvent.field == "case_source")).one()
    assert (event.row_key, event.actor_id) == ("1", officer.id)


def test_a_declaration_can_be_taken_back(session: Session) -> None:
    plan = a_plan(session, declared())

    case_sources.declare(session, plan, "1", "", by=a_person(session, Role.OFFICER), at=NOW)

    assert plan_and_text(session, plan, "1") is None


@pytest.mark.parametrize("text", ["產值", "增加產值；狀態=結案"])
def test_a_declaration_that_cannot_be_changes_nothing(session: Session, text: str) -> None:
    plan = a_plan(session)

    with pytest.raises(case_sources.SourceRefused, match="沒有任何改變"):
        case_sources.declare(session, plan, "1", text, by=a_person(session, Role.OFFICER), at=NOW)

    assert plan_and_text(session, plan, "1") is None
    assert plan.revision == 1


def test_who_reports_does_not_declare(session: Session) -> None:
    plan = a_plan(session)

    with pytest.raises(PermissionDenied):
        case_sources.declare(session, plan, "1", "案數", by=the_contractor_of(session, plan), at=NOW)
