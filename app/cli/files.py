"""What commands that read and write workbooks have in common: their arguments, and how they tell problems."""

from pathlib import Path
from typing import Literal

import click

from app.cli.answer import print_table
from app.domain.findings import Problem

KINDS: dict[str, Literal["xlsx", "ods"]] = {".xlsx": "xlsx", ".ods": "ods"}

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
out_option = click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="FILE.xlsx or FILE.ods"
)


def kind_of(out: Path) -> Literal["xlsx", "ods"]:
    """The kind of workbook that the ending of a file asks for.

    :raises click.BadParameter: for any other ending.
    """
    kind = KINDS.get(out.suffix.lower())
    if kind is None:
        raise click.BadParameter("副檔名須為 .xlsx 或 .ods。", param_hint="--out")
    return kind


def problems_as_json(problems: tuple[Problem, ...]) -> list[dict[str, str | None]]:
    """Problems as scripts read them (design section 5)."""
    return [
        {
            "sheet": problem.sheet,
            "cell": problem.cell,
            "severity": problem.severity.value,
            "code": problem.code,
            "message": problem.message,
        }
        for problem in problems
    ]


def print_problems(problems: tuple[Problem, ...]) -> None:
    """Problems as people read them; nothing, if there are none."""
    if problems:
        print_table(
            ("工作表", "儲存格", "等級", "說明"),
            [(row.sheet, row.cell or "—", row.severity.value, row.message) for row in problems],
        )
