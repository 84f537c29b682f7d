"""Plans to search in: 20,000 over ten years, with 600,000 checkpoints of which hardly two read the same.

Some words stand in nearly every text, some in one of a hundred, and some in one only, as in real reports.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import delete, insert, text
from sqlalchemy.orm import Session

from app.domain.plan_document import CompletionBasis
from app.domain.progress import spread_evenly
from app.domain.roles import Role
from app.domain.tax_id import is_valid_tax_id
from app.models import Agency, Case, Checkpoint, Contractor, Firm, Indicator, Plan, SearchDue, SubPlan
from app.services import accounts
from app.services.search import whole

PLANS, CHECKPOINTS, INDICATORS, CASES, FIRMS = 20_000, 30, 6, 5, 20_000
FIRST_YEAR, YEARS = 98, 10
PASSWORD = "a long enough password"  # noqa: S105
OFFICER, CONTRACTOR = "officer@bench.example", "contractor@bench.example"
_OWN = 40  # plans of one 受委託單位
_AT_ONCE = 10_000
_DEEDS = (
    "完成",
    "辦理",
    "召開",
    "提交",
    "彙整",
    "公告",
    "執行",
    "檢討",
    "建置",
    "推動",
    "訪視",
    "遴選",
    "媒合",
    "輔導",
)
_PLACES = (
    *("臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市", "基隆市", "新竹縣", "苗栗縣", "彰化縣", "南投縣"),
    *("雲林縣", "嘉義縣", "屏東縣", "宜蘭縣", "花蓮縣", "臺東縣", "澎湖縣", "金門縣", "連江縣"),
)
_TRADES = (
    *(
        "石材",
        "資訊",
        "精密機械",
        "製茶",
        "模具",
        "生技",
        "鑄造",
        "化工",
        "紡織",
        "食品",
        "光電",
        "貿易",
        "物流",
        "農產",
    ),
    *(
        "數位",
        "工藝",
        "塑膠",
        "橡膠",
        "五金",
        "電機",
        "儀器",
        "自動化",
        "CNC加工",
        "3D列印",
        "LED照明",
        "綠能",
        "循環經濟",
    ),
)
_THINGS = (
    *("個案輔導", "說明會", "技術診斷", "期末報告", "審查會議", "成果發表會", "人才培訓班", "簽約作業", "訪視紀錄"),
    *("需求調查", "示範場域", "服務平台", "推廣活動", "國際參展", "資料庫", "評選作業", "滿意度調查", "效益追蹤"),
)
_REASONS = (
    "廠商資料延後提供",
    "場地租借不及",
    "疫情影響延期",
    "採購流標重新公告",
    "計畫主持人異動",
    "配合政策調整時程",
)
_RARE = [chr(code) for code in range(0x5000, 0x5000 + 400)]


def fill(session: Session) -> None:
    """Put everything into an empty, migrated database, and make the index."""
    chance = Random(107)  # noqa: S311 the same texts each time
    agency = Agency(name="示範機關")
    contractors = [Contractor(name=f"財團法人示範{one}{two}中心") for one in _TRADES for two in "甲乙丙丁戊己庚辛壬癸"]
    session.add_all([agency, *contractors])
    session.flush()  # plans name them by their numbers
    accounts.create(
        session, email=OFFICER, name="承辦人", password=PASSWORD, role=Role.OFFICER, agency=None, contractor=None
    )
    own = contractors[0]
    accounts.create(
        session, email=CONTRACTOR, name="填報人", password=PASSWORD, role=Role.CONTRACTOR, agency=None, contractor=own
    )
    others = [one.id for one in contractors[1:]]
    _insert(session, Firm, _firms(chance))
    _insert(session, Plan, _plans(agency.id, own.id, others, chance))
    _insert(session, SubPlan, _sub_plans(agency.id))
    _insert(session, Checkpoint, _checkpoints(agency.id, chance))
    _insert(session, Indicator, _indicators(agency.id, chance))
    _insert(session, Case, _cases(agency.id, chance))
    session.execute(delete(SearchDue))  # everything is entered below
    session.commit()
    whole.rebuild(session)
    session.execute(text("ANALYZE"))
    session.commit()


def questions(count: int) -> list[str]:
    """What people type: often a word or two of a report, at times a code, a 統一編號, a firm, or what is nowhere."""
    chance = Random(2018)  # noqa: S311 the same questions each time
    kinds = (
        lambda: chance.choice(_THINGS),
        lambda: chance.choice(_PLACES).replace("臺", "台"),
        lambda: f"{chance.choice(_TRADES)} {chance.choice(_THINGS)}",
        lambda: f"{chance.choice(_PLACES)}{chance.choice(_TRADES)}",
        lambda: f"{chance.choice(_DEEDS)}{chance.choice(_PLACES)} {chance.choice(_REASONS)[:4]}",
        lambda: f"BENCH-{chance.randrange(FIRST_YEAR, FIRST_YEAR + YEARS)}-{chance.randrange(1, 3000):04}",
        lambda: f"BENCH-{FIRST_YEAR + YEARS - 1}-0001 {chance.choice('ABC')}-{chance.randrange(1, 11)}",
        lambda: f"{chance.choice(_RARE)}{chance.choice(_RARE)}",
        lambda: f"{chance.randrange(1000, 1003)}",
        lambda: chance.choice("案會輔市"),
        lambda: chance.choice(_REASONS),
        lambda: "無此字樣",
        lambda: f"{chance.choice(_DEEDS)}{chance.randrange(2, 400)}",
        lambda: f"{chance.choice(_THINGS)[:2]} {chance.choice(_REASONS)[-2:]} {chance.choice(_TRADES)}",
    )
    return [kinds[number % len(kinds)]() for number in range(count)]


def _insert(session: Session, model: Any, rows: Iterator[dict[str, Any]]) -> None:
    numbered = ({"id": number, **row} for number, row in enumerate(rows, 1))
    while portion := list(islice(numbered, _AT_ONCE)):
        session.execute(insert(model), portion)


def _firms(chance: Random) -> Iterator[dict[str, Any]]:
    tax_ids = (tax_id for number in range(10_000_000, 99_999_999) if is_valid_tax_id(tax_id := f"{number}"))
    for tax_id in islice(tax_ids, FIRMS):
        name = f"示範{chance.choice(_RARE)}{chance.choice(_RARE)}{chance.choice(_TRADES)}股份有限公司"
        yield {
            "tax_id": tax_id,
            "name": name,
            "head_office": f"{chance.choice(_PLACES)}示範路{chance.randrange(999)}號",
        }


def _plans(agency_id: int, own: int, others: list[int], chance: Random) -> Iterator[dict[str, Any]]:
    for number in range(PLANS):
        year = FIRST_YEAR + number * YEARS // PLANS
        yield {
            "agency_id": agency_id,
            "code": f"BENCH-{year}-{number % (PLANS // YEARS) + 1:04}",
            "name": f"{chance.choice(_PLACES)}{chance.choice(_TRADES)}產業{chance.choice(_THINGS)}計畫",
            "roc_year": year,
            "division": f"{chance.choice(_TRADES)}組",
            "contractor_id": own if number % (PLANS // _OWN) == 0 else chance.choice(others),
            "year_index": 1,
            "years_total": 1,
            "starts_on": date(year + 1911, 1, 1),
            "ends_on": date(year + 1911, 12, 31),
            "government_budget": 40_000_000,
            "self_fund": 10_000_000,
            "revision": 1,
        }


def _sub_plans(agency_id: int) -> Iterator[dict[str, Any]]:
    for plan_id in range(1, PLANS + 1):
        for place, (letter, weight_pct) in enumerate(zip("ABC", spread_evenly(3), strict=True)):
            yield _row(agency_id, plan_id, place, letter, name=f"分項{letter}", weight_pct=weight_pct)


def _checkpoints(agency_id: int, chance: Random) -> Iterator[dict[str, Any]]:
    for plan_id in range(1, PLANS + 1):
        year = 1911 + FIRST_YEAR + (plan_id - 1) * YEARS // PLANS
        for place, weight_pct in enumerate(spread_evenly(CHECKPOINTS)):
            part, within = divmod(place, CHECKPOINTS // 3)
            due_on = date(year, 1, 31) + timedelta(days=chance.randrange(330))
            is_late = chance.random() < 0.1
            yield _row(
                *(agency_id, plan_id, place, f"{'ABC'[part]}-{within + 1}"),
                sub_plan_id=(plan_id - 1) * 3 + part + 1,
                number=within + 1,
                original_due_on=due_on,
                due_on=due_on,
                description=_sentence(chance),
                weight_pct=weight_pct,
                target_qualifier=">=",
                completed_on=due_on,
                completion_basis=CompletionBasis.EXACT,
                achievement=f"業於期限前{_sentence(chance)}，並{_sentence(chance)}，均已結案。",
                delay_reason=f"{chance.choice(_REASONS)}，{chance.choice(_REASONS)}" if is_late else None,
                remedy="已增派人力趕辦" if is_late else None,
            )


def _indicators(agency_id: int, chance: Random) -> Iterator[dict[str, Any]]:
    for plan_id in range(1, PLANS + 1):
        for place in range(INDICATORS):
            yield _row(
                *(agency_id, plan_id, place, str(place + 1)),
                listed_in=("績效指標",),
                attribute="產出",
                category="輔導",
                item=f"{chance.choice(_TRADES)}{chance.choice(_THINGS)}",
                subject=f"{chance.choice(_THINGS)}家數",
                unit="家",
                places=0,
                direction="越高越好",
                target_qualifier=">=",
                target=12,
            )


def _cases(agency_id: int, chance: Random) -> Iterator[dict[str, Any]]:
    for plan_id in range(1, PLANS + 1):
        for place in range(CASES):
            firm_name = f"示範{chance.choice(_RARE)}{chance.choice(_RARE)}{chance.choice(_TRADES)}股份有限公司"
            yield _row(
                *(agency_id, plan_id, place, f"{plan_id:05}-{place:03}"),
                firm_id=chance.randrange(1, FIRMS + 1),
                firm_name=firm_name,
                county=chance.choice(_PLACES),
                group="機械",
                function="技術升級",
                adviser_name=f"示範{chance.choice(_TRADES)}研究中心",
                adviser_kind="財團法人",
                mode="一般",
                state="結案",
            )


def _row(agency_id: int, plan_id: int, place: int, key: str, **values: Any) -> dict[str, Any]:
    return {"agency_id": agency_id, "plan_id": plan_id, "position": place, "key": key, **values}


def _sentence(chance: Random) -> str:
    trade = f"{chance.choice(_PLACES)}{chance.choice(_TRADES)}"
    rare = f"（{chance.choice(_RARE)}{chance.choice(_RARE)}）" if chance.random() < 0.05 else ""
    return f"{chance.choice(_DEEDS)}{trade}業者{chance.choice(_THINGS)}{chance.randrange(2, 400)}案{rare}"
