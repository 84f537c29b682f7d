"""介面規範: the parts that pages are made of, shown by the macros and classes that the pages themselves use."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FileField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from app import clock
from app.domain.charts.bars import BarRow, Part, bars
from app.domain.charts.drawing import Chart, Table
from app.domain.lights import Light
from app.services.pages.heat_map import CellKind, HeatCell
from app.services.pages.paging import place
from app.web import chart_files, design_tokens
from app.web.fields import QuantityField, RocDateField

bp = Blueprint("styleguide", __name__)
STATES = {
    "待處理或須注意": ("即將到期", "部分完成", "已展延", "待補正"),
    "落後、退回或失敗": ("落後", "未達成", "退回", "錯誤"),
    "完成或有效": ("如期完成", "達成", "核定", "生效"),
    "辦理中": ("進行中", "送審", "審查中", "待複審"),
    "無燈或未開始": ("未開始", "未填報", "停辦", "示範"),
}
MONTHS = (
    *(
        HeatCell(CellKind.KEPT, month, date(2018, month, 28), light, word, is_afterwards=month < 3)
        for month, (light, word) in enumerate(
            ((Light.GREEN, "符合"), (Light.YELLOW, "落後"), (Light.RED, "嚴重落後"), (Light.BLUE, "超前")), 1
        )
    ),
    HeatCell(CellKind.MISSING, 5),
    HeatCell(CellKind.AHEAD, 6),
)
CAUSES = ("請選擇", "業者因素", "法規與行政程序")


class ExampleForm(FlaskForm):
    """Fields in the states that a field may be in: filled, read, and refused."""

    unit = "億元"
    roc_year = 107
    name = StringField("計畫名稱", [InputRequired("請填寫計畫名稱。")])
    kind = SelectField("落後原因類別")
    done_on = RocDateField("實際完成日", description="例：107/6/28；尚未完成請留白")
    refused_on = RocDateField("預定趕上日期", description="例：107/8/15")
    amount = QuantityField("實際達成值", description="填數字即可，也可連單位一起寫；未填報請留白，不要填 0")
    remark = TextAreaField("改善對策", description="由誰、採取什麼措施、如何趕上")
    file = FileField("期報檔案")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the files of the example are named after."""

    code: str = "styleguide"
    full_name: str = "介面規範"
    is_demo: bool = True


@dataclass(frozen=True, slots=True)
class View:
    """What a saved view shows of itself."""

    id: int
    name: str
    query: str


@bp.get("/styleguide")
def show() -> ResponseReturnValue:
    """The whole guide on one page."""
    return render_template(
        "styleguide/show.html",
        colours=design_tokens.colours(),
        pairs=design_tokens.pairs(),
        tones=design_tokens.TONES,
        lights=tuple(Light),
        states=STATES,
        today=clock.today(),
        late_on=clock.today() - timedelta(days=45),
        months=MONTHS,
        views=(View(0, "紅燈計畫", "light=紅"), View(0, "本組計畫，依受委託單位", "group=contractor")),
        page=place(total=120, number=2),
        sixty=Decimal(60),
        forty=Decimal(40),
        form=_example(),
        chart=_chart(),
    )


@bp.get("/styleguide/chart.svg")
def drawing() -> ResponseReturnValue:
    """The example of a chart as a drawing."""
    return chart_files.drawing(_chart(), Sample())


@bp.get("/styleguide/chart.csv")
def data() -> ResponseReturnValue:
    """The figures of the example."""
    return chart_files.data(_chart(), Sample())


def _example() -> ExampleForm:
    typed = MultiDict({"done_on": "107年6月28日", "refused_on": "107/2/30", "amount": "5.01", "kind": "請選擇"})
    form = ExampleForm(formdata=typed, meta={"csrf": False})
    form.kind.choices = [(one, one) for one in CAUSES]
    form.validate()
    return form


def _chart() -> Chart:
    figures = {"北部": (96, 24), "中部": (48, 16), "南部": (36, 20), "東部": (4, 0)}
    longest = Decimal(max(sum(both) for both in figures.values()))
    rows = [
        BarRow(
            label=name,
            text=str(one + other),
            spoken=f"{name} {one + other}：一般 {one}、共通性 {other}",
            parts=(Part(1, Decimal(0), one / longest), Part(2, one / longest, other / longest)),
        )
        for name, (one, other) in figures.items()
    ]
    return Chart(
        name="sample",
        title="各地區案數",
        summary="4 列，最多為北部 120",
        drawing=bars(rows, ("一般", "共通性")),
        table=Table(("地區", "一般", "共通性"), tuple((name, str(a), str(b)) for name, (a, b) in figures.items())),
        notes=("範例數字，非計畫資料。",),
    )
