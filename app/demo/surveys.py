"""Follow-ups and a survey for the demonstration (示範). Constructed: no published figure is behind them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.domain.surveys.questions import Question, QuestionKind
from app.domain.surveys.results import Response

KEY, TITLE, SENT = "S1", "107 年度受輔導業者滿意度調查", 120
_RETURNED = 86
_ITEMS = (
    ("計畫申請流程", 42, 36),
    ("輔導單位專業能力", 47, 45),
    ("輔導內容符合需求", 48, 43),
    ("輔導時程安排", 39, 41),
    ("經費撥付時效", 46, 34),
    ("服務人員態度", 41, 46),
    ("成果發表與推廣", 34, 39),
    ("文件簡化程度", 43, 32),
)
_OPTIONS = ("計畫網站", "公協會或工會", "輔導單位介紹", "同業介紹")
_HELP = ("研發經費", "技術人才", "市場開發", "檢測驗證")
_TEXTS = (
    "希望縮短核銷時程。",
    "輔導老師很專業，對改善製程很有幫助。",
    "申請表件可以再簡化。",
    "建議增加通路媒合活動。",
    "希望隔年能持續輔導。",
    "期中查核的通知可以早一點。",
)
_GROUPS = ("金屬機電", "民生化工", "食品藥技", "資訊電子")
QUESTIONS = (
    *(Question(f"Q{number}", QuestionKind.RATING, text) for number, (text, _, _) in enumerate(_ITEMS, 1)),
    Question("Q9", QuestionKind.SINGLE, "由何處得知本計畫", _OPTIONS),
    Question("Q10", QuestionKind.MULTIPLE, "希望政府再提供的協助", _HELP),
    Question("Q11", QuestionKind.OPEN, "其他建議"),
)


def responses() -> dict[str, Response]:
    """What came back, by number; the same each time."""
    return {f"{number:03}": _response(number) for number in range(1, _RETURNED + 1)}


def _response(number: int) -> Response:
    answers: dict[str, int | str | bool] = {}
    for place, (_, importance, satisfaction) in enumerate(_ITEMS, 1):
        answers[f"Q{place} 重要度"] = _rating(importance, number * 7 + place * 3)
        answers[f"Q{place} 滿意度"] = _rating(satisfaction, number * 11 + place * 5)
    answers["Q9"] = _OPTIONS[(0, 2, 1, 2, 0, 3, 2)[number % 7]]
    answers |= {f"Q10 {option}": True for place, option in enumerate(_HELP) if (number + place) % 3 == 0}
    if number % 9 == 0:
        answers["Q11"] = _TEXTS[number // 9 % len(_TEXTS)]
    # One group is smaller than may be told of, so that the page shows what becomes of it.
    return Response(_GROUPS[3] if number in (5, 50, 77) else _GROUPS[number % 3], answers)


def _rating(mean_tenths: int, turn: int) -> int:
    """A rating around a mean; ``turn`` goes round all of them."""
    whole, tenths = divmod(mean_tenths, 10)
    spread = (-1, 0, 0, 0, 1)[turn % 5]
    return max(1, min(5, whole + (turn % 10 < tenths) + spread))


def follow_ups() -> Iterator[dict[str, Any]]:
    """Six courses and a trainee; two of the follow-ups nobody has made yet."""
    made = (
        ("T-001", "智慧製造應用班", "示範精密股份有限公司", 18, (16, 7, 2, 16, 15, 24_500)),
        ("T-002", "智慧製造應用班", "示範機械有限公司", 12, (11, 5, 1, 11, 10, 15_000)),
        ("T-003", "數位行銷人才班", "示範食品股份有限公司", 20, (17, 6, 3, 17, 14, 18_600)),
        ("T-004", "品質管理實務班", "示範化工有限公司", 9, (8, 3, 1, 8, 8, 7_200)),
    )
    for key, course, firm, trainees, outcome in made:
        counts = dict(
            zip(("answered", "raised", "promoted", "employed", "retained", "raise_sum"), outcome, strict=True)
        )
        done = {"planned_on": date(2019, 4, 30), "done_on": date(2019, 4, 26)}
        yield _row(key, course, firm, trainees) | done | counts
    one: dict[str, Any] = {"trainee_name": "示範學員甲", "planned_on": date(2019, 4, 30), "done_on": date(2019, 4, 29)}
    counts = {"answered": 1, "raised": 1, "promoted": 0, "employed": 1, "retained": 1, "raise_sum": 2_000}
    yield _row("T-005", "永續管理師班", None, 1) | one | counts
    yield _row("T-006", "數位行銷人才班", "示範生技股份有限公司", 14) | {"planned_on": date(2019, 4, 30)}
    yield _row("T-007", "品質管理實務班", "示範電子有限公司", 10) | {"planned_on": date(2019, 10, 31)}


def _row(key: str, course: str, firm: str | None, trainees: int) -> dict[str, Any]:
    finished, note = date(2018, 10, 31), "模擬資料"
    return {
        "key": key,
        "course": course,
        "firm_name": firm,
        "trainees": trainees,
        "finished_on": finished,
        "note": note,
    }
