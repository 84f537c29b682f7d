"""A grid filled in on a page says, proposes and is refused the same as a workbook with the same contents."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session
from support.filing import file_report, with_actual
from support.stage import NOW, a_person

from app.domain import canonical
from app.domain.errors import NotFound, PasteRefused, PermissionDenied
from app.domain.merge import Side
from app.domain.roles import Role
from app.domain.submission_status import SubmissionSource, SubmissionStatus
from app.models import User
from app.services import grid_reports, submissions
from app.services.grid import without_locked
from app.services.grid_reports import Outcome, ReportGrid
from app.services.pages import grid_page
from app.services.stale_forms import Choices
from app.workbooks import typed
from app.workbooks.layout import KEY_HEADER
from app.workbooks.sheets import sheet_of
from app.workbooks.typed import TypedRow

TYPED = {
    "checkpoints": {
        "A-2": {"實際完成日": "107/13/27", "實際值": "約334", "達成情形": "受理"},
        "A-3": {"實際完成日": "107年3月7日", "實際值": "6"},
        "B-1": {"實際完成日": "108/1/5"},
        "B-2": {"實際值": "-5 案"},
    },
    "indicators": {"2": {"實際達成值": "214 案"}, "3": {"實際達成值": "42萬人次"}},
    "cases": {
        "107-0001": {"縣市": "火星", "政府經費": "1.5", "統一編號": "123"},
        "107-0002": {"受輔導業者": "", "縣市": "台北市"},
    },
}
CLEAN = {
    "checkpoints": {
        "A-2": {"實際完成日": "107/4/27", "實際值": "658案", "達成情形": "受理658案"},
        "B-2": {"實際值": "100"},
    },
    "indicators": {"1": {"實際達成值": "214"}, "2": {"實際達成值": "5.01億元"}},
    "cases": {"107-0002": {"政府經費": "160,000", "縣市": "台北市"}},
}


@pytest.fixture
def grid_of(desk) -> Callable[..., ReportGrid]:
    """The grid of a section as the desk's contractor opens it."""

    def opened(section: str = "indicators", *, by: User | None = None, **revision: int) -> ReportGrid:
        return grid_reports.open_grid(desk.session, desk.plan, "期末", section, by=by or desk.by, **revision)

    return opened


def rows(section: str, texts: dict[str, dict[str, str]]) -> tuple[TypedRow, ...]:
    """Typed rows, from headers."""
    field = {column.header: column.field for column in sheet_of(section).columns}
    return tuple(TypedRow(key, {field[name]: text for name, text in row.items()}) for key, row in texts.items())


def type_all(path: Path, texts: dict[str, dict[str, dict[str, str]]]) -> None:
    """Type into the cells of an exported .xlsx."""
    book = load_workbook(path)
    for section, of_section in texts.items():
        lines = list(book[sheet_of(section).name].iter_rows())
        headers = next([cell.value for cell in line] for line in lines if KEY_HEADER in [cell.value for cell in line])
        for line in lines:
            for header, text in of_section.get(line[headers.index(KEY_HEADER)].value, {}).items():
                line[headers.index(header)].value = text
    book.save(path)


def proposed(desk, grid: ReportGrid, typed_rows: tuple[TypedRow, ...], **choices: Choices) -> Outcome:
    return grid_reports.propose(
        desk.session, grid, typed_rows, by=desk.by, on=NOW.date(), at=NOW, data_dir=desk.folder, **choices
    )


@pytest.mark.slow
def test_the_problems_of_a_grid_are_those_of_a_workbook(desk, grid_of) -> None:
    file = desk.exported()
    type_all(file.path, TYPED)
    expected = {(one.key, one.severity, one.code, one.message) for one in desk.examined(file).problems}

    found = set()
    for section, texts in TYPED.items():
        typed_rows = rows(section, texts)
        outcome = proposed(desk, grid_of(section), typed_rows)
        assert outcome.submission is None
        found |= {(typed_rows[one.row].key, one.severity, one.code, one.message) for one in outcome.problems}

    assert found == expected
    assert len({code for _, _, code, _ in found}) > 6


@pytest.mark.slow
def test_a_grid_proposes_what_a_workbook_proposes(desk, grid_of) -> None:
    file = desk.exported()
    type_all(file.path, CLEAN)
    whole = desk.examined(file).proposal.document

    for section, texts in CLEAN.items():
        draft = proposed(desk, grid_of(section), rows(section, texts)).submission
        assert draft is not None
        assert draft.status is SubmissionStatus.DRAFT
        assert draft.source is SubmissionSource.FORM
        assert submissions.changes(desk.session, draft).differences > 0
        assert canonical.from_json(draft.document).rows(section) == whole.rows(section)


def test_errors_are_told_at_their_cells_and_nothing_is_kept(desk, grid_of, rows_in_every_table) -> None:
    before = rows_in_every_table()

    outcome = proposed(desk, grid_of(), rows("indicators", {"1": {}, "2": {"實際達成值": "214 案"}}))

    [problem] = outcome.problems
    assert (problem.row, problem.field, problem.code) == (1, "actual", "not_a_figure")
    assert rows_in_every_table() == before


def test_warnings_go_with_the_draft_without_the_names_of_cells(desk, grid_of) -> None:
    draft = proposed(desk, grid_of(), rows("indicators", {"1": {"實際達成值": "100"}})).submission

    assert draft is not None
    [warning] = draft.problems
    assert (warning["code"], warning["cell"], warning["key"]) == ("shortfall_unexplained", None, "1")


def test_what_changes_nothing_makes_no_draft(desk, grid_of) -> None:
    outcome = proposed(desk, grid_of("cases"), rows("cases", {"107-0001": {"政府經費": "16萬元"}}))

    assert outcome.submission is None
    assert outcome.problems[0].code == "nothing_changed"


def test_a_cell_approved_since_the_page_was_opened_is_chosen_by_the_one_who_types(
    desk, grid_of, data_dir: Path
) -> None:
    opened_at = grid_of().revision
    accepted = file_report(desk.session, with_actual(214), desk.by, data_dir)
    officer = a_person(desk.session, Role.OFFICER)
    submissions.approve(desk.session, accepted, by=officer, at=NOW)
    grid, typed_rows = grid_of(revision=opened_at), rows("indicators", {"1": {"實際達成值": "215", "效益說明": "說明"}})

    asked = proposed(desk, grid, typed_rows)

    assert grid.is_behind
    assert (asked.submission, asked.stale is not None) == (None, True)
    [conflict] = asked.stale.merge.conflicts
    assert (conflict.id, conflict.theirs, conflict.ours) == ("indicators/1/actual", 215, 214)
    chosen = Choices(asked.stale.revision, {conflict.id: Side.OURS})
    draft = proposed(desk, grid, typed_rows, choices=chosen).submission
    assert submissions.changes(desk.session, draft).conflicts == ()
    submissions.send(desk.session, draft, by=desk.by, at=NOW)
    submissions.approve(desk.session, draft, by=officer, at=NOW)
    first = desk.document().indicators[0]
    assert (first.actual, first.benefit_note) == (214, "說明")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MANAGER, Role.ADMIN])
def test_who_may_not_report_opens_no_grid(session: Session, grid_of, role: Role) -> None:
    with pytest.raises(PermissionDenied, match="填報"):
        grid_of(by=a_person(session, role))


def test_a_contractor_of_another_organisation_neither_opens_nor_proposes(session: Session, desk, grid_of) -> None:
    stranger = a_person(session, Role.CONTRACTOR, email="other@firm.example", contractor="財團法人他單位")
    grid = grid_of()

    with pytest.raises(PermissionDenied, match="填報"):
        grid_of(by=stranger)
    with pytest.raises(PermissionDenied, match="填報"):
        grid_reports.propose(
            session, grid, rows("indicators", {"1": {"實際達成值": "很多"}}), by=stranger, on=NOW.date(), at=NOW,
            data_dir=desk.folder,
        )  # fmt: skip


@pytest.mark.parametrize(("section", "revision"), [("budget", None), ("indicators", 99)])
def test_a_grid_or_a_revision_that_never_was_is_said(grid_of, section: str, revision: int | None) -> None:
    with pytest.raises(NotFound):
        grid_of(section, revision=revision)


@pytest.mark.parametrize(
    "state",
    [
        "",
        "[1]",
        '[{"key": "9", "texts": {}}]',
        '[{"key": null, "texts": {}}]',
        '[{"key": ["1"], "texts": {}}]',
        '[{"key": "1", "texts": {"target_qualifier": "<="}}]',
        '[{"key": "1", "texts": {"actual": 5}}]',
        r'[{"key": "1", "texts": {"actual": "\ud800"}}]',
        '[{"key": "1", "texts": {}}, {"key": "1", "texts": {}}]',
    ],
)
def test_rows_that_are_not_of_the_page_are_refused(grid_of, state: str) -> None:
    grid = grid_of()

    with pytest.raises(PasteRefused, match="內容不完整"):
        typed.from_json(state, grid.sheet, grid.base)


def test_locked_cells_can_be_kept_as_they_are(grid_of) -> None:
    [row] = without_locked(grid_of(), rows("indicators", {"1": {"單位": "家", "實際達成值": "214"}}))

    assert row.texts == {"actual": "214"}


def test_a_long_list_is_paged_and_filtered(grid_of) -> None:
    everything, _ = grid_page.listed(grid_of("cases"), "", 1)
    found, where = grid_page.listed(grid_of("cases"), "花蓮 食品", 1)

    assert [row.key for row in everything] == ["107-0001", "107-0002"]
    assert [row.key for row in found] == ["107-0002"]
    assert where.total == 1
