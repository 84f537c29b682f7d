"""The check of one new firm against 500,000, beside finding one of them by its primary key; and of the whole table."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, cycle, islice, product
from statistics import median
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app.domain.firms import name_key, office_key
from app.domain.tax_id import is_valid_tax_id
from app.models import Firm
from app.services.firms.duplicates import duplicates
from app.services.firms.similar import similar_firms
from bench.measuring import Figure, seconds
from bench.stage import in_both_databases

FIRMS, CHECKS = 500_000, 60
MILLISECONDS, WHOLE_TABLE = 50, 60
_AT_ONCE = 20_000
_SYLLABLES = [chr(code) for code in range(0x5000, 0x5000 + 130)]
_TRADES = (
    *("石材", "資訊", "精密", "製茶", "模具", "生技", "鑄造", "化工", "紡織", "食品", "光電", "機械", "貿易", "物流"),
    *("農產", "數位", "工藝", "塑膠", "橡膠", "五金", "電機", "儀器", "自動化", "CNC加工", "3D列印", "LED照明"),
    *("精密實業", "貿易企業", "材料科技", "金屬工業"),
)
_KINDS = ("股份有限公司", "有限公司", "企業社")


def figures() -> Iterator[Figure]:
    """Both databases; every firm is called 示範…, and some three hundred share each head office."""
    for name, session in in_both_databases():
        yield from _measured(name, session)


def _measured(name: str, session: Session) -> Iterator[Figure]:
    _fill(session)
    checks = [_check(session, number) for number in range(0, FIRMS, FIRMS // CHECKS)]
    times = [_milliseconds(partial(similar_firms, session, *asked)) for asked in checks]
    keys = [_milliseconds(partial(_by_key, session, key)) for key in range(1, FIRMS, FIRMS // CHECKS)]
    yield Figure(f"check of a firm among {FIRMS:,}, {name}", "ms", median(times), MILLISECONDS)
    yield Figure(f"the slowest of {len(times)} checks, {name}", "ms", max(times), MILLISECONDS)
    yield Figure(f"one of them by its primary key, {name}", "ms", median(keys), MILLISECONDS)
    yield Figure(f"duplicates among {FIRMS:,}, {name}", "s", seconds(lambda: duplicates(session))(), WHOLE_TABLE)


def _milliseconds(work: Callable[[], Any]) -> float:
    """The best of three: the slowest of many single ones would tell what else the machine did."""
    return min(seconds(work)() for _ in range(3)) * 1000


def _check(session: Session, number: int) -> tuple[str, str, str]:
    """A firm of another number, whose name is that of a firm that is there but for one character and its writing."""
    name = session.scalars(select(Firm.name).order_by(Firm.id).offset(number).limit(1)).one()
    asked = (f"{name[:3]}臺{name[4:]}".replace("股份有限", "（股）"), "99999999", _office(number))
    assert similar_firms(session, *asked)
    return asked


def _by_key(session: Session, number: int) -> Any:
    return session.execute(select(Firm.id, Firm.tax_id, Firm.name, Firm.head_office).where(Firm.id == number)).one()


def _fill(session: Session) -> None:
    rows = _rows()
    while portion := list(islice(rows, _AT_ONCE)):
        session.execute(insert(Firm), portion)
    session.commit()
    session.execute(text("ANALYZE"))
    session.commit()
    assert session.scalar(select(func.count()).select_from(Firm)) == FIRMS


def _rows() -> Iterator[dict[str, Any]]:
    tax_ids = (text for number in count(10_000_000) if is_valid_tax_id(text := f"{number}"))
    names = product(_SYLLABLES, _SYLLABLES, _TRADES)
    for number, (tax_id, (one, two, trade), kind) in enumerate(
        islice(zip(tax_ids, names, cycle(_KINDS), strict=False), FIRMS)
    ):
        name, office = f"示範{one}{two}{trade}{kind}", _office(number)
        key = name_key(name)
        yield {
            "tax_id": tax_id,
            "name": name,
            "head_office": office,
            "office_key": office_key(office),
            "name_key": key.core,
            "name_front": key.front,
            "name_back": key.back,
        }


def _office(number: int) -> str:
    return f"臺北市示範路{number % 7 + 1}段{number % 1600 + 1}號"
