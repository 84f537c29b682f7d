"""What Excel puts on the clipboard when cells are copied."""

from collections.abc import Sequence


def copied(rows: Sequence[Sequence[str]], line_end: str = "\r\n") -> str:
    """These cells as text: a cell is quoted only where a tab or a line end would tear it apart."""
    return "".join("\t".join(map(_cell, row)) + line_end for row in rows)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "\t" in text or "\n" in text else text
