"""The first sheet, 填表說明: which report this is, by when it is due, and how it is filled in."""

from collections.abc import Iterator

from app.domain.plan_document import Period, PlanDocument
from app.domain.roc_calendar import format_roc
from app.workbooks import looks
from app.workbooks.grid import Cell, Grid, Line, lines_needed
from app.workbooks.layout import Signal
from app.workbooks.looks import Align, Style
from app.workbooks.sheets import COVER_NAME, SHEETS

STEPS = (
    "請依序填寫「{sheets}」各工作表的橘色標題欄位（淺黃色儲存格）；灰色儲存格為計畫核定內容，需修改時請另提計畫變更。",
    "日期填民國日期，例如 107/1/31；只知道在某日以前完成時，在日期後加「前」，例如 107/7/15前。",
    "數值依同列「單位」欄填寫；也可連單位一起填，例如 5.01億元、42萬人次。",
    "尚無資料請留白；填 0 表示已確認為零，兩者意義不同。",
    "標題右側有箭頭的欄位可篩選；點選儲存格會出現填寫提示，有選項者請由下拉選單選取。",
    "個案成效可排序、可新增個案：接在最後一列之後填寫，個案編號不可重複。其他工作表請勿增刪列。",
    "可用 Excel 或 LibreOffice 填寫，存成 .xlsx 或 .ods 皆可；檔名可更改，請勿變更工作表名稱與欄位標題。",
    "「落後」與「待補填」的顏色隨填寫情形自動出現或消失，上傳前請確認沒有遺漏（顏色說明見下）。",
    "填妥後請於期限前上傳至計畫績效管考系統；系統會逐格檢查，有誤時指出工作表與儲存格，更正後可再上傳。",
)

LEGEND = (
    (looks.OPEN, "請填寫", "由受委託單位填報。"),
    (looks.LOCKED, "不必填寫", "計畫核定內容，已鎖定。"),
    (looks.TOTAL, "自動計算", "合計公式，不必填寫。"),
    (looks.LATE, Signal.LATE, "查核點已逾預定完成日而未填實際完成日；填妥後顏色自動消失。"),
    (looks.MISSING, Signal.MISSING, "依規則須填而仍空白的儲存格，例如落後原因、改善對策、新增個案的必填欄位。"),
)

_WIDTHS = (5, 18, 96)
_STEP_WIDTH = _WIDTHS[1] + _WIDTHS[2]
_LINE_HEIGHT = 18.0


def cover(document: PlanDocument, period: Period) -> Grid:
    """The cover sheet of the report on ``period``."""
    lines = tuple(_lines(document, period))
    steps = [
        index for index, line in enumerate(lines) if line.cells[0] and line.cells[0].style.look is looks.COVER_NUMBER
    ]
    return Grid(
        name=COVER_NAME,
        lines=lines,
        widths=_WIDTHS,
        merged=tuple((index, 1, index, 2) for index in steps),
        pages_tall=1,
        footer=document.full_name,
    )


def _lines(document: PlanDocument, period: Period) -> Iterator[Line]:
    title = f"{document.roc_year} 年度 {period.key}執行情形填報表"
    yield Line((Cell(title, Style(looks.TITLE)),), height=30)
    for label, value in _facts(document, period):
        yield Line((None, Cell(label, Style(looks.COVER_LABEL)), Cell(value, Style(looks.COVER_VALUE))), height=22)
    yield Line((None,))
    yield Line((Cell("填寫方式", Style(looks.COVER_SECTION)),), height=24)
    names = "、".join(sheet.name for sheet in SHEETS)
    for number, step in enumerate(STEPS, start=1):
        text = step.format(sheets=names)
        cells: tuple[Cell | None, ...] = (
            Cell(number, Style(looks.COVER_NUMBER, looks.INTEGER, Align.CENTER)),
            Cell(text, Style(looks.COVER_STEP)),
            Cell(None, Style(looks.COVER_STEP)),
        )
        # Merged cells do not fit themselves to their text.
        yield Line(cells, height=_LINE_HEIGHT * lines_needed(text, _STEP_WIDTH))
    yield Line((None,))
    yield Line((Cell("顏色說明", Style(looks.COVER_SECTION)),), height=24)
    for look, word, meaning in LEGEND:
        cells = (None, Cell(word, Style(look, align=Align.CENTER)), Cell(meaning, Style(looks.COVER_VALUE)))
        yield Line(cells, height=20)


def _facts(document: PlanDocument, period: Period) -> Iterator[tuple[str, str]]:
    yield "計畫名稱", document.full_name
    yield "計畫編號", document.code
    yield "主辦機關", f"{document.agency}　{document.division}"
    yield "受委託單位", document.contractor
    yield "期別", period.key
    yield "填報期間", f"{format_roc(period.opens_on)} 至 {format_roc(period.due_on)}"
    yield "填報期限", f"民國 {format_roc(period.due_on)} 前（含當日）"
