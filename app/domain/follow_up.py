"""追蹤數位人培效益: what became of the people who were trained, asked on a planned day after they had finished."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from app.domain.suppression import hidden_groups, is_told
from app.domain.tax_id import tax_id_fault

#: What is asked, by the field that counts the persons of whom it is true.
OUTCOMES: dict[str, str] = {"raised": "加薪", "promoted": "升遷", "employed": "就業", "retained": "留用"}
COUNTS: dict[str, str] = {"trainees": "結訓人數", "answered": "回覆人數"} | {
    field: f"{word}人數" for field, word in OUTCOMES.items()
}


class Record(Protocol):
    """One follow-up of a firm or of one trainee; counts are persons, ``None`` is "not asked"."""

    @property
    def course(self) -> str: ...
    @property
    def answered(self) -> int | None: ...
    @property
    def raised(self) -> int | None: ...
    @property
    def promoted(self) -> int | None: ...
    @property
    def employed(self) -> int | None: ...
    @property
    def retained(self) -> int | None: ...
    @property
    def raise_sum(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one field of a record; the message says what to do."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Of ``base`` persons who answered this, ``count`` said yes. ``None``: too few to be told of."""

    base: int | None
    count: int | None

    @property
    def ratio(self) -> Decimal | None:
        """The share, 0 to 1."""
        return Decimal(self.count) / Decimal(self.base) if self.base and self.count is not None else None


KEPT_BACK = Rate(None, None)


@dataclass(frozen=True, slots=True)
class CourseRates:
    """The rates of one course by field of :data:`OUTCOMES`."""

    course: str
    rates: Mapping[str, Rate]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the follow-ups of a plan say. ``average_raise`` is 元 a month a person who got one, exact."""

    rates: Mapping[str, Rate]
    courses: tuple[CourseRates, ...]
    average_raise: Decimal | None


def outcomes_of(records: Iterable[Record]) -> Outcomes:
    """The rates over all records and by course; what stands on too few persons is kept back."""
    rows = list(records)
    courses = list(dict.fromkeys(row.course for row in rows))
    whole = {field: _rate(rows, field) for field in OUTCOMES}
    parts = {
        name: {field: _rate([row for row in rows if row.course == name], field) for field in OUTCOMES}
        for name in courses
    }
    hidden = {field: hidden_groups({name: parts[name][field].base or 0 for name in courses}) for field in OUTCOMES}
    return Outcomes(
        rates={field: _told(rate) for field, rate in whole.items()},
        courses=tuple(
            CourseRates(
                name,
                {field: KEPT_BACK if name in hidden[field] else rate for field, rate in parts[name].items()},
            )
            for name in courses
        ),
        average_raise=_average_raise(rows),
    )


def _rate(rows: Iterable[Record], field: str) -> Rate:
    asked = [(row.answered, count) for row in rows if (count := getattr(row, field)) is not None]
    return Rate(sum(base or 0 for base, _ in asked), sum(count for _, count in asked))


def _told(rate: Rate) -> Rate:
    return rate if is_told(rate.base or 0) else KEPT_BACK


def _average_raise(rows: Iterable[Record]) -> Decimal | None:
    told = [(row.raised or 0, row.raise_sum) for row in rows if row.raise_sum is not None]
    persons = sum(count for count, _ in told)
    return Decimal(sum(amount for _, amount in told)) / persons if is_told(persons) else None


def faults_of(values: Mapping[str, Any], *, on: date) -> Iterator[Fault]:
    """What is wrong with a record as somebody wrote it.

    :param values: by field, blank ones ``None`` or left out.
    :param on: the day on which it is written; nobody was asked after it.
    """
    yield from _missing(values)
    yield from _wrong_counts(values)
    yield from _wrong_days(values, on)


def _missing(values: Mapping[str, Any]) -> Iterator[Fault]:
    for field, word in (("course", "訓練課程"), ("planned_on", "預定追蹤日"), ("trainees", "結訓人數")):
        if values.get(field) is None:
            yield Fault(field, "required", f"請填寫{word}；不需要這一列時，請將整列清空。")
    if not values.get("firm_name") and not values.get("trainee_name"):
        yield Fault("firm_name", "required", "請填寫追蹤的業者或學員，至少一項。")
    if (tax_id := values.get("tax_id")) and (fault := tax_id_fault(tax_id)):
        yield Fault("tax_id", "tax_id", fault)
    is_done = values.get("done_on") is not None
    if is_done != (values.get("answered") is not None):
        field, word = ("answered", "回覆人數") if is_done else ("done_on", "實際追蹤日")
        yield Fault(field, "follow_up_incomplete", f"實際追蹤日與回覆人數須一併填寫，請補填{word}。")
    if not is_done:
        for field, word in OUTCOMES.items():
            if values.get(field) is not None:
                yield Fault(
                    field, "follow_up_incomplete", f"尚未追蹤，不可填寫{word}人數；請補填實際追蹤日與回覆人數。"
                )


def _wrong_counts(values: Mapping[str, Any]) -> Iterator[Fault]:
    for field, word in {**COUNTS, "raise_sum": "每月加薪合計"}.items():
        if (values.get(field) or 0) < 0:
            yield Fault(field, "negative", f"{word}不可為負數。")
    trainees, answered = values.get("trainees"), values.get("answered")
    if trainees == 0:
        yield Fault("trainees", "count_beyond", "結訓人數至少為 1 人。")
    if values.get("trainee_name") and trainees not in (None, 1):
        yield Fault("trainees", "count_beyond", "以學員為對象的追蹤，結訓人數須為 1；多人請改以業者填一列。")
    if trainees is not None and answered is not None and answered > trainees:
        yield Fault("answered", "count_beyond", f"回覆人數 {answered:,} 大於結訓人數 {trainees:,}，請核對。")
    for field, word in OUTCOMES.items():
        count = values.get(field)
        if count is not None and answered is not None and count > answered:
            yield Fault(field, "count_beyond", f"{word}人數 {count:,} 大於回覆人數 {answered:,}，請核對。")
    if values.get("raise_sum") and not values.get("raised"):
        yield Fault("raise_sum", "follow_up_incomplete", "填有每月加薪合計時，加薪人數須至少為 1。")


def _wrong_days(values: Mapping[str, Any], on: date) -> Iterator[Fault]:
    finished, planned, done = (values.get(name) for name in ("finished_on", "planned_on", "done_on"))
    if finished and planned and planned < finished:
        yield Fault("planned_on", "days_out_of_order", "預定追蹤日早於結訓日，請核對。")
    if finished and done and done < finished:
        yield Fault("done_on", "days_out_of_order", "實際追蹤日早於結訓日，請核對。")
    if done and done > on:
        yield Fault("done_on", "days_out_of_order", "實際追蹤日晚於今天；尚未追蹤時請留白。")
