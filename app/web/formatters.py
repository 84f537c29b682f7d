"""Figures, dates and signs as people read them: the filters that templates send every value through.

Templates do no arithmetic, and nothing is rounded before it arrives here. A value of ``None`` was not reported and
is shown as "—", never as zero. Minus is the plain hyphen, so that a figure copied into Excel stays a number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import groupby

from app.domain.crosstab.layout import Column
from app.domain.figures import NO_FIGURE, figure_text, percent_text, round_half_up
from app.domain.lights import Light
from app.domain.roc_calendar import format_roc
from app.domain.units import unit_scale

# Taiwan has had no summer time since 1979, and a fixed offset needs no zone table on the server.
TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")


def roc_date(day: date | None) -> str:
    """A day in 民國 ("107/1/31")."""
    return NO_FIGURE if day is None else format_roc(day)


def completion_date(day: date | None, is_on_or_before: bool = False) -> str:
    """A completion date; one that is only an upper bound reads 「107/7/15 前」 (field-notes 1.3)."""
    if day is None:
        return NO_FIGURE
    return f"{format_roc(day)} 前" if is_on_or_before else format_roc(day)


def roc_datetime(moment: datetime | None) -> str:
    """An aware moment on the clock of Taipei ("107/7/31 14:05").

    :raises ValueError: for a naive moment, whose hour nobody can know.
    """
    if moment is None:
        return NO_FIGURE
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    local = moment.astimezone(TAIPEI)
    return f"{format_roc(local.date())} {local:%H:%M}"


def number(value: Decimal | int | None, places: int | None = None) -> str:
    """A figure with commas: exact, or rounded half-up to ``places``."""
    if value is None:
        return NO_FIGURE
    if places is None:
        return figure_text(Decimal(value))
    return f"{round_half_up(Decimal(value), places):,f}"


def figure(value: Decimal | int | None, unit: str | None = None, places: int | None = None) -> str:
    """A base figure in its printed unit, without the unit's name: 501,000,000 in 億元 is "5.01"."""
    if value is None:
        return NO_FIGURE
    return number(_in_unit(value, unit), places)


def quantity(value: Decimal | int | None, unit: str, places: int | None = None) -> str:
    """A base figure with its printed unit ("5.01 億元")."""
    return NO_FIGURE if value is None else f"{figure(value, unit, places)} {unit}"


def signed(value: Decimal | int | None, unit: str | None = None, places: int | None = None) -> str:
    """A difference with its sign ("+1.5", "-12"); what rounds to zero has none."""
    if value is None:
        return NO_FIGURE
    text = figure(value, unit, places)
    shows_zero = not text.strip("-0.,")
    if shows_zero:
        return text.lstrip("-")
    return text if text.startswith("-") else f"+{text}"


def file_size(size: int | None) -> str:
    """Bytes as people compare them with a limit ("57 KB", "1.4 MB", "65.3 GB")."""
    if size is None:
        return NO_FIGURE
    kilobytes = Decimal(size) / 1024
    if kilobytes < 1000:
        return f"{number(kilobytes, 0)} KB"
    megabytes = kilobytes / 1024
    return f"{number(megabytes, 1)} MB" if megabytes < 1000 else f"{number(megabytes / 1024, 1)} GB"


def duration(seconds: int | None) -> str:
    """How long something took ("3 秒", "2 分 5 秒", "1 時 0 分")."""
    if seconds is None:
        return NO_FIGURE
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} 秒"
    hours, left = divmod(minutes, 60)
    return f"{hours} 時 {left} 分" if hours else f"{minutes} 分 {rest} 秒"


def money_yuan(value: int | None) -> str:
    """Whole 元 with the unit ("58,964,000 元")."""
    return quantity(value, "元")


def percent(ratio: Decimal | None, places: int = 1) -> str:
    """A ratio as a percentage: 1.281 is "128.1%", never clamped."""
    return percent_text(ratio, places=places)


def pct(value: Decimal | None, places: int = 2) -> str:
    """A figure that already is a percentage: 63 is "63.00%"."""
    return NO_FIGURE if value is None else f"{number(value, places)}%"


def signed_pct(value: Decimal | None, places: int = 2) -> str:
    """A difference in percentage points, without their name: -5 is "-5.00"."""
    return signed(value, places=places)


def bar_length(value: Decimal | None) -> str:
    """A percentage as a length inside a bar, which is as long as the bar at most ("63.00%")."""
    return f"{round_half_up(min(max(value or Decimal(0), Decimal(0)), Decimal(100)), 2)}%"


def days_from_due(days: int | None, is_done: bool = False) -> str:
    """Days after a deadline (negative: before it), as the words that go with them."""
    if days is None:
        return NO_FIGURE
    if days > 0:
        return f"逾期 {days:,} 天"
    if is_done:
        return f"提前 {-days:,} 天" if days else "當日"
    return days_left(-days)


def days_left(days: int) -> str:
    """Days until a deadline; today is still in time."""
    return f"尚餘 {days:,} 天" if days else "今日到期"


@dataclass(frozen=True, slots=True)
class LightFace:
    """How a light (燈號) looks: never by its colour alone (WCAG 1.4.1). The icon draws the light's shape."""

    tone: str  # CSS class tone-…
    icon: str  # a name in the sprite
    name: str  # 紅燈
    word: str  # what it usually means; a reading of the rules may say it better


LIGHT_FACES = {
    Light.RED: LightFace("red", "alert-octagon-filled", "紅燈", "嚴重落後"),
    Light.YELLOW: LightFace("yellow", "alert-triangle-filled", "黃燈", "落後"),
    Light.GREEN: LightFace("green", "circle-check-filled", "綠燈", "符合"),
    Light.BLUE: LightFace("blue", "square-rotated-filled", "藍燈", "超前"),
    Light.GREY: LightFace("grey", "square-minus", "灰燈", "未開始"),
}


def light_face(light: str) -> LightFace:
    """The face of a light, given as :class:`Light` or as its character (紅).

    :raises ValueError: for what is no light.
    """
    return LIGHT_FACES[Light(light)]


_STATES_BY_TONE = {
    "red": "失敗 中斷 落後 未達成 逾期未報 逾期未核定 逾期未追蹤 退回 退回補正 未收 錯誤 刪除 刪除列 擬退回 "
    "鎖定中 待回應 情形加重 陳報上一層級 重新要求說明 退回說明 寄送失敗 逾期未辦理",
    "yellow": "暫停 待執行 即將到期 部分完成 逾期完成 已展延 警示 變更 試行 待補 待補正 未掃描 已復原 "
    "重啟審查 抽回 已閱 已指派 已重新開放 逾期辦理",
    "green": "完成 提前完成 如期完成 達成 核定 初審通過 已核定 新增 新增列 生效 未發現病毒 啟用 "
    "長期有效 期間內有效 已解除 解除 情形減輕 有效 已寄出 已關閉 已辦理",
    "blue": "執行中 進行中 超越 送審 審查中 待複審 開始審查 接手審查 審查意見 開放填報 尚未開始 "
    "已說明 說明 指派 閱覽 開立 待寄送 辦理中",
}
_TONES = {state: tone for tone, states in _STATES_BY_TONE.items() for state in states.split()}


def state_tone(state: str) -> str:
    """The tone of a state's tint; the word carries the meaning, so a word that is new here is simply grey."""
    return _TONES.get(state, "grey")


_BOUND_WORDS = {">=": "以上", ">": "（須超過）", "<=": "以下", "<": "（須低於）", "~": "左右"}


def bound_word(qualifier: str) -> str:
    """The bound of a target as it stands behind the unit: 167 案以上. A plain number has none."""
    return _BOUND_WORDS.get(qualifier, "")


def groupby_neighbours(columns: Sequence[Column]) -> list[list[Column]]:
    """Neighbouring columns of a cross-table that stand under one heading."""
    return [list(group) for _, group in groupby(columns, key=lambda column: column.heading)]


FILTERS: dict[str, Callable[..., object]] = {
    function.__name__: function
    for function in (
        roc_date,
        completion_date,
        roc_datetime,
        number,
        figure,
        quantity,
        signed,
        file_size,
        duration,
        money_yuan,
        percent,
        pct,
        signed_pct,
        bar_length,
        days_from_due,
        days_left,
        light_face,
        state_tone,
        bound_word,
        groupby_neighbours,
    )
}


def day_in_english(day: date | None) -> str:
    """A day for readers of English, who count the years of the world ("2018-01-31")."""
    return NO_FIGURE if day is None else day.isoformat()


def completion_in_english(day: date | None, is_on_or_before: bool = False) -> str:
    """A completion date ("on or before 2018-07-15")."""
    return f"on or before {day_in_english(day)}" if is_on_or_before and day else day_in_english(day)


def moment_in_english(moment: datetime | None) -> str:
    """An aware moment on the clock of Taipei ("2018-07-31 14:05")."""
    if moment is None:
        return NO_FIGURE
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return f"{moment.astimezone(TAIPEI):%Y-%m-%d %H:%M}"


#: What pages in English show otherwise.
IN_ENGLISH: dict[str, Callable[..., object]] = {
    "roc_date": day_in_english,
    "completion_date": completion_in_english,
    "roc_datetime": moment_in_english,
}


def _in_unit(value: Decimal | int, unit: str | None) -> Decimal:
    return Decimal(value) if unit is None else Decimal(value) / unit_scale(unit)[1]
