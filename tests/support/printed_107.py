"""The tables of the 107 report as it printed them: every cell with its row, its column and what is counted there."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from config import ROOT

TABLES = ROOT / "app" / "demo" / "data" / "plan-107" / "tables"
_ROWS = {"東部(及離島)": "東部及離島", "小計": "合計", "總計": "合計", "98-107": "合計"} | {
    "北": "北部",
    "中": "中部",
    "南": "南部",
    "東": "東部",
}
_COLUMNS = {"北區": "北部", "中區": "中部", "南區": "南部", "東區及離島地區": "東部及離島", "合計案數": "合計"} | {
    "合計萬元": "合計",
    "績效指標": "",
}
_PAIR = re.compile(r"(?P<heading>.*?)(?P<measure>件數|案數|占技審案數比例%|績效萬元|平均績效萬元)")
_MEASURES = {"績效萬元": "合計效益", "平均績效萬元": "平均效益", "占技審案數比例%": "列占比"}
_PAIRS = {"4", "8", "12", "13", "14", "21", "22", "23"}
_HEADINGS = {"技審": "技術審查", "一般個案輔導": "一般個案輔導", "合計": "合計"}
_OWN = {
    "申請案數": "案數",
    "輔導單位數": "輔導單位數",
    "佔總申請案件比例%": "占比",
    "占總申請比例%": "占比",
    "輔導案數": "執行案數",
    "政府輔導經費億元": "政府經費",
    "業者自籌款億元": "自籌款",
    "增加產值億元": "增加產值",
    "降低成本億元": "降低成本",
}
_OF_YEARS = {"申請數": "申請案數", "執行數": "執行案數", "通過率%": "通過率"}
_SHARES_OF_YEARS = {"申請案件比例%": "申請案數", "通過/執行案件比例%": "執行案數"}


class PrintedCell(NamedTuple):
    """A figure of the report. ``printed`` is ``None`` where it printed 「-」."""

    table: str
    row: str
    heading: str
    measure: str
    printed: Decimal | None


def printed_cells(number: str) -> Iterator[PrintedCell]:
    """All figures of the table with this number."""
    for line in _lines(number):
        yield from _cells(number, line)


def _lines(number: str) -> Iterator[dict[str, str]]:
    with (TABLES / f"table{number:0>2}.csv").open(encoding="utf-8") as text:
        for line in csv.DictReader(text):
            # english_name(中文名)
            yield {header[header.index("(") + 1 : -1]: cell for header, cell in line.items()}


def _cells(number: str, line: dict[str, str]) -> Iterator[PrintedCell]:
    line.pop("列別")
    labels = [cell for header, cell in line.items() if not re.fullmatch(r"[\d.]*", cell) or header == "年度"]
    words = list(line)

    def cell(row: str, heading: str, measure: str, text: str) -> PrintedCell:
        return PrintedCell(f"表{number}", _ROWS.get(row, row), heading, measure, Decimal(text) if text else None)

    if number in ("30", "31", "32"):
        year, item = labels
        item = "合計" if item == "總計" else item
        for word, measure in _OF_YEARS.items():
            yield cell(year, item, measure, line[word])
        if year == "98-107":
            for word, measure in _SHARES_OF_YEARS.items():
                yield cell("占比", item, measure, line[word])
    elif number == "16":
        yield cell(line["子項績效指標"], "合計", "", line["效益小計萬元"])
        yield cell(line["績效指標"], "合計", "", line["效益合計萬元"])
    elif number in ("2", "7", "33"):
        label = line["縣市別"] if number == "7" else labels[0]
        for word in words:
            if word in _OWN and line[word]:
                measure = "申請案數" if number == "33" and word == "申請案數" else _OWN[word]
                yield cell((label or "小計").replace("台", "臺"), "", measure, line[word])
        if number == "7" and line["地區案數"]:
            yield cell(line["地區"], "", "案數", line["地區案數"])
    elif number in _PAIRS:
        for word in words[1:]:
            if line[word] or labels[0] != "每案平均績效":
                yield cell(labels[0], *_pair(number, word), line[word])
    else:
        for word in words[1:]:
            yield cell(labels[0], _COLUMNS.get(word, word), "案數" if int(number) < 16 else "", line[word])


def _pair(number: str, word: str) -> tuple[str, str]:
    if word == "每案平均績效萬元":
        return "小計", "平均效益"
    found = _PAIR.fullmatch(word)
    assert found, word
    if number == "12" and found["measure"].endswith("%"):
        return found["heading"], "件數列占比"  # shares of 件, although the heading says 案數
    heading, measure = found["heading"].removesuffix("別"), found["measure"]
    return _HEADINGS.get(heading, heading), _MEASURES.get(measure, measure)
