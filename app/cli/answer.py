"""How a command answers: words for a person or one JSON value for a script, and the exit status.

0 is fine, 1 means findings or a refusal, 2 wrong usage (the command-line library's own).
"""

import functools
import json
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.domain.errors import DomainError

REFUSED = 1

json_option = click.option("--json", "as_json", is_flag=True, help="Answer with one JSON value.")


def refusable(command: Callable[..., None]) -> Callable[..., None]:
    """Turn a refusal into its sentence and exit status 1; a fault of ours still shows itself."""

    @functools.wraps(command)
    def wrapper(*args: Any, as_json: bool, **kwargs: Any) -> None:
        try:
            command(*args, as_json=as_json, **kwargs)
        except DomainError as refusal:
            _refuse(type(refusal).__name__, str(refusal), as_json=as_json)
        except (OperationalError, ProgrammingError) as error:
            # Nearly always a database that was not created or upgraded yet; the rest is said in the cause.
            message = f"資料庫無法使用，請先執行 flask db upgrade 後再試。（{error.orig}）"
            _refuse("DatabaseUnusable", message, as_json=as_json)

    return wrapper


def _refuse(code: str, message: str, *, as_json: bool) -> NoReturn:
    """Scripts read the refusal as the one JSON value; people read it as a sentence."""
    if as_json:
        print_json({"error": {"code": code, "message": message}})
    click.echo(message, err=True)
    sys.exit(REFUSED)


def print_json(value: Any) -> None:
    """The one JSON value of this command."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def print_table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table in fixed columns; a Chinese character is two columns wide."""
    widths = [max(_width(cell) for cell in column) for column in zip(headers, *rows, strict=True)]
    for row in (headers, *rows):
        click.echo(
            "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def _width(text: str) -> int:
    return sum(1 if ord(character) < 0x1100 else 2 for character in text)
