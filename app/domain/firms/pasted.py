"""Firms as people paste them (預先登錄): a line each, from a spreadsheet or typed."""

import re
from dataclasses import dataclass

from app.domain.tax_id import plain_tax_id, tax_id_fault

MOST_LINES = 300
_BETWEEN = re.compile(r"\t|[,，;；]|\s{2,}|(?<=^\d{8})\s+")
_HEADERS = ("統一編號", "統編")


@dataclass(frozen=True, slots=True)
class PastedFirm:
    """One line. ``fault`` says what is wrong with it and what to do, or is ``None``."""

    line: int  # from 1, as the person counts them
    tax_id: str
    name: str
    head_office: str | None
    head_name: str | None
    fault: str | None


def pasted_firms(text: str) -> tuple[PastedFirm, ...]:
    """The firms of a pasted block: 統一編號, 名稱, 登記地址 and 負責人, of which the last two may be missing.

    A heading and empty lines are passed over. Between the four stand tabs, commas or several blanks.
    """
    found: list[PastedFirm] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in _BETWEEN.split(line.strip(), maxsplit=3)]
        if not any(cells) or cells[0] in _HEADERS:
            continue
        tax_id, name, office, head = (*cells, "", "", "")[:4]
        tax_id = plain_tax_id(tax_id)
        fault = tax_id_fault(tax_id) or _fault(name, seen.get(tax_id))
        seen.setdefault(tax_id, number)
        found.append(PastedFirm(number, tax_id, name, office or None, head or None, fault))
    return tuple(found)


def _fault(name: str, earlier: int | None) -> str | None:
    if earlier is not None:
        return f"統一編號與第 {earlier} 列重複，請只保留一列。"
    return None if name else "請在統一編號之後填寫企業名稱。"
