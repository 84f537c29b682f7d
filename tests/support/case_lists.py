"""Lists of cases as files, as people send them."""

import csv
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

HEADERS = {
    "個案編號": "107-0001",
    "受輔導業者": "示範精密股份有限公司",
    "統一編號": "04595257",
    "縣市": "台中市",
    "受理日": "107/2/13",
}
APPROVED = {
    "狀態": "核定",
    "技術審查結果": "優先推薦",
    "核定日": "107/6/13",
    "政府經費": 160_000,
    "自籌款": 40_000,
}
OTHER_FIRM = {"個案編號": "107-0002", "受輔導業者": "示範電子有限公司", "統一編號": "10458575"}


def application(**changes: Any) -> dict[str, Any]:
    """One row of a 批次申請, by its headers."""
    return HEADERS | changes


def as_csv(*rows: dict[str, Any]) -> bytes:
    """The rows as comma-separated values."""
    out = StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(header for row in rows for header in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_xlsx(*rows: dict[str, Any], sheet: str = "批次申請") -> bytes:
    """The rows as a plain workbook of somebody's own."""
    headers = list(dict.fromkeys(header for row in rows for header in row))
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    page.append(headers)
    for row in rows:
        page.append([row.get(header) for header in headers])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
