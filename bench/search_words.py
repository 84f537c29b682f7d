"""Words as they stand in reports: some in nearly every text, some in one of a hundred, and some in one only."""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from app.domain.tax_id import is_valid_tax_id

CASES, FIRMS = 5, 20_000
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


def questions(count: int) -> list[str]:
    """What people type: often a word or two of a report, at times a code, a 統一編號, a firm, or what is nowhere."""
    chance = Random(2018)  # noqa: S311 the same questions each time
    kinds = (
        lambda: chance.choice(_THINGS),
        lambda: chance.choice(_PLACES).replace("臺", "台"),
        lambda: f"{chance.choice(_TRADES)} {chance.choice(_THINGS)}",
        lambda: f"{chance.choice(_PLACES)}{chance.choice(_TRADES)}",
        lambda: f"{chance.choice(_DEEDS)}{chance.choice(_PLACES)} {chance.choice(_REASONS)[:4]}",
        lambda: f"BENCH-{chance.randrange(1, 200):03}-{chance.randrange(1, 100)}",
        lambda: f"BENCH-001 {chance.choice('ABC')}-{chance.randrange(1, 11)}",
        lambda: f"{chance.choice(_RARE)}{chance.choice(_RARE)}",
        lambda: f"{chance.randrange(1000, 1003)}",
        lambda: chance.choice("案會輔市"),
        lambda: chance.choice(_REASONS),
        lambda: "無此字樣",
        lambda: f"{chance.choice(_DEEDS)}{chance.randrange(2, 400)}",
        lambda: f"{chance.choice(_THINGS)[:2]} {chance.choice(_REASONS)[-2:]} {chance.choice(_TRADES)}",
    )
    return [kinds[number % len(kinds)]() for number in range(count)]


def firms(chance: Random) -> Iterator[dict[str, Any]]:
    """Rows of firms, numbered from 1."""
    tax_ids = (tax_id for one in range(10_000_000, 99_999_999) if is_valid_tax_id(tax_id := f"{one}"))
    for number, tax_id in enumerate(islice(tax_ids, FIRMS), 1):
        name = f"示範{chance.choice(_RARE)}{chance.choice(_RARE)}{chance.choice(_TRADES)}股份有限公司"
        yield {
            "id": number,
            "tax_id": tax_id,
            "name": name,
            "head_office": f"{chance.choice(_PLACES)}示範路{chance.randrange(999)}號",
        }


def cases(plans: int, chance: Random) -> Iterator[dict[str, Any]]:
    """Rows of five cases a plan, without their agency."""
    for plan_id in range(1, plans + 1):
        for place in range(CASES):
            firm_name = f"示範{chance.choice(_RARE)}{chance.choice(_RARE)}{chance.choice(_TRADES)}股份有限公司"
            yield {
                "plan_id": plan_id,
                "position": place,
                "key": f"{plan_id:05}-{place:03}",
                "firm_id": chance.randrange(1, FIRMS + 1),
                "firm_name": firm_name,
                "county": chance.choice(_PLACES),
                "group": "機械",
                "function": "技術升級",
                "adviser_name": f"示範{chance.choice(_TRADES)}研究中心",
                "adviser_kind": "財團法人",
                "mode": "一般",
                "state": "結案",
            }


def name(chance: Random) -> str:
    """What a plan may be called."""
    return f"{chance.choice(_PLACES)}{chance.choice(_TRADES)}產業{chance.choice(_THINGS)}計畫"


def report(chance: Random) -> str:
    """What was reached, in words."""
    return f"業於期限前{sentence(chance)}，並{sentence(chance)}，{chance.choice(_REASONS)}者均已結案。"


def sentence(chance: Random) -> str:
    """What is to be done."""
    trade = f"{chance.choice(_PLACES)}{chance.choice(_TRADES)}"
    rare = f"（{chance.choice(_RARE)}{chance.choice(_RARE)}）" if chance.random() < 0.05 else ""
    return f"{chance.choice(_DEEDS)}{trade}業者{chance.choice(_THINGS)}{chance.randrange(2, 400)}案{rare}"
