"""The tables of the 107 report and those over ten years print what the report printed."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session
from support.case_register import register_107, register_ten_years
from support.deviations_107 import CUT_OFF, CUT_OFF_BEFORE_107, IMPOSSIBLE
from support.printed_107 import printed_cells
from support.stage import NOW

from app.domain.crosstab.folding import Question
from app.domain.crosstab.layout import Cell, LaidOut
from app.domain.crosstab.presets import PRESETS
from app.domain.errors import WrongState
from app.models import Plan
from app.services import application_counts, crosstabs
from app.services.application_counts import Count


@pytest.fixture
def plan_107(session: Session) -> Plan:
    return register_ten_years(session)


def laid_out(session: Session, plan: Plan, name: str) -> Iterator[LaidOut]:
    for table in PRESETS[name].tables:
        yield crosstabs.lay(session, crosstabs.scope_of(session, plan, all_years=table.all_years, viewer=None), table)


def figures(made: LaidOut) -> Mapping[tuple[str, str, str], Cell]:
    """Every figure by its row, its heading and its measure; 小計 and 合計 are one word."""
    return {
        (line.label, column.heading.replace("小計", "合計"), column.measure): cell
        for line in made.lines
        for column, cell in zip(made.columns, line.cells, strict=True)
        if cell is not None
    }


def test_every_table_prints_what_the_report_printed(session: Session, plan_107: Plan) -> None:
    deviations, compared = set(), 0

    for name in PRESETS:
        ours = {key: cell for made in laid_out(session, plan_107, name) for key, cell in figures(made).items()}
        for printed in printed_cells(name.removeprefix("表")):
            row = "合計效益" if name in ("表17", "表18", "表19", "表20") and printed.row == "合計" else printed.row
            shown = ours[row, printed.heading.replace("小計", "合計"), printed.measure].shown
            compared += 1
            if (shown or 0) != (printed.printed or 0):
                deviations.add((name, row, printed.heading.replace("小計", "合計"), str(printed.printed), str(shown)))

    assert compared > 1500
    assert deviations == IMPOSSIBLE | CUT_OFF | CUT_OFF_BEFORE_107


def test_published_numbers_of_applications_say_where_they_come_from_and_lead_to_no_list(
    session: Session, plan_107: Plan
) -> None:
    (made,) = laid_out(session, plan_107, "表30")
    shown = figures(made)

    assert "公布數來源：107 年度執行成果報告表 30。" in made.notes
    assert shown["106", "大專院校", "申請案數"].where is None
    assert shown["106", "大專院校", "執行案數"].where


def test_a_year_without_a_number_of_applications_has_no_pass_rate(session: Session) -> None:
    plan = register_ten_years(session, with_applications=False)
    (made,) = laid_out(session, plan, "表33")
    shown = figures(made)

    assert shown["106", "", "申請案數"].text == "—"
    assert shown["合計", "", "通過率"].text == "—"
    assert shown["107", "", "通過率"].shown == Decimal("32.52")
    assert shown["107", "", "ROI"].shown == Decimal("14.88")


def test_published_numbers_are_not_narrowed_by_what_they_were_not_counted_by(session: Session, plan_107: Plan) -> None:
    scope = crosstabs.scope_of(session, plan_107, all_years=True, viewer=None)

    def applied(rows: str, *where: tuple[str, tuple[str, ...]]) -> object:
        return crosstabs.ask(session, scope, Question(rows, None, ("申請案數",), where)).value("申請案數")

    assert applied("輔導單位別（歷年）") == applied("年度") == 14_372
    assert applied("年度", ("年度", ("106", "107"))) == 604 + 658
    assert applied("縣市") is None
    assert applied("年度", ("地區", ("北部",))) is None


def test_where_applications_are_registered_no_number_is_kept_beside_them(session: Session) -> None:
    plan = register_107(session)

    with pytest.raises(WrongState, match="已逐案登錄申請案"):
        application_counts.keep(session, plan, [Count("", "", 700, "報告")], by=None, at=NOW)
