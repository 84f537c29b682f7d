"""The first sheet of the set-up workbook: how a plan is set up, and what of it has to be looked at."""

from collections.abc import Iterator, Sequence

from app.domain.findings import Problem
from app.workbooks import looks
from app.workbooks.grid import Cell, Grid, Line, lines_needed
from app.workbooks.looks import Align, Style
from app.workbooks.setup_sheets import SETUP_COVER_NAME, SETUP_SHEETS

STEPS = (
    "請依序填寫「{sheets}」各工作表的淺黃色儲存格；要刪除一列，將整列清空即可。",
    "日期填民國日期，例如 108/1/31，年度不可省略。",
    "數值依同列「單位」欄填寫；也可連單位一起填，例如 5.01億元、42萬人次。",
    "分項計畫、工作項目與查核點以代號和序號連結，例如分項計畫 A 的第 4 個查核點填 A 與 4。",
    "分項計畫權重、查核點權重合計須各為 100.00%；經費表各來源合計須等於計畫基本資料所填。",
    "填妥後於系統「新增計畫」上傳；系統逐格檢核並顯示將建立的內容，確認後才會建立計畫。",
)

_WIDTHS = (5, 18, 12, 84)
_STEP_WIDTH = sum(_WIDTHS[1:])
_LINE_HEIGHT = 18.0


def setup_cover(caption: str, to_confirm: Sequence[Problem]) -> Grid:
    """The cover; ``to_confirm`` is what a program filled in and a person must look at."""
    lines = tuple(_lines(caption, to_confirm))
    steps = [
        index for index, line in enumerate(lines) if line.cells[0] and line.cells[0].style.look is looks.COVER_NUMBER
    ]
    return Grid(
        name=SETUP_COVER_NAME,
        lines=lines,
        widths=_WIDTHS,
        merged=tuple((index, 1, index, 3) for index in steps),
        footer=caption,
    )


def _lines(caption: str, to_confirm: Sequence[Problem]) -> Iterator[Line]:
    yield Line((Cell(f"計畫設定檔　{caption}", Style(looks.TITLE)),), height=30)
    yield Line((None,))
    yield Line((Cell("填寫方式", Style(looks.COVER_SECTION)),), height=24)
    names = "、".join(sheet.name for sheet in SETUP_SHEETS)
    for number, step in enumerate(STEPS, start=1):
        text = step.format(sheets=names)
        cells = (
            Cell(number, Style(looks.COVER_NUMBER, looks.INTEGER, Align.CENTER)),
            Cell(text, Style(looks.COVER_STEP)),
            Cell(None, Style(looks.COVER_STEP)),
            Cell(None, Style(looks.COVER_STEP)),
        )
        # Merged cells do not fit themselves to their text.
        yield Line(cells, height=_LINE_HEIGHT * lines_needed(text, _STEP_WIDTH))
    if to_confirm:
        yield Line((None,))
        yield Line((Cell("請先確認", Style(looks.COVER_SECTION)),), height=24)
        label = Style(looks.COVER_LABEL)
        yield Line((None, *(Cell(word, label) for word in ("工作表", "儲存格", "說明"))), height=20)
        value = Style(looks.COVER_VALUE)
        for one in to_confirm:
            yield Line((None, Cell(one.sheet, value), Cell(one.cell, value), Cell(one.message, value)))
