"""A schedule in the words of the people who read it: 「每日 01:00」, 「每週一 08:30」, 「每 5 分鐘」."""

from app.domain.cron import Cron

_WEEKDAYS = "一二三四五六日"
_ALL_HOURS = tuple(range(24))
_WORKDAYS, _WEEKEND = (1, 2, 3, 4, 5), (6, 7)


def cron_words(cron: Cron) -> str:
    """When it comes round, on the clock of the offices."""
    return f"{_days(cron)} {_times(cron)}" if cron.hours != _ALL_HOURS else _of_every_hour(cron)


def _of_every_hour(cron: Cron) -> str:
    """What happens all day long; the days are said only where they are not all."""
    is_daily = cron.days is None and cron.months is None and cron.weekdays is None
    days = "" if is_daily else f"{_days(cron)} "
    step = _step(cron.minutes, 60)
    if step == 1:
        return f"{days}每分鐘"
    return f"{days}每 {step} 分鐘" if step else f"{days}每小時 {_listed(cron.minutes, '{:02d}')} 分"


def _days(cron: Cron) -> str:
    months = "" if cron.months is None else f"{_listed(cron.months)} 月"
    if cron.days is None and cron.weekdays is None:
        return f"每年 {months}每日" if months else "每日"
    kinds = []
    if cron.days is not None:
        kinds.append(f"{'每年 ' if months else '每月 '}{months}{' ' if months else ''}{_listed(cron.days)} 日")
    if cron.weekdays is not None:
        of_months = f"每年 {months}" if months and not kinds else ""
        kinds.append(of_months + _weekdays(cron.weekdays))
    return "及".join(kinds)


def _weekdays(numbers: tuple[int, ...]) -> str:
    if numbers == _WORKDAYS:
        return "每週一至週五"
    if numbers == _WEEKEND:
        return "每週六、日"
    if len(numbers) == len(_WEEKDAYS):
        return "每日"
    return "每週" + "、".join(_WEEKDAYS[number - 1] for number in numbers)


def _times(cron: Cron) -> str:
    if len(cron.minutes) * len(cron.hours) <= len(_WEEKDAYS):
        return "、".join(f"{hour:02d}:{minute:02d}" for hour in cron.hours for minute in cron.minutes)
    return f"{_listed(cron.hours)} 時的 {_listed(cron.minutes, '{:02d}')} 分"


def _listed(numbers: tuple[int, ...], form: str = "{}") -> str:
    """Numbers as people write them down: 1、3、8 至 17."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = []
    for run in runs:
        ends = (run[0], run[-1]) if len(run) > 2 else ()
        said.append(" 至 ".join(map(form.format, ends)) if ends else "、".join(map(form.format, run)))
    return "、".join(said)


def _step(numbers: tuple[int, ...], whole: int) -> int | None:
    """The distance, where ``numbers`` divide a whole hour evenly from its beginning on."""
    step = whole // len(numbers)
    return step if numbers == tuple(range(0, whole, step)) and whole % step == 0 and len(numbers) > 1 else None
