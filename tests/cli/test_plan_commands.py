"""``flask plan import``, ``template`` and ``rollover``: what scripts rely on (design section 5)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from support.setup_files import good_file, with_fact

pytestmark = pytest.mark.slow  # these run whole workbooks; make test runs them


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A set-up workbook with which nothing is wrong."""
    path = tmp_path / "設定檔.xlsx"
    path.write_bytes(good_file())
    return path


def test_import_answers_with_the_plan_as_show_does(flask, file: Path) -> None:
    answer = flask("plan", "import", file, "--json")

    assert answer.code == 0
    assert answer.value == flask("plan", "show", "NEW-107", "--json").value
    assert (answer.value["code"], answer.value["revision"], len(answer.value["checkpoints"])) == ("NEW-107", 1, 5)
    assert "將一併新增" in answer.err


def test_the_same_file_is_refused_the_second_time(
    flask, file: Path, rows_in_every_table: Callable[[], dict[str, int]]
) -> None:
    flask("plan", "import", file)
    before = rows_in_every_table()

    answer = flask("plan", "import", file, "--json")

    assert answer.code == 1
    assert answer.value["ok"] is False
    assert [(one["cell"], one["code"]) for one in answer.value["problems"]] == [("B4", "plan_exists")]
    assert rows_in_every_table() == before


def test_import_in_words_tells_the_cell(flask, file: Path) -> None:
    book = load_workbook(file)
    with_fact("年度", "今年")(book)
    book.save(file)

    answer = flask("plan", "import", file)

    assert answer.code == 1
    assert "B6" in answer.out
    assert "沒有建立計畫" in answer.out


def test_the_107_plan_rolls_over_into_that_of_108(demo, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "108.ods"

    rolled = demo("plan", "rollover", "SMEITA-107", "--out", out, "--json")
    made = demo("plan", "import", out, "--json").value

    assert (rolled.code, rolled.value["plan"]) == (0, "SMEITA-108")
    assert [(one["sheet"], one["cell"]) for one in rolled.value["problems"]] == [
        ("計畫基本資料", "B12"),
        ("查核點", "D4"),
    ]
    assert (made["code"], made["roc_year"], made["year_index"], len(made["checkpoints"])) == ("SMEITA-108", 108, 3, 25)
    assert {row["due_on"][:4] for row in made["checkpoints"]} == {"2019"}
    assert {row["completed_on"] for row in made["checkpoints"]} == {None}
    assert sum(row["contracted"] for row in made["finance_lines"]) == 66_842_355
    assert made["cases"] == []


@pytest.mark.parametrize("code", [(), ("SMEITA-107",)])
def test_a_template_is_empty_or_a_copy(demo, tmp_path: Path, code: tuple[str, ...]) -> None:
    out = tmp_path / "form.xlsx"

    answer = demo("plan", "template", *code, "--out", out)

    assert answer.code == 0
    assert load_workbook(out)["計畫基本資料"]["B4"].value == (code[0] if code else None)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("plan", "template", "--out", "form.pdf"), 2),
        (("plan", "rollover", "NO-SUCH", "--out", "x.xlsx"), 1),
        (("plan", "import", "no-such.xlsx"), 2),
    ],
)
def test_what_cannot_be_done_leaves_no_file(
    demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())

    answer = demo(*arguments)

    assert answer.code == code
    assert set(tmp_path.iterdir()) == before
